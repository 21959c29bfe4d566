//! What waits for a person, and documents on their way to the record.
//!
//! Failures are computed from the deliveries themselves, so that one that is put right disappears everywhere at once; what
//! no longer fits and letters that cannot be read are stored until somebody dismisses them.

use super::MOST_ROWS;
use crate::errors::DeskError;
use crate::practice::unlocked::Unlocked;
use crate::present::spaced;
use crate::store::conversations;
use crate::store::deliveries::{self, Carried};
use crate::store::{StoreError, needs_you};
use crate::summary::Summary;
use crate::view::{Change, FilingRow, NeedsYou, NeedsYouWhat};
use chrono::{DateTime, Utc};
use domain::ConversationId;
use domain::conversation::Conversation;
use domain::delivery::{Destination, Task};
use domain::staff::{Action, may};
use sqlx::SqliteConnection;
use std::collections::BTreeMap;
use uuid::Uuid;

type Summaries = BTreeMap<ConversationId, Summary>;

impl Unlocked {
    /// Documents on their way to the record: what needs a person first, then the newest.
    pub async fn filings(&self, limit: u32) -> Result<Vec<FilingRow>, DeskError> {
        self.may_read("filings").await?;
        self.witness_list("filings").await?;
        let mut connection = self.0.store.read().await?;
        let carried = deliveries::filings(&mut connection, limit.min(MOST_ROWS)).await?;
        let mut summaries = summaries(&mut connection, carried.iter().map(|one| one.conversation)).await?;
        self.cover(&mut summaries);
        let now = self.0.clock.now();
        Ok(carried.into_iter().filter_map(|one| filing(one, &summaries, now)).collect())
    }

    /// What only a person can put right, oldest first.
    pub async fn needs_you(&self) -> Result<Vec<NeedsYou>, DeskError> {
        self.may_read("needsYou").await?;
        self.witness_list("needsYou").await?;
        let mut connection = self.0.store.read().await?;
        let items = needs_you::of(&mut connection, self.me().staff).await?;
        let unsettled = self.unsettled(&mut connection).await?;
        let ids = items.iter().filter_map(|item| item.conversation);
        let mut summaries = summaries(&mut connection, ids).await?;
        self.cover(&mut summaries);
        let mut waiting: Vec<NeedsYou> = vec![];
        for (one, what, summary) in unsettled {
            waiting.push(NeedsYou {
                id: one.delivery.id.to_string(),
                conversation: Some(one.conversation),
                name: summary.name.clone().filter(|_| !self.is_closed(&summary)),
                since: one.delivery.since,
                what,
            });
        }
        waiting.extend(items.into_iter().map(|item| NeedsYou {
            id: item.id.to_string(),
            conversation: item.conversation,
            name: item.conversation.and_then(|id| summaries.get(&id)).and_then(|found| found.name.clone()),
            since: item.since,
            what: item.what,
        }));
        let without_place = self.without_place(&mut connection).await?;
        waiting.extend(self.filing_has_no_place(&without_place));
        waiting.sort_by_key(|one| one.since);
        Ok(waiting)
    }

    /// One task, however many documents wait.
    fn filing_has_no_place(&self, without_place: &[Carried]) -> Option<NeedsYou> {
        let since = without_place.first()?.delivery.since;
        let documents = u32::try_from(without_place.len()).unwrap_or(u32::MAX);
        let what = NeedsYouWhat::FilingHasNoPlace { documents, restricted: self.carrier(false).is_some() };
        Some(NeedsYou { id: Uuid::nil().to_string(), conversation: None, name: None, since, what })
    }

    /// A person has dealt with a stored item. A failure stays until its delivery moves.
    pub async fn dismiss_needs_you(&self, id: Uuid) -> Result<(), DeskError> {
        self.may_read("dismissNeedsYou").await?;
        let mut tx = self.0.store.begin().await?;
        let mine = needs_you::of(&mut tx, self.me().staff).await?;
        if mine.iter().any(|item| item.id == id) {
            needs_you::dismiss(&mut tx, id).await?;
        }
        tx.commit().await.map_err(StoreError::from)?;
        self.0.changes.notify(Change::Bar);
        Ok(())
    }

    /// Takes out whom restricted records are about.
    fn cover(&self, summaries: &mut Summaries) {
        for summary in summaries.values_mut() {
            if self.is_closed(summary) {
                (summary.name, summary.nhs_number, summary.born) = (None, None, None);
            }
        }
    }

    /// Deliveries that are somebody's task, and what it is.
    async fn unsettled(
        &self,
        connection: &mut SqliteConnection,
    ) -> Result<Vec<(Carried, NeedsYouWhat, Summary)>, StoreError> {
        let now = self.0.clock.now();
        let mut carried = deliveries::unsettled(&mut *connection).await?;
        carried.retain(|one| one.delivery.task(false, now).is_some());
        let ids: Vec<ConversationId> = carried.iter().map(|one| one.conversation).collect();
        let states = conversations::all_confirmed(&mut *connection, &ids).await?;
        let summaries = summaries(connection, ids.into_iter()).await?;
        let open = |one: Carried| {
            let state = states.get(&one.conversation);
            let reached = state.is_some_and(Conversation::is_dealt_with_by_phone);
            let what = what_is_open(one.delivery.task(reached, now)?);
            let summary = summaries.get(&one.conversation)?.clone();
            Some((one, what, summary))
        };
        Ok(carried.into_iter().filter_map(open).collect())
    }

    pub(super) async fn count_needs_you(&self, connection: &mut SqliteConnection) -> Result<u32, StoreError> {
        if !may(&self.me().roles, Action::ReadMessages) {
            return Ok(0);
        }
        let stored = needs_you::of(&mut *connection, self.me().staff).await?.len();
        let unsettled = self.unsettled(&mut *connection).await?.len();
        let placeless = usize::from(!self.without_place(connection).await?.is_empty());
        Ok(u32::try_from(stored + unsettled + placeless).unwrap_or(u32::MAX))
    }
}

fn what_is_open(task: Task) -> NeedsYouWhat {
    match task {
        Task::NotDelivered(why) => NeedsYouWhat::AnswerFailed { why },
        Task::Unconfirmed => NeedsYouWhat::AnswerUnconfirmed,
        Task::NotFiled(why) => NeedsYouWhat::FilingFailed { why },
    }
}

fn filing(one: Carried, summaries: &Summaries, now: DateTime<Utc>) -> Option<FilingRow> {
    let Destination::Record { version } = one.delivery.to else { return None };
    let summary = summaries.get(&one.conversation);
    Some(FilingRow {
        conversation: one.conversation,
        name: summary.and_then(|summary| summary.name.clone()),
        nhs_number: spaced(summary.and_then(|summary| summary.nhs_number)),
        version,
        known: one.delivery.known(now),
        since: one.delivery.since,
    })
}

async fn summaries(
    connection: &mut SqliteConnection,
    ids: impl Iterator<Item = ConversationId>,
) -> Result<Summaries, StoreError> {
    let mut ids: Vec<ConversationId> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = conversations::rows(connection, &ids).await?;
    Ok(rows.into_iter().map(|one| (one.id, one.summary)).collect())
}

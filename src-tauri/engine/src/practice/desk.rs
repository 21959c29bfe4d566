//! What the screens ask of an opened practice: lists, a conversation, drafts, the bar, documents on their way.
//!
//! Every answer is read from the local database and shaped by `present`; nothing waits for the queue. Who may read
//! patients' words is asked here, once, before anything is read. Acting stands in `act`; what this person's screen
//! looks like in `preferences`. Deliberately absent is presence: who else is looking is not known across machines yet.

mod bar;
mod drafts;
mod waiting;

use crate::errors::{ActError, DeskError};
use crate::practice::standing::Standing;
use crate::practice::unlocked::Unlocked;
use crate::present::{self, Opened, Reader};
use crate::store::conversations::{self, ConversationRow};
use crate::store::{self, StoreError, records, search};
use crate::view::{ConversationView, Page, Queue, Session, UseView};
use domain::ConversationId;
use domain::audit::What;
use domain::conversation::{Command, Refusal};
use domain::staff::{Action, may};
use record::Carrier;
use sqlx::SqliteConnection;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

/// The most rows a screen may ask for at once.
const MOST_ROWS: u32 = 200;
/// How often older messages are searched to fill a page.
const MOST_LOOKS: u32 = 4;

/// Everything a role may allow, so that a screen can hide what this person may not do.
const ACTIONS: [Action; 15] = [
    Action::ReadMessages,
    Action::Triage,
    Action::AnswerAdministrative,
    Action::AnswerClinical,
    Action::Close,
    Action::TakeAlert,
    Action::AcceptAlert,
    Action::ChangePolicy,
    Action::ManageStaff,
    Action::ManageDevices,
    Action::PublishRota,
    Action::RegisterPatient,
    Action::ReadAudit,
    Action::ReadSafety,
    Action::ManageSafety,
];

impl Unlocked {
    /// Who is signed in, and where.
    pub fn session(&self) -> Session {
        let (shared, me) = (self.shared(), self.me());
        let uses = shared.policy.permitted_uses.iter();
        Session {
            staff_id: me.staff,
            name: shared.name(me.staff),
            roles: me.roles.clone(),
            may: ACTIONS.into_iter().filter(|action| may(&me.roles, *action)).collect(),
            practice: shared.policy.name.clone(),
            telephone: shared.policy.telephone.as_str().to_owned(),
            workstation: self.0.workstation.clone(),
            uses: uses
                .map(|one| UseView { id: one.id.clone(), name: one.name.clone(), clinical: one.clinical })
                .collect(),
            due: self.due(),
            access_until: self.0.expires,
            demonstration: self.0.demonstration,
            patient_page: None,
        }
    }

    /// A window of a queue: riskiest first, then soonest due, then oldest.
    pub async fn list_queue(&self, queue: Queue, offset: u32, limit: u32) -> Result<Page, DeskError> {
        self.may_read("listQueue").await?;
        self.witness_list(queue.name()).await?;
        let mut connection = self.0.store.read().await?;
        let me = self.me().staff;
        let listed = conversations::page(&mut connection, queue, me, offset, limit.min(MOST_ROWS)).await?;
        let totals = conversations::totals(&mut connection, me).await?;
        let total = match queue {
            Queue::NeedsTriage => totals.needs_triage,
            Queue::Mine => totals.mine,
            Queue::DutyList => totals.duty_list,
            Queue::Waiting => totals.waiting,
            Queue::ToFile => totals.to_file,
        };
        let listed = listed.into_iter().map(|one| (one, None)).collect();
        let rows = self.rows(&mut connection, listed).await?;
        Ok(Page { total, offset, rows })
    }

    /// Conversations whose messages hold every word, newest first, each once.
    pub async fn search(&self, text: &str, limit: u32) -> Result<Page, DeskError> {
        self.may_read("search").await?;
        let mut connection = self.0.store.read().await?;
        let mut snippets = newest(&mut connection, text, limit.min(MOST_ROWS)).await?;
        let ids: Vec<ConversationId> = snippets.iter().map(|(id, _)| *id).collect();
        let found = conversations::rows(&mut connection, &ids).await?.into_iter();
        let snippets: HashMap<ConversationId, String> = snippets.drain(..).collect();
        let found =
            found.map(|one| (snippets.get(&one.id).cloned(), one)).map(|(snippet, one)| (one, snippet));
        let mut rows = self.rows(&mut connection, found.collect()).await?;
        // Finding a restricted record would already say something of it.
        rows.retain(|row| !row.restricted);
        let total = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        drop(connection);
        self.witness(self.entry(What::Searched { found: total })).await?;
        Ok(Page { total, offset: 0, rows })
    }

    /// A conversation, opened. It is not marked as looked at by this: that is a command.
    pub async fn conversation(&self, id: ConversationId) -> Result<ConversationView, DeskError> {
        self.may_read("conversation").await?;
        let mut connection = self.0.store.read().await?;
        let standing = self.standing(&mut connection, id).await?.ok_or(DeskError::NotFound)?;
        if let Err(ActError::Refused(why)) = self.may_open(&standing.seen) {
            drop(connection);
            let about = Some((id, standing.seen.patient.nhs_number));
            return Err(self.refused("conversation", about, why).await.into());
        }
        let drafts = self.drafts_in(&mut connection, Some(id)).await?;
        let index = match standing.seen.patient.nhs_number {
            Some(number) => records::patient(&mut connection, number).await?,
            None => None,
        };
        let opened = opened(&standing, index.as_ref());
        let shared = self.shared();
        let reader = Reader { shared: &shared, me: self.me(), now: self.0.clock.now() };
        let shown = present::conversation(reader, opened, drafts).ok_or(DeskError::NotFound)?;
        drop(connection);
        self.witness_view(&standing.seen, shown.messages).await?;
        Ok(shown)
    }

    /// Carries out a command and shows what became of the conversation.
    pub async fn act_and_show(
        &self,
        id: ConversationId,
        command: Command,
    ) -> Result<ConversationView, DeskError> {
        self.act(id, command).await.map_err(|error| match error {
            ActError::NotFound => DeskError::NotFound,
            error => DeskError::Act(error),
        })?;
        self.conversation(id).await
    }

    /// What I am looking at. Accepted and not told to anybody yet.
    pub async fn viewing(&self, id: Option<ConversationId>) -> Result<(), DeskError> {
        let _ = id;
        self.may_read("viewing").await
    }

    /// Where documents for the record lie, for somebody who may read them.
    pub async fn filed_folder(&self) -> Result<PathBuf, DeskError> {
        self.may_read("openFolder").await?;
        self.witness(self.entry(What::OpenedFolder)).await?;
        let carrier = self.carrier(false);
        let folder = carrier.as_ref().and_then(Carrier::folder).map(Path::to_owned);
        folder.ok_or(ActError::Refused(Refusal::NotHere).into())
    }

    /// Reading patients' words is for roles that work with them.
    async fn may_read(&self, asked: &str) -> Result<(), DeskError> {
        Ok(self.allowed(Action::ReadMessages, asked).await?)
    }

    async fn rows(
        &self,
        connection: &mut SqliteConnection,
        listed: Vec<(ConversationRow, Option<String>)>,
    ) -> Result<Vec<crate::view::Row>, StoreError> {
        let drafts: BTreeSet<ConversationId> =
            store::drafts::answers_of(connection, self.me().staff).await?.into_iter().collect();
        let shared = self.shared();
        let reader = Reader { shared: &shared, me: self.me(), now: self.0.clock.now() };
        let row = |(one, snippet): (ConversationRow, Option<String>)| match self.is_closed(&one.summary) {
            true => covered(present::row(reader, one.id, one.summary, false, None)),
            false => present::row(reader, one.id, one.summary, drafts.contains(&one.id), snippet),
        };
        Ok(listed.into_iter().map(row).collect())
    }
}

/// The row of a restricted record: that something waits, and nothing of whom or what.
fn covered(row: crate::view::Row) -> crate::view::Row {
    crate::view::Row {
        name: None,
        nhs_number: None,
        born: None,
        writer: domain::message::Writer::Patient,
        first_line: String::new(),
        category: None,
        reads_like: None,
        restricted: true,
        ..row
    }
}

/// The newest hit of each conversation. Several may belong to one, so it is asked again until there are enough.
async fn newest(
    connection: &mut SqliteConnection,
    text: &str,
    limit: u32,
) -> Result<Vec<(ConversationId, String)>, StoreError> {
    let (mut known, mut found, mut before) = (HashSet::new(), vec![], i64::MAX);
    for _ in 0..MOST_LOOKS {
        let hits = search::find(&mut *connection, text, before, limit).await?;
        let Some(last) = hits.last() else { break };
        before = last.place;
        let all = hits.len() < limit as usize;
        let new = hits.into_iter().filter(|hit| known.insert(hit.conversation));
        found.extend(new.map(|hit| (hit.conversation, hit.snippet)));
        if all || found.len() >= limit as usize {
            break;
        }
    }
    found.truncate(limit as usize);
    Ok(found)
}

fn opened<'a>(standing: &'a Standing, index: Option<&'a records::Patient>) -> Opened<'a> {
    Opened {
        confirmed: &standing.confirmed,
        seen: &standing.seen,
        unconfirmed: u32::try_from(standing.waiting.len()).unwrap_or(u32::MAX),
        index: index.map(|patient| &patient.details),
    }
}

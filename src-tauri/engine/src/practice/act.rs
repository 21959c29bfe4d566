//! A person's command becomes events on their way to the queue: decided, sealed, stored, shown, in one transaction.
//!
//! The caller returns at once; `courier` carries the envelopes. What is decided here on top of events the queue has not
//! confirmed is decided again if the queue says otherwise. A draft is cleared in the transaction that uses its words.

use crate::errors::ActError;
use crate::practice::standing::{Decided, Standing, event_id};
use crate::practice::unlocked::Unlocked;
use crate::store::conversations::{self, Projected};
use crate::store::events::{self};
use crate::store::outbox::{self};
use crate::store::{StoreError, drafts, records};
use crate::summary::summarise;
use crate::view::Change;
use chrono::{DateTime, Utc};
use domain::audit::What;
use domain::conversation::{Actor, Circumstances, Command, Conversation, Event, decide};
use domain::draft::used_by;
use domain::{ConversationId, DeliveryId, EventId, NhsNumber, Subject, derive_uuid};
use sqlx::SqliteConnection;
use uuid::Uuid;

impl Unlocked {
    /// Carries out a person's command on a conversation. Command and audit entry are one; a refusal is an entry too.
    pub async fn act(&self, id: ConversationId, command: Command) -> Result<(), ActError> {
        let kind = command.kind();
        let mut about = None;
        match self.carry_out(id, command, &mut about).await {
            Err(ActError::Refused(why)) => Err(self.refused(kind, Some((id, about)), why).await),
            outcome => outcome,
        }
    }

    async fn carry_out(
        &self,
        id: ConversationId,
        command: Command,
        about: &mut Option<NhsNumber>,
    ) -> Result<(), ActError> {
        let mut tx = self.0.store.begin().await?;
        let standing = self.standing(&mut tx, id).await?.ok_or(ActError::NotFound)?;
        *about = standing.seen.patient.nhs_number;
        self.may_open(&standing.seen)?;
        let did = match &command {
            Command::OverrideExclusion { reason } => {
                What::Overrode { rule: "excludedTopic".to_owned(), reason: reason.clone() }
            }
            _ => What::Did { command: command.kind().to_owned() },
        };
        let entry = self.entry_about(&standing.seen, did);
        let decided =
            self.decide(&standing.seen, command, Uuid::new_v4(), self.actor(), self.0.clock.now())?;
        if let Some(command) = &decided.command {
            drafts::use_up(&mut tx, &used_by(id, command), self.me().staff).await?;
        }
        let raised = raised(id, &decided);
        let standing = self.put(&mut tx, standing, decided).await?;
        self.project(&mut tx, &[standing]).await?;
        self.witness_in(&mut tx, entry).await?;
        tx.commit().await.map_err(StoreError::from)?;
        self.0.outbox_bell.notify_one();
        self.0.changes.notify(Change::Conversations { ids: vec![id] });
        if let Some(raised) = raised {
            self.0.changes.notify(raised);
        }
        self.0.changes.notify(Change::Bar);
        Ok(())
    }

    /// Writes something the application does by itself. Its id says what it is, so that doing it twice leaves one.
    pub(crate) async fn note(
        &self,
        id: ConversationId,
        event: Event,
        event_id: EventId,
    ) -> Result<(), ActError> {
        let mut tx = self.0.store.begin().await?;
        self.note_in(&mut tx, id, event, event_id).await?;
        tx.commit().await.map_err(StoreError::from)?;
        self.0.outbox_bell.notify_one();
        self.0.changes.notify(Change::Conversations { ids: vec![id] });
        Ok(())
    }

    /// The same, within a transaction of the caller's.
    pub(crate) async fn note_in(
        &self,
        connection: &mut SqliteConnection,
        id: ConversationId,
        event: Event,
        event_id: EventId,
    ) -> Result<(), ActError> {
        let standing = self.standing(&mut *connection, id).await?.ok_or(ActError::NotFound)?;
        if standing.seen.folded.contains(&event_id) {
            return Ok(());
        }
        let decided = self.by_itself(event, event_id);
        let standing = self.put(&mut *connection, standing, decided).await?;
        Ok(self.project(connection, &[standing]).await?)
    }

    /// Decides a command. Ids follow from the act, so that deciding it again leaves one.
    pub(crate) fn decide(
        &self,
        state: &Conversation,
        command: Command,
        act: Uuid,
        actor: Actor,
        at: DateTime<Utc>,
    ) -> Result<Decided, ActError> {
        let shared = self.shared();
        let signature = actor.staff.map_or_else(String::new, |staff| shared.signature(staff));
        let delivery = |label: &str| DeliveryId(derive_uuid(label, &[act.as_bytes()]));
        let around = Circumstances {
            actor: &actor,
            signature: &signature,
            policy: &shared.policy,
            now: at,
            deliveries: (delivery("delivery to patient"), delivery("delivery to record")),
        };
        let events = decide(state, &command, &around).map_err(ActError::Refused)?;
        // Behind what the queue has confirmed of the same act already.
        let ids = (0..).map(|place| event_id(act, place)).skip_while(|id| state.folded.contains(id));
        let events = ids.zip(events).collect();
        Ok(Decided { act, actor, at, command: Some(command), events })
    }

    /// Seals events behind what is already on its way and puts them into the outbox.
    pub(crate) async fn put(
        &self,
        connection: &mut SqliteConnection,
        standing: Standing,
        decided: Decided,
    ) -> Result<Standing, ActError> {
        let last = match standing.waiting.last() {
            Some(_) => None,
            None => events::last(&mut *connection, &Subject::conversation(standing.confirmed.id)).await?,
        };
        let mut standing = self.seal_behind(standing, last, decided)?;
        outbox::put(connection, standing.fresh()).await?;
        standing.stored = standing.waiting.len();
        Ok(standing)
    }

    /// Writes what lists show of these conversations.
    pub(crate) async fn project(
        &self,
        connection: &mut SqliteConnection,
        standings: &[Standing],
    ) -> Result<(), StoreError> {
        let (shared, now) = (self.shared(), self.0.clock.now());
        let numbers = standings.iter().filter_map(|standing| standing.seen.patient.nhs_number).collect();
        let index = records::patients(&mut *connection, &numbers).await?;
        let projected: Vec<Projected<'_>> = standings
            .iter()
            .filter_map(|Standing { confirmed, seen, .. }| {
                let known = seen.patient.nhs_number.and_then(|number| index.get(&number));
                let summary = summarise(seen, known.map(|patient| &patient.details), &shared, now)?;
                Some(Projected { confirmed, seen, summary })
            })
            .collect();
        conversations::keep(connection, &projected).await
    }
}

/// The alert that a person raised by what they did.
fn raised(conversation: ConversationId, decided: &Decided) -> Option<Change> {
    decided.events.iter().find_map(|(_, event)| match event {
        Event::AlertRaised { letter, .. } => {
            Some(Change::Alert { conversation, letter: *letter, raised: true })
        }
        _ => None,
    })
}

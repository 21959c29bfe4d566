//! A person's command becomes events on their way to the queue: decided, sealed, stored, shown, in one transaction.
//!
//! The caller returns at once; `courier` carries the envelopes. What is decided here on top of events the queue has not
//! confirmed is decided again if the queue says otherwise. Drafts are cleared in the transaction that stores the send.

use crate::store::conversations::{self, Projected};
use crate::store::events::{self, Last};
use crate::store::outbox::{self, Content, Waiting};
use crate::store::{StoreError, drafts, records};
use crate::summary::summarise;
use crate::unlocked::Unlocked;
use crate::view::Change;
use chrono::{DateTime, Utc};
use crypto::{Author, Hash, Header, Suite, cbor};
use domain::audit::What;
use domain::conversation::{
    Actor, Circumstances, Command, Conversation, Event, Recorded, Refusal, decide, step,
};
use domain::{ConversationId, DeliveryId, EventId, NhsNumber, Subject, derive_uuid};
use sqlx::SqliteConnection;
use uuid::Uuid;

/// A command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// A rule says no.
    #[error("refused")]
    Refused(Refusal),
    /// There is no such conversation.
    #[error("no such conversation")]
    NotFound,
    /// The local database failed; nothing was done.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keys of the current epoch are missing on this workstation.
    #[error("this workstation lacks the current keys")]
    NoKey,
}

/// A conversation as the queue confirms it and as people here see it.
pub(crate) struct Standing {
    pub confirmed: Conversation,
    pub seen: Conversation,
    pub waiting: Vec<Waiting>,
    /// How many of those that wait are on the disk.
    stored: usize,
}

impl Standing {
    /// A conversation with what waits, on the disk, on top of what is confirmed.
    pub(crate) fn over(confirmed: Conversation, waiting: Vec<Waiting>) -> Self {
        let mut standing = Self { seen: confirmed.clone(), stored: waiting.len(), confirmed, waiting };
        standing.see();
        standing
    }

    /// Puts what waits on top of what is confirmed, anew.
    pub(crate) fn see(&mut self) {
        self.seen = self.waiting.iter().fold(self.confirmed.clone(), fold_waiting);
    }

    /// The queue has this event: if it was ours it no longer waits.
    pub(crate) fn came_back(&mut self, event: EventId) -> bool {
        let Some(place) = self.waiting.iter().position(|waiting| waiting.id == event) else { return false };
        self.waiting.remove(place);
        self.stored = self.stored.saturating_sub(usize::from(place < self.stored));
        true
    }

    /// What waits and is not on the disk yet.
    pub(crate) fn fresh(&self) -> impl Iterator<Item = &Waiting> {
        self.waiting.iter().skip(self.stored)
    }
}

/// One command's events, ready to be put on their way.
pub(crate) struct Decided {
    pub act: Uuid,
    pub actor: Actor,
    pub at: DateTime<Utc>,
    pub command: Option<Command>,
    pub events: Vec<(EventId, Event)>,
}

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
        if matches!(decided.command, Some(Command::Reply { .. })) {
            drafts::discard(&mut tx, id, self.me().staff).await?;
        }
        let standing = self.put(&mut tx, standing, decided).await?;
        self.project(&mut tx, &[standing]).await?;
        self.witness_in(&mut tx, entry).await?;
        tx.commit().await.map_err(StoreError::from)?;
        self.0.outbox_bell.notify_one();
        self.0.changes.tell(Change::Conversations { ids: vec![id] });
        self.0.changes.tell(Change::Bar);
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
        self.0.changes.tell(Change::Conversations { ids: vec![id] });
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

    pub(crate) fn actor(&self) -> Actor {
        Actor { staff: Some(self.me().staff), roles: self.me().roles.clone(), device: self.0.device }
    }

    /// What the application does by itself.
    pub(crate) fn nobody(&self) -> Actor {
        Actor { staff: None, roles: vec![], device: self.0.device }
    }

    /// An event that the application writes by itself.
    pub(crate) fn by_itself(&self, event: Event, id: EventId) -> Decided {
        let (actor, at) = (self.nobody(), self.0.clock.now());
        Decided { act: id.0, actor, at, command: None, events: vec![(id, event)] }
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

    /// How a conversation stands; none if nothing is known of it.
    pub(crate) async fn standing(
        &self,
        connection: &mut SqliteConnection,
        id: ConversationId,
    ) -> Result<Option<Standing>, StoreError> {
        let confirmed = conversations::confirmed(&mut *connection, id).await?;
        let waiting = outbox::on(&mut *connection, &Subject::conversation(id)).await?;
        if confirmed.is_none() && waiting.is_empty() {
            return Ok(None);
        }
        let confirmed = confirmed.unwrap_or_else(|| Conversation::new(id));
        Ok(Some(Standing::over(confirmed, waiting)))
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

    /// Seals events behind what waits, or behind `last` if nothing does.
    pub(crate) fn seal_behind(
        &self,
        mut standing: Standing,
        last: Option<Last>,
        decided: Decided,
    ) -> Result<Standing, ActError> {
        let subject = Subject::conversation(standing.confirmed.id);
        let waits = standing.waiting.last();
        let mut last = waits.map(|last| Last { id: last.id, hash: Hash::of(&last.envelope) }).or(last);
        for (id, event) in decided.events {
            let body = cbor::encode(&event).map_err(|_| StoreError::Unreadable("event"))?;
            let previous = last.as_ref().map(|last| last.hash);
            let header = self.header(&subject, id, event.kind(), &decided.actor, previous, decided.at);
            let envelope = self.0.keys.seal(header, body).ok_or(ActError::NoKey)?;
            let waiting = Waiting {
                id,
                subject: subject.clone(),
                act: decided.act,
                at: decided.at,
                previous: last.map(|last| last.id),
                content: Content { actor: decided.actor.clone(), event: Some(event) },
                command: decided.command.clone(),
                envelope: envelope.bytes().to_vec(),
            };
            last = Some(Last { id, hash: envelope.hash() });
            standing.seen = fold_waiting(standing.seen, &waiting);
            standing.waiting.push(waiting);
        }
        Ok(standing)
    }

    pub(crate) fn header(
        &self,
        subject: &Subject,
        id: EventId,
        kind: &str,
        actor: &Actor,
        previous: Option<Hash>,
        at: DateTime<Utc>,
    ) -> Header {
        let directory = self.directory();
        Header {
            format: crypto::envelope::FORMAT,
            suite: Suite::Symmetric,
            practice: self.0.practice,
            subject: subject.clone(),
            id,
            kind: kind.to_owned(),
            kind_version: 1,
            reader: 1,
            author: Author::Device(self.0.device),
            actor: actor.staff,
            roles: actor.roles.clone(),
            epoch: directory.epoch(),
            previous,
            directory: directory.head(),
            at,
        }
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

fn event_id(act: Uuid, place: u64) -> EventId {
    EventId(derive_uuid("act", &[act.as_bytes(), &place.to_be_bytes()]))
}

fn fold_waiting(state: Conversation, waiting: &Waiting) -> Conversation {
    let Some(event) = waiting.content.event.clone() else { return state };
    step(state, &Recorded { id: waiting.id, at: waiting.at, actor: waiting.content.actor.clone(), event })
}

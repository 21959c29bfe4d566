//! A person's command becomes events on their way to the queue: decided, sealed, stored, shown, in one transaction.
//!
//! The caller returns at once; `courier` carries the envelopes. What is decided here on top of events the queue has not
//! confirmed is decided again if the queue says otherwise. Drafts are cleared in the transaction that stores the send.

use crate::store::conversations::{self, Projected};
use crate::store::outbox::{self, Content, Waiting};
use crate::store::{StoreError, drafts, events, records};
use crate::summary::summarise;
use crate::unlocked::Unlocked;
use crate::view::Change;
use chrono::{DateTime, Utc};
use crypto::{Author, Hash, Header, Suite, cbor};
use domain::conversation::{
    Actor, Circumstances, Command, Conversation, Event, Recorded, Refusal, decide, step,
};
use domain::{ConversationId, DeliveryId, EventId, Subject, derive_uuid};
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
}

impl Standing {
    /// A conversation with what waits on top of what is confirmed.
    pub(crate) fn over(confirmed: Conversation, waiting: Vec<Waiting>) -> Self {
        let seen = waiting.iter().fold(confirmed.clone(), fold_waiting);
        Self { confirmed, seen, waiting }
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
    /// Carries out a person's command on a conversation.
    pub async fn act(&self, id: ConversationId, command: Command) -> Result<(), ActError> {
        let mut tx = self.0.store.begin().await?;
        let standing = self.standing(&mut tx, id).await?.ok_or(ActError::NotFound)?;
        let decided =
            self.decide(&standing.seen, command, Uuid::new_v4(), self.actor(), self.0.clock.now())?;
        if matches!(decided.command, Some(Command::Reply { .. })) {
            drafts::discard(&mut tx, id, self.me().staff).await?;
        }
        let standing = self.put(&mut tx, standing, decided).await?;
        self.project(&mut tx, &[standing]).await?;
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
        let decided = Decided {
            act: event_id.0,
            actor: self.nobody(),
            at: self.0.clock.now(),
            command: None,
            events: vec![(event_id, event)],
        };
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
        let events = events.into_iter().enumerate().map(|(n, event)| (event_id(act, n), event)).collect();
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
        mut standing: Standing,
        decided: Decided,
    ) -> Result<Standing, ActError> {
        let subject = Subject::conversation(standing.confirmed.id);
        let mut last = self.last_on(&mut *connection, &subject, &standing.waiting).await?;
        let mut command = decided.command;
        for (id, event) in decided.events {
            let body = cbor::encode(&event).map_err(|_| StoreError::Unreadable("event"))?;
            let header = self.header(
                &subject,
                id,
                event.kind(),
                &decided.actor,
                last.map(|(_, hash)| hash),
                decided.at,
            );
            let envelope = self.0.keys.seal(header, body).ok_or(ActError::NoKey)?;
            let waiting = Waiting {
                id,
                subject: subject.clone(),
                act: decided.act,
                at: decided.at,
                previous: last.map(|(id, _)| id),
                content: Content { actor: decided.actor.clone(), event: Some(event) },
                command: command.take(),
                envelope: envelope.bytes().to_vec(),
            };
            last = Some((id, envelope.hash()));
            outbox::put(&mut *connection, &waiting).await?;
            standing.seen = fold_waiting(standing.seen, &waiting);
            standing.waiting.push(waiting);
        }
        Ok(standing)
    }

    async fn last_on(
        &self,
        connection: &mut SqliteConnection,
        subject: &Subject,
        waiting: &[Waiting],
    ) -> Result<Option<(EventId, Hash)>, StoreError> {
        if let Some(last) = waiting.last() {
            return Ok(Some((last.id, Hash::of(&last.envelope))));
        }
        Ok(events::last(connection, subject).await?.map(|last| (last.id, last.hash)))
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
        let mut projected = Vec::with_capacity(standings.len());
        for standing in standings {
            let index = match standing.seen.patient.nhs_number {
                Some(number) => records::patient(&mut *connection, number).await?,
                None => None,
            };
            let details = index.as_ref().map(|patient| &patient.details);
            if let Some(summary) = summarise(&standing.seen, details, &shared, now) {
                let (confirmed, seen) = (standing.confirmed.clone(), standing.seen.clone());
                projected.push(Projected { confirmed, seen, summary });
            }
        }
        conversations::keep(connection, &projected).await
    }
}

fn event_id(act: Uuid, place: usize) -> EventId {
    EventId(derive_uuid("act", &[act.as_bytes(), &(place as u64).to_be_bytes()]))
}

fn fold_waiting(state: Conversation, waiting: &Waiting) -> Conversation {
    let Some(event) = waiting.content.event.clone() else { return state };
    step(state, &Recorded { id: waiting.id, at: waiting.at, actor: waiting.content.actor.clone(), event })
}

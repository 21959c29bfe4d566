//! What this workstation writes, sealed: who writes it, where it stands, behind what.
//!
//! Every envelope of an opened practice gets its header here, and is put on its way through the outbox. What is resealed
//! keeps its id and its words, so that the queue keeps one.

use crate::errors::ActError;
use crate::practice::standing::{Decided, Standing, fold_waiting};
use crate::practice::unlocked::Unlocked;
use crate::store::StoreError;
use crate::store::events::{self, Last};
use crate::store::outbox::{self, Content, Unsent};
use chrono::{DateTime, Utc};
use crypto::{Author, Draft, Envelope, Hash, Header, Origin, Suite, cbor};
use domain::conversation::{Actor, Event};
use domain::message::Outbound;
use domain::{EventId, GatewayId, Subject, derive_uuid};
use serde::Serialize;
use sqlx::SqliteConnection;

impl Unlocked {
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
        let origin = Origin {
            practice: self.0.practice,
            author: Author::Device(self.0.device),
            epoch: directory.epoch(),
            directory: directory.head(),
            at,
        };
        let (staff, roles) = (actor.staff, actor.roles.clone());
        Header { actor: staff, roles, previous, ..Header::new(origin, subject.clone(), id, kind) }
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
            let waiting = Unsent {
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

    pub(crate) async fn last_of(
        &self,
        connection: &mut SqliteConnection,
        subject: &Subject,
    ) -> Result<Option<(EventId, Hash)>, StoreError> {
        let waiting = outbox::on(&mut *connection, subject).await?;
        if let Some(last) = waiting.last() {
            return Ok(Some((last.id, Hash::of(&last.envelope))));
        }
        Ok(events::last(connection, subject).await?.map(|last| (last.id, last.hash)))
    }

    /// Puts an envelope into the outbox, behind the last one on its subject.
    pub(crate) async fn put_in_outbox(
        &self,
        connection: &mut SqliteConnection,
        subject: Subject,
        id: EventId,
        last: Option<(EventId, Hash)>,
        sealed: &Envelope,
    ) -> Result<(), ActError> {
        let waiting = Unsent {
            id,
            subject,
            act: id.0,
            at: self.0.clock.now(),
            previous: last.map(|(id, _)| id),
            content: Content { actor: self.actor(), event: None },
            command: None,
            envelope: sealed.bytes().to_vec(),
        };
        Ok(outbox::put(connection, std::iter::once(&waiting)).await?)
    }

    /// Seals an answer to the gateway that is to carry it. Its id follows from the delivery, so that it leaves once however
    /// many workstations send it; and from the gateway it left with before, if that has ended since. `NoKey` if the gateway is
    /// not, or no longer, the practice's.
    pub(crate) fn seal_outbound(
        &self,
        gateway: &GatewayId,
        outbound: &Outbound,
        left_with: Option<&GatewayId>,
        last: Option<Hash>,
    ) -> Result<(EventId, Envelope), ActError> {
        let directory = self.directory();
        let ended = left_with.filter(|id| directory.current_gateway(id).is_none()).map(ToString::to_string);
        let mut parts: Vec<&[u8]> = vec![outbound.delivery.0.as_bytes()];
        parts.extend(ended.as_ref().map(String::as_bytes));
        let tries_before = outbound.tries_before.to_be_bytes();
        parts.extend((outbound.tries_before > 0).then_some(tries_before.as_slice()));
        let id = EventId(derive_uuid("outbound", &parts));
        let subject = Subject::outbound(gateway);
        let key = directory.current_gateway(gateway).ok_or(ActError::NoKey)?.keys().seal.clone();
        let header = Header {
            suite: Suite::ToGateway,
            ..self.header(&subject, id, "send", &self.nobody(), last, self.0.clock.now())
        };
        let sealed = Draft::new(header, encode(outbound)?)
            .seal_to_gateway(&key, &self.0.keys.device.sign)
            .map_err(|_| ActError::NoKey)?;
        Ok((id, sealed))
    }

    /// Puts what waited on top of what is new.
    pub(crate) async fn reseal_record(
        &self,
        connection: &mut SqliteConnection,
        waiting: Unsent,
    ) -> Result<(), ActError> {
        let old =
            Envelope::parse(&waiting.envelope).map_err(|_| StoreError::Unreadable("outbox envelope"))?;
        let verified = old.verify(&self.0.keys.device.sign.verifying()).map_err(|_| ActError::NoKey)?;
        let last = self.last_of(&mut *connection, &waiting.subject).await?;
        let directory = self.directory();
        let header = Header {
            previous: last.map(|(_, hash)| hash),
            directory: directory.head(),
            epoch: directory.epoch(),
            ..old.header().clone()
        };
        let sealed = if header.suite == Suite::Signed {
            let body = verified.clear_body().map_err(|_| ActError::NoKey)?.to_vec();
            Draft::new(header, body).sign_only(&self.0.keys.device.sign, None).map_err(|_| ActError::NoKey)?
        } else {
            let written = old.header().epoch;
            let key = self.0.keys.subject(written, &waiting.subject).ok_or(ActError::NoKey)?;
            let body = verified.open(&key).map_err(|_| ActError::NoKey)?;
            self.0.keys.seal(header, body.to_vec()).ok_or(ActError::NoKey)?
        };
        self.put_in_outbox(connection, waiting.subject, waiting.id, last, &sealed).await
    }
}

/// A record as it is sealed.
pub(crate) fn encode(body: &impl Serialize) -> Result<Vec<u8>, ActError> {
    cbor::encode(body).map_err(|_| ActError::Store(StoreError::Unreadable("record")))
}

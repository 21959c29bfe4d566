//! One envelope's way: whose it is, whether it holds, and what becomes of it.
//!
//! Nothing is written here but directory statements and shared records; what happens to conversations is gathered. An
//! envelope that does not hold is left alone with a line in the log that names its place and nothing of its content.

use super::{Gathered, IngestError};
use crate::store::records::Patient;
use crate::store::search::Words;
use crate::store::{StoreError, events, outbox, records};
use crate::unlocked::Unlocked;
use chrono::{DateTime, Utc};
use crypto::envelope::{check_place, verify_many};
use crypto::{Author, Envelope, Header, Verified, VerifyingKey, cbor};
use domain::conversation::{Actor, Event, Recorded, step, step_unknown};
use domain::message::PatientDetails;
use domain::safety::SafetyRecord;
use domain::shared::{SharedBody, WithBody};
use domain::subject::Kind;
use domain::{ConversationId, EventId};
use queue::Message;
use sqlx::SqliteConnection;
use std::collections::BTreeMap;

impl Unlocked {
    /// Directory statements are applied one by one, everything between them is verified together.
    pub(super) async fn take_in(
        &self,
        connection: &mut SqliteConnection,
        run: Vec<Message>,
        gathered: &mut Gathered,
    ) -> Result<(), IngestError> {
        let parsed: Vec<(Message, Option<Envelope>)> = run
            .into_iter()
            .map(|message| {
                let envelope = Envelope::parse(&message.bytes).ok();
                (message, envelope)
            })
            .collect();
        let directory = self.directory();
        let candidates: Vec<(&Envelope, &VerifyingKey)> = parsed
            .iter()
            .filter_map(|(message, envelope)| {
                let envelope = envelope.as_ref()?;
                let header = envelope.header();
                let plain =
                    !matches!(message.subject.kind(), Ok(Kind::Directory | Kind::Inbox(..) | Kind::Bell));
                plain.then_some(())?;
                let key = directory.verifying_key_at(&header.author, &header.directory).ok()?;
                Some((envelope, key))
            })
            .collect();
        let verified: BTreeMap<EventId, Verified<'_>> = verify_many(&candidates)
            .into_iter()
            .filter_map(Result::ok)
            .map(|verified| (verified.header().id, verified))
            .collect();
        for (message, envelope) in &parsed {
            match message.subject.kind() {
                Ok(Kind::Directory) => {
                    self.state(&mut *connection, message, envelope.as_ref(), gathered).await?
                }
                Ok(Kind::Inbox(..)) => gathered.letters.push(message.clone()),
                // Bells are for workstations that nobody has opened; they stand alone, in no chain.
                Ok(Kind::Bell | Kind::Joining) => {}
                Ok(_) => {
                    let verified = verified.get(&message.id).copied();
                    self.take(&mut *connection, message, envelope.as_ref(), verified, gathered).await?;
                }
                Err(_) => tracing::warn!(seq = message.seq.0, "an unknown subject was left alone"),
            }
        }
        Ok(())
    }

    /// A directory statement: judged by the chain itself.
    async fn state(
        &self,
        connection: &mut SqliteConnection,
        message: &Message,
        envelope: Option<&Envelope>,
        gathered: &mut Gathered,
    ) -> Result<(), IngestError> {
        outbox::confirmed(&mut *connection, &[message.id]).await?;
        let Some(envelope) = envelope else { return Ok(()) };
        let current = self.directory();
        if current.place(&envelope.hash()).is_none() {
            let mut directory = current.as_ref().clone();
            if let Err(error) = directory.apply(envelope) {
                tracing::warn!(%error, "a directory statement was refused");
                return Ok(());
            }
            self.set_directory(directory);
        }
        gathered.reached = self.directory().place(&envelope.hash()).max(gathered.reached);
        gathered.shared = true;
        gathered.keep(message, envelope.hash());
        Ok(())
    }

    async fn take(
        &self,
        connection: &mut SqliteConnection,
        message: &Message,
        envelope: Option<&Envelope>,
        verified: Option<Verified<'_>>,
        gathered: &mut Gathered,
    ) -> Result<(), IngestError> {
        let kind = message.subject.kind();
        let (Some(envelope), Some(verified)) = (envelope, verified) else {
            tracing::warn!(
                seq = message.seq.0,
                "an envelope was refused: not readable, or not by an entitled author"
            );
            if let (Ok(Kind::Conversation(id)), None) = (kind, envelope) {
                gathered.fold(id, message.id, |state| step_unknown(state, message.id));
            }
            return Ok(());
        };
        let header = verified.header();
        if !self.roles_hold(header) || header.id != message.id {
            tracing::warn!(seq = message.seq.0, "an envelope was refused: its roles or its id do not hold");
            return Ok(());
        }
        let previous = gathered.head(&message.subject);
        if let Err(error) = check_place(header, self.0.practice, &message.subject, previous) {
            tracing::warn!(seq = message.seq.0, %error, "an envelope was refused");
            return Ok(());
        }
        if self.is_too_late(header, gathered) || self.is_backdated(&mut *connection, header, gathered).await?
        {
            tracing::warn!(
                seq = message.seq.0,
                "an envelope was refused: its author had ended, or it is backdated"
            );
            return Ok(());
        }
        gathered.keep(message, envelope.hash());
        match kind {
            Ok(Kind::Conversation(id)) => {
                self.fold(id, message, verified, gathered);
                Ok(())
            }
            Ok(kind) => self.record(connection, kind, message, verified, gathered).await,
            Err(_) => Ok(()),
        }
    }

    /// Whoever was revoked or had left when the log came to this place says nothing more, whatever they claim to have seen.
    fn is_too_late(&self, header: &Header, gathered: &Gathered) -> bool {
        let (directory, Some(reached)) = (self.directory(), gathered.reached) else { return false };
        let member = match &header.author {
            Author::Device(id) => directory.device(*id),
            Author::Gateway(id) => directory.gateway(id),
        };
        let person = header.actor.and_then(|actor| directory.staff(actor));
        member.is_some_and(|member| member.has_ended_by(reached))
            || person.is_some_and(|person| person.has_left_by(reached))
    }

    /// Along one subject nobody claims to have seen less of the directory than whoever wrote before.
    async fn is_backdated(
        &self,
        connection: &mut SqliteConnection,
        header: &Header,
        gathered: &Gathered,
    ) -> Result<bool, StoreError> {
        let directory = self.directory();
        let Some(place) = directory.place(&header.directory) else { return Ok(true) };
        if gathered.reached.is_none_or(|reached| place >= reached) {
            return Ok(false);
        }
        // Only who lags behind is asked after: nearly everybody writes with the directory as it is.
        let before = match gathered.last_kept(&header.subject) {
            Some(bytes) => Some(bytes.to_vec()),
            None => events::last_envelope(connection, &header.subject).await?,
        };
        let before = before.and_then(|bytes| Envelope::parse(&bytes).ok());
        let before = before.and_then(|envelope| directory.place(&envelope.header().directory));
        Ok(before.is_some_and(|before| place < before))
    }

    fn roles_hold(&self, header: &Header) -> bool {
        match header.actor {
            None => header.roles.is_empty(),
            Some(actor) => self
                .directory()
                .roles_at(actor, &header.directory)
                .is_ok_and(|roles| header.roles.iter().all(|role| roles.contains(role))),
        }
    }

    /// An event of a conversation. One of a later version is kept, and the conversation is read-only here.
    fn fold(&self, id: ConversationId, message: &Message, verified: Verified<'_>, gathered: &mut Gathered) {
        let header = verified.header();
        let key = self.0.keys.subject(header.epoch, &message.subject);
        let body = key.and_then(|key| verified.open(&key).ok());
        let Some(body) = body else {
            tracing::warn!(seq = message.seq.0, "an event does not open with this workstation's keys");
            return;
        };
        let Ok(event) = cbor::decode::<Event>(&body) else {
            return gathered.fold(id, message.id, |state| step_unknown(state, message.id));
        };
        let patient = gathered.standing(id).map(|standing| &standing.confirmed.patient);
        if let Some(words) = words(id, message.id, patient, &event) {
            gathered.words.push(words);
        }
        let recorded = recorded(message.stored_at, header, event);
        gathered.fold(id, message.id, |state| step(state, &recorded));
    }

    /// A shared record beside conversations: the newest on its subject holds. One that may not be published by whoever
    /// did, or is not sound, is passed over: the one before stays in force.
    async fn record(
        &self,
        connection: &mut SqliteConnection,
        kind: Kind,
        message: &Message,
        verified: Verified<'_>,
        gathered: &mut Gathered,
    ) -> Result<(), IngestError> {
        outbox::confirmed(&mut *connection, &[message.id]).await?;
        let header = verified.header();
        let key = self.0.keys.subject(header.epoch, &message.subject);
        let Some(body) = key.and_then(|key| verified.open(&key).ok()) else { return Ok(()) };
        if let Kind::Audit(device) = kind {
            return Ok(crate::audit::take_in(connection, device, &header.author, &body).await?);
        }
        let (subject, at) = (&message.subject, message.stored_at);
        let Some(record) = subject.record() else { return Ok(()) };
        if !record.may_be_published_by(&header.roles) {
            tracing::warn!(seq = message.seq.0, ?record, "a record was refused: not by somebody who may");
            return Ok(());
        }
        let Some(json) = record.with_body(AsJson(&body)) else {
            tracing::warn!(
                seq = message.seq.0,
                ?record,
                "a record was passed over: not one that can be in force"
            );
            return Ok(());
        };
        // What was put in force here shows at once; an earlier version on its way back must not undo it meanwhile.
        let newer_waits = record.shows_at_once() && !outbox::on(&mut *connection, subject).await?.is_empty();
        match kind {
            Kind::Safety(id) => {
                let Ok(told) = cbor::decode::<SafetyRecord>(&body) else { return Ok(()) };
                gathered.told.push(self.take_safety(&mut *connection, id, &told, at).await?);
            }
            Kind::Patient(id) => {
                let Ok(details) = cbor::decode::<PatientDetails>(&body) else { return Ok(()) };
                gathered.patients.extend(details.nhs_number);
                return Ok(records::keep_patient(connection, &Patient { id, details }).await?);
            }
            _ => gathered.shared |= !newer_waits,
        }
        if !newer_waits {
            records::keep_json(connection, subject, at, &json).await?;
        }
        Ok(())
    }
}

/// A record's body as it is kept here, if it can be in force.
struct AsJson<'a>(&'a [u8]);

impl WithBody for AsJson<'_> {
    type Out = Option<String>;

    fn call<B: SharedBody>(self) -> Option<String> {
        let body = cbor::decode::<B>(self.0).ok().filter(SharedBody::is_sound)?;
        crate::store::to_json(&body, "record").ok()
    }
}

pub(crate) fn recorded(stored_at: DateTime<Utc>, header: &crypto::Header, event: Event) -> Recorded {
    let device = match &header.author {
        Author::Device(device) => *device,
        Author::Gateway(_) => domain::DeviceId(uuid::Uuid::nil()),
    };
    let actor = Actor { staff: header.actor, roles: header.roles.clone(), device };
    Recorded { id: header.id, at: stored_at, actor, event }
}

/// What search is to find of an event.
fn words(
    id: ConversationId,
    event_id: EventId,
    patient: Option<&PatientDetails>,
    event: &Event,
) -> Option<Words> {
    let name = |details: &PatientDetails| {
        details.name.as_ref().map(|name| format!("{} {}", name.given, name.family)).unwrap_or_default()
    };
    let (who, words) = match event {
        Event::Admitted { letter, .. } => {
            let number = letter.patient.nhs_number.map(|number| number.spaced()).unwrap_or_default();
            (format!("{} {number}", name(&letter.patient)), letter.text.clone())
        }
        Event::Replied { text, .. } => (patient.map(name).unwrap_or_default(), text.clone()),
        _ => return None,
    };
    Some(Words { event: event_id, conversation: id, who, words })
}

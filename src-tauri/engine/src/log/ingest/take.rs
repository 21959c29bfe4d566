//! One envelope's way: whose it is, whether it holds, and what becomes of it.
//!
//! Nothing is written here but directory statements and shared records; what happens to conversations is gathered. An
//! envelope that does not hold is left alone with a line in the log that names its place and nothing of its content.

use super::gathered::Gathered;
use super::recorded::recorded;
use super::words::words;
use crate::errors::IngestError;
use crate::practice::health::Part;
use crate::practice::unlocked::Unlocked;
use crate::store::outbox;
use crypto::envelope::{check_place, verify_many};
use crypto::{Author, Envelope, Hash, Verified, VerifyingKey, cbor};
use domain::ConversationId;
use domain::conversation::{Event, step, step_unknown};
use domain::subject::Kind;
use queue::{Message, Seq};
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
        let (places, candidates): (Vec<Seq>, Vec<(&Envelope, &VerifyingKey)>) = parsed
            .iter()
            .filter_map(|(message, envelope)| {
                let envelope = envelope.as_ref()?;
                let header = envelope.header();
                let plain =
                    !matches!(message.subject.kind(), Ok(Kind::Directory | Kind::Inbox(..) | Kind::Bell));
                plain.then_some(())?;
                let key = directory.verifying_key_at(&header.author, &header.directory).ok()?;
                Some((message.seq, (envelope, key)))
            })
            .unzip();
        // By place, not by the id an envelope claims: one that claims another's would take its place.
        let verified: BTreeMap<Seq, Verified<'_>> = places
            .into_iter()
            .zip(verify_many(&candidates))
            .filter_map(|(place, verified)| Some((place, verified.ok()?)))
            .collect();
        for (message, envelope) in &parsed {
            if envelope.as_ref().is_some_and(|one| one.header().author != Author::Device(self.0.device)) {
                gathered.others_time = Some(message.stored_at);
            }
            match message.subject.kind() {
                Ok(Kind::Directory) => {
                    self.take_statement(&mut *connection, message, envelope.as_ref(), gathered).await?
                }
                Ok(Kind::Inbox(..)) => gathered.letters.push(message.clone()),
                // Bells are for workstations that nobody has opened; they stand alone, in no chain.
                Ok(Kind::Bell | Kind::Joining | Kind::Presence) => {}
                Ok(_) => {
                    let verified = verified.get(&message.seq).copied();
                    self.take(&mut *connection, message, envelope.as_ref(), verified, gathered).await?;
                }
                Err(_) if message.is_damaged() => {
                    tracing::error!(seq = message.seq.0, "the disk has changed a message of the log");
                    self.fails(Part::Log);
                }
                Err(_) => tracing::warn!(seq = message.seq.0, "an unknown subject was left alone"),
            }
        }
        Ok(())
    }

    /// A directory statement: judged by the chain itself.
    async fn take_statement(
        &self,
        connection: &mut SqliteConnection,
        message: &Message,
        envelope: Option<&Envelope>,
        gathered: &mut Gathered,
    ) -> Result<(), IngestError> {
        outbox::confirmed(&mut *connection, &[message.id]).await?;
        let Some(envelope) = envelope else { return Ok(()) };
        let current = self.directory();
        if current.position(&envelope.hash()).is_none() {
            let mut directory = current.as_ref().clone();
            if let Err(error) = directory.apply(envelope) {
                tracing::warn!(%error, "a directory statement was refused");
                return Ok(());
            }
            self.set_directory(directory);
        }
        gathered.reached = self.directory().position(&envelope.hash()).max(gathered.reached);
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
            if envelope.is_none() && !matches!(kind, Ok(Kind::Audit(_))) {
                // It may be a later version's, so it stands in the chain: whatever comes next is sealed behind it, here as there.
                gathered.keep(message, Hash::of(&message.bytes));
                if let Ok(Kind::Conversation(id)) = kind {
                    gathered.fold(id, message.id, |state| step_unknown(state, message.id));
                }
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
}

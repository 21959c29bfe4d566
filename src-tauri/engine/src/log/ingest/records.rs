//! A shared record beside conversations, on its way out of the log: the newest on its subject holds.

use super::gathered::Gathered;
use crate::errors::IngestError;
use crate::practice::unlocked::Unlocked;
use crate::store::records::Patient;
use crate::store::{outbox, records};
use crypto::{Verified, cbor};
use domain::message::PatientDetails;
use domain::safety::SafetyRecord;
use domain::shared::{SharedBody, WithBody};
use domain::subject::Kind;
use queue::Message;
use sqlx::SqliteConnection;

impl Unlocked {
    /// One that may not be published by whoever did, or is not sound, is passed over: the one before stays in force.
    pub(super) async fn record(
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
            return Ok(
                crate::practice::audit::batches::take_in(connection, device, &header.author, &body).await?
            );
        }
        let (subject, at) = (&message.subject, message.stored_at);
        let Some(record) = subject.record() else { return Ok(()) };
        if !record.may_be_published_by(&header.roles) {
            tracing::warn!(seq = message.seq.0, ?record, "a record was refused: not by somebody who may");
            return Ok(());
        }
        let Some(json) = record.with_body(AsJson(&body)) else {
            tracing::warn!(seq = message.seq.0, ?record, "a record was passed over: it cannot be in force");
            return Ok(());
        };
        // What was put in force here shows at once; an earlier version on its way back must not undo it meanwhile.
        let newer_waits = record.shows_at_once() && !outbox::on(&mut *connection, subject).await?.is_empty();
        match kind {
            Kind::Safety(id) => {
                let Ok(written) = cbor::decode::<SafetyRecord>(&body) else { return Ok(()) };
                gathered.told.push(self.take_safety(&mut *connection, id, &written, at).await?);
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

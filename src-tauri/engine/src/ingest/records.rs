//! A shared record beside conversations, on its way out of the log: the newest on its subject holds.

use super::gathered::Gathered;
use crate::errors::IngestError;
use crate::store::records::Patient;
use crate::store::{StoreError, outbox, records};
use crate::unlocked::Unlocked;
use chrono::{DateTime, Utc};
use crypto::{Verified, cbor};
use domain::Subject;
use domain::message::PatientDetails;
use domain::safety::SafetyRecord;
use domain::staff::{Action, may};
use domain::subject::Kind;
use queue::Message;
use sqlx::SqliteConnection;

impl Unlocked {
    /// A shared record beside conversations: the newest on its subject holds.
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
        let (subject, at) = (&message.subject, message.stored_at);
        // What was put in force here shows at once; an earlier version on its way back must not undo it meanwhile.
        let newer_waits = matches!(kind, Kind::Policy | Kind::Rota | Kind::Safety(_))
            && !outbox::on(&mut *connection, subject).await?.is_empty();
        match kind {
            Kind::Policy | Kind::Rota if newer_waits => return Ok(()),
            Kind::Policy => {
                keep(connection, subject, at, cbor::decode::<domain::policy::PracticePolicy>(&body)).await?
            }
            Kind::Staff => keep(connection, subject, at, cbor::decode::<crate::shared::Names>(&body)).await?,
            Kind::Rota => keep(connection, subject, at, cbor::decode::<domain::rota::Rota>(&body)).await?,
            Kind::Safety(id) => {
                if let Ok(record) = cbor::decode::<SafetyRecord>(&body) {
                    let told = self.take_safety(&mut *connection, id, &record, at).await?;
                    gathered.told.push(told);
                    if !newer_waits {
                        records::keep(connection, subject, at, &record).await?;
                    }
                }
                return Ok(());
            }
            Kind::Patient(id) => {
                if let Ok(details) = cbor::decode::<PatientDetails>(&body) {
                    gathered.patients.extend(details.nhs_number);
                    records::keep_patient(connection, &Patient { id, details }).await?;
                }
                return Ok(());
            }
            // Who puts these in force is asked again where they are read: they open and close records.
            Kind::Briefing if may(&header.roles, Action::ChangePolicy) => {
                keep(connection, subject, at, cbor::decode::<domain::briefing::Briefing>(&body)).await?
            }
            Kind::Restricted if may(&header.roles, Action::ManageStaff) => {
                keep(connection, subject, at, cbor::decode::<domain::restricted::Restrictions>(&body)).await?
            }
            Kind::Audit(device) => {
                return Ok(crate::audit::batches::take_in(connection, device, &header.author, &body).await?);
            }
            _ => return Ok(()),
        }
        gathered.shared = true;
        Ok(())
    }
}

async fn keep<T: serde::Serialize>(
    connection: &mut SqliteConnection,
    subject: &Subject,
    at: DateTime<Utc>,
    body: Result<T, cbor::BadCbor>,
) -> Result<(), StoreError> {
    match body {
        Ok(body) => records::keep(connection, subject, at, &body).await,
        Err(_) => Err(StoreError::Unreadable("record")),
    }
}

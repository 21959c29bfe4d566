//! This workstation's entries on their way to the practice's log, and the others' on their way in.
//!
//! A batch is sealed as an envelope on `audit.<device>` and goes through the outbox like everything else. Before it,
//! whatever was seen of the other workstations' chains since the last batch is written down: that anchors them.

use crate::errors::ActError;
use crate::practice::health::Part;
use crate::practice::unlocked::Unlocked;
use crate::store::{StoreError, audit, keys};
use crypto::{Author, Header, cbor};
use domain::audit::{Anchor, Link, What};
use domain::{DeviceId, EventId, Subject};
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;
use std::time::Duration;
use uuid::Uuid;

/// How often what was written is put on its way.
const EVERY: Duration = Duration::from_secs(5);
/// How many entries a batch holds at most: with the longest notes it stays below the largest envelope.
const BATCH: i64 = 80;
/// The setting that says how far this workstation's chain is on its way.
const TOLD: &str = "audit.told";

/// What an envelope on `audit.<device>` holds.
#[derive(Serialize, Deserialize)]
pub(crate) struct Batch {
    pub links: Vec<Link>,
}

/// Puts entries on their way until the practice is locked.
pub(crate) async fn run(unlocked: Unlocked) {
    let stop = unlocked.0.stop.clone();
    loop {
        tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(EVERY) => {} }
        unlocked.round_ended(Part::Audit, unlocked.send_entries().await);
    }
}

impl Unlocked {
    /// Puts everything that was written and is not on its way yet.
    pub(crate) async fn send_entries(&self) -> Result<(), ActError> {
        while self.send_some().await? {}
        Ok(())
    }

    async fn send_some(&self) -> Result<bool, ActError> {
        {
            // Most of the time there is nothing, and the writer is left alone.
            let mut connection = self.0.store.read().await?;
            let batched = last_batched(&mut connection).await?;
            if audit::head(&mut connection, self.0.device).await?.number <= batched {
                return Ok(false);
            }
        }
        let mut tx = self.0.store.begin().await?;
        let batched = last_batched(&mut tx).await?;
        self.anchor(&mut tx).await?;
        let links = audit::after(&mut tx, self.0.device, batched, BATCH).await?;
        let Some(last) = links.last().map(|link| link.number) else { return Ok(false) };
        let more = i64::try_from(links.len()).is_ok_and(|length| length == BATCH);
        self.seal_batch(&mut tx, &Batch { links }).await?;
        keys::set(&mut tx, TOLD, &last.to_string()).await?;
        tx.commit().await.map_err(StoreError::from)?;
        self.0.outbox_bell.notify_one();
        Ok(more)
    }

    /// Writes down how far the other workstations' chains go, where that is news. Only beside other entries, so that two
    /// workstations do not anchor each other's anchors for ever.
    async fn anchor(&self, connection: &mut SqliteConnection) -> Result<(), StoreError> {
        let mut heads: Vec<Anchor> = vec![];
        for device in audit::devices(&mut *connection).await? {
            let head = audit::head(&mut *connection, device).await?;
            if device == self.0.device || anchored(&mut *connection, device).await? >= head.number {
                continue;
            }
            keys::set(&mut *connection, &anchored_name(device), &head.number.to_string()).await?;
            heads.push(head);
        }
        if heads.is_empty() {
            return Ok(());
        }
        let mut entry = self.entry(What::Anchored { heads });
        (entry.staff, entry.roles) = (None, vec![]);
        self.witness_in(connection, entry).await
    }

    async fn seal_batch(&self, connection: &mut SqliteConnection, batch: &Batch) -> Result<(), ActError> {
        let subject = Subject::audit(self.0.device);
        let id = EventId(Uuid::new_v4());
        let last = self.last_of(&mut *connection, &subject).await?;
        let body = cbor::encode(batch).map_err(|_| StoreError::Unreadable("audit"))?;
        let previous = last.map(|(_, hash)| hash);
        let header: Header =
            self.header(&subject, id, "entries", &self.nobody(), previous, self.0.clock.now());
        let sealed = self.0.keys.seal(header, body).ok_or(ActError::NoKey)?;
        self.put_in_outbox(connection, subject, id, last, &sealed).await
    }
}

async fn last_batched(connection: &mut SqliteConnection) -> Result<u64, StoreError> {
    Ok(keys::setting(connection, TOLD).await?.and_then(|text| text.parse().ok()).unwrap_or(0))
}

async fn anchored(connection: &mut SqliteConnection, device: DeviceId) -> Result<u64, StoreError> {
    let kept = keys::setting(connection, &anchored_name(device)).await?;
    Ok(kept.and_then(|text| text.parse().ok()).unwrap_or(0))
}

fn anchored_name(device: DeviceId) -> String {
    format!("audit.anchored.{device}")
}

/// A batch from the log: kept if its author is the workstation whose chain it is.
pub(crate) async fn take_in(
    connection: &mut SqliteConnection,
    device: DeviceId,
    author: &Author,
    body: &[u8],
) -> Result<(), StoreError> {
    if *author != Author::Device(device) {
        tracing::warn!("audit entries were refused: they are not their workstation's own");
        return Ok(());
    }
    let Ok(batch) = cbor::decode::<Batch>(body) else { return Err(StoreError::Unreadable("audit")) };
    for link in &batch.links {
        audit::keep(&mut *connection, device, link).await?;
    }
    Ok(())
}

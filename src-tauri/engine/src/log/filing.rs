//! Files the documents of closed conversations into the folder the practice's system collects from.
//!
//! A document is built from what the queue has confirmed, folded to the first moment at which it could be filed: its
//! closing stands and its answers have left. That moment is the same on every workstation and after every crash, so
//! filing again gives the same bytes and changes nothing. Only both files, written, move the delivery on, and no further
//! than that; what fails needs a person. No name and no log line holds patient data.

use crate::errors::ActError;
use crate::log::delivery::moved;
use crate::log::ingest::recorded;
use crate::log::transcript::{answers, closings, transcript};
use crate::practice::health::Part;
use crate::practice::unlocked::Unlocked;
use crate::store::conversations;
use crate::store::deliveries::{self, Carried};
use crate::store::events::{self, Kept};
use crate::store::{StoreError, records};
use crate::view::Change;
use chrono::{DateTime, TimeDelta, Utc};
use crypto::{Envelope, cbor};
use domain::conversation::{Conversation, Event, Outcome, step, step_unknown};
use domain::delivery::{Delivery, DeliveryState, WhyFailed};
use domain::{DeliveryId, Subject};
use record::{Carrier, Documents, NotFiled, Transcript};
use sqlx::SqliteConnection;
use std::collections::HashMap;
use std::time::Duration;

/// The backstop of the bell.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// A folder that cannot be reached for a while is tried this long before a person is asked.
const GIVE_UP_AFTER: TimeDelta = TimeDelta::minutes(10);

/// When each document was first tried on this workstation: however long it waited before, its folder has its time.
type Tried = HashMap<DeliveryId, DateTime<Utc>>;

/// Files until the practice is locked.
pub(crate) async fn run(unlocked: Unlocked) {
    let stop = unlocked.0.stop.clone();
    let mut tried = Tried::new();
    loop {
        let bell = unlocked.0.delivery_bell.notified();
        unlocked.round_ended(Part::Filing, file_queued(&unlocked, &mut tried).await);
        tokio::select! {
            () = stop.cancelled() => return,
            () = bell => {}
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
    }
}

/// One document that cannot be filed stops no other.
async fn file_queued(unlocked: &Unlocked, tried: &mut Tried) -> Result<(), ActError> {
    let queued = {
        let mut connection = unlocked.0.store.read().await?;
        deliveries::queued(&mut connection, true).await?
    };
    tried.retain(|id, _| queued.iter().any(|one| one.delivery.id == *id));
    let mut failed = None;
    for one in queued {
        if unlocked.0.stop.is_cancelled() {
            return Ok(());
        }
        failed = file(unlocked, &one, tried).await.err().or(failed);
    }
    failed.map_or(Ok(()), Err)
}

async fn file(unlocked: &Unlocked, one: &Carried, tried: &mut Tried) -> Result<(), ActError> {
    let Some((transcript, delivery, carrier)) = due(unlocked, one).await? else { return Ok(()) };
    let now = unlocked.0.clock.now();
    let patience = now - *tried.entry(delivery.id).or_insert(now) < GIVE_UP_AFTER;
    // What this workstation cannot write, another may: the folder is the same for all.
    let is_shared = matches!(carrier, Carrier::Named { .. });
    let put = tokio::select! {
        // A share may hang without end, and nothing may keep the practice open; filing again changes nothing.
        () = unlocked.0.stop.cancelled() => return Ok(()),
        put = put(carrier, transcript) => put,
    };
    let (step, state) = match put {
        Ok(()) => ("arrived", DeliveryState::Arrived),
        Err(NotFiled::Later) if patience => return Ok(()),
        Err(NotFiled::Failed(WhyFailed::Folder)) if patience && is_shared => return Ok(()),
        Err(NotFiled::Failed(why)) => failed(why),
        Err(NotFiled::Later) => failed(WhyFailed::Folder),
    };
    moved(unlocked, one.conversation, &delivery, step, state).await?;
    unlocked.0.changes.notify(Change::Bar);
    Ok(())
}

fn failed(why: WhyFailed) -> (&'static str, DeliveryState) {
    tracing::warn!(?why, "a document was not filed");
    ("failed", DeliveryState::Failed { why })
}

/// The document, if it may be filed now, its delivery as the queue has it, and what carries it.
async fn due(
    unlocked: &Unlocked,
    one: &Carried,
) -> Result<Option<(Transcript, Delivery, Carrier)>, ActError> {
    let mut connection = unlocked.0.store.read().await?;
    let Some(confirmed) = conversations::confirmed(&mut connection, one.conversation).await? else {
        return Ok(None);
    };
    let Some(delivery) = confirmed.delivery(one.delivery.id).cloned() else { return Ok(None) };
    if confirmed.needs_update || delivery.state != DeliveryState::Queued || leaving(&confirmed, delivery.id) {
        return Ok(None);
    }
    let Some(carrier) = unlocked.carrier_of(&confirmed) else { return Ok(None) };
    let Some(state) = unlocked.first_ready(&mut connection, one).await? else { return Ok(None) };
    let index = match state.patient.nhs_number {
        Some(number) => records::patient(&mut connection, number).await?,
        None => None,
    };
    let details = index.as_ref().map(|patient| &patient.details);
    let document = transcript(&state, delivery.id, details, &unlocked.shared());
    Ok(document.map(|document| (document, delivery, carrier)))
}

/// Is one of the document's answers still ours to send? The replay below can be spared then.
fn leaving(state: &Conversation, delivery: DeliveryId) -> bool {
    let answers = answers(state, delivery).unwrap_or_default();
    answers.iter().filter_map(|id| state.delivery(*id)).any(|answer| answer.state == DeliveryState::Queued)
}

/// The closing stands, and every answer has left or the patient was reached by telephone instead.
fn ready(state: &Conversation, delivery: DeliveryId) -> bool {
    let Some(answers) = answers(state, delivery) else { return false };
    let by_phone = || closings(state, delivery).any(|closing| closing.outcome == Outcome::DealtWithByPhone);
    answers.iter().filter_map(|id| state.delivery(*id)).all(|answer| match answer.state {
        DeliveryState::Queued => false,
        DeliveryState::Sent | DeliveryState::Arrived | DeliveryState::Read => true,
        DeliveryState::Failed { .. } => by_phone(),
    })
}

impl Unlocked {
    /// The conversation folded to the first event after which its document was ready.
    async fn first_ready(
        &self,
        connection: &mut SqliteConnection,
        one: &Carried,
    ) -> Result<Option<Conversation>, StoreError> {
        let subject = Subject::conversation(one.conversation);
        let mut state = Conversation::new(one.conversation);
        for kept in events::of(connection, &subject).await? {
            state = self.refold(state, &subject, &kept)?;
            if ready(&state, one.delivery.id) {
                return Ok((!state.needs_update).then_some(state));
            }
        }
        Ok(None)
    }

    /// Folds an event that was checked when it was read from the queue.
    fn refold(
        &self,
        state: Conversation,
        subject: &Subject,
        kept: &Kept,
    ) -> Result<Conversation, StoreError> {
        let damaged = || StoreError::Unreadable("event");
        let Ok(envelope) = Envelope::parse(&kept.envelope) else {
            return Ok(Conversation { needs_update: true, ..state });
        };
        let header = envelope.header();
        let directory = self.directory();
        let author = directory.verifying_key_at(&header.author, &header.directory).map_err(|_| damaged())?;
        let verified = envelope.verify(author).map_err(|_| damaged())?;
        let key = self.0.keys.subject(header.epoch, subject);
        let Some(body) = key.and_then(|key| verified.open(&key).ok()) else { return Ok(state) };
        Ok(match cbor::decode::<Event>(&body) {
            Ok(event) => step(state, &recorded(kept.stored_at, header, event)),
            Err(_) => step_unknown(state, header.id),
        })
    }
}

/// Typesets and files. Blocking work, away from the loops.
async fn put(carrier: Carrier, transcript: Transcript) -> Result<(), NotFiled> {
    let work = move || {
        let documents: Documents =
            record::documents(&transcript).map_err(|_| NotFiled::Failed(WhyFailed::Render))?;
        carrier.file(transcript.document, transcript.version, &documents)
    };
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(NotFiled::Failed(WhyFailed::Render)))
}

#[cfg(test)]
mod tests;

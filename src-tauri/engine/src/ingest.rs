//! Reading the queue: every envelope is checked before anything is made of it, and a batch becomes visible as a whole.
//!
//! Signature, author, roles, place and chain are checked against the directory as the author saw it; what does not hold
//! is never folded. One transaction takes in a batch with its events, projections, search index, admitted letters and
//! the cursor, so that a kill at any moment leaves it read or unread. What comes back from the queue with an id of ours
//! is our own event, confirmed. One envelope's way stands in `take`, what a batch changes in `gathered`.

mod again;
mod gathered;
mod take;

pub(crate) use gathered::Gathered;
pub(crate) use take::recorded;

use crate::act::ActError;
use crate::store::{StoreError, keys};
use crate::unlocked::{UnlockError, Unlocked};
use crate::view::Change;
use domain::subject::Kind;
use queue::{Message, QueueError, Seq, Tail};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How many messages make one transaction.
const BATCH: usize = 5_000;
/// What is left to read is worth a word from here on.
const BEHIND: u64 = 1_000;
/// Batches smaller than this come as things happen.
const SMALL: usize = 100;
/// How long to wait before asking an unreachable queue again.
const TRY_AGAIN: Duration = Duration::from_secs(2);

/// A batch could not be taken in; it will be read again.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The local database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A letter's events could not be put on their way.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The shared records do not read back.
    #[error(transparent)]
    Shared(#[from] UnlockError),
}

impl From<sqlx::Error> for IngestError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Follows the queue until the practice is locked.
pub(crate) async fn run(unlocked: Unlocked) {
    let stop = unlocked.0.stop.clone();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            ended = follow(&unlocked) => {
                match ended {
                    Ok(never) => match never {},
                    Err(Stopped::Queue(error)) => offline(&unlocked, &error),
                    Err(Stopped::Ingest(error)) => tracing::error!(%error, "a batch was not taken in"),
                }
                tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(TRY_AGAIN) => {} }
            }
        }
    }
}

enum Stopped {
    Queue(QueueError),
    Ingest(IngestError),
}

impl From<QueueError> for Stopped {
    fn from(error: QueueError) -> Self {
        Self::Queue(error)
    }
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Ingest(error.into())
    }
}

impl From<IngestError> for Stopped {
    fn from(error: IngestError) -> Self {
        Self::Ingest(error)
    }
}

enum Never {}

async fn follow(unlocked: &Unlocked) -> Result<Never, Stopped> {
    again::if_another_log(unlocked).await?;
    let cursor = unlocked.cursor().await.map_err(|error| Stopped::Ingest(error.into()))?;
    let mut tail = Tail::new(unlocked.0.queue.clone(), cursor).in_batches_of(BATCH);
    loop {
        let batch = tail.next_batch().await.map_err(Stopped::Queue)?;
        online(unlocked);
        unlocked.behind(unlocked.left(&batch).await.map_err(Stopped::Queue)?);
        unlocked.ingest(batch).await.map_err(Stopped::Ingest)?;
    }
}

/// The same in places, those of what was purged included, if it is worth a word.
fn left(batch: &[Message], head: Seq) -> u32 {
    let first = batch.first().map_or(head.0, |message| message.seq.0);
    let left = head.0.saturating_sub(first).saturating_add(1);
    if left < BEHIND { 0 } else { u32::try_from(left).unwrap_or(u32::MAX) }
}

fn offline(unlocked: &Unlocked, error: &QueueError) {
    tracing::warn!(%error, "the queue cannot be read");
    unlocked.went_offline();
}

fn online(unlocked: &Unlocked) {
    if unlocked.0.offline_since.swap(0, Ordering::SeqCst) != 0 {
        unlocked.0.changes.tell(Change::Bar);
    }
}

impl Unlocked {
    pub(crate) fn went_offline(&self) {
        let now = self.0.clock.now().timestamp_millis();
        if self.0.offline_since.compare_exchange(0, now, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
            self.0.changes.tell(Change::Bar);
        }
    }

    /// How much there is to read, this batch included. A small batch is the last one.
    async fn left(&self, batch: &[Message]) -> Result<u32, QueueError> {
        if batch.len() < SMALL {
            return Ok(0);
        }
        Ok(left(batch, self.0.queue.head().await?.seq))
    }

    fn behind(&self, left: u32) {
        if self.0.behind.swap(left, Ordering::SeqCst) != left {
            self.0.changes.tell(Change::Bar);
        }
    }

    pub(crate) async fn cursor(&self) -> Result<Seq, StoreError> {
        let mut connection = self.0.store.read().await?;
        let cursor = keys::setting(&mut connection, "cursor").await?;
        Ok(Seq(cursor.and_then(|text| text.parse().ok()).unwrap_or(0)))
    }

    /// Takes in a batch, whole or not at all.
    pub async fn ingest(&self, batch: Vec<Message>) -> Result<(), IngestError> {
        let Some(last) = batch.last().map(|message| message.seq) else { return Ok(()) };
        self.ingest_to(batch, last).await
    }

    /// Takes in what is left of a batch that ends at a place.
    async fn ingest_to(&self, batch: Vec<Message>, last: Seq) -> Result<(), IngestError> {
        let mut tx = self.0.store.begin().await?;
        let mut gathered = Gathered::from_here(self.reached());
        gathered.learn(&mut tx, batch.iter().map(|message| &message.subject)).await?;
        for run in by_kind(batch) {
            self.take_in(&mut tx, run, &mut gathered).await?;
        }
        let reached = gathered.reached;
        let told = gathered.write(self, &mut tx, last).await?;
        tx.commit().await?;
        self.set_reached(reached);
        self.tell(told);
        Ok(())
    }

    fn tell(&self, told: Vec<Change>) {
        self.0.outbox_bell.notify_one();
        self.0.delivery_bell.notify_waiters();
        for change in told {
            self.0.changes.tell(change);
        }
    }
}

/// Splits a batch so that every directory statement stands alone.
fn by_kind(batch: Vec<Message>) -> Vec<Vec<Message>> {
    let mut runs: Vec<Vec<Message>> = vec![];
    let mut alone = true;
    for message in batch {
        let directory = matches!(message.subject.kind(), Ok(Kind::Directory));
        match runs.last_mut() {
            Some(run) if !alone && !directory => run.push(message),
            _ => runs.push(vec![message]),
        }
        alone = directory;
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use domain::{EventId, Subject};

    #[test]
    fn catching_up_is_worth_a_word_only_when_much_is_left() {
        let message = |seq| Message {
            seq: Seq(seq),
            subject: Subject::policy(),
            id: EventId(uuid::Uuid::nil()),
            stored_at: DateTime::UNIX_EPOCH,
            bytes: vec![],
        };
        let batch = [message(501), message(502)];
        assert_eq!(left(&batch, Seq(502)), 0);
        assert_eq!(left(&batch, Seq(1_499)), 0);
        assert_eq!(left(&batch, Seq(1_500)), 1_000);
        assert_eq!(left(&[], Seq(9_000)), 0);
    }
}

//! Reading the queue: every envelope is checked before anything is made of it, and a batch becomes visible as a whole.
//!
//! Signature, author, roles, place and chain are checked against the directory as the author saw it; what does not hold
//! is never folded. One transaction takes in a batch with its events, projections, search index, admitted letters and
//! the cursor, so that a kill at any moment leaves it read or unread. What comes back from the queue with an id of ours
//! is our own event, confirmed. One envelope's way stands in `take`, what a batch changes in `gathered`.

mod again;
mod batch;
mod entitled;
mod gathered;
mod recorded;
mod records;
mod stopped;
mod take;
mod words;
mod write;

pub(crate) use gathered::Gathered;
pub(crate) use recorded::recorded;
use stopped::Stopped;

use crate::practice::health::Part;
use crate::practice::unlocked::Unlocked;
use queue::{Message, QueueError, Seq, Tail};
use std::time::Duration;

/// How many messages make one transaction.
const BATCH: usize = 5_000;
/// What is left to read is worth a word from here on.
const BEHIND: u64 = 1_000;
/// Batches smaller than this come as things happen.
const SMALL: usize = 100;
/// A log that brings nothing for so long has been read to its end.
const QUIET: Duration = Duration::from_secs(2);
/// How long to wait before asking an unreachable queue again.
const TRY_AGAIN: Duration = Duration::from_secs(2);

/// Follows the queue until the practice is locked.
pub(crate) async fn run(unlocked: Unlocked) {
    let stop = unlocked.0.stop.clone();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            ended = follow(&unlocked) => {
                match ended {
                    Ok(never) => match never {},
                    Err(Stopped::Queue(error)) => {
                        if matches!(error, QueueError::Damaged) {
                            unlocked.fails(Part::Log);
                        }
                        offline(&unlocked, &error);
                    }
                    Err(Stopped::Ingest(error)) => {
                        tracing::error!(%error, "a batch was not taken in");
                        unlocked.fails(Part::Reading);
                    }
                }
                tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(TRY_AGAIN) => {} }
            }
        }
    }
}

enum Never {}

async fn follow(unlocked: &Unlocked) -> Result<Never, Stopped> {
    // What waits here would else land in a restored log before what it follows is there again.
    unlocked.0.log_known.send_replace(false);
    again::if_another_log(unlocked).await?;
    unlocked.0.log_known.send_replace(true);
    let cursor = unlocked.cursor().await.map_err(|error| Stopped::Ingest(error.into()))?;
    let mut tail = Tail::new(unlocked.0.queue.clone(), cursor).in_batches_of(BATCH);
    loop {
        let batch = {
            let mut next = std::pin::pin!(tail.next_batch());
            match tokio::time::timeout(QUIET, &mut next).await {
                Ok(batch) => batch,
                Err(_) => {
                    // The log was read to its end.
                    unlocked.works(Part::Reading);
                    next.await
                }
            }
        };
        let batch = batch.map_err(Stopped::Queue)?;
        unlocked.came_online();
        unlocked.is_behind_by(unlocked.left(&batch).await.map_err(Stopped::Queue)?);
        unlocked.ingest(batch).await.map_err(Stopped::Ingest)?;
        unlocked.works(Part::Reading);
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

impl Unlocked {
    /// How much there is to read, this batch included. A small batch is the last one.
    async fn left(&self, batch: &[Message]) -> Result<u32, QueueError> {
        if batch.len() < SMALL {
            return Ok(0);
        }
        Ok(left(batch, self.0.queue.head().await?.seq))
    }
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

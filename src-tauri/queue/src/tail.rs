//! Follows a log from a place on.

use crate::{Message, Queue, QueueError, Seq};
use std::sync::Arc;

const BATCH: usize = 1000;

/// A reader's place in a log, and what comes after it, for ever.
pub struct Tail {
    queue: Arc<dyn Queue>,
    after: Seq,
    limit: usize,
}

impl Tail {
    /// Follows `queue` from after a place on.
    pub fn new(queue: Arc<dyn Queue>, after: Seq) -> Self {
        Self { queue, after, limit: BATCH }
    }

    /// Hands out at most so many messages at a time.
    #[must_use]
    pub fn in_batches_of(self, limit: usize) -> Self {
        Self { limit: limit.max(1), ..self }
    }

    /// The place of the last message handed out. Kept by the reader in the same transaction as what it made of it.
    pub fn cursor(&self) -> Seq {
        self.after
    }

    /// The next messages, never none: waits until there are any. May be dropped while it waits and asked again.
    pub async fn next_batch(&mut self) -> Result<Vec<Message>, QueueError> {
        loop {
            let batch = self.queue.read(self.after, self.limit).await?;
            if let Some(last) = batch.last() {
                self.after = last.seq;
                return Ok(batch);
            }
            self.queue.wait(self.after).await?;
        }
    }
}

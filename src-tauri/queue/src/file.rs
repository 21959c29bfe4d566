//! The log of a practice with one PC: a file beside the application's data, shared by every process on that PC.
//!
//! An acknowledged message has reached the disk; the file's rollback journal is cancelled and synced before the
//! acknowledgement, so that not even a power cut right after it takes the message back. There is no server,
//! and no place but a local disk: elsewhere file locks do not hold, and [`FileQueue::open`] refuses it. The file is not encrypted, for
//! everything in it is sealed by its author. [`back_up`](Queue::back_up) keeps daily copies elsewhere.

mod append;
mod backup;
mod bell;
mod carried;
mod database;
mod fault;
mod file_queue;
#[cfg(test)]
mod fuzz;
mod purge;
mod read;
#[cfg(test)]
mod tests;
mod turn;

pub use backup::check;
pub use carried::{CarryError, carry, claim, folder_in, newest_copy};
pub use file_queue::FileQueue;

use crate::{
    AppendError, BackupError, Custodian, Expect, Head, Message, Queue, QueueError, Seq, Signal, Stored,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{EventId, Subject};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::broadcast;

/// How long a missed bell can go unnoticed.
const BACKSTOP: Duration = Duration::from_secs(2);

#[async_trait]
impl Queue for FileQueue {
    async fn append(
        &self,
        subject: &Subject,
        expected_last: Option<Expect>,
        id: EventId,
        bytes: &[u8],
    ) -> Result<Stored, AppendError> {
        let stored = append::append(&self.writer, &*self.clock, subject, expected_last, id, bytes).await?;
        if !stored.duplicate {
            self.bell.ring();
        }
        Ok(stored)
    }

    async fn read(&self, after: Seq, limit: usize) -> Result<Vec<Message>, QueueError> {
        read::read(&self.readers, after, limit).await
    }

    async fn last(&self, subject: &Subject) -> Result<Option<Message>, QueueError> {
        read::last(&self.readers, subject).await
    }

    async fn head(&self) -> Result<Head, QueueError> {
        read::head(&self.readers).await
    }

    async fn purge(&self, subject: &Subject, _: &Custodian) -> Result<u64, QueueError> {
        purge::purge(&self.writer, &self.folder.join(database::NAME), subject).await
    }

    async fn signal(&self, subject: &Subject, bytes: &[u8]) -> Result<(), QueueError> {
        self.bell.signal(subject, bytes)
    }

    fn signals(&self) -> broadcast::Receiver<Signal> {
        self.bell.signals()
    }

    async fn back_up(&self, folder: &Path) -> Result<PathBuf, BackupError> {
        backup::back_up(self, folder).await
    }

    async fn last_backup_at(&self) -> Result<Option<DateTime<Utc>>, QueueError> {
        backup::last_backup_at(self).await
    }

    async fn close(&self) {
        self.writer.pool.close().await;
        self.readers.close().await;
    }

    async fn wait(&self, after: Seq) -> Result<(), QueueError> {
        let mut rings = self.bell.rings();
        while !read::has_more(&self.readers, after).await? {
            // The bell may be missed (a process killed between its commit and the bell): then the next look finds it.
            let _ = tokio::time::timeout(BACKSTOP, rings.changed()).await;
        }
        Ok(())
    }
}

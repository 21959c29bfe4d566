//! A log that fails when it is told to.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{EventId, Subject};
use queue::{
    AppendError, BackupError, Custodian, Expect, FileQueue, Head, Message, Queue, QueueError, Seq, Signal,
    Stored,
};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// A log that refuses to take anything while it is told to.
pub struct Faulty {
    pub inner: FileQueue,
    pub failing: AtomicBool,
}

#[async_trait]
impl Queue for Faulty {
    async fn append(
        &self,
        subject: &Subject,
        expected_last: Option<Expect>,
        id: EventId,
        bytes: &[u8],
    ) -> Result<Stored, AppendError> {
        if self.failing.load(Ordering::SeqCst) {
            return Err(AppendError::Unavailable(QueueError::DiskFull));
        }
        self.inner.append(subject, expected_last, id, bytes).await
    }
    async fn read(&self, after: Seq, limit: usize) -> Result<Vec<Message>, QueueError> {
        self.inner.read(after, limit).await
    }
    async fn last(&self, subject: &Subject) -> Result<Option<Message>, QueueError> {
        self.inner.last(subject).await
    }
    async fn head(&self) -> Result<Head, QueueError> {
        self.inner.head().await
    }
    async fn purge(&self, subject: &Subject, custodian: &Custodian) -> Result<u64, QueueError> {
        self.inner.purge(subject, custodian).await
    }
    async fn signal(&self, subject: &Subject, bytes: &[u8]) -> Result<(), QueueError> {
        self.inner.signal(subject, bytes).await
    }
    fn signals(&self) -> tokio::sync::broadcast::Receiver<Signal> {
        self.inner.signals()
    }
    async fn wait(&self, after: Seq) -> Result<(), QueueError> {
        self.inner.wait(after).await
    }
    async fn back_up(&self, folder: &Path) -> Result<PathBuf, BackupError> {
        self.inner.back_up(folder).await
    }
    async fn last_backup_at(&self) -> Result<Option<DateTime<Utc>>, QueueError> {
        self.inner.last_backup_at().await
    }
    async fn close(&self) {
        self.inner.close().await;
    }
}

//! A log that a test unplugs and plugs in again. Built only with the feature `testing`, which no released program turns on.
//!
//! Unplugged, everything that would reach the log fails as if a cable had been pulled, whoever waits included; what was
//! stored stays where it is.

use crate::{
    AppendError, BackupError, Custodian, Expect, Head, Message, Queue, QueueError, Seq, Signal, Stored,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{EventId, Subject};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::{broadcast, watch};

/// The plug in a test's hand.
#[derive(Clone)]
pub struct Plug(watch::Sender<bool>);

impl Default for Plug {
    fn default() -> Self {
        Self(watch::Sender::new(true))
    }
}

impl Plug {
    /// Pulls it out, or puts it in again.
    pub fn is_in(&self, plugged_in: bool) {
        self.0.send_replace(plugged_in);
    }

    /// The log behind this plug.
    pub fn before(&self, log: Arc<dyn Queue>) -> Arc<dyn Queue> {
        Arc::new(Plugged { log, plug: self.0.subscribe() })
    }
}

struct Plugged {
    log: Arc<dyn Queue>,
    plug: watch::Receiver<bool>,
}

impl Plugged {
    fn log(&self) -> Result<&dyn Queue, QueueError> {
        if *self.plug.borrow() {
            Ok(self.log.as_ref())
        } else {
            Err(QueueError::Unreachable("unplugged".into()))
        }
    }
}

#[async_trait]
impl Queue for Plugged {
    async fn append(
        &self,
        subject: &Subject,
        expected: Option<Expect>,
        id: EventId,
        bytes: &[u8],
    ) -> Result<Stored, AppendError> {
        self.log()?.append(subject, expected, id, bytes).await
    }

    async fn read(&self, after: Seq, limit: usize) -> Result<Vec<Message>, QueueError> {
        self.log()?.read(after, limit).await
    }

    async fn last(&self, subject: &Subject) -> Result<Option<Message>, QueueError> {
        self.log()?.last(subject).await
    }

    async fn head(&self) -> Result<Head, QueueError> {
        self.log()?.head().await
    }

    async fn purge(&self, subject: &Subject, custodian: &Custodian) -> Result<u64, QueueError> {
        self.log()?.purge(subject, custodian).await
    }

    async fn signal(&self, subject: &Subject, bytes: &[u8]) -> Result<(), QueueError> {
        self.log()?.signal(subject, bytes).await
    }

    fn signals(&self) -> broadcast::Receiver<Signal> {
        self.log.signals()
    }

    async fn wait(&self, after: Seq) -> Result<(), QueueError> {
        let mut plug = self.plug.clone();
        tokio::select! {
            waited = self.log()?.wait(after) => waited,
            _ = plug.wait_for(|plugged_in| !plugged_in) => self.log().map(|_| ()),
        }
    }

    async fn back_up(&self, folder: &Path) -> Result<PathBuf, BackupError> {
        self.log()?.back_up(folder).await
    }

    async fn last_backup_at(&self) -> Result<Option<DateTime<Utc>>, QueueError> {
        self.log()?.last_backup_at().await
    }

    async fn close(&self) {
        self.log.close().await;
    }
}

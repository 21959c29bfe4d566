//! Whose turn it is to write, among the processes of one PC.
//!
//! SQLite alone would keep writers apart, but those that wait would sleep and look, for up to a tenth of a second at a
//! time. Here the operating system wakes the next one at once. Nothing but speed rests on it.

use super::fault::{PATIENCE, io_fault};
use crate::QueueError;
use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// The place where writers queue.
pub(super) struct Turns(Arc<File>);

/// Held while writing; passes on when dropped, also by a killed process.
pub(super) struct Turn(Arc<File>);

impl Turns {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(Arc::new(File::options().create(true).truncate(false).write(true).open(path)?)))
    }

    pub(super) async fn next(&self) -> Result<Turn, QueueError> {
        match self.0.try_lock() {
            Ok(()) => Ok(Turn(self.0.clone())),
            Err(TryLockError::WouldBlock) => self.wait().await,
            Err(TryLockError::Error(error)) => Err(io_fault(error)),
        }
    }

    async fn wait(&self) -> Result<Turn, QueueError> {
        let file = self.0.clone();
        let locked = tokio::task::spawn_blocking(move || file.lock().map(|()| Turn(file)));
        match tokio::time::timeout(PATIENCE, locked).await {
            Ok(Ok(locked)) => locked.map_err(io_fault),
            Ok(Err(error)) => Err(QueueError::Unreachable(error.into())),
            Err(late) => Err(QueueError::Unreachable(late.into())),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Err(error) = self.0.unlock() {
            tracing::warn!(%error, "the turn to write was not passed on");
        }
    }
}

//! What can go wrong with a log: one variant for each different reaction. None of them shows what was stored.

use crate::{Elsewhere, Seq};
use domain::EventId;

/// What lies underneath, for the log file; nothing decides by it.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// An append did not happen.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Somebody else was first: fold in what is new and decide again.
    #[error("the subject has moved on")]
    Moved {
        /// The subject's last message now.
        last: Option<EventId>,
    },
    /// The id already names a different message: a fault in the writer, never to be retried.
    #[error("the id already names a different message")]
    IdReused,
    /// More than [`crate::LIMIT`] bytes: split it.
    #[error("the message is too large")]
    TooLarge,
    /// The log could not be reached or written; an append with the same id may safely be tried again.
    #[error("the log is not available")]
    Unavailable(#[from] QueueError),
}

/// The log could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// Busy, interrupted or unreachable: try again.
    #[error("the log cannot be reached now")]
    Unreachable(#[source] Cause),
    /// The disk is full: somebody has to make room.
    #[error("the disk is full")]
    DiskFull,
    /// The folder or the file may not be written: somebody has to allow it.
    #[error("the log may not be written here")]
    NotWritable,
    /// The log is damaged: restore the last backup. Nothing was changed.
    #[error("the log is damaged")]
    Damaged,
    /// The reader has seen more than the log holds: it was restored or replaced. Read it again from the start.
    #[error("the log ends before this reader's place")]
    CursorAhead {
        /// Where the log ends.
        head: Seq,
    },
    /// A signal of more than [`crate::SIGNAL_LIMIT`] bytes.
    #[error("the signal is too large")]
    TooLarge,
}

/// A log could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder is not on a local disk: choose another.
    #[error(transparent)]
    Elsewhere(#[from] Elsewhere),
    /// A log was here and is gone: restore the last backup.
    #[error("the log is missing")]
    Missing,
    /// A newer version wrote this log: update this PC.
    #[error("the log was written by a newer version")]
    Newer,
    /// See [`QueueError`].
    #[error(transparent)]
    Queue(#[from] QueueError),
}

/// No copy was made; the copies of earlier days are untouched.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Another process is at it.
    #[error("a backup is already running")]
    Running,
    /// The second place is the first: choose another folder.
    #[error("a backup belongs in another folder than the log")]
    SamePlace,
    /// The second place cannot be written: somebody has to look at it.
    #[error("the backup folder cannot be written")]
    Target(#[source] QueueError),
    /// The copy did not pass its check.
    #[error("the copy is damaged")]
    BadCopy,
    /// The log itself could not be read.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

/// Nothing was restored, and nothing overwritten.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// There is a log in the folder already: move it away first.
    #[error("there is a log already")]
    Occupied,
    /// The copy cannot be read or is damaged: try an older one.
    #[error("the copy cannot be used")]
    BadCopy(#[source] QueueError),
    /// The folder cannot be written.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

//! The contract: what a practice's log promises, wherever it is kept.
//!
//! A message that was acknowledged is never lost, never changes its place and never changes its content. Sequence
//! numbers are this log's own: they order and resume, and nothing signed or durable names one, so that a log can move
//! or be restored. There is no update; a purge removes a subject's contents and nothing else. [`open`](crate::open) chooses the implementation
//! by the log's home.

use crate::{AppendError, BackupError, QueueError, Seq};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{EventId, Subject};
use std::fmt;
use std::path::{Path, PathBuf};
use tokio::sync::broadcast;
use uuid::Uuid;

/// The largest message: an envelope of 512 KiB and its frame.
pub const LIMIT: usize = 600 * 1024;
/// The largest signal.
pub const SIGNAL_LIMIT: usize = 16 * 1024;

/// Which log this is. A restored or newly created log has a new one, and cursors of the old one mean nothing in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LogId(pub Uuid);

/// Where a log ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub log: LogId,
    /// Its last place ever given out.
    pub seq: Seq,
}

/// The last message on a subject, as its writer saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// The subject was empty.
    Nothing,
    /// It ended with this message.
    Message(EventId),
}

impl Expect {
    /// What the writer saw, from the last message it knows.
    pub fn after(last: Option<EventId>) -> Self {
        last.map_or(Self::Nothing, Self::Message)
    }
}

/// The receipt of an append.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    pub seq: Seq,
    /// When the log took it, by the clock of whoever appended: the one time all PCs agree on. It goes backwards only
    /// where a clock was put right by more than two computers' clocks may be apart.
    pub stored_at: DateTime<Utc>,
    /// It had been stored before; this is the first receipt again.
    pub duplicate: bool,
}

/// One message of the log.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Its place.
    pub seq: Seq,
    /// What it belongs to.
    pub subject: Subject,
    pub id: EventId,
    /// When the log took it.
    pub stored_at: DateTime<Utc>,
    /// Its content, sealed by its author.
    pub bytes: Vec<u8>,
}

impl Message {
    /// What stands where the disk has changed a message: its place, and neither words nor what it belonged to.
    pub fn damaged(seq: Seq) -> Self {
        let (id, stored_at) = (EventId(uuid::Uuid::nil()), DateTime::UNIX_EPOCH);
        Self { seq, subject: Subject::damaged(), id, stored_at, bytes: vec![] }
    }

    /// Has the disk changed it, so that nobody can say what it was?
    pub fn is_damaged(&self) -> bool {
        self.subject == Subject::damaged()
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("seq", &self.seq)
            .field("id", &self.id)
            .field("length", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// Something said in passing (who is looking, who is typing). It reaches who listens now, and is not kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Signal {
    /// What it is about.
    pub subject: Subject,
    /// Its content, sealed by its author.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signal").field("length", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// The right to remove. Whoever makes one says that retention or erasure has been decided and recorded.
#[derive(Debug)]
pub struct Custodian(());

impl Custodian {
    /// Takes the responsibility: what goes is written down already.
    pub fn after_recorded_erasure() -> Self {
        Self(())
    }
}

/// One practice's log.
#[async_trait]
pub trait Queue: Send + Sync {
    /// Appends a message; returns once it would survive a power cut.
    ///
    /// With `expected_last` it is refused unless the subject still ends as the writer saw it. The same id with the same
    /// content gives the first receipt again, whatever is expected: always here, in other logs within a window of time;
    /// after that, the expectation refuses it. So an append with an expectation may be retried for ever.
    async fn append(
        &self,
        subject: &Subject,
        expected_last: Option<Expect>,
        id: EventId,
        bytes: &[u8],
    ) -> Result<Stored, AppendError>;

    /// Messages after a place, in order: at most `limit`, and fewer (never none) when they are large.
    async fn read(&self, after: Seq, limit: usize) -> Result<Vec<Message>, QueueError>;

    /// The last message on a subject.
    async fn last(&self, subject: &Subject) -> Result<Option<Message>, QueueError>;

    /// Which log this is and where it ends. A reader keeps the [`LogId`] with its cursor.
    async fn head(&self) -> Result<Head, QueueError>;

    /// Removes every message of one subject; returns how many. Other subjects and all places stay as they are.
    async fn purge(&self, subject: &Subject, custodian: &Custodian) -> Result<u64, QueueError>;

    /// Says something to everybody who listens now, on this PC or another, the sender included.
    async fn signal(&self, subject: &Subject, bytes: &[u8]) -> Result<(), QueueError>;

    /// Listens to signals from here on.
    fn signals(&self) -> broadcast::Receiver<Signal>;

    /// Returns when there is something to read after a place; at once if there already is.
    async fn wait(&self, after: Seq) -> Result<(), QueueError>;

    /// Copies the whole log into a dated file in a folder, beside those of earlier days.
    async fn back_up(&self, folder: &Path) -> Result<PathBuf, BackupError>;

    /// When the last copy was made, by any client.
    async fn last_backup_at(&self) -> Result<Option<DateTime<Utc>>, QueueError>;

    /// Lets go of the log: whatever is asked of this client afterwards fails, and other clients notice nothing. Dropping
    /// does so too, a moment later.
    async fn close(&self);
}

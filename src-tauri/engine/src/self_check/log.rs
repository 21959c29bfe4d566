//! The practice's log, as two programs of one computer use it: what one appends the other hears of and reads, two who
//! write at once are told apart, and everything is there after both have gone.

use super::trouble::{Trouble, must};
use crate::clock::Clock;
use domain::{ConversationId, EventId, Subject};
use queue::{AppendError, Expect, Home, OpenError, Queue, QueueError, Seq};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

const WORDS: [&[u8]; 3] = [b"the first", b"the second", b"the third"];
/// A bell that takes longer is not heard.
const EARSHOT: Duration = Duration::from_secs(10);

pub(super) async fn check(folder: &Path, clock: Clock) -> Result<(), Trouble> {
    let clock = Arc::new(clock);
    let home = Home::Folder(folder.join("queue"));
    let one = queue::open(&home, clock.clone()).await.map_err(not_opened)?;
    let other = queue::open(&home, clock.clone()).await.map_err(not_opened)?;
    let subject = Subject::conversation(ConversationId(Uuid::new_v4()));
    append(one.as_ref(), other.as_ref(), &subject).await?;
    heard(one.as_ref(), other.as_ref(), &subject).await?;
    other.back_up(&folder.join("backups")).await.map_err(|_| Trouble::Disk)?;
    one.close().await;
    other.close().await;
    let again = queue::open(&home, clock).await.map_err(not_opened)?;
    let kept = again.read(Seq::START, WORDS.len() + 1).await.map_err(failed)?;
    again.close().await;
    must(kept.iter().map(|message| message.bytes.as_slice()).eq(WORDS), Trouble::NotAsStored)
}

/// Each in turn, on what the other wrote; who has not read it is refused.
async fn append(one: &dyn Queue, other: &dyn Queue, subject: &Subject) -> Result<(), Trouble> {
    let mut last = None;
    for (words, queue) in WORDS.into_iter().zip([one, other, one]) {
        let id = EventId(Uuid::new_v4());
        let expected = Some(Expect::after(last));
        let stored = queue.append(subject, expected, id, words).await.map_err(not_appended)?;
        let repeated = queue.append(subject, expected, id, words).await.map_err(not_appended)?;
        must(repeated.duplicate && repeated.seq == stored.seq, Trouble::NotAsStored)?;
        last = Some(id);
    }
    other.wait(Seq::START).await.map_err(failed)?;
    match other.append(subject, Some(Expect::Nothing), EventId(Uuid::new_v4()), b"too late").await {
        Err(AppendError::Moved { .. }) => Ok(()),
        Err(error) => Err(not_appended(error)),
        Ok(_) => Err(Trouble::Wrong),
    }
}

/// What one says in passing, the other hears.
async fn heard(one: &dyn Queue, other: &dyn Queue, subject: &Subject) -> Result<(), Trouble> {
    let mut signals = other.signals();
    one.signal(subject, b"typing").await.map_err(failed)?;
    match tokio::time::timeout(EARSHOT, signals.recv()).await {
        Ok(Ok(signal)) => must(signal.bytes == b"typing", Trouble::Wrong),
        Ok(Err(_)) | Err(_) => Err(Trouble::Deaf),
    }
}

fn not_opened(error: OpenError) -> Trouble {
    match error {
        OpenError::Elsewhere(place) => Trouble::Elsewhere(place),
        OpenError::Missing | OpenError::Newer => Trouble::NotAsStored,
        OpenError::Queue(error) => failed(error),
    }
}

fn not_appended(error: AppendError) -> Trouble {
    match error {
        AppendError::Unavailable(error) => failed(error),
        AppendError::Moved { .. } | AppendError::IdReused | AppendError::TooLarge => Trouble::Wrong,
    }
}

fn failed(error: QueueError) -> Trouble {
    match error {
        QueueError::DiskFull => Trouble::DiskFull,
        QueueError::NotWritable => Trouble::NotWritable,
        QueueError::Damaged | QueueError::CursorAhead { .. } => Trouble::NotAsStored,
        QueueError::Unreachable(_) => Trouble::Disk,
        QueueError::TooLarge => Trouble::Wrong,
    }
}

//! A log in memory, and each workstation's line to it, which can be cut, lose a receipt, or be where the workstation dies.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{EventId, Subject, timing};
use queue::{
    AppendError, BackupError, Custodian, Expect, Head, LIMIT, LogId, Message, Queue, QueueError, Seq, Signal,
    Stored,
};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::{Notify, broadcast};
use uuid::Uuid;

/// The log. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Log(Arc<Mutex<Kept>>);

struct Kept {
    messages: Vec<Message>,
    seq: u64,
    stored_at: DateTime<Utc>,
    purged: HashMap<EventId, Stored>,
}

/// What stands between a workstation and the log.
#[derive(Default)]
pub struct Weather {
    pub cut: bool,
    pub loses_receipt: bool,
    /// After so many words the workstation dies; an odd number: when the log has done what was asked.
    pub killed_at: Option<u8>,
}

/// One workstation's line.
#[derive(Clone)]
pub struct Line {
    log: Log,
    clock: crate::Clock,
    pub weather: Arc<Mutex<Weather>>,
    pub died: Arc<Notify>,
    signals: broadcast::Sender<Signal>,
}

fn unplugged() -> QueueError {
    QueueError::Unreachable("cut".into())
}

impl Log {
    pub fn of(messages: Vec<Message>) -> Self {
        let last = messages.last().expect("a practice has a log");
        let (seq, stored_at) = (last.seq.0, last.stored_at);
        Self(Arc::new(Mutex::new(Kept { messages, seq, stored_at, purged: HashMap::new() })))
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap()
    }

    pub fn messages(&self) -> Vec<Message> {
        self.kept().messages.clone()
    }

    pub fn line(&self, clock: crate::Clock) -> Line {
        let (weather, died, signals) = (Arc::default(), Arc::default(), broadcast::Sender::new(16));
        Line { log: self.clone(), clock, weather, died, signals }
    }

    pub fn append(
        &self,
        subject: &Subject,
        expected: Option<Expect>,
        id: EventId,
        bytes: &[u8],
        now: DateTime<Utc>,
    ) -> Result<Stored, AppendError> {
        if bytes.len() > LIMIT {
            return Err(AppendError::TooLarge);
        }
        let mut kept = self.kept();
        if let Some(first) = kept.purged.get(&id) {
            return Ok(*first);
        }
        if let Some(first) = kept.messages.iter().find(|message| message.id == id) {
            let same = first.subject == *subject && first.bytes == bytes;
            let stored = Stored { seq: first.seq, stored_at: first.stored_at, duplicate: true };
            return if same { Ok(stored) } else { Err(AppendError::IdReused) };
        }
        let last = kept.messages.iter().rev().find(|message| message.subject == *subject);
        let last = last.map(|message| message.id);
        if expected.is_some_and(|expected| Expect::after(last) != expected) {
            return Err(AppendError::Moved { last });
        }
        kept.seq += 1;
        let believed = kept.stored_at <= now + timing::TOLERATED;
        kept.stored_at = if believed { kept.stored_at.max(now) } else { now };
        let (seq, stored_at) = (Seq(kept.seq), kept.stored_at);
        kept.messages.push(Message { seq, subject: subject.clone(), id, stored_at, bytes: bytes.to_vec() });
        Ok(Stored { seq, stored_at, duplicate: false })
    }
}

impl Line {
    /// A word is about to be exchanged. Says whether the workstation dies once the log has done its part.
    async fn speaks(&self) -> Result<bool, QueueError> {
        let dies_at = {
            let mut weather = self.weather.lock().unwrap();
            if weather.cut {
                return Err(unplugged());
            }
            let at = weather.killed_at;
            weather.killed_at = at.map(|at| at.saturating_sub(2));
            at
        };
        match dies_at {
            Some(0) => self.dies().await,
            Some(1) => Ok(true),
            _ => Ok(false),
        }
    }

    async fn dies(&self) -> ! {
        self.died.notify_one();
        std::future::pending::<()>().await;
        unreachable!("it is dead");
    }

    async fn word<T>(&self, does: impl FnOnce(&mut Kept) -> T) -> Result<T, QueueError> {
        let dies = self.speaks().await?;
        let done = does(&mut self.log.kept());
        if dies { self.dies().await } else { Ok(done) }
    }
}

#[async_trait]
impl Queue for Line {
    async fn append(
        &self,
        subject: &Subject,
        expected: Option<Expect>,
        id: EventId,
        bytes: &[u8],
    ) -> Result<Stored, AppendError> {
        let dies = self.speaks().await?;
        let stored = self.log.append(subject, expected, id, bytes, self.clock.now())?;
        if dies {
            self.dies().await
        }
        let lost = std::mem::take(&mut self.weather.lock().unwrap().loses_receipt);
        if lost { Err(unplugged().into()) } else { Ok(stored) }
    }

    async fn read(&self, after: Seq, limit: usize) -> Result<Vec<Message>, QueueError> {
        let new = |kept: &mut Kept| {
            kept.messages.iter().filter(|message| message.seq > after).take(limit).cloned().collect()
        };
        self.word(new).await
    }

    async fn last(&self, subject: &Subject) -> Result<Option<Message>, QueueError> {
        self.word(|kept| kept.messages.iter().rev().find(|message| message.subject == *subject).cloned())
            .await
    }

    async fn head(&self) -> Result<Head, QueueError> {
        self.word(|kept| Head { log: LogId(Uuid::nil()), seq: Seq(kept.seq) }).await
    }

    async fn purge(&self, subject: &Subject, _: &Custodian) -> Result<u64, QueueError> {
        let purge = |kept: &mut Kept| {
            let before = kept.messages.len();
            for message in kept.messages.iter().filter(|message| message.subject == *subject) {
                let (seq, stored_at) = (message.seq, message.stored_at);
                kept.purged.insert(message.id, Stored { seq, stored_at, duplicate: true });
            }
            kept.messages.retain(|message| message.subject != *subject);
            (before - kept.messages.len()) as u64
        };
        self.word(purge).await
    }

    async fn signal(&self, _: &Subject, _: &[u8]) -> Result<(), QueueError> {
        Ok(())
    }

    fn signals(&self) -> broadcast::Receiver<Signal> {
        self.signals.subscribe()
    }

    async fn wait(&self, _: Seq) -> Result<(), QueueError> {
        Ok(())
    }

    async fn back_up(&self, _: &Path) -> Result<PathBuf, BackupError> {
        Err(unplugged().into())
    }

    async fn last_backup_at(&self) -> Result<Option<DateTime<Utc>>, QueueError> {
        Ok(None)
    }

    async fn close(&self) {}
}

//! What this PC does while nobody is signed in: it sees that letters wait, and says so. It can open nothing.
//!
//! A letter stays in the inbox until somebody's workstation has read it with the rules; one that is still there after 60
//! seconds, while the practice is open and nobody is signed in here, is said on the sign-in screen without a word about it. The
//! hours come from what the practice published for gateways, and count only if an enrolled device signed them. It also takes
//! statements of the directory to the vault: who is new gets in here, who left does not, and a revoked workstation is told.

use crate::change::Changes;
use crate::clock::Clock;
use crate::view::{Change, Waiting};
use crate::way_in::log_time::LogTime;
use chrono::{DateTime, TimeDelta, Utc};
use crypto::{Directory, Envelope, Hash, cbor};
use domain::bell::Bell;
use domain::calendar::Calendar;
use domain::policy::PracticePolicy;
use domain::subject::Kind;
use domain::timing::is_over;
use domain::{EventId, PracticeId, Subject};
use queue::{LogId, Queue, QueueError, Seq};
use signin::vault::{self, Followed, Vault};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// A letter unread for this long while the practice is open is an alarm in itself (product C6).
const UNREAD_IS_AN_ALARM: TimeDelta = TimeDelta::seconds(60);
/// The vault is told the log's time when it has gone on by this much: each time is a write to the disk.
const VOUCH_EVERY: TimeDelta = TimeDelta::minutes(10);
/// How often to look.
const LOOK: Duration = Duration::from_secs(2);

/// The device tier. Cheap to clone.
#[derive(Clone)]
pub(crate) struct DeviceTier {
    queue: Arc<dyn Queue>,
    clock: Clock,
    changes: Changes,
    here: Arc<AtomicBool>,
    waiting: Arc<Mutex<Waiting>>,
    folder: PathBuf,
    revoked: CancellationToken,
}

/// What it knows from reading the log.
struct LogSoFar {
    log: Option<LogId>,
    after: Seq,
    pinned: Option<(PracticeId, Hash)>,
    followed: Option<Hash>,
    /// The practice's time, and what the vault was last told of it.
    time: LogTime,
    vouched: DateTime<Utc>,
    directory: Option<Directory>,
    calendar: Option<Calendar>,
    /// Letters in the inbox, by subject.
    letters: BTreeMap<Subject, DateTime<Utc>>,
    /// Bells that ring.
    bells: BTreeMap<EventId, DateTime<Utc>>,
}

impl DeviceTier {
    /// Over the log, for the vault in this folder.
    pub fn new(queue: Arc<dyn Queue>, clock: Clock, changes: Changes, folder: PathBuf) -> Self {
        let (here, waiting) = (Arc::default(), Arc::new(Mutex::new(Waiting::Nothing)));
        Self { queue, clock, changes, here, waiting, folder, revoked: CancellationToken::new() }
    }

    /// Ends when the practice's directory says that this workstation is revoked.
    pub fn revoked(&self) -> CancellationToken {
        self.revoked.clone()
    }

    /// Makes the vault what the directory says. `false` if that has to be tried again.
    async fn follow(&self, directory: &Directory) -> bool {
        let (folder, directory) = (self.folder.clone(), directory.clone());
        let followed = tokio::task::spawn_blocking(move || {
            Vault::open(&folder).and_then(|vault| vault.follow(&directory))
        });
        match followed.await {
            Ok(Ok(Followed::Revoked)) => self.revoked.cancel(),
            Ok(Ok(Followed::Changed)) => self.changes.notify(Change::Gate),
            Ok(Ok(Followed::AsBefore)) => {}
            Ok(Ok(Followed::Behind)) => tracing::warn!("the log's directory ends before what was seen here"),
            Ok(Err(error)) => {
                tracing::warn!(%error, "the vault did not follow the directory");
                return false;
            }
            Err(_) => return false,
        }
        true
    }

    /// Tells the vault the log's time: whose access has ended by it does not come in, whatever this PC's clock says.
    /// `false` if that has to be tried again.
    async fn vouch(&self, time: DateTime<Utc>) -> bool {
        let folder = self.folder.clone();
        let told = tokio::task::spawn_blocking(move || {
            Vault::open(&folder).and_then(|vault| vault.vouch_for_time(time))
        });
        match told.await {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::warn!(%error, "the vault did not take note of the log's time");
                false
            }
            Err(_) => false,
        }
    }

    /// Does something wait for a signed-in person?
    pub fn waiting(&self) -> Waiting {
        *self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody has signed in, or locked.
    pub fn somebody_is_here(&self, here: bool) {
        self.here.store(here, Ordering::SeqCst);
        if here {
            self.set(Waiting::Nothing);
        }
    }

    fn set(&self, waiting: Waiting) {
        let mut known = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if *known != waiting {
            *known = waiting;
            drop(known);
            self.changes.notify(Change::Gate);
        }
    }
}

/// Watches until told to stop.
pub(crate) async fn run(tier: DeviceTier, stop: CancellationToken) {
    let mut known = LogSoFar::new(&tier.folder);
    loop {
        match look(&tier, &mut known).await {
            Ok(waiting) if !tier.here.load(Ordering::SeqCst) => tier.set(waiting),
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the queue cannot be watched"),
        }
        if let Some(directory) = &known.directory
            && known.followed != Some(directory.head())
            && tier.follow(directory).await
        {
            known.followed = Some(directory.head());
        }
        if let Some(time) = known.time.now()
            && time.signed_duration_since(known.vouched).abs() >= VOUCH_EVERY
            && tier.vouch(time).await
        {
            known.vouched = time;
        }
        tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(LOOK) => {} }
    }
}

async fn look(tier: &DeviceTier, known: &mut LogSoFar) -> Result<Waiting, QueueError> {
    let head = tier.queue.head().await?;
    if known.log.replace(head.log).is_some_and(|log| log != head.log) || known.after > head.seq {
        // The log was restored: places in the old one mean nothing in it.
        *known = LogSoFar { log: Some(head.log), ..LogSoFar::new(&tier.folder) };
    }
    loop {
        let batch = tier.queue.read(known.after, 500).await?;
        let Some(last) = batch.last().map(|message| message.seq) else { break };
        for message in &batch {
            known.take(message);
        }
        known.after = last;
    }
    let now = tier.clock.now();
    // Only letters old enough to matter are asked after: the others will mostly have been read by then.
    let old: Vec<Subject> = known
        .letters
        .iter()
        .filter(|(_, stored_at)| is_over(**stored_at, UNREAD_IS_AN_ALARM, now))
        .map(|(subject, _)| subject.clone())
        .collect();
    for subject in old {
        if tier.queue.last(&subject).await?.is_none() {
            known.letters.remove(&subject);
        }
    }
    Ok(known.waiting(now))
}

impl LogSoFar {
    fn new(folder: &Path) -> Self {
        let pinned = match vault::peek(folder) {
            Ok(vault::Gate::Vault(notice)) => Some((notice.practice, notice.genesis)),
            _ => None,
        };
        Self {
            log: None,
            after: Seq::START,
            pinned,
            followed: None,
            time: LogTime::default(),
            vouched: DateTime::UNIX_EPOCH,
            directory: None,
            calendar: None,
            letters: BTreeMap::new(),
            bells: BTreeMap::new(),
        }
    }

    fn take(&mut self, message: &queue::Message) {
        self.time.note(message.seq, message.stored_at);
        match message.subject.kind() {
            Ok(Kind::Inbox(..)) => {
                self.letters.insert(message.subject.clone(), message.stored_at);
            }
            Ok(Kind::Directory) => self.take_statement(&message.bytes),
            Ok(Kind::Public) => {
                if let Some(body) = self.signed(&message.bytes)
                    && let Ok(policy) = cbor::decode::<PracticePolicy>(&body)
                {
                    self.calendar = Some(Calendar::new(&policy));
                }
            }
            Ok(Kind::Bell) => {
                if let Some(body) = self.signed(&message.bytes)
                    && let Ok(bell) = cbor::decode::<Bell>(&body)
                {
                    match bell {
                        Bell::Rings { id } => self.bells.insert(id, message.stored_at),
                        Bell::Silent { id } => self.bells.remove(&id),
                    };
                }
            }
            _ => {}
        }
    }

    fn take_statement(&mut self, bytes: &[u8]) {
        let Ok(envelope) = Envelope::parse(bytes) else { return };
        match (self.directory.as_mut(), self.pinned) {
            // Whoever can write the vault's file can change what is pinned: the vault itself checks it again, proven.
            (None, Some((practice, founding))) => {
                self.directory = Directory::join(&envelope, practice, founding).ok();
            }
            (None, None) => {}
            (Some(directory), _) => {
                if let Err(error) = directory.apply(&envelope) {
                    tracing::warn!(%error, "a directory statement was refused");
                }
            }
        }
    }

    fn signed(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let envelope = Envelope::parse(bytes).ok()?;
        let header = envelope.header();
        let key = self.directory.as_ref()?.verifying_key_at(&header.author, &header.directory).ok()?;
        Some(envelope.verify(key).ok()?.clear_body().ok()?.to_vec())
    }

    fn waiting(&self, now: DateTime<Utc>) -> Waiting {
        if let Some(since) = self.bells.values().min() {
            return Waiting::Alert { since: *since };
        }
        let oldest =
            self.letters.values().filter(|stored_at| is_over(**stored_at, UNREAD_IS_AN_ALARM, now)).min();
        let open = self.calendar.as_ref().is_none_or(|calendar| calendar.is_open(now));
        match oldest {
            Some(since) if open => Waiting::NobodySignedIn { since: *since },
            _ => Waiting::Nothing,
        }
    }
}

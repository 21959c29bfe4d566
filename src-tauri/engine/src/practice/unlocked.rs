//! The practice, opened: the only door to patients' data.
//!
//! An `Unlocked` exists only after a completed sign-in and until its `lock`. Every method that reads or writes patient
//! data hangs off it. Locking stops the work, closes the database and wipes the keys, in that order; dropping one
//! unlocked is a fault that is logged. What is done with it stands in the files above: `act`, `desk`, `ingest`.

use crate::change::Changes;
use crate::clock::Clock;
use crate::errors::UnlockError;
use crate::practice::attested::Attested;
use crate::practice::audit::pen::Pen;
use crate::practice::copies::Copies;
use crate::practice::health::Health;
use crate::practice::keyring::Keyring;
use crate::practice::newcomers::Newcomers;
use crate::practice::roster::begun_staff::BegunStaff;
use crate::shared::{Names, Shared};
use crate::store::{Store, events, keys, records};
use chrono::{DateTime, Utc};
use crypto::directory::Position;
use crypto::{Directory, Envelope};
use domain::policy::PracticePolicy;
use domain::rota::Rota;
use domain::staff::Role;
use domain::{DeviceId, PracticeId, StaffId, Subject};
use queue::Queue;
use record::Carrier;
use signin::vault::{SignedIn, Vault};
use sqlx::SqliteConnection;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
pub use view::Me;

/// The practice, opened. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Unlocked(pub(crate) Arc<OpenPractice>);

pub(crate) struct OpenPractice {
    pub(crate) practice: PracticeId,
    pub(crate) device: DeviceId,
    pub(crate) me: Me,
    pub(crate) workstation: String,
    pub(crate) demonstration: bool,
    pub(crate) store: Store,
    pub(crate) queue: Arc<dyn Queue>,
    pub(crate) clock: Clock,
    pub(crate) keys: Keyring,
    /// Of the demonstration alone; a practice names its own place.
    pub(crate) carrier: Option<Carrier>,
    /// Where exports go.
    pub(crate) exports: PathBuf,
    pub(crate) changes: Changes,
    pub(crate) copies: Copies,
    /// How much of the queue is left to read, while that is worth a word.
    pub(crate) behind: AtomicU32,
    /// Audit entries on their way to the disk.
    pub(crate) pen: Pen,
    /// What this person has attested.
    pub(crate) attested: Attested,
    /// When this person's access ends by itself.
    pub(crate) expires: Option<DateTime<Utc>>,
    directory: RwLock<Arc<Directory>>,
    shared: RwLock<Arc<Shared>>,
    /// Is the log known to be the one that was read before, and whole? Until then nothing is appended: see `append`.
    pub(crate) log_known: watch::Sender<bool>,
    /// Rung when the outbox has something new.
    pub(crate) outbox_bell: Notify,
    /// Rung when a delivery may be started.
    pub(crate) delivery_bell: Notify,
    /// Milliseconds since when the queue could not be reached; 0 while it can.
    pub(crate) offline_since: AtomicI64,
    /// What of the work keeps failing.
    pub(crate) health: Health,
    /// How far this machine's clock is ahead of the queue's, in milliseconds.
    pub(crate) clock_ahead: AtomicI64,
    /// The same against what others wrote last; 0 while this clock is not behind theirs.
    pub(crate) behind_others: AtomicI64,
    pub(crate) stop: CancellationToken,
    pub(crate) tasks: TaskTracker,
    /// How far the directory had come where the log was read to.
    reached: Mutex<Option<Position>>,
    /// Rung when the directory has changed.
    pub(crate) directory_bell: Notify,
    /// One statement at a time.
    pub(crate) roster_turn: tokio::sync::Mutex<()>,
    /// The vault, which follows the directory.
    pub(crate) vault: Vault,
    /// The person's own keys.
    pub(crate) signed_in: Mutex<SignedIn>,
    /// Who asks to join.
    pub(crate) newcomers: Newcomers,
    /// Somebody who is being added.
    pub(crate) begun_staff: Mutex<Option<BegunStaff>>,
    /// A recovery kit that is shown and not in force yet.
    pub(crate) begun_kit: Mutex<Option<crypto::Kit>>,
    /// This person may not go on as they are: they left, or their roles or keys were changed.
    pub(crate) must_leave: CancellationToken,
    locked: AtomicBool,
}

/// What an `Unlocked` is made of.
pub struct Parts {
    /// Whose practice.
    pub practice: PracticeId,
    /// This workstation.
    pub device: DeviceId,
    pub workstation: String,
    /// Is it the demonstration?
    pub demonstration: bool,
    /// Who signed in.
    pub signed_in: SignedIn,
    /// The vault they came through.
    pub vault: Vault,
    /// The open database.
    pub store: Store,
    /// The practice's log.
    pub queue: Arc<dyn Queue>,
    /// The time.
    pub clock: Clock,
    pub keys: Keyring,
    /// What carries the demonstration's documents.
    pub carrier: Option<Carrier>,
    /// Where exports go.
    pub exports: PathBuf,
    /// Who is told of changes.
    pub changes: Changes,
    /// What is known of the copies of the log.
    pub(crate) copies: Copies,
}

impl Unlocked {
    /// Opens the practice for somebody whose factors were right. Nothing works in it until `work` starts it.
    pub async fn open(parts: Parts) -> Result<Self, UnlockError> {
        let mut connection = parts.store.read().await?;
        let directory = directory(&mut connection).await?;
        let shared = shared(&mut connection, &directory).await?;
        let attested = Attested::of(&mut connection, parts.signed_in.staff).await?;
        let reached = reached(&mut connection).await?;
        drop(connection);
        parts.keys.learn(&directory, parts.device);
        let staff = parts.signed_in.staff;
        let roles = shared.roles(staff);
        if roles.is_empty() {
            return Err(UnlockError::NotStaff);
        }
        Ok(Self(Arc::new(OpenPractice {
            practice: parts.practice,
            device: parts.device,
            me: Me { staff, roles },
            workstation: parts.workstation,
            demonstration: parts.demonstration,
            store: parts.store,
            queue: parts.queue,
            clock: parts.clock,
            keys: parts.keys,
            carrier: parts.carrier,
            exports: parts.exports,
            changes: parts.changes,
            copies: parts.copies,
            behind: AtomicU32::new(0),
            pen: Pen::default(),
            attested,
            expires: parts.signed_in.expires,
            directory: RwLock::new(Arc::new(directory)),
            shared: RwLock::new(Arc::new(shared)),
            log_known: watch::Sender::new(false),
            outbox_bell: Notify::new(),
            delivery_bell: Notify::new(),
            offline_since: AtomicI64::new(0),
            health: Health::default(),
            clock_ahead: AtomicI64::new(0),
            behind_others: AtomicI64::new(0),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
            reached: Mutex::new(reached),
            directory_bell: Notify::new(),
            roster_turn: tokio::sync::Mutex::default(),
            vault: parts.vault,
            signed_in: Mutex::new(parts.signed_in),
            newcomers: Newcomers::default(),
            begun_staff: Mutex::default(),
            begun_kit: Mutex::default(),
            must_leave: CancellationToken::new(),
            locked: AtomicBool::new(false),
        })))
    }

    /// Who is signed in.
    pub fn me(&self) -> &Me {
        &self.0.me
    }

    /// The practice's records as known now.
    pub fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.0.shared.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.0.directory.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// How far the directory had come where the log was read to; it may be known further.
    pub(crate) fn reached(&self) -> Option<Position> {
        *self.0.reached.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set_reached(&self, reached: Option<Position>) {
        *self.0.reached.lock().unwrap_or_else(PoisonError::into_inner) = reached;
    }

    /// Must this person sign in again, if they still can?
    pub(crate) fn must_leave(&self) -> bool {
        self.0.must_leave.is_cancelled()
    }

    /// A new epoch's keys are there before the first envelope that needs them.
    pub(crate) fn set_directory(&self, directory: Directory) {
        self.0.keys.learn(&directory, self.0.device);
        self.0.directory_bell.notify_one();
        *self.0.directory.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(directory);
    }

    /// Reads the shared records; says whether the settings are other ones than before.
    pub(crate) async fn reload_shared(&self, connection: &mut SqliteConnection) -> Result<bool, UnlockError> {
        let fresh = shared(connection, &self.directory()).await?;
        let mut known = self.0.shared.write().unwrap_or_else(PoisonError::into_inner);
        let changed = known.policy != fresh.policy;
        *known = Arc::new(fresh);
        Ok(changed)
    }

    /// Stops the work, closes the database, wipes the keys (with the last clone), in that order.
    pub async fn lock(self) {
        self.0.stop.cancel();
        self.0.tasks.close();
        self.0.tasks.wait().await;
        self.0.store.close().await;
        self.0.locked.store(true, Ordering::SeqCst);
    }
}

impl Drop for OpenPractice {
    fn drop(&mut self) {
        if !self.locked.load(Ordering::SeqCst) {
            tracing::error!("the practice was dropped without being locked");
            debug_assert!(std::thread::panicking(), "dropped without lock()");
        }
    }
}

/// Folds the directory from what this workstation has read.
async fn directory(connection: &mut SqliteConnection) -> Result<Directory, UnlockError> {
    let kept = events::of(connection, &Subject::directory()).await?;
    let mut statements = kept.iter().map(|event| Envelope::parse(&event.envelope));
    let first = statements.next().and_then(Result::ok).ok_or(UnlockError::Directory)?;
    let mut directory = Directory::found(&first).map_err(|_| UnlockError::Directory)?;
    for statement in statements {
        let statement = statement.map_err(|_| UnlockError::Directory)?;
        directory.apply(&statement).map_err(|_| UnlockError::Directory)?;
    }
    Ok(directory)
}

/// The place of the last statement before the place that was read to.
async fn reached(connection: &mut SqliteConnection) -> Result<Option<Position>, UnlockError> {
    let cursor = keys::setting(&mut *connection, "cursor").await?;
    let cursor = cursor.and_then(|text| text.parse().ok()).unwrap_or(0);
    let statements = events::count_until(connection, &Subject::directory(), cursor).await?;
    Ok(statements.checked_sub(1).map(Position))
}

async fn shared(connection: &mut SqliteConnection, directory: &Directory) -> Result<Shared, UnlockError> {
    let policy: PracticePolicy =
        records::find(&mut *connection, &Subject::policy()).await?.ok_or(UnlockError::NoPolicy)?;
    let names: Names = records::find(&mut *connection, &Subject::staff()).await?.unwrap_or_default();
    let rota: Rota = records::find(&mut *connection, &Subject::rota()).await?.unwrap_or_default();
    let roles: BTreeMap<StaffId, Vec<Role>> =
        directory.people().map(|(id, person)| (id, person.roles().to_vec())).collect();
    let mut shared = Shared::new(policy, names, rota, roles);
    if let Some(briefing) = records::find(&mut *connection, &Subject::briefing()).await? {
        shared.briefing = briefing;
    }
    if let Some(restrictions) = records::find(&mut *connection, &Subject::restricted()).await? {
        shared.restrictions = restrictions;
    }
    Ok(shared)
}

//! The engine itself, and what everything above asks of it: the folder, the log, who is signed in.

use crate::change::Changes;
use crate::clock::Clock;
use crate::errors::SignInFailure;
use crate::folder::{DataFolder, Taken};
use crate::practice::audit::attempts::Attempts;
use crate::practice::copies::Copies;
use crate::practice::unlocked::Unlocked;
use crate::view::Change;
use crate::way_in::device::DeviceTier;
use crate::way_in::factors::here::FactorsHere;
use crate::way_in::joining::Guest;
use crate::way_in::restore::BegunRestore;
use crate::way_in::set_up::Begun;
use queue::Queue;
use signin::session::Session;
use signin::vault::{self, SignInError, Vault};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The application without a window. Cheap to clone.
#[derive(Clone)]
pub struct Engine(pub(crate) Arc<Core>);

pub(crate) struct Core {
    pub(crate) folder: DataFolder,
    pub(crate) clock: Clock,
    pub(crate) changes: Changes,
    pub(crate) factors: FactorsHere,
    pub(crate) begun: Mutex<Option<Begun>>,
    pub(crate) guest: Guest,
    pub(crate) restores_invented: AtomicBool,
    pub(crate) begun_restore: tokio::sync::Mutex<Option<BegunRestore>>,
    pub(crate) queue: Mutex<Option<Arc<dyn Queue>>>,
    pub(crate) tier: Mutex<Option<DeviceTier>>,
    pub(crate) copies: Copies,
    pub(crate) open: tokio::sync::Mutex<Option<(Unlocked, Session)>>,
    pub(crate) current: Mutex<Option<Unlocked>>,
    /// Ends what watches one practice: it ends with the application, or when the practice is wiped from this PC.
    pub(crate) watching: Mutex<(CancellationToken, TaskTracker)>,
    pub(crate) stop: CancellationToken,
    pub(crate) tasks: TaskTracker,
    /// What a test pulls out to be offline.
    #[cfg(feature = "testing")]
    pub(crate) plug: queue::plug::Plug,
    _taken: Taken,
}

pub(crate) fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Engine {
    /// An engine over a folder that was taken. Nothing works in it yet.
    pub(super) fn over(folder: DataFolder, taken: Taken, clock: Clock) -> Self {
        Self(Arc::new(Core {
            folder,
            clock,
            changes: Changes::default(),
            factors: FactorsHere::default(),
            begun: Mutex::new(None),
            guest: Guest::default(),
            restores_invented: AtomicBool::new(false),
            begun_restore: tokio::sync::Mutex::default(),
            queue: Mutex::new(None),
            tier: Mutex::new(None),
            copies: Copies::default(),
            open: tokio::sync::Mutex::new(None),
            current: Mutex::new(None),
            watching: Mutex::default(),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
            #[cfg(feature = "testing")]
            plug: queue::plug::Plug::default(),
            _taken: taken,
        }))
    }

    /// The practice, if somebody is signed in.
    pub fn unlocked(&self) -> Option<Unlocked> {
        held(&self.0.current).clone()
    }

    /// Listens to changes from here on.
    pub fn listen(&self) -> broadcast::Receiver<Change> {
        self.0.changes.listen()
    }

    /// The practice's log, once there is a practice.
    pub fn queue(&self) -> Option<Arc<dyn Queue>> {
        held(&self.0.queue).clone()
    }

    /// The time.
    pub fn clock(&self) -> Clock {
        self.0.clock.clone()
    }

    /// The data folder.
    pub fn folder(&self) -> &DataFolder {
        &self.0.folder
    }

    pub(crate) fn vault(&self) -> Result<Vault, SignInFailure> {
        Ok(Vault::open(&self.0.folder.practice()).map_err(SignInError::from)?)
    }

    /// Failed tries to sign in, until somebody gets in.
    pub(crate) fn attempts(&self) -> Attempts {
        Attempts::beside(&self.0.folder.practice())
    }

    pub(crate) fn guest(&self) -> &Guest {
        &self.0.guest
    }

    pub(crate) fn changes(&self) -> &Changes {
        &self.0.changes
    }

    pub(crate) fn begun_restore(&self) -> &tokio::sync::Mutex<Option<BegunRestore>> {
        &self.0.begun_restore
    }

    /// Patients depend on a practice that is set up or brought back; only tests make invented ones.
    pub(crate) fn kind_of_new_practice(&self) -> vault::Kind {
        if self.0.restores_invented.load(Ordering::SeqCst) {
            vault::Kind::Demonstration
        } else {
            vault::Kind::Real
        }
    }

    /// From here on a practice that is set up or brought back is an invented one, which needs no key store.
    #[cfg(any(test, feature = "testing"))]
    pub fn restore_invented(&self) {
        self.0.restores_invented.store(true, Ordering::SeqCst);
    }

    /// Is there nothing here yet?
    pub(crate) fn is_empty(&self) -> bool {
        matches!(vault::peek(&self.0.folder.practice()), Ok(vault::Gate::NoVault))
    }

    /// Was this workstation revoked, and has nobody read it yet?
    pub(crate) fn is_revoked(&self) -> bool {
        self.folder().revoked_note().exists()
    }

    /// Stops watching and lets go of the log.
    pub(crate) async fn close_queue(&self) {
        let (stop, tasks) = std::mem::take(&mut *held(&self.0.watching));
        stop.cancel();
        tasks.close();
        tasks.wait().await;
        held(&self.0.tier).take();
        let queue = held(&self.0.queue).take();
        if let Some(queue) = queue {
            queue.close().await;
        }
    }
}

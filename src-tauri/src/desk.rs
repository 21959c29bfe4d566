//! What every command and every watcher of the shell has at hand: the engine once it has started, and the doors.
//!
//! The window opens while the engine still starts, so whoever needs the engine waits for it here. If it could not start
//! there is a reason instead, which the gate shows. Nothing about patients is kept here.

use crate::doors::Doors;
use crate::failure::{Failure, FailureCode, Retry, Told};
use crate::notification::DesktopAlert;
use engine::view::{Blocked, Gate, Session};
use engine::{Engine, Options, StartError, Unlocked};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use tokio::sync::watch;

/// The shell's state.
pub struct Desk {
    engine: watch::Sender<Option<Result<Engine, Blocked>>>,
    /// How to start the engine.
    pub options: Options,
    /// Held while it is being started.
    pub starting: tokio::sync::Mutex<()>,
    /// Where patients' messages come in.
    pub doors: Doors,
    /// Where desktop alerts are raised.
    pub alerts: DesktopAlert,
    measured_since: Option<Instant>,
    marked: AtomicBool,
}

impl Desk {
    /// Before the engine has started. With the instant the process began, if whoever started it measures.
    pub fn new(
        options: Options,
        doors: Doors,
        alerts: DesktopAlert,
        measured_since: Option<Instant>,
    ) -> Self {
        Self {
            engine: watch::Sender::new(None),
            options,
            starting: tokio::sync::Mutex::default(),
            doors,
            alerts,
            measured_since,
            marked: AtomicBool::new(false),
        }
    }

    /// The engine has started, or could not.
    pub fn started(&self, engine: Result<Engine, StartError>) {
        let engine = engine.map_err(|error| {
            tracing::error!(%error, "Duty Desk cannot work on this folder");
            Blocked::from(&error)
        });
        self.engine.send_replace(Some(engine));
    }

    /// The engine, as soon as it has started; or why it cannot.
    pub async fn engine(&self) -> Result<Engine, Blocked> {
        let mut engine = self.engine.subscribe();
        let started = engine.wait_for(Option::is_some).await;
        // The sender lives in `self`, so the wait cannot end without a value.
        started.ok().and_then(|started| started.clone()).unwrap_or(Err(Blocked::InUse))
    }

    /// The engine, if it has started.
    pub fn engine_now(&self) -> Option<Engine> {
        self.engine.borrow().clone()?.ok()
    }

    /// The engine, for a command that makes sense before sign-in.
    pub async fn ready(&self) -> Told<Engine> {
        self.engine().await.map_err(|why| Failure::new(code(why), Retry::Later))
    }

    /// The practice, opened.
    pub fn open(&self) -> Told<Unlocked> {
        self.engine_now().and_then(|engine| engine.unlocked()).ok_or_else(locked)
    }

    /// An outcome as it is told. Whatever failed because of a lock in the middle of it says so.
    pub fn answer<T, E: Into<Failure>>(&self, outcome: Result<T, E>) -> Told<T> {
        outcome.map_err(|error| if self.open().is_ok() { error.into() } else { locked() })
    }

    /// What stands before sign-in, or who is signed in.
    pub async fn gate(&self) -> Gate {
        match self.engine().await {
            Err(why) => Gate::Blocked { why },
            Ok(engine) => match engine.unlocked() {
                Some(open) => Gate::SignedIn { session: self.session(&open) },
                None => engine.gate().await,
            },
        }
    }

    /// Whether the icon beside the clock has its mark from now on. Whether it had.
    pub fn mark(&self, needed: bool) -> bool {
        self.marked.swap(needed, Ordering::SeqCst)
    }

    /// Says how long a screen took since the process began, if somebody measures.
    #[expect(clippy::print_stdout, reason = "the measurement reads it")]
    pub fn painted(&self, screen: &str) {
        if let Some(since) = self.measured_since {
            println!("painted {} {}", screen, since.elapsed().as_millis());
        }
    }

    /// Who is signed in, with the address patients write to.
    pub fn session(&self, open: &Unlocked) -> Session {
        Session { patient_page: self.doors.page(), ..open.session() }
    }
}

fn locked() -> Failure {
    Failure::new(FailureCode::Locked, Retry::No)
}

fn code(why: Blocked) -> FailureCode {
    match why {
        Blocked::KeystoreAbsent => FailureCode::KeystoreAbsent,
        Blocked::KeystoreLocked => FailureCode::KeystoreLocked,
        Blocked::KeystoreForbidden => FailureCode::KeystoreForbidden,
        Blocked::KeystoreFailed => FailureCode::KeystoreFailed,
        Blocked::SecretMissing => FailureCode::SecretMissing,
        Blocked::VaultDamaged => FailureCode::VaultDamaged,
        Blocked::VaultOlder => FailureCode::VaultOlder,
        Blocked::DiskFull
        | Blocked::FolderClosed
        | Blocked::DiskFailed
        | Blocked::LogDamaged
        | Blocked::LogMissing
        | Blocked::NetworkShare
        | Blocked::HostFolder
        | Blocked::ProgramDrive
        | Blocked::SyncedFolder => FailureCode::Storage,
        Blocked::InUse => FailureCode::InUse,
        Blocked::NeedsUpdate => FailureCode::NeedsUpdate,
        Blocked::Revoked => FailureCode::Revoked,
    }
}

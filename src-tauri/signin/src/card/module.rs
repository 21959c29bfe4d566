//! The PKCS#11 module a practice's cards come with.
//!
//! It is loaded for each conversation and let go of after it: a module that lives long keeps a card open and remembers readers that
//! are gone, and one that was started when the smartcard service was down never hears of its return. Two
//! conversations would take each other's module away, so there is one at a time in the whole program.

use super::error::CardError;
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, TryLockError};
use std::time::{Duration, Instant};

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Where OpenSC's module is on this system.
#[must_use]
pub fn default_module() -> PathBuf {
    let places: &[&str] = if cfg!(windows) {
        &["C:\\Program Files\\OpenSC Project\\OpenSC\\pkcs11\\opensc-pkcs11.dll"]
    } else if cfg!(target_os = "macos") {
        &["/Library/OpenSC/lib/opensc-pkcs11.so", "/usr/local/lib/opensc-pkcs11.so"]
    } else {
        &[
            "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so",
            "/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so",
            "/usr/lib64/opensc-pkcs11.so",
            "/usr/lib/opensc-pkcs11.so",
        ]
    };
    let there = places.iter().find(|place| Path::new(place).exists());
    PathBuf::from(there.or(places.first()).copied().unwrap_or_default())
}

/// Longer than any conversation lasts, a remote one through a slow reader included.
pub const STUCK: Duration = Duration::from_secs(20);

/// Waits for the conversation before; none if that never ends, as OpenSC's do when a card leaves at the wrong moment.
fn alone(patience: Duration) -> Option<MutexGuard<'static, ()>> {
    let deadline = Instant::now() + patience;
    loop {
        match ONE_AT_A_TIME.try_lock() {
            Ok(alone) => return Some(alone),
            Err(TryLockError::Poisoned(poisoned)) => return Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) if Instant::now() > deadline => return None,
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(10)),
        }
    }
}

/// A module that is loaded and started, and ends when this is dropped.
pub(super) struct Module {
    /// Taken on drop alone.
    context: Option<Pkcs11>,
    _alone: MutexGuard<'static, ()>,
}

impl Module {
    /// Loads and starts it, when nobody else does.
    pub fn start(path: &Path) -> Result<Self, CardError> {
        let alone = alone(STUCK).ok_or(CardError::NotAnswering)?;
        if !path.is_file() {
            return Err(CardError::NoModule);
        }
        let context = Pkcs11::new(path).map_err(|_| CardError::WrongModule)?;
        let arguments = CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK);
        context.initialize(arguments).map_err(|_| CardError::WrongModule)?;
        Ok(Self { context: Some(context), _alone: alone })
    }

    pub fn context(&self) -> Result<&Pkcs11, CardError> {
        self.context.as_ref().ok_or(CardError::WrongModule)
    }
}

impl Drop for Module {
    fn drop(&mut self) {
        if let Some(Err(error)) = self.context.take().map(Pkcs11::finalize) {
            tracing::warn!(%error, "the smartcard module did not end well");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversation_that_never_ends_is_not_waited_for_without_end() {
        let first = alone(STUCK).unwrap();
        let second = || std::thread::spawn(|| alone(Duration::from_millis(50)).is_some()).join().unwrap();
        assert!(!second());
        drop(first);
        assert!(second());
    }
}

//! The PKCS#11 module a practice's cards come with.
//!
//! It is loaded for each conversation and let go of after it: a module that lives long keeps a card open and remembers readers that
//! are gone, and one that was started when the smartcard service was down never hears of its return. Two
//! conversations would take each other's module away, so there is one at a time in the whole program.

use super::error::CardError;
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

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

/// A module that is loaded and started, and ends when this is dropped.
pub(super) struct Module {
    /// Taken on drop alone.
    context: Option<Pkcs11>,
    _alone: MutexGuard<'static, ()>,
}

impl Module {
    /// Loads and starts it, when nobody else does.
    pub fn start(path: &Path) -> Result<Self, CardError> {
        let alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
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

//! Where this PC keeps its own secret: 32 random bytes without which the vault and the database open for nobody.
//!
//! The operating system's key store holds it, so that a copied data folder is worthless on another machine. Four answers are
//! told apart (found, absent, locked, failed), for each needs something else from the person in front of the screen, and none
//! of them ever makes a new secret over an existing vault. The demonstration may keep it in a file; that says so, and a real
//! practice refuses it. Next: `vault`, which asks here before anything else.

mod file;
mod os;
mod probe;

pub use file::FileKeystore;
pub use os::OsKeystore;
pub use probe::{ProbeError, probe};

use domain::{DeviceId, PracticeId};
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::Zeroizing;

/// How the device secret is kept. The vault remembers it and the screen says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protection {
    /// By the operating system's key store.
    KeyStore,
    /// In a file beside the data: only for the demonstration.
    DemonstrationFile,
}

/// The name under which a device's secret for one practice is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SecretName {
    /// The practice it opens.
    pub practice: PracticeId,
    /// The workstation it belongs to.
    pub device: DeviceId,
}

impl fmt::Display for SecretName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.practice, self.device)
    }
}

/// The device's secret, wiped when dropped.
pub struct DeviceSecret(Zeroizing<[u8; 32]>);

impl DeviceSecret {
    /// 32 bytes from the operating system's randomness.
    ///
    /// # Errors
    /// The operating system has none to give.
    pub fn make() -> Result<Self, getrandom::Error> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(bytes.as_mut_slice())?;
        Ok(Self(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(|bytes| Self(Zeroizing::new(bytes)))
    }
}

impl fmt::Debug for DeviceSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceSecret(…)")
    }
}

/// A kept number; what is not one is a store that broke, never a vault that was not counted.
fn read_generation(bytes: &[u8]) -> Result<u64, KeystoreError> {
    bytes.try_into().map(u64::from_be_bytes).map_err(|_| KeystoreError::Failed)
}

/// What the key store answered.
#[derive(Debug)]
pub enum Lookup {
    /// Here it is.
    Found(DeviceSecret),
    /// The store works and holds no such secret: the way on is recovery.
    Absent,
    /// The store is locked: unlock it and try again.
    Locked,
    /// A policy of the computer, or how its user is signed in, forbids it.
    Forbidden,
    /// The store is missing, broke, or holds something that is not a device secret.
    Failed,
}

/// Why a secret could not be kept or removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeystoreError {
    /// Unlock the key store and try again.
    #[error("the key store is locked")]
    Locked,
    /// A policy of the computer, or how its user is signed in, forbids it: somebody else has to allow it.
    #[error("the computer forbids keeping secrets")]
    Forbidden,
    /// There is no key store on this machine, or it broke.
    #[error("there is no working key store")]
    Failed,
    /// A secret of that name is already there; it is never replaced.
    #[error("a secret of this name is already kept")]
    Occupied,
}

/// A place that keeps device secrets. Calls may wait for a person (an unlock prompt): not for an async thread.
pub trait Keystore: Send + Sync {
    /// How it protects what it keeps.
    fn protection(&self) -> Protection;

    /// Whether this computer has it at all: what failed is then broken, not missing.
    fn is_there(&self) -> bool;

    /// Looks a secret up.
    fn find(&self, name: SecretName) -> Lookup;

    /// Keeps a new secret. Never replaces one.
    ///
    /// # Errors
    /// Locked, failed, or the name is taken.
    fn keep(&self, name: SecretName, secret: &DeviceSecret) -> Result<(), KeystoreError>;

    /// The number of the vault's last change that was kept under this name; none if there never was one.
    ///
    /// # Errors
    /// Locked or failed.
    fn generation(&self, name: SecretName) -> Result<Option<u64>, KeystoreError>;

    /// Keeps the number of the vault's last change beside the secret, in place of the one before.
    ///
    /// # Errors
    /// Locked or failed.
    fn keep_generation(&self, name: SecretName, generation: u64) -> Result<(), KeystoreError>;

    /// Removes a secret and its number (a revoked workstation wipes itself). Removing what is not there is no error.
    ///
    /// # Errors
    /// Locked or failed.
    fn remove(&self, name: SecretName) -> Result<(), KeystoreError>;
}

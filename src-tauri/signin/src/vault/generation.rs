//! Which change of the vault is the last: an old copy put back brings back no password, no free guess and no used code.
//!
//! The file says the number of its last change under its authentication code, and the key store says the last number this PC
//! has seen, where whoever copies folders does not reach. The file is written first and the number after it, and nothing is
//! checked before both are: a kill between leaves a file that is ahead, which only this PC can have written. A file that is
//! behind is refused. Further ahead is taken as well: after a power cut a key store may have lost what it took last, and
//! whoever can set its number back can read the secret beside it.

use super::format::Body;
use super::{Vault, VaultError};
use crate::keystore::KeystoreError;

impl Vault {
    /// The last number this PC has seen.
    pub(super) fn last_generation(&self) -> Result<Option<u64>, VaultError> {
        self.keystore.generation(self.name).map_err(refused)
    }

    /// The file with this number is on the disk.
    pub(super) fn keep_generation(&self, generation: u64) -> Result<(), VaultError> {
        self.keystore.keep_generation(self.name, generation).map_err(refused)
    }
}

fn refused(error: KeystoreError) -> VaultError {
    match error {
        KeystoreError::Locked => VaultError::KeystoreLocked,
        KeystoreError::Failed | KeystoreError::Occupied => VaultError::KeystoreFailed,
    }
}

impl Body {
    /// Is this the last one, as far as this PC has seen?
    pub(super) fn is_the_last(&self, seen: Option<u64>) -> Result<(), VaultError> {
        match seen {
            Some(seen) if self.generation < seen => Err(VaultError::Older),
            // The first number may not have been kept before a kill; later ones are gone together with the key store.
            None if self.generation > 1 => Err(VaultError::SecretAbsent),
            _ => Ok(()),
        }
    }
}

//! Keys for what this PC does while nobody is signed in.
//!
//! They follow from the device secret alone, so they open nothing that belongs to a person: the gateway that runs on this
//! PC signs with one, and what it can read is what was sealed to it.

use super::{Vault, VaultError, format};
use zeroize::Zeroizing;

impl Vault {
    /// The key of this PC for one purpose, always the same.
    ///
    /// # Errors
    /// The key store or the vault is of no use just now. May wait for a person: not for an async thread.
    pub fn derive_device_key(&self, purpose: &str) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        let secret = self.secret()?;
        format::derive(secret.bytes(), b"", "duty-desk device tier 1", purpose.as_bytes())
            .ok_or(VaultError::KeystoreFailed)
    }
}

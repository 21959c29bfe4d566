//! Keys for what this PC does while nobody is signed in.
//!
//! They follow from the device secret alone, so they open nothing that belongs to a person: the gateway that runs on this
//! PC signs with one, and what it can read is what was sealed to it.

use super::{Vault, VaultError, format};
use crate::keystore::DeviceSecret;
use crypto::{Keys, Seed};
use zeroize::Zeroizing;

/// What for: everything this PC may open while nobody is signed in is sealed to this key.
const TRANSPORT: &str = "transport";

impl Vault {
    /// The key of this PC for one purpose, always the same.
    ///
    /// # Errors
    /// The key store or the vault is of no use just now. May wait for a person: not for an async thread.
    pub fn derive_device_key(&self, purpose: &str) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        self.secret()?.derive(purpose).ok_or(VaultError::KeystoreFailed)
    }

    /// This PC's transport keys.
    ///
    /// # Errors
    /// The key store or the vault is of no use just now. May wait for a person: not for an async thread.
    pub fn derive_transport(&self) -> Result<Keys, VaultError> {
        self.secret()?.derive_transport().ok_or(VaultError::KeystoreFailed)
    }
}

impl DeviceSecret {
    /// A key for one purpose, always the same. `None` never happens with these lengths.
    fn derive(&self, purpose: &str) -> Option<Zeroizing<[u8; 32]>> {
        format::derive(self.bytes(), b"", "duty-desk device tier 1", purpose.as_bytes())
    }

    /// The transport keys of the PC whose secret this is.
    pub fn derive_transport(&self) -> Option<Keys> {
        Some(Keys::derive(&Seed::from_bytes(&*self.derive(TRANSPORT)?)))
    }
}

//! One key pair to sign and one to open, both from one seed: what a member of staff, a device, a gateway and the
//! recovery kit each have.

use crate::secret::{Secret, WrongLength};
use crate::{SealPrivateKey, SealPublicKey, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The 32 bytes behind somebody's keys.
#[derive(Debug)]
pub struct Seed(Secret);

impl Seed {
    /// A fresh seed.
    pub fn make() -> Self {
        Self(Secret::make())
    }

    /// A seed that was kept.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Secret::from_bytes(bytes))
    }

    /// A seed that was kept, as it came out of a wrap.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, WrongLength> {
        Secret::from_slice(bytes).map(Self)
    }

    /// The bytes, for the one who wraps them.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        self.0.to_bytes()
    }
}

/// Somebody's private halves.
#[derive(Debug)]
pub struct Keys {
    pub sign: SigningKey,
    /// Opens.
    pub seal: SealPrivateKey,
}

/// Somebody's public halves, as the directory lists them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKeys {
    /// Checks their signatures.
    pub verify: VerifyingKey,
    /// Seals to them.
    pub seal: SealPublicKey,
}

impl Keys {
    /// The keys that belong to a seed, always the same.
    pub fn derive(seed: &Seed) -> Self {
        Self {
            sign: SigningKey::from_seed(seed.0.derive("duty-desk keys sign 1", b"").bytes()),
            seal: SealPrivateKey::from_seed(seed.0.derive("duty-desk keys seal 1", b"").bytes()),
        }
    }

    /// The halves to give away.
    pub fn public(&self) -> PublicKeys {
        PublicKeys { verify: self.sign.verifying(), seal: self.seal.public() }
    }
}

//! SHA-256, the name of an envelope: what the next one on its subject points back to.

use crate::blob::{Blob, from_hex, hex};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// A SHA-256 digest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Blob", into = "Blob")]
pub struct Hash(pub [u8; 32]);

/// The text or bytes are no digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a SHA-256 digest")]
pub struct BadHash;

impl Hash {
    /// No envelope's hash: the directory head that the first statement of a practice has seen.
    pub const ZERO: Self = Self([0; 32]);

    /// The digest of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The digest's bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl std::str::FromStr for Hash {
    type Err = BadHash;
    fn from_str(text: &str) -> Result<Self, BadHash> {
        from_hex(text).map(Blob).ok_or(BadHash)?.try_into()
    }
}

impl TryFrom<Blob> for Hash {
    type Error = BadHash;
    fn try_from(blob: Blob) -> Result<Self, BadHash> {
        blob.0.try_into().map(Self).map_err(|_| BadHash)
    }
}

impl From<Hash> for Blob {
    fn from(hash: Hash) -> Self {
        Self(hash.0.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digest_of_abc_is_the_standards() {
        let hash = Hash::of(b"abc");
        assert_eq!(hash.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!("ba78".parse::<Hash>(), Err(BadHash));
        assert_eq!("zz".repeat(32).parse::<Hash>(), Err(BadHash));
    }

    #[test]
    fn digest_is_hexadecimal_for_people_and_bytes_for_machines() {
        let hash = Hash::of(b"abc");
        assert_eq!(serde_json::to_string(&hash).unwrap(), format!("\"{hash}\""));
        assert_eq!(crate::cbor::encode(&hash).unwrap().len(), 34);
        assert_eq!(serde_json::from_str::<Hash>(&format!("\"{hash}\"")).unwrap(), hash);
    }
}

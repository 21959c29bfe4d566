//! Sealing to a key pair, as one drops a letter into a box: anybody can, and only the key's holder opens.
//!
//! HPKE (RFC 9180, base mode) with X-Wing, HKDF-SHA256 and ChaCha20-Poly1305. X-Wing joins X25519 and ML-KEM-768, so
//! that letters recorded today stay closed even to a later quantum computer. Who sealed is not proven here: signatures
//! do that, see [`crate::envelope`].

use crate::blob::Blob;
use crate::{OpenError, SealError};
use hpke::kem::Kem as _;
use hpke::{Deserializable, OpModeR, OpModeS, Serializable};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

type Kem = hpke::kem::XWing;
type Kdf = hpke::kdf::HkdfSha256;
type Cipher = hpke::aead::ChaCha20Poly1305;
type Encapped = <Kem as hpke::Kem>::EncappedKey;

/// HPKE's `info`: what the product seals, apart from every other use of the same algorithms.
const INFO: &[u8] = b"duty-desk seal 1";
/// What X-Wing adds in front of a sealed text.
const ENCAPPED: usize = 1120;

/// To whom is sealed. Not secret, 1216 bytes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Blob", into = "Blob")]
pub struct SealPublicKey(Arc<<Kem as hpke::Kem>::PublicKey>);

/// What opens. Wiped on drop, cannot be cloned, shows nothing.
pub struct SealPrivateKey(Box<<Kem as hpke::Kem>::PrivateKey>);

/// Something sealed to a key: the encapsulated key and the ciphertext.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Blob", into = "Blob")]
pub struct Sealed(Vec<u8>);

/// The bytes are no public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an X-Wing public key")]
pub struct BadSealKey;

/// Seals to the key. The context is not hidden but bound in: opening needs the same one.
pub fn seal_to(key: &SealPublicKey, context: &[u8], plaintext: &[u8]) -> Result<Sealed, SealError> {
    let (encapped, ciphertext) =
        hpke::single_shot_seal::<Cipher, Kdf, Kem>(&OpModeS::Base, &key.0, INFO, plaintext, context)
            .map_err(|_| SealError::Refused)?;
    Ok(Sealed([encapped.to_bytes().as_slice(), &ciphertext].concat()))
}

impl SealPrivateKey {
    /// The key pair that these 32 bytes are, always the same.
    #[expect(clippy::expect_used, reason = "any 32 bytes are an X-Wing private key")]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let key = Deserializable::from_bytes(seed).expect("any 32 bytes are an X-Wing private key");
        Self(Box::new(key))
    }

    /// The half to give away.
    pub fn public(&self) -> SealPublicKey {
        SealPublicKey(Arc::new(Kem::sk_to_pk(&self.0)))
    }

    /// Opens what was sealed to this key in this context.
    pub fn open(&self, context: &[u8], sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        self.open_bytes(context, &sealed.0)
    }

    pub(crate) fn open_bytes(&self, context: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let (encapped, ciphertext) = sealed.split_at_checked(ENCAPPED).ok_or(OpenError::Refused)?;
        let encapped = Encapped::from_bytes(encapped).map_err(|_| OpenError::Refused)?;
        let mode = OpModeR::Base;
        hpke::single_shot_open::<Cipher, Kdf, Kem>(&mode, &self.0, &encapped, INFO, ciphertext, context)
            .map(Zeroizing::new)
            .map_err(|_| OpenError::Refused)
    }
}

impl SealPublicKey {
    /// The key's 1216 bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.to_bytes().to_vec()
    }

    /// Reads a key; bytes that no key pair has are refused.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadSealKey> {
        Deserializable::from_bytes(bytes).map(|key| Self(Arc::new(key))).map_err(|_| BadSealKey)
    }
}

impl Sealed {
    /// The bytes as they travel.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Bytes that claim to be sealed; opening will tell.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl TryFrom<Blob> for SealPublicKey {
    type Error = BadSealKey;
    fn try_from(blob: Blob) -> Result<Self, BadSealKey> {
        Self::from_bytes(&blob.0)
    }
}

impl From<SealPublicKey> for Blob {
    fn from(key: SealPublicKey) -> Self {
        Self(key.to_bytes())
    }
}

impl From<Blob> for Sealed {
    fn from(blob: Blob) -> Self {
        Self(blob.0)
    }
}

impl From<Sealed> for Blob {
    fn from(sealed: Sealed) -> Self {
        Self(sealed.0)
    }
}

impl fmt::Debug for SealPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealPublicKey")
    }
}

impl fmt::Debug for SealPrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealPrivateKey(hidden)")
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_key_in_the_same_context_opens() {
        let key = SealPrivateKey::from_seed(&[1; 32]);
        let sealed = seal_to(&key.public(), b"letter", b"chest pain").unwrap();
        assert_eq!(*key.open(b"letter", &sealed).unwrap(), b"chest pain");
        assert_eq!(key.open(b"other", &sealed), Err(OpenError::Refused));
        assert_eq!(SealPrivateKey::from_seed(&[2; 32]).open(b"letter", &sealed), Err(OpenError::Refused));
        assert_ne!(sealed, seal_to(&key.public(), b"letter", b"chest pain").unwrap());
    }

    #[test]
    fn every_changed_byte_and_every_truncation_is_refused() {
        let key = SealPrivateKey::from_seed(&[1; 32]);
        let sealed = seal_to(&key.public(), b"", b"words").unwrap();
        for place in 0..sealed.0.len() {
            let mut changed = sealed.clone();
            changed.0[place] ^= 1;
            assert_eq!(key.open(b"", &changed), Err(OpenError::Refused), "byte {place}");
            assert!(key.open_bytes(b"", &sealed.0[..place]).is_err(), "cut at {place}");
        }
    }

    #[test]
    fn public_key_survives_its_bytes() {
        let key = SealPrivateKey::from_seed(&[3; 32]).public();
        assert_eq!(SealPublicKey::from_bytes(&key.to_bytes()), Ok(key.clone()));
        assert_eq!(SealPublicKey::from_bytes(&key.to_bytes()[1..]), Err(BadSealKey));
        assert_eq!(SealPublicKey::from_bytes(&[0xff; 1216]), Err(BadSealKey));
        assert_eq!(crate::cbor::decode::<SealPublicKey>(&crate::cbor::encode(&key).unwrap()), Ok(key));
    }
}

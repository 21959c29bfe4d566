//! Ed25519: who wrote something, provable to every PC of the practice for as long as the log is kept.
//!
//! One signature is checked strictly. A batch is checked three times as fast by one equation and, when that fails, one
//! by one. The batch equation tolerates a signature made crooked on purpose by the key's own holder, which gains them
//! nothing that an honest signature would not; keys that would let others gain are refused when they are read.

use crate::blob::Blob;
use ed25519_dalek::Signer;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How many signatures one equation takes.
const BATCH: usize = 256;

/// What signs. Wiped on drop, cannot be cloned, shows nothing.
pub struct SigningKey(Box<ed25519_dalek::SigningKey>);

/// Whose signature it is: not secret.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Blob", into = "Blob")]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

/// 64 bytes of Ed25519 signature.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Blob", into = "Blob")]
pub struct Signature(ed25519_dalek::Signature);

/// The signature is not this key's over these bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not hold")]
pub struct BadSignature;

/// The bytes are no key, or one under which other people's signatures would pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an Ed25519 public key")]
pub struct BadVerifyingKey;

/// "This key signed this message so", to be checked with others.
#[derive(Clone, Copy)]
pub struct Claim<'a> {
    /// Who is said to have signed.
    pub key: &'a VerifyingKey,
    pub message: &'a [u8],
    /// The proof.
    pub signature: Signature,
}

impl SigningKey {
    /// The key pair that these 32 bytes are, always the same.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(Box::new(ed25519_dalek::SigningKey::from_bytes(seed)))
    }

    /// The half to give away.
    pub fn verifying(&self) -> VerifyingKey {
        VerifyingKey(self.0.verifying_key())
    }

    /// Signs the message.
    pub fn sign(&self, message: &[u8]) -> Signature {
        Signature(self.0.sign(message))
    }
}

impl VerifyingKey {
    /// Reads a key. Weak and mixed keys (RFC 8032 lets them pass) are refused.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, BadVerifyingKey> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| BadVerifyingKey)?;
        if key.is_weak() || !key.to_edwards().is_torsion_free() {
            return Err(BadVerifyingKey);
        }
        Ok(Self(key))
    }

    /// The key's bytes.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// Checks one signature, strictly.
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), BadSignature> {
        self.0.verify_strict(message, &signature.0).map_err(|_| BadSignature)
    }
}

impl Signature {
    /// Reads a signature; whether it holds, only verifying tells.
    pub fn from_bytes(bytes: &[u8; 64]) -> Self {
        Self(ed25519_dalek::Signature::from_bytes(bytes))
    }

    /// The signature's bytes.
    pub fn to_bytes(&self) -> [u8; 64] {
        self.0.to_bytes()
    }
}

/// Checks many, in order. One that fails does not touch the verdict on the others.
pub fn verify_many(claims: &[Claim<'_>]) -> Vec<Result<(), BadSignature>> {
    claims.chunks(BATCH).flat_map(verify_batch).collect()
}

fn verify_batch(claims: &[Claim<'_>]) -> Vec<Result<(), BadSignature>> {
    let messages: Vec<&[u8]> = claims.iter().map(|claim| claim.message).collect();
    let signatures: Vec<_> = claims.iter().map(|claim| claim.signature.0).collect();
    let keys: Vec<_> = claims.iter().map(|claim| claim.key.0).collect();
    if claims.len() > 1 && ed25519_dalek::verify_batch(&messages, &signatures, &keys).is_ok() {
        return vec![Ok(()); claims.len()];
    }
    claims.iter().map(|claim| claim.key.verify(claim.message, &claim.signature)).collect()
}

impl TryFrom<Blob> for VerifyingKey {
    type Error = BadVerifyingKey;
    fn try_from(blob: Blob) -> Result<Self, BadVerifyingKey> {
        Self::from_bytes(&blob.0.try_into().map_err(|_| BadVerifyingKey)?)
    }
}

impl From<VerifyingKey> for Blob {
    fn from(key: VerifyingKey) -> Self {
        Self(key.to_bytes().to_vec())
    }
}

impl TryFrom<Blob> for Signature {
    type Error = BadSignature;
    fn try_from(blob: Blob) -> Result<Self, BadSignature> {
        blob.0.try_into().map(|bytes| Self::from_bytes(&bytes)).map_err(|_| BadSignature)
    }
}

impl From<Signature> for Blob {
    fn from(signature: Signature) -> Self {
        Self(signature.to_bytes().to_vec())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(hidden)")
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerifyingKey")
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bad_signature_in_a_batch_leaves_the_others_good() {
        let keys: Vec<_> = (0..5).map(|n| SigningKey::from_seed(&[n; 32])).collect();
        let public: Vec<_> = keys.iter().map(SigningKey::verifying).collect();
        let messages: Vec<_> = (0..600_u32).map(|n| n.to_be_bytes()).collect();
        let mut claims: Vec<_> = messages
            .iter()
            .enumerate()
            .map(|(n, message)| Claim { key: &public[n % 5], message, signature: keys[n % 5].sign(message) })
            .collect();
        assert!(verify_many(&claims).iter().all(Result::is_ok));
        claims[300].message = b"other";
        let verdicts = verify_many(&claims);
        let bad: Vec<_> = (0..600).filter(|&n| verdicts[n].is_err()).collect();
        assert_eq!(bad, [300]);
        assert_eq!(verify_many(&[]).len(), 0);
    }

    #[test]
    fn weak_and_mixed_keys_are_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        assert_eq!(VerifyingKey::from_bytes(&identity), Err(BadVerifyingKey));
        assert_eq!(VerifyingKey::from_bytes(&[0; 32]), Err(BadVerifyingKey));
        assert!(crate::cbor::decode::<VerifyingKey>(&[0x41, 0]).is_err());
    }
}

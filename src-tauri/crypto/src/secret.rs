//! Thirty-two secret bytes: wiped on drop, never cloned, silent in `Debug`, on the heap so that a move leaves no copy.

use getrandom::{SysRng, rand_core::Rng, rand_core::UnwrapErr};
use hkdf::Hkdf;
use sha2::Sha256;
use std::fmt;
use zeroize::{Zeroize, Zeroizing};

pub(crate) struct Secret(Box<[u8; 32]>);

/// A secret has 32 bytes; these are more or fewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a secret has 32 bytes")]
pub struct WrongLength;

impl Secret {
    pub(crate) fn make() -> Self {
        let mut secret = Self(Box::new([0; 32]));
        fill_random(secret.0.as_mut_slice());
        secret
    }

    pub(crate) fn from_slice(bytes: &[u8]) -> Result<Self, WrongLength> {
        if bytes.len() != 32 {
            return Err(WrongLength);
        }
        let mut secret = Self(Box::new([0; 32]));
        secret.0.copy_from_slice(bytes);
        Ok(secret)
    }

    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Box::new(*bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(*self.0)
    }

    /// HKDF-SHA256 of this secret, under a label that says what for.
    pub(crate) fn derive(&self, label: &str, part: &[u8]) -> Self {
        self.derive_salted(&[], label, part)
    }

    /// The label's end is marked, so that no label and part run together into another's.
    #[expect(clippy::expect_used, reason = "HKDF refuses only outputs beyond 255 blocks; this is one")]
    pub(crate) fn derive_salted(&self, salt: &[u8], label: &str, part: &[u8]) -> Self {
        let mut derived = Self(Box::new([0; 32]));
        Hkdf::<Sha256>::new(Some(salt), self.0.as_slice())
            .expand_multi_info(&[label.as_bytes(), &[0], part], derived.0.as_mut_slice())
            .expect("one block is within HKDF's limit");
        derived
    }
}

/// Fills with the operating system's randomness. Without that nothing here is safe: its failure ends the program.
pub(crate) fn fill_random(bytes: &mut [u8]) {
    UnwrapErr(SysRng).fill_bytes(bytes);
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("hidden")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_purposes_share_a_key() {
        let secret = Secret::from_bytes(&[7; 32]);
        let derived = [
            secret.derive("a", b""),
            secret.derive("ab", b""),
            secret.derive("a", b"b"),
            secret.derive("b", b"a"),
            secret.derive_salted(&[1], "a", b""),
            Secret::from_bytes(&[8; 32]).derive("a", b""),
        ];
        for (place, one) in derived.iter().enumerate() {
            assert!(derived[..place].iter().all(|other| other.bytes() != one.bytes()), "{place}");
        }
    }

    #[test]
    fn derivation_is_hkdf_of_rfc_5869() {
        let secret = Secret::from_bytes(&[0x0b; 32]);
        let mut expected = [0; 32];
        Hkdf::<Sha256>::new(Some(b"salt"), &[0x0b; 32]).expand(b"label\0part", &mut expected).unwrap();
        assert_eq!(secret.derive_salted(b"salt", "label", b"part").bytes(), &expected);
    }

    #[test]
    fn made_secrets_differ_and_a_wrong_length_is_refused() {
        assert_ne!(Secret::make().bytes(), Secret::make().bytes());
        assert_eq!(Secret::from_slice(&[0; 31]).err(), Some(WrongLength));
        assert_eq!(Secret::from_slice(&[0; 33]).err(), Some(WrongLength));
    }
}

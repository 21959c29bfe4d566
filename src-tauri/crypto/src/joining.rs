//! A new workstation and a manager's make sure that they speak with each other and with nobody in between.
//!
//! The newcomer first commits to its keys and a random number, then hears the practice and the manager's random number, and
//! only then shows what it committed to. Both then compute the same short code; a manager reads it on one screen and types it
//! on the other. Whoever stands in between has to choose before knowing what to choose for, so that one guess in a hundred
//! million passes, and a wrong one is seen. Nothing here is secret.

use crate::hash::Hash;
use crate::keys::PublicKeys;
use crate::secret::fill_random;
use crate::{SealPublicKey, cbor};
use domain::{DeviceId, PracticeId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a workstation that wants to join is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Newcomer {
    /// Its id.
    pub device: DeviceId,
    pub keys: PublicKeys,
    /// To whom one seals what it may open while nobody is signed in.
    pub transport: SealPublicKey,
    pub workstation: String,
}

/// What it would join.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Host {
    pub practice: PracticeId,
    /// The first statement of its directory: what the newcomer pins.
    pub founding: Hash,
    pub name: String,
    /// Whether it is the demonstration.
    pub demonstration: bool,
    /// The manager's random number.
    pub nonce: Nonce,
}

/// A random number that nobody can know before it is shown.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Nonce([u8; 32]);

/// Eight digits in two groups.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Code(u32);

impl Nonce {
    /// A fresh one.
    pub fn make() -> Self {
        let mut bytes = [0; 32];
        fill_random(&mut bytes);
        Self(bytes)
    }
}

impl Newcomer {
    /// What the newcomer says first: it cannot show other keys or another number later.
    pub fn commit(&self, nonce: &Nonce) -> Hash {
        hash("duty-desk join commitment 1", &(self, nonce))
    }

    /// The code that both screens must have in common.
    pub fn code(&self, nonce: &Nonce, host: &Host) -> Code {
        let Hash([a, b, c, d, e, f, g, h, ..]) = hash("duty-desk join code 1", &(self, nonce, host));
        let number = u64::from_be_bytes([a, b, c, d, e, f, g, h]) % 100_000_000;
        Code(u32::try_from(number).unwrap_or_default())
    }
}

impl Code {
    /// Is this what somebody typed? Blanks and hyphens do not count.
    pub fn is(&self, typed: &str) -> bool {
        let plain = |c: &char| !c.is_whitespace() && *c != '-';
        self.to_string().chars().filter(plain).eq(typed.chars().filter(plain))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04} {:04}", self.0 / 10_000, self.0 % 10_000)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn hash(label: &str, what: &impl Serialize) -> Hash {
    // Encoding into memory cannot fail; if it did, both sides would have to have the same label, which opens nothing.
    Hash::of(&[label.as_bytes(), &[0], &cbor::encode(what).unwrap_or_default()].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Keys, Seed};
    use uuid::Uuid;

    fn newcomer(seed: u8) -> Newcomer {
        let keys = Keys::derive(&Seed::from_bytes(&[seed; 32])).public();
        let transport = Keys::derive(&Seed::from_bytes(&[seed + 1; 32])).public().seal;
        Newcomer { device: DeviceId(Uuid::from_u128(1)), keys, transport, workstation: "RECEP-03".to_owned() }
    }

    fn host(nonce: u8) -> Host {
        Host {
            practice: PracticeId(Uuid::from_u128(2)),
            founding: Hash::of(b"founding"),
            name: "Hollin Lane Surgery".to_owned(),
            demonstration: false,
            nonce: Nonce([nonce; 32]),
        }
    }

    #[test]
    fn both_screens_have_the_code_in_common_however_it_is_typed() {
        let code = newcomer(1).code(&Nonce([3; 32]), &host(4));
        let text = code.to_string();
        assert_eq!((text.len(), text.find(' ')), (9, Some(4)));
        for typed in [text.clone(), text.replace(' ', ""), text.replace(' ', "-"), format!(" {text} ")] {
            assert!(code.is(&typed), "{typed}");
        }
        assert!(!code.is("") && !code.is(&text[..8]) && !code.is(&format!("{text}1")));
    }

    #[test]
    fn whatever_somebody_in_between_changes_changes_the_code() {
        let (nonce, whole) = (Nonce([3; 32]), newcomer(1).code(&Nonce([3; 32]), &host(4)));
        let other_name = Newcomer { workstation: "RECEP-04".to_owned(), ..newcomer(1) };
        let other_transport = Newcomer { transport: newcomer(5).transport, ..newcomer(1) };
        for changed in [newcomer(2), other_name, other_transport] {
            assert_ne!(changed.code(&nonce, &host(4)), whole);
        }
        assert_ne!(newcomer(1).code(&Nonce([9; 32]), &host(4)), whole);
        let elsewhere = Host { founding: Hash::of(b"another"), ..host(4) };
        for changed in [host(5), elsewhere, Host { demonstration: true, ..host(4) }] {
            assert_ne!(newcomer(1).code(&nonce, &changed), whole);
        }
    }

    #[test]
    fn a_commitment_binds_keys_and_number() {
        let whole = newcomer(1).commit(&Nonce([3; 32]));
        assert_eq!(newcomer(1).commit(&Nonce([3; 32])), whole);
        assert_ne!(newcomer(2).commit(&Nonce([3; 32])), whole);
        assert_ne!(newcomer(1).commit(&Nonce([4; 32])), whole);
    }

    /// The attack that the commitment is there for: with the newcomer's number in hand, keys of one's own and many numbers
    /// to try, the code of the honest pair would be found in minutes. Here there is one try, made blind.
    #[test]
    fn a_code_is_spread_over_all_its_hundred_million_values() {
        let mut highest = 0;
        let mut seen = std::collections::HashSet::new();
        for n in 0..=255 {
            let Code(number) = newcomer(1).code(&Nonce([n; 32]), &host(4));
            highest = highest.max(number);
            seen.insert(number);
        }
        assert!(highest > 90_000_000 && highest < 100_000_000 && seen.len() == 256);
    }
}

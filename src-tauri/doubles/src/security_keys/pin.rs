//! The key's half of the two PIN protocols.

use aes::Aes256;
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use ciborium::Value;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use p256::elliptic_curve::sec1::ToSec1Point;
use sha2::{Digest, Sha256};

/// A secret shared with whoever asks.
pub(super) struct Shared {
    two: bool,
    authentication: Vec<u8>,
    encryption: Vec<u8>,
}

/// A new key pair to agree with.
pub(super) fn make_agreement() -> p256::SecretKey {
    loop {
        if let Ok(key) = p256::SecretKey::from_slice(&random::<32>()) {
            return key;
        }
    }
}

/// Bytes nobody can foretell.
pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // Without randomness the tests fail anyway.
    let _ = getrandom::fill(&mut bytes);
    bytes
}

/// The public half as COSE writes it.
pub(super) fn cose(key: &p256::PublicKey, algorithm: i64) -> Value {
    let point = key.to_sec1_point(false);
    let half = |range: std::ops::Range<usize>| {
        Value::Bytes(point.as_bytes().get(range).unwrap_or_default().to_vec())
    };
    let entry = |name: i64, value: Value| (Value::from(name), value);
    Value::Map(vec![
        entry(1, 2.into()),
        entry(3, algorithm.into()),
        entry(-1, 1.into()),
        entry(-2, half(1..33)),
        entry(-3, half(33..65)),
    ])
}

impl Shared {
    pub fn between(ours: &p256::SecretKey, theirs: &Value, protocol: i128) -> Option<Self> {
        let part = |name: i64| {
            let found = theirs.as_map()?.iter().find(|(key, _)| *key == Value::from(name));
            found?.1.as_bytes().cloned()
        };
        let point = [vec![4], part(-2)?, part(-3)?].concat();
        let theirs = p256::PublicKey::from_sec1_bytes(&point).ok()?;
        let agreed = p256::ecdh::diffie_hellman(ours.to_nonzero_scalar(), theirs.as_affine());
        let z = agreed.raw_secret_bytes().to_vec();
        if protocol == 1 {
            let key = Sha256::digest(&z).to_vec();
            return Some(Self { two: false, authentication: key.clone(), encryption: key });
        }
        let keys = Hkdf::<Sha256>::new(Some(&[0; 32]), &z);
        let (mut authentication, mut encryption) = (vec![0; 32], vec![0; 32]);
        keys.expand(b"CTAP2 HMAC key", &mut authentication).ok()?;
        keys.expand(b"CTAP2 AES key", &mut encryption).ok()?;
        Some(Self { two: true, authentication, encryption })
    }

    pub fn decrypt(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        let (start, sealed) =
            if self.two { sealed.split_at_checked(16)? } else { ([0; 16].as_slice(), sealed) };
        let cipher = cbc::Decryptor::<Aes256>::new_from_slices(&self.encryption, start).ok()?;
        cipher.decrypt_padded_vec::<NoPadding>(sealed).ok()
    }

    pub fn encrypt(&self, plain: &[u8]) -> Option<Vec<u8>> {
        let start = if self.two { random::<16>() } else { [0; 16] };
        let cipher = cbc::Encryptor::<Aes256>::new_from_slices(&self.encryption, &start).ok()?;
        let sealed = cipher.encrypt_padded_vec::<NoPadding>(plain);
        Some(if self.two { [start.as_slice(), &sealed].concat() } else { sealed })
    }

    pub fn verifies(&self, message: &[u8], proof: &[u8]) -> bool {
        verifies(&self.authentication, self.two, message, proof)
    }
}

/// Half of the code is all that the first protocol sends.
pub(super) fn verifies(key: &[u8], two: bool, message: &[u8], proof: &[u8]) -> bool {
    let whole = mac(key, message);
    proof == if two { &whole[..] } else { &whole[..16] }
}

/// HMAC-SHA-256.
pub(super) fn mac(key: &[u8], message: &[u8]) -> [u8; 32] {
    Hmac::<Sha256>::new_from_slice(key)
        .map(|mut mac| {
            mac.update(message);
            mac.finalize().into_bytes().into()
        })
        .unwrap_or_default()
}

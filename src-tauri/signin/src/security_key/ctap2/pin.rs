//! PIN protocols one and two: a secret agreed with the key for one occasion, under which PIN and salts travel.
//!
//! Two is taken where the key knows it. What the key answers is held against the published examples (WebAuthn Level 3,
//! section 16.17.1) below.

use super::value::{Value, map};
use crate::security_key::KeyError;
use aes::Aes256;
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use p256::elliptic_curve::sec1::ToSec1Point;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    One,
    Two,
}

impl Protocol {
    /// The better of those a key knows. Keys before there was a choice name none, and know the first.
    pub fn best(known: &[i64]) -> Option<Self> {
        if known.contains(&2) {
            Some(Self::Two)
        } else {
            (known.contains(&1) || known.is_empty()).then_some(Self::One)
        }
    }

    pub fn number(self) -> i64 {
        match self {
            Self::One => 1,
            Self::Two => 2,
        }
    }
}

/// A secret shared with the key.
pub(super) struct Agreed {
    protocol: Protocol,
    ours: p256::PublicKey,
    authentication: Zeroizing<[u8; 32]>,
    encryption: Zeroizing<[u8; 32]>,
}

impl Agreed {
    /// With the key's half.
    pub fn with(protocol: Protocol, theirs: &Value) -> Result<Self, KeyError> {
        let mut bytes = Zeroizing::new([0; 32]);
        loop {
            getrandom::fill(bytes.as_mut_slice()).map_err(|_| KeyError::Failed)?;
            // Fails once in four thousand million times.
            if let Ok(ours) = p256::SecretKey::from_slice(bytes.as_slice()) {
                return Self::between(protocol, &ours, theirs).ok_or(KeyError::Failed);
            }
        }
    }

    fn between(protocol: Protocol, ours: &p256::SecretKey, theirs: &Value) -> Option<Self> {
        let point = [&[4], theirs.get(-2)?.bytes()?, theirs.get(-3)?.bytes()?].concat();
        let theirs = p256::PublicKey::from_sec1_bytes(&point).ok()?;
        let shared = p256::ecdh::diffie_hellman(ours.to_nonzero_scalar(), theirs.as_affine());
        let shared = shared.raw_secret_bytes();
        let (mut authentication, mut encryption) = (Zeroizing::new([0; 32]), Zeroizing::new([0; 32]));
        match protocol {
            Protocol::One => {
                *authentication = Sha256::digest(shared).into();
                *encryption = *authentication;
            }
            Protocol::Two => {
                let keys = Hkdf::<Sha256>::new(Some(&[0; 32]), shared);
                keys.expand(b"CTAP2 HMAC key", authentication.as_mut_slice()).ok()?;
                keys.expand(b"CTAP2 AES key", encryption.as_mut_slice()).ok()?;
            }
        }
        Some(Self { protocol, ours: ours.public_key(), authentication, encryption })
    }

    /// Our half, for the key.
    pub fn ours(&self) -> Value {
        let point = self.ours.to_sec1_point(false);
        let half = |half: Option<&[u8]>| Value::from(half.unwrap_or_default());
        let bytes = point.as_bytes();
        map([
            (1, Value::Int(2)),
            (3, Value::Int(-25)),
            (-1, Value::Int(1)),
            (-2, half(bytes.get(1..33))),
            (-3, half(bytes.get(33..65))),
        ])
    }

    /// Whole blocks alone.
    pub fn seal(&self, plain: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut start = [0; 16];
        if self.protocol == Protocol::Two {
            getrandom::fill(&mut start).map_err(|_| KeyError::Failed)?;
        }
        self.seal_from(start, plain).ok_or(KeyError::Failed)
    }

    fn seal_from(&self, start: [u8; 16], plain: &[u8]) -> Option<Vec<u8>> {
        if !plain.len().is_multiple_of(16) {
            return None;
        }
        let cipher = cbc::Encryptor::<Aes256>::new_from_slices(self.encryption.as_slice(), &start).ok()?;
        let sealed = cipher.encrypt_padded_vec::<NoPadding>(plain);
        Some(match self.protocol {
            Protocol::One => sealed,
            Protocol::Two => [start.as_slice(), &sealed].concat(),
        })
    }

    pub fn unseal(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let (start, sealed) = match self.protocol {
            Protocol::One => ([0; 16].as_slice(), sealed),
            Protocol::Two => sealed.split_at_checked(16).ok_or(KeyError::Failed)?,
        };
        let cipher = cbc::Decryptor::<Aes256>::new_from_slices(self.encryption.as_slice(), start);
        let plain = cipher.ok().and_then(|cipher| cipher.decrypt_padded_vec::<NoPadding>(sealed).ok());
        plain.map(Zeroizing::new).ok_or(KeyError::Failed)
    }

    pub fn authenticate(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        proof(self.protocol, self.authentication.as_slice(), message)
    }
}

/// Proves to the key that whoever sends this has what it gave out.
pub(super) fn proof(protocol: Protocol, token: &[u8], message: &[u8]) -> Result<Vec<u8>, KeyError> {
    let mut mac = Hmac::<Sha256>::new_from_slice(token).map_err(|_| KeyError::Failed)?;
    mac.update(message);
    let mut proof = mac.finalize().into_bytes().to_vec();
    if protocol == Protocol::One {
        proof.truncate(16);
    }
    Ok(proof)
}

#[cfg(test)]
mod unit {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    }

    fn agreed(protocol: Protocol) -> Agreed {
        let ours = hex("0971bc7fb1be48270adcd3d9a5fc15d5fb0f335b3071ff36a54c007fa6c76514");
        let theirs = map([
            (-2, Value::Bytes(hex("a30522c2de402b561965c3cf949a1cab020c6f6ea36fcf7e911ac1a0f1515300"))),
            (-3, Value::Bytes(hex("9961a929abdb2f42e6566771887d41484d889e735e3248518a53112d2b915f00"))),
        ]);
        Agreed::between(protocol, &p256::SecretKey::from_slice(&ours).unwrap(), &theirs).unwrap()
    }

    const SALT: &str = "527413ebb48293772df30f031c5ac4650c7de14bf9498671ae163447b6a772b3";
    const SECRET: &str = "3c33e07d202c3b029cc21f1722767021bf27d595933b3d2b6a1b9d5dddc77fae";

    #[test]
    fn the_first_protocol_is_the_published_one() {
        let agreed = agreed(Protocol::One);
        let shared = "23e5ed7157c25892b77732fb9c8a107e3518800db2af4142f9f4adfacb771d39";
        assert_eq!(agreed.encryption.to_vec(), hex(shared));
        let sealed = "ab8c878bb05d04700f077ed91845ec9c503c925cb12b327ddbeb4243c397f913";
        assert_eq!(agreed.seal(&hex(SALT)).unwrap(), hex(sealed));
        let output = "15d4e4f3f04109b492b575c1b38c28585b6719cf8d61304215108d939f37ccfb";
        assert_eq!(agreed.unseal(&hex(output)).unwrap().to_vec(), hex(SECRET));
        assert_eq!(agreed.authenticate(b"salt").unwrap().len(), 16);
    }

    #[test]
    fn the_second_protocol_is_the_published_one() {
        let agreed = agreed(Protocol::Two);
        let keys = [agreed.authentication.as_slice(), agreed.encryption.as_slice()].concat();
        let shared = "0c63083de8170101d38bcf8bd72309568ddb4550867e23404b35d85712f7c20d8bc911ee23c06034cbc14290b9669bec07739053c5a416e313ef905c79955876";
        assert_eq!(keys, hex(shared));
        let sealed = "23dde5e3462daf36559b85c4ac5f9656aa9bfd81c1dc2bf8533c8b9f3882854786b4f500e25b4e3d81f7fc7c74236229";
        let start = hex(sealed)[..16].try_into().unwrap();
        assert_eq!(agreed.seal_from(start, &hex(SALT)).unwrap(), hex(sealed));
        assert_ne!(
            agreed.seal(&hex(SALT)).unwrap(),
            agreed.seal(&hex(SALT)).unwrap(),
            "each time another start"
        );
        let output = "3bfaa48f7952330d63e35ff8cd5bca48d2a12823828915749287256ab146272f9fb437bf65691243c3f504bd7ea6d5e6";
        assert_eq!(agreed.unseal(&hex(output)).unwrap().to_vec(), hex(SECRET));
        assert_eq!(agreed.authenticate(b"salt").unwrap().len(), 32);
    }

    #[test]
    fn the_better_protocol_is_taken_and_an_unknown_one_is_not() {
        for (known, best) in [
            (&[2, 1][..], Some(Protocol::Two)),
            (&[1], Some(Protocol::One)),
            (&[], Some(Protocol::One)),
            (&[3], None),
        ] {
            assert_eq!(Protocol::best(known), best, "{known:?}");
        }
    }
}

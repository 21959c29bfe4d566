//! The two kinds of key a card of today holds, P-256 and RSA of 2048 bits, and what the card does with them.
//!
//! These keys guard nothing: the card's own arithmetic is plain and nobody measures it.

use super::tlv;
use anyhow::{Context, Result, bail};
use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Odd};
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::pkcs8::DecodePrivateKey;
use rcgen::KeyPair;
use std::process::Command;

/// Which kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    P256,
    /// RSA, 2048 bits.
    Rsa,
}

impl KeyKind {
    /// The kind's number in PIV.
    pub(super) fn algorithm(self) -> u8 {
        match self {
            Self::P256 => 0x11,
            Self::Rsa => 0x07,
        }
    }
}

/// A private key.
#[derive(Debug)]
pub struct Key {
    pair: KeyPair,
    arithmetic: Arithmetic,
}

#[derive(Debug)]
enum Arithmetic {
    P256(p256::SecretKey),
    Rsa { modulus: BoxedMontyParams, exponent: BoxedUint },
}

impl Key {
    /// A new one.
    pub fn make(kind: KeyKind) -> Result<Self> {
        match kind {
            KeyKind::P256 => {
                let pair = KeyPair::generate()?;
                let secret = p256::SecretKey::from_pkcs8_der(pair.serialized_der())?;
                Ok(Self { pair, arithmetic: Arithmetic::P256(secret) })
            }
            KeyKind::Rsa => {
                let made = Command::new("openssl")
                    .args(["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"])
                    .output()
                    .context("openssl")?;
                let pair = KeyPair::from_pem(&String::from_utf8(made.stdout)?)?;
                let arithmetic = rsa(pair.serialized_der()).context("not an RSA key")?;
                Ok(Self { pair, arithmetic })
            }
        }
    }

    /// Which kind it is.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        match self.arithmetic {
            Arithmetic::P256(_) => KeyKind::P256,
            Arithmetic::Rsa { .. } => KeyKind::Rsa,
        }
    }

    pub(super) fn pair(&self) -> &KeyPair {
        &self.pair
    }

    /// What the card does with `81`: signs a digest, or raises to the private power.
    pub(super) fn sign(&self, challenge: &[u8]) -> Result<Vec<u8>> {
        match &self.arithmetic {
            Arithmetic::P256(secret) => {
                let signature: p256::ecdsa::Signature =
                    p256::ecdsa::SigningKey::from(secret).sign_prehash(challenge)?;
                Ok(signature.to_der().as_bytes().to_vec())
            }
            Arithmetic::Rsa { modulus, exponent } => {
                let input = BoxedUint::from_be_slice(challenge, modulus.bits_precision())
                    .map_err(|error| anyhow::anyhow!("{error:?}"))?;
                Ok(BoxedMontyForm::new(input, modulus).pow(exponent).retrieve().to_be_bytes().to_vec())
            }
        }
    }

    /// What the card does with `85`: agrees on a secret with a point.
    pub(super) fn agree(&self, point: &[u8]) -> Result<Vec<u8>> {
        let Arithmetic::P256(secret) = &self.arithmetic else { bail!("an RSA key agrees on nothing") };
        let other = p256::PublicKey::from_sec1_bytes(point)?;
        let shared = p256::ecdh::diffie_hellman(secret.to_nonzero_scalar(), other.as_affine());
        Ok(shared.raw_secret_bytes().to_vec())
    }
}

/// Modulus and private exponent out of PKCS#8.
fn rsa(pkcs8: &[u8]) -> Option<Arithmetic> {
    let (_, outer, _) = tlv::split(pkcs8)?;
    let (_, inner, _) = tlv::split(tlv::find(outer, 0x04)?)?;
    let mut rest = inner;
    let mut numbers = Vec::new();
    for _ in 0..4 {
        let (_, number, after) = tlv::split(rest)?;
        numbers.push(number);
        rest = after;
    }
    let [_, modulus, _, exponent] = numbers.as_slice() else { return None };
    let modulus = modulus.strip_prefix(&[0]).unwrap_or(modulus);
    let bits = u32::try_from(modulus.len() * 8).ok()?;
    let exponent = exponent.strip_prefix(&[0]).unwrap_or(exponent);
    let modulus = Odd::new(BoxedUint::from_be_slice(modulus, bits).ok()?).into_option()?;
    Some(Arithmetic::Rsa {
        modulus: BoxedMontyParams::new(modulus),
        exponent: BoxedUint::from_be_slice(exponent, bits).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_rsa_key_undoes_its_public_power() {
        let key = Key::make(KeyKind::Rsa).unwrap();
        let Arithmetic::Rsa { modulus, .. } = &key.arithmetic else { panic!() };
        let message = [&[0; 1][..], &[9; 255]].concat();
        let signed = BoxedUint::from_be_slice(&key.sign(&message).unwrap(), 2048).unwrap();
        let e = BoxedUint::from(65_537_u32);
        let back = BoxedMontyForm::new(signed, modulus).pow(&e).retrieve().to_be_bytes();
        assert_eq!(back.as_ref(), message);
    }
}

//! A card's public keys: what may be wrapped to them, and whether a signature is theirs.
//!
//! To a P-256 key a secret is agreed with a key pair made for the occasion; to an RSA key a random number below its modulus
//! is raised to its public power (RSA-KEM, RFC 9690: no padding, so nothing that a padding oracle could tell). Either way
//! the card alone can find the secret again, and the person's seed lies under a key derived from it.

use crate::vault::format::Bytes;
use crypto::Hash;
use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Odd};
use p256::elliptic_curve::sec1::ToSec1Point;
use rustls_pki_types::CertificateDer;
use std::ops::RangeInclusive;
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::public_key::PublicKey as Parsed;
use zeroize::Zeroizing;

/// Shorter RSA keys are not wrapped to, and longer ones nobody could check a signature of: raising to their power takes
/// for ever.
const RSA_BYTES: RangeInclusive<usize> = 256..=1024;

/// The public key of a certificate, of a kind that is known here.
#[derive(Clone, Debug)]
pub(crate) enum PublicKey {
    P256(p256::PublicKey),
    Rsa { modulus: Vec<u8>, exponent: u64 },
}

/// What goes to the card, and what it makes of it.
pub(crate) struct Wrapping {
    /// The other side's point, or the number raised.
    pub message: Bytes,
    pub secret: Zeroizing<Vec<u8>>,
}

/// The key a certificate speaks of, and its hash.
pub(super) fn public_key(der: &[u8]) -> Option<(Hash, PublicKey)> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    let info = certificate.public_key();
    let hash = Hash::of(info.raw);
    let key = match info.parsed().ok()? {
        Parsed::EC(point) => PublicKey::P256(p256::PublicKey::from_sec1_bytes(point.data()).ok()?),
        Parsed::RSA(key) => {
            let modulus = key.modulus.strip_prefix(&[0]).unwrap_or(key.modulus).to_vec();
            let exponent = key.try_exponent().ok()?;
            RSA_BYTES.contains(&modulus.len()).then_some(PublicKey::Rsa { modulus, exponent })?
        }
        _ => return None,
    };
    Some((hash, key))
}

impl PublicKey {
    /// A new secret that this key's card can find again.
    pub fn wrap(&self) -> Option<Wrapping> {
        match self {
            Self::P256(key) => agree(key),
            Self::Rsa { modulus, exponent } => raise(modulus, *exponent),
        }
    }
}

fn agree(key: &p256::PublicKey) -> Option<Wrapping> {
    let ours = loop {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(bytes.as_mut_slice()).ok()?;
        // Fails once in four thousand million times.
        if let Ok(secret) = p256::SecretKey::from_slice(bytes.as_slice()) {
            break secret;
        }
    };
    let shared = p256::ecdh::diffie_hellman(ours.to_nonzero_scalar(), key.as_affine());
    let message = ours.public_key().to_sec1_point(false).as_bytes().to_vec();
    Some(Wrapping { message: Bytes(message), secret: Zeroizing::new(shared.raw_secret_bytes().to_vec()) })
}

fn raise(modulus: &[u8], exponent: u64) -> Option<Wrapping> {
    let bits = u32::try_from(modulus.len() * 8).ok()?;
    let mut secret = Zeroizing::new(vec![0; modulus.len()]);
    getrandom::fill(&mut secret).ok()?;
    // The modulus has its highest bit set; without it the number is below.
    *secret.first_mut()? &= 0x7f;
    let modulus = Odd::new(BoxedUint::from_be_slice(modulus, bits).ok()?).into_option()?;
    let number = BoxedUint::from_be_slice(&secret, bits).ok()?;
    let raised = BoxedMontyForm::new(number, &BoxedMontyParams::new(modulus)).pow(&BoxedUint::from(exponent));
    Some(Wrapping { message: Bytes(raised.retrieve().to_be_bytes().to_vec()), secret })
}

/// Is this signature over the message by the certificate's key, which is `key`?
pub(super) fn verifies(certificate: &[u8], key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
    let der = CertificateDer::from(certificate);
    let Ok(parsed) = webpki::EndEntityCert::try_from(&der) else { return false };
    match key {
        PublicKey::P256(_) => p256::ecdsa::Signature::from_slice(signature).is_ok_and(|signature| {
            let der = signature.to_der();
            parsed.verify_signature(webpki::ring::ECDSA_P256_SHA256, message, der.as_bytes()).is_ok()
        }),
        PublicKey::Rsa { .. } => {
            parsed.verify_signature(webpki::ring::RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
        }
    }
}

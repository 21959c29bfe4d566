//! What a key's answers are held against: WebAuthn's client data, authenticator data and signatures.
//!
//! The same whichever way the answer came. A credential is taken only if the key saw its person (a touch) and knew them
//! (its PIN), for this relying party, with a P-256 key; who made the key is not asked. Next: `super::ctap2` for where the
//! bytes come from.

use super::{KeyError, RELYING_PARTY};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use minicbor::Decoder;
use p256::ecdsa::signature::Verifier;
use sha2::{Digest, Sha256};

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const HAS_CREDENTIAL: u8 = 0x40;
const HAS_EXTENSIONS: u8 = 0x80;

/// What the person's key is asked to do.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ceremony {
    Create,
    Get,
}

/// What a key signs over, beside its own data: never the same twice.
pub(crate) fn client_data(ceremony: Ceremony) -> Result<Vec<u8>, KeyError> {
    let mut challenge = [0; 32];
    getrandom::fill(&mut challenge).map_err(|_| KeyError::Failed)?;
    let kind = match ceremony {
        Ceremony::Create => "webauthn.create",
        Ceremony::Get => "webauthn.get",
    };
    let challenge = URL_SAFE_NO_PAD.encode(challenge);
    Ok(format!(
        r#"{{"type":"{kind}","challenge":"{challenge}","origin":"https://{RELYING_PARTY}","crossOrigin":false}}"#
    )
    .into_bytes())
}

/// What the PRF extension gives to `hmac-secret` for a salt of ours.
pub(crate) fn prf_salt(salt: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(b"WebAuthn PRF\0").chain_update(salt).finalize().into()
}

/// A new credential as its key describes it.
#[derive(Debug)]
pub(crate) struct Credential {
    pub id: Vec<u8>,
    /// Its public key, as an uncompressed point.
    pub public: Vec<u8>,
}

/// Reads the answer to a new credential.
pub(crate) fn read_made(authenticator_data: &[u8]) -> Result<Credential, KeyError> {
    let (flags, rest) = read_head(authenticator_data)?;
    let (credential, tail) = read_credential(flags, rest).ok_or(KeyError::Failed)?;
    let keeps_secret = flags & HAS_EXTENSIONS != 0 && has_hmac_secret(tail).unwrap_or(false);
    if keeps_secret { Ok(credential) } else { Err(KeyError::NoSecret) }
}

/// Is this answer signed by this credential's key, for this challenge?
pub(crate) fn check_answer(
    public: &[u8],
    authenticator_data: &[u8],
    client_data: &[u8],
    signature: &[u8],
) -> Result<(), KeyError> {
    read_head(authenticator_data)?;
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(public).map_err(|_| KeyError::NotItsKey)?;
    let signature = p256::ecdsa::Signature::from_der(signature).map_err(|_| KeyError::NotItsKey)?;
    let signed = [authenticator_data, Sha256::digest(client_data).as_slice()].concat();
    key.verify(&signed, &signature).map_err(|_| KeyError::NotItsKey)
}

/// The flags, and what follows them, if it was made for us with touch and PIN.
fn read_head(authenticator_data: &[u8]) -> Result<(u8, &[u8]), KeyError> {
    let (party, rest) = authenticator_data.split_at_checked(32).ok_or(KeyError::Failed)?;
    let (flags, rest) = rest.split_first().ok_or(KeyError::Failed)?;
    let (_count, rest) = rest.split_at_checked(4).ok_or(KeyError::Failed)?;
    let known = flags & (USER_PRESENT | USER_VERIFIED) == USER_PRESENT | USER_VERIFIED;
    if party == Sha256::digest(RELYING_PARTY).as_slice() && known {
        Ok((*flags, rest))
    } else {
        Err(KeyError::NotItsKey)
    }
}

fn read_credential(flags: u8, rest: &[u8]) -> Option<(Credential, &[u8])> {
    if flags & HAS_CREDENTIAL == 0 {
        return None;
    }
    let (_aaguid, rest) = rest.split_at_checked(16)?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let (id, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    let mut decoder = Decoder::new(rest);
    let public = read_public(&mut decoder)?;
    let tail = rest.get(decoder.position()..)?;
    Some((Credential { id: id.to_vec(), public }, tail))
}

/// A COSE key of ES256 on P-256, and no other.
fn read_public(decoder: &mut Decoder<'_>) -> Option<Vec<u8>> {
    let (mut kind, mut algorithm, mut curve, mut x, mut y) = (0, 0, 0, None, None);
    for _ in 0..decoder.map().ok()?? {
        match decoder.i64().ok()? {
            1 => kind = decoder.i64().ok()?,
            3 => algorithm = decoder.i64().ok()?,
            -1 => curve = decoder.i64().ok()?,
            -2 => x = Some(decoder.bytes().ok()?),
            -3 => y = Some(decoder.bytes().ok()?),
            _ => decoder.skip().ok()?,
        }
    }
    let (x, y) = (x.filter(|x| x.len() == 32)?, y.filter(|y| y.len() == 32)?);
    ((kind, algorithm, curve) == (2, -7, 1)).then(|| [&[4], x, y].concat())
}

fn has_hmac_secret(extensions: &[u8]) -> Option<bool> {
    let mut decoder = Decoder::new(extensions);
    for _ in 0..decoder.map().ok()?? {
        if decoder.str().ok()? == "hmac-secret" {
            return decoder.bool().ok();
        }
        decoder.skip().ok()?;
    }
    Some(false)
}

/// The bytes of an extension's answer, if there is one.
pub(crate) fn hmac_secret_output(authenticator_data: &[u8]) -> Option<Vec<u8>> {
    let (flags, extensions) = read_head(authenticator_data).ok()?;
    if flags & HAS_EXTENSIONS == 0 || flags & HAS_CREDENTIAL != 0 {
        return None;
    }
    let mut decoder = Decoder::new(extensions);
    for _ in 0..decoder.map().ok()?? {
        if decoder.str().ok()? == "hmac-secret" {
            return decoder.bytes().ok().map(<[u8]>::to_vec);
        }
        decoder.skip().ok()?;
    }
    None
}

#[cfg(test)]
mod unit {
    use super::*;
    use proptest::prelude::*;

    /// The PRF vectors of WebAuthn Level 3, section 16.17.1.
    #[test]
    fn a_salt_is_hashed_as_webauthn_says() {
        let salt = prf_salt(b"WebAuthn PRF test vectors\x02");
        assert_eq!(salt[..4], [0x52, 0x74, 0x13, 0xeb]);
        assert_eq!(salt[28..], [0xb6, 0xa7, 0x72, 0xb3]);
    }

    proptest! {
        #[test]
        fn nonsense_is_no_answer_and_crashes_nothing(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let party = Sha256::digest(RELYING_PARTY);
            let ours = [party.as_slice(), &[0xc5, 0, 0, 0, 1], &bytes].concat();
            for data in [&bytes, &ours] {
                prop_assert!(read_made(data).is_err());
                let refused = check_answer(&bytes, data, b"client data", &bytes).is_err();
                prop_assert!(refused);
                let _ = hmac_secret_output(data);
            }
        }
    }
}

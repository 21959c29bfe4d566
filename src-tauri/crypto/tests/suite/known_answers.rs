//! The algorithms against published answers, and our HPKE against another's.

use crate::support::hex;
use crypto::seal::seal_to;
use crypto::sign::Claim;
use crypto::{SealPrivateKey, Sealed, Signature, SigningKey, VerifyingKey};
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable, OpModeR, OpModeS, Serializable};
use hpke_rs::hpke_types::{AeadAlgorithm, KdfAlgorithm, KemAlgorithm};
use hpke_rs::libcrux::HpkeLibcrux;
use std::convert::Infallible;

/// Randomness that was decided beforehand.
struct Decided(Vec<u8>);

impl TryRng for Decided {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes).map(|()| u32::from_le_bytes(bytes))
    }
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes).map(|()| u64::from_le_bytes(bytes))
    }
    fn try_fill_bytes(&mut self, to: &mut [u8]) -> Result<(), Infallible> {
        to.copy_from_slice(&self.0.drain(..to.len()).collect::<Vec<_>>());
        Ok(())
    }
}

impl TryCryptoRng for Decided {}

/// RFC 9180, appendix A.2.1: base mode, X25519, HKDF-SHA256, ChaCha20-Poly1305, the first three messages.
#[test]
fn hpke_gives_the_answers_of_rfc_9180() {
    type Kem = hpke::kem::X25519HkdfSha256;
    type Kdf = hpke::kdf::HkdfSha256;
    type Cipher = hpke::aead::ChaCha20Poly1305;
    let info = hex("4f6465206f6e2061204772656369616e2055726e");
    let text = hex("4265617574792069732074727574682c20747275746820626561757479");
    let sealed = [
        (
            "436f756e742d30",
            "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28",
        ),
        (
            "436f756e742d31",
            "6b53c051e4199c518de79594e1c4ab18b96f081549d45ce015be002090bb119e85285337cc95ba5f59992dc98c",
        ),
        (
            "436f756e742d32",
            "71146bd6795ccc9c49ce25dda112a48f202ad220559502cef1f34271e0cb4b02b4f10ecac6f48c32f878fae86b",
        ),
    ];
    let private = hex("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb");
    let private = <Kem as hpke::Kem>::PrivateKey::from_bytes(&private).unwrap();
    let public = <Kem as hpke::Kem>::sk_to_pk(&private);
    assert_eq!(
        public.to_bytes().to_vec(),
        hex("4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a")
    );
    let mut chance = Decided(hex("909a9b35d3dc4713a5e72a4da274b55d3d3821a37e5d099e74a647db583a904b"));
    let (encapped, mut sender) =
        hpke::setup_sender_with_rng::<Cipher, Kdf, Kem>(&OpModeS::Base, &public, &info, &mut chance).unwrap();
    assert_eq!(
        encapped.to_bytes().to_vec(),
        hex("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a")
    );
    let mut receiver =
        hpke::setup_receiver::<Cipher, Kdf, Kem>(&OpModeR::Base, &private, &encapped, &info).unwrap();
    for (context, expected) in sealed {
        assert_eq!(sender.seal(&text, &hex(context)).unwrap(), hex(expected));
        assert_eq!(receiver.open(&hex(expected), &hex(context)).unwrap(), text);
    }
}

#[derive(serde::Deserialize)]
struct XWing {
    eseed: String,
    ss: String,
    sk: String,
    pk: String,
    ct: String,
}

/// draft-connolly-cfrg-xwing-kem-06, its test vectors.
#[test]
fn x_wing_gives_the_answers_of_its_draft() {
    use x_wing::{Decapsulate, DecapsulationKey, Decapsulator};
    let vectors: Vec<XWing> =
        serde_json::from_str(include_str!("../../fixtures/x-wing-draft-06.json")).unwrap();
    assert!(!vectors.is_empty());
    for vector in vectors {
        let seed: [u8; 32] = hex(&vector.sk).try_into().unwrap();
        assert_eq!(SealPrivateKey::from_seed(&seed).public().to_bytes(), hex(&vector.pk));
        let key = DecapsulationKey::from(seed);
        let chance: [u8; 64] = hex(&vector.eseed).try_into().unwrap();
        let (ciphertext, shared) = key.encapsulation_key().encapsulate_deterministic(&chance.into());
        assert_eq!(ciphertext.to_vec(), hex(&vector.ct));
        assert_eq!(shared.to_vec(), hex(&vector.ss));
        assert_eq!(key.decapsulate(&ciphertext), shared);
    }
}

fn other_implementation() -> hpke_rs::Hpke<HpkeLibcrux> {
    hpke_rs::Hpke::new(
        hpke_rs::Mode::Base,
        KemAlgorithm::XWingDraft06,
        KdfAlgorithm::HkdfSha256,
        AeadAlgorithm::ChaCha20Poly1305,
    )
}

#[test]
fn another_implementation_opens_what_we_seal() {
    let sealed = seal_to(&SealPrivateKey::from_seed(&[5; 32]).public(), b"context", b"words").unwrap();
    let (encapped, ciphertext) = sealed.as_bytes().split_at(1120);
    let key = hpke_rs::HpkePrivateKey::new(vec![5; 32]);
    let opened = other_implementation().open(
        encapped,
        &key,
        b"duty-desk seal 1",
        b"context",
        ciphertext,
        None,
        None,
        None,
    );
    assert_eq!(opened.unwrap(), b"words");
}

#[test]
fn we_open_what_another_implementation_seals() {
    let key = SealPrivateKey::from_seed(&[5; 32]);
    let public = hpke_rs::HpkePublicKey::new(key.public().to_bytes());
    let (mut sealed, ciphertext) = other_implementation()
        .seal(&public, b"duty-desk seal 1", b"context", b"words", None, None, None)
        .unwrap();
    sealed.extend(ciphertext);
    assert_eq!(*key.open(b"context", &Sealed::from_bytes(sealed)).unwrap(), b"words");
}

/// RFC 8032, section 7.1: secret key, public key, message, signature.
const ED25519: [[&str; 4]; 3] = [
    [
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
    [
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ],
];

#[test]
fn ed25519_gives_the_answers_of_rfc_8032() {
    for [secret, public, message, signature] in ED25519 {
        let key = SigningKey::from_seed(&hex(secret).try_into().unwrap());
        assert_eq!(key.verifying().to_bytes().to_vec(), hex(public));
        assert_eq!(key.sign(&hex(message)).to_bytes().to_vec(), hex(signature));
        assert!(key.verifying().verify(&hex(message), &key.sign(&hex(message))).is_ok());
    }
}

/// The signature's second half plus the group's order is the same point, in another writing.
#[test]
fn a_signature_has_one_writing() {
    let order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let [_, public, message, signature] = ED25519[1];
    let mut bytes: [u8; 64] = hex(signature).try_into().unwrap();
    let mut carry = 0;
    for (byte, add) in bytes[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    let key = VerifyingKey::from_bytes(&hex(public).try_into().unwrap()).unwrap();
    let message = hex(message);
    let signature = Signature::from_bytes(&bytes);
    assert!(key.verify(&message, &signature).is_err());
    let claim = Claim { key: &key, message: &message, signature };
    assert!(crypto::sign::verify_many(&[claim, claim]).iter().all(Result::is_err));
}

/// draft-irtf-cfrg-xchacha-03, appendix A.3.1.
#[test]
fn xchacha20_poly1305_gives_the_answer_of_its_draft() {
    use chacha20poly1305::aead::{Aead, Payload};
    use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
    let key: [u8; 32] = std::array::from_fn(|n| 0x80 + u8::try_from(n).unwrap());
    let nonce: [u8; 24] = std::array::from_fn(|n| 0x40 + u8::try_from(n).unwrap());
    let context = hex("50515253c0c1c2c3c4c5c6c7");
    let text = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
    let sealed = XChaCha20Poly1305::new(&key.into())
        .encrypt(&XNonce::from(nonce), Payload { msg: text, aad: &context })
        .unwrap();
    let expected = "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49";
    assert_eq!(sealed, hex(expected));
}

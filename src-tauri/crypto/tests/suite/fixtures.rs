//! Envelopes that the first version wrote. Every later version opens them; they are never written again.
//!
//! `write_missing` makes those that do not exist yet, for a new suite or statement; it never touches one that does.

use crate::practice::{chain, epoch_secret, people_chain, transport_keys};
use crate::support::{conversation, device, gateway, header, inbox, keys, practice, secret, staff};
use crypto::{Author, Directory, Draft, Envelope, Suite};
use domain::Subject;
use std::path::PathBuf;

const WORDS: &[u8] = b"Frozen words";

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

fn kept(name: &str) -> Envelope {
    Envelope::parse(&std::fs::read(path(name)).unwrap()).unwrap()
}

fn check(name: &str, suite: Suite, subject: &Subject, hash: &str) -> Envelope {
    let envelope = kept(name);
    let mut expected = header(subject.clone(), envelope.header().author.clone());
    expected.suite = suite;
    assert_eq!(envelope.header(), &expected, "{name}");
    assert_eq!(envelope.hash().to_string(), hash, "{name}");
    envelope
}

#[test]
fn the_first_symmetric_envelope_opens() {
    let envelope = check(
        "symmetric.cbor",
        Suite::Symmetric,
        &conversation(),
        "3e9bd5aad5a4cd79245fdcc8c30805e5795fb81dc75f0cde5a2bf9326488da2f",
    );
    let verified = envelope.verify(&keys(1).sign.verifying()).unwrap();
    assert_eq!(*verified.open(&secret().derive_subject_key(&conversation())).unwrap(), WORDS);
}

#[test]
fn the_first_letter_opens() {
    let envelope = check(
        "letterbox.cbor",
        Suite::Letterbox,
        &inbox(),
        "3788ea5720a62d6799e08f454d328368ec356e2f07cb9ece9b06f47a000e3a73",
    );
    let verified = envelope.verify(&keys(2).sign.verifying()).unwrap();
    assert_eq!(*verified.open_letter(&secret().derive_letterbox()).unwrap(), WORDS);
}

#[test]
fn the_first_envelope_to_a_gateway_opens() {
    let envelope = check(
        "to-gateway.cbor",
        Suite::ToGateway,
        &Subject::outbound(&gateway()),
        "03a5983f3a89d0c2b551ee03fe41c088fcccd95baf27416ea1d0cfd0c98366df",
    );
    let verified = envelope.verify(&keys(1).sign.verifying()).unwrap();
    assert_eq!(*verified.open_letter(&keys(2).seal).unwrap(), WORDS);
}

#[test]
fn the_first_signed_envelopes_are_read() {
    let envelope = check(
        "signed.cbor",
        Suite::Signed,
        &Subject::public(),
        "81c21da17d1a165291bf39e297cf4fceca62202bc6e7f09b236367d038b413fd",
    );
    let verified = envelope.verify(&keys(1).sign.verifying()).unwrap();
    assert_eq!(verified.clear_body().unwrap(), WORDS);
    let envelope = check(
        "co-signed.cbor",
        Suite::Signed,
        &Subject::directory(),
        "6f2fa136953a74decc0f6cfb48859f7a125c78888beabb62fd8b6b8597c88df3",
    );
    let verified = envelope.verify_both(&keys(1).sign.verifying(), &keys(3).sign.verifying()).unwrap();
    assert_eq!(verified.clear_body().unwrap(), WORDS);
}

#[test]
fn the_first_directory_folds_and_hands_over_its_secrets() {
    let mut directory =
        Directory::join(&kept("directory-00.cbor"), practice(), kept("directory-00.cbor").hash()).unwrap();
    for place in 1..STATEMENTS {
        directory.apply(&kept(&format!("directory-{place:02}.cbor"))).unwrap();
    }
    assert_eq!(
        directory.head().to_string(),
        "ee963cb4cbe48dada1b4319330967bac24bb40010922e2a1464696ce1fa48e86"
    );
    for epoch in [1, 2] {
        let opened = directory.open_epoch(device(1), crypto::Epoch(epoch), &keys(1).seal).unwrap();
        assert_eq!(opened.to_bytes(), epoch_secret(epoch).to_bytes());
        assert!(
            directory.open_epoch_with_kit(crypto::Epoch(epoch), &keys(crate::practice::KIT).seal).is_ok()
        );
    }
}

#[test]
fn the_first_directory_with_ways_to_sign_in_hands_them_over() {
    let first = kept("people-00.cbor");
    let mut directory = Directory::join(&first, practice(), first.hash()).unwrap();
    for place in 1..PEOPLE_STATEMENTS {
        directory.apply(&kept(&format!("people-{place:02}.cbor"))).unwrap();
    }
    let open = |n| directory.open_login(device(n), staff(1), &transport_keys(n).seal);
    assert_eq!(open(1).unwrap().as_slice(), b"how one signs in now");
    assert_eq!(open(2).unwrap().as_slice(), b"how one signs in now");
    assert_eq!(directory.login_for(device(1), staff(2)), None);
    assert_eq!(directory.epoch(), crypto::Epoch(3));
    assert!(directory.open_epoch_with_kit(crypto::Epoch(3), &keys(98).seal).is_ok());
}

const STATEMENTS: usize = 10;
const PEOPLE_STATEMENTS: usize = 8;

fn write(name: &str, envelope: &Envelope) {
    if !path(name).exists() {
        std::fs::write(path(name), envelope.bytes()).unwrap();
    }
}

#[test]
#[ignore = "writes fixtures that do not exist yet"]
fn write_missing() {
    let draft = |subject, author| Draft::new(header(subject, author), WORDS.to_vec());
    let device = || Author::Device(device(1));
    let (one, two) = (keys(1), keys(2));
    let key = secret().derive_subject_key(&conversation());
    let letterbox = secret().derive_letterbox().public();
    write("symmetric.cbor", &draft(conversation(), device()).seal_with(&key, &one.sign).unwrap());
    let letter = draft(inbox(), Author::Gateway(gateway())).seal_letter(&letterbox, &two.sign).unwrap();
    write("letterbox.cbor", &letter);
    let outbound = draft(Subject::outbound(&gateway()), device());
    write("to-gateway.cbor", &outbound.seal_to_gateway(&two.public().seal, &one.sign).unwrap());
    write("signed.cbor", &draft(Subject::public(), device()).sign_only(&one.sign, None).unwrap());
    let co_signed = draft(Subject::directory(), device()).sign_only(&one.sign, Some(&keys(3).sign)).unwrap();
    write("co-signed.cbor", &co_signed);
    if !path("directory-00.cbor").exists() {
        for (place, envelope) in chain().iter().enumerate() {
            write(&format!("directory-{place:02}.cbor"), envelope);
        }
    }
    if !path("people-00.cbor").exists() {
        for (place, envelope) in people_chain().iter().enumerate() {
            write(&format!("people-{place:02}.cbor"), envelope);
        }
    }
}

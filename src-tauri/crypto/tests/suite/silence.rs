//! Nothing secret shows itself.

use crate::support::{conversation, header, keys, secret};
use crypto::{AccessKey, Author, Draft, Epoch, EpochSecret, Kit, Seed, WrapKey};

#[test]
fn debug_of_a_key_shows_nothing_of_it() {
    let kit = Kit::make();
    let shown = [
        format!("{:?}", Seed::from_bytes(&[0xab; 32])),
        format!("{:?}", keys(1)),
        format!("{:?}", EpochSecret::from_slice(&[0xab; 32]).unwrap()),
        format!("{:?}", AccessKey::from_slice(&[0xab; 32]).unwrap()),
        format!("{:?}", WrapKey::from_bytes(&[0xab; 32])),
        format!("{:?}", secret().derive_subject_key(&conversation())),
        format!("{:?}", secret().derive_letterbox()),
        format!("{kit:?}"),
    ];
    for text in shown {
        assert!(text.contains("hidden"), "{text}");
        assert!(!text.contains(|c: char| c.is_ascii_digit()), "{text}");
        assert!(!text.to_lowercase().contains("ab") && !text.contains(&kit.text()[..4]), "{text}");
    }
}

#[test]
fn debug_of_an_envelope_shows_no_word_of_it() {
    let author = keys(1);
    let mut head = header(conversation(), Author::Device(crate::support::device(1)));
    head.epoch = Epoch::FIRST;
    let envelope = Draft::new(head, b"chest pain".to_vec()).sign_only(&author.sign, None).unwrap();
    let verified = envelope.verify(&author.sign.verifying()).unwrap();
    for text in [format!("{envelope:?}"), format!("{verified:?}")] {
        assert!(!text.contains("chest") && !text.contains("63, 68"), "{text}");
    }
}

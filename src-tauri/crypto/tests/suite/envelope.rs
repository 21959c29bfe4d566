//! Whatever is done to an envelope on its way, it is noticed.

use crate::support::{
    conversation, device, encoded, frame, gateway, header, inbox, keys, parts, practice, secret,
};
use crypto::envelope::{MAX_BYTES, Misplaced, ParseError, check_place, verify_many};
use crypto::{Author, Draft, Envelope, Hash, Header, OpenError, SealError, Suite, VerifyingKey};
use domain::{PracticeId, Subject};
use proptest::prelude::{ProptestConfig, any, prop, prop_assert, prop_assert_eq, proptest};
use uuid::Uuid;

const WORDS: &[u8] = b"I have had chest pain since this morning";

fn by_device(subject: Subject) -> Draft {
    Draft::new(header(subject, Author::Device(device(1))), WORDS.to_vec())
}

fn note() -> Envelope {
    by_device(conversation()).seal_with(&secret().derive_subject_key(&conversation()), &keys(1).sign).unwrap()
}

fn letter() -> Envelope {
    let draft = Draft::new(header(inbox(), Author::Gateway(gateway())), WORDS.to_vec());
    draft.seal_letter(&secret().derive_letterbox().public(), &keys(2).sign).unwrap()
}

fn outbound() -> Envelope {
    by_device(Subject::outbound(&gateway())).seal_to_gateway(&keys(2).public().seal, &keys(1).sign).unwrap()
}

fn clear() -> Envelope {
    by_device(Subject::public()).sign_only(&keys(1).sign, None).unwrap()
}

fn co_signed() -> Envelope {
    by_device(Subject::directory()).sign_only(&keys(1).sign, Some(&keys(3).sign)).unwrap()
}

/// Does anything still accept these bytes as this author's (and, if need be, the co-signer's)?
fn is_accepted(bytes: &[u8], author: &VerifyingKey, co: Option<&VerifyingKey>) -> bool {
    Envelope::parse(bytes).is_ok_and(|envelope| match co {
        Some(co) => envelope.verify_both(author, co).is_ok(),
        None => envelope.verify(author).is_ok(),
    })
}

fn every_kind() -> [(&'static str, Envelope, VerifyingKey, Option<VerifyingKey>); 5] {
    let device = keys(1).sign.verifying();
    [
        ("note", note(), device, None),
        ("letter", letter(), keys(2).sign.verifying(), None),
        ("outbound", outbound(), device, None),
        ("clear", clear(), device, None),
        ("co-signed", co_signed(), device, Some(keys(3).sign.verifying())),
    ]
}

#[test]
fn every_flipped_bit_is_refused() {
    for (name, envelope, author, co) in every_kind() {
        let mut bytes = envelope.bytes().to_vec();
        assert!(is_accepted(&bytes, &author, co.as_ref()), "{name}");
        for bit in 0..bytes.len() * 8 {
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(!is_accepted(&bytes, &author, co.as_ref()), "{name}, bit {bit}");
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
    }
}

#[test]
fn every_truncation_and_every_tail_is_refused() {
    for (name, envelope, author, co) in every_kind() {
        for end in 0..envelope.bytes().len() {
            assert!(!is_accepted(&envelope.bytes()[..end], &author, co.as_ref()), "{name}, cut at {end}");
        }
        for tail in [0x00, 0x40, 0xf6, 0xff] {
            let longer = [envelope.bytes(), &[tail]].concat();
            assert!(!is_accepted(&longer, &author, co.as_ref()), "{name}, tail {tail}");
        }
    }
}

#[test]
fn the_right_key_opens_the_words() {
    let device = keys(1).sign.verifying();
    let (note, letter, outbound, clear) = (note(), letter(), outbound(), clear());
    let note = note.verify(&device).unwrap();
    assert_eq!(*note.open(&secret().derive_subject_key(&conversation())).unwrap(), WORDS);
    let letter = letter.verify(&keys(2).sign.verifying()).unwrap();
    assert_eq!(*letter.open_letter(&secret().derive_letterbox()).unwrap(), WORDS);
    let outbound = outbound.verify(&device).unwrap();
    assert_eq!(*outbound.open_letter(&keys(2).seal).unwrap(), WORDS);
    assert_eq!(clear.verify(&device).unwrap().clear_body().unwrap(), WORDS);
}

#[test]
fn another_key_opens_nothing() {
    let device = keys(1).sign.verifying();
    let (note, letter) = (note(), letter());
    let note = note.verify(&device).unwrap();
    assert_eq!(note.open(&secret().derive_subject_key(&Subject::rota())), Err(OpenError::Refused));
    assert_eq!(note.open_letter(&secret().derive_letterbox()), Err(OpenError::OtherSuite));
    assert_eq!(note.clear_body(), Err(OpenError::OtherSuite));
    let letter = letter.verify(&keys(2).sign.verifying()).unwrap();
    assert_eq!(letter.open_letter(&keys(2).seal), Err(OpenError::Refused));
    assert_eq!(letter.open(&secret().derive_subject_key(&inbox())), Err(OpenError::OtherSuite));
}

#[test]
fn a_foreign_key_verifies_nothing() {
    for (name, envelope, author, co) in every_kind() {
        let foreign = keys(9).sign.verifying();
        assert!(!is_accepted(envelope.bytes(), &foreign, co.as_ref()), "{name}");
        if let Some(co) = co {
            assert!(!is_accepted(envelope.bytes(), &author, Some(&foreign)), "{name}");
            assert!(!is_accepted(envelope.bytes(), &co, Some(&author)), "{name}");
        }
    }
}

#[test]
fn a_co_signature_is_neither_ignored_nor_conjured() {
    let (device, person) = (keys(1).sign.verifying(), keys(3).sign.verifying());
    let envelope = co_signed();
    assert!(envelope.verify(&device).is_err());
    assert!(verify_many(&[(&envelope, &device)])[0].is_err());
    assert!(clear().verify_both(&device, &person).is_err());
    let (head, body, _) = parts(envelope.bytes());
    let stripped = frame(&head, &body, &keys(1).sign);
    assert!(Envelope::parse(&stripped).unwrap().verify_both(&device, &person).is_err());
}

/// Every field of the header, changed by somebody who cannot sign for the author.
#[test]
fn every_changed_field_of_the_header_is_refused() {
    type Change = fn(&mut Header);
    let changes: [(&str, Change); 13] = [
        ("suite", |h| h.suite = Suite::Signed),
        ("practice", |h| h.practice = PracticeId(Uuid::from_u128(2))),
        ("subject", |h| h.subject = Subject::rota()),
        ("id", |h| h.id.0 = Uuid::from_u128(2)),
        ("kind", |h| h.kind.push('x')),
        ("kind version", |h| h.kind_version += 1),
        ("author", |h| h.author = Author::Device(device(2))),
        ("actor", |h| h.actor = None),
        ("roles", |h| h.roles.clear()),
        ("epoch", |h| h.epoch = h.epoch.next()),
        ("previous", |h| h.previous = None),
        ("directory", |h| h.directory = Hash::ZERO),
        ("time", |h| h.at += chrono::TimeDelta::milliseconds(1)),
    ];
    let envelope = note();
    let (_, body, signature) = parts(envelope.bytes());
    for (name, change) in changes {
        let mut changed = envelope.header().clone();
        change(&mut changed);
        let mut bytes = frame(&encoded(&changed), &body, &keys(9).sign);
        let at = bytes.len() - 65;
        bytes[at..at + 64].copy_from_slice(&signature);
        assert!(Envelope::parse(&bytes).is_ok(), "{name}");
        assert!(!is_accepted(&bytes, &keys(1).sign.verifying(), None), "{name}");
    }
}

/// Even somebody who may sign cannot pass sealed words off under another header.
#[test]
fn sealed_words_open_only_under_their_own_header() {
    let device = keys(1).sign.verifying();
    let (_, body, _) = parts(note().bytes());
    let mut moved = note().header().clone();
    moved.id.0 = Uuid::from_u128(9);
    let envelope = Envelope::parse(&frame(&encoded(&moved), &body, &keys(1).sign)).unwrap();
    let verified = envelope.verify(&device).unwrap();
    assert_eq!(verified.open(&secret().derive_subject_key(&conversation())), Err(OpenError::Refused));

    let (_, body, _) = parts(letter().bytes());
    let mut moved = letter().header().clone();
    moved.author = Author::Device(crate::support::device(1));
    let envelope = Envelope::parse(&frame(&encoded(&moved), &body, &keys(1).sign)).unwrap();
    let verified = envelope.verify(&device).unwrap();
    assert_eq!(verified.open_letter(&secret().derive_letterbox()), Err(OpenError::Refused));
}

#[test]
fn an_envelope_counts_only_in_its_place() {
    let check = |practice, subject: &Subject, previous, expected| {
        assert_eq!(check_place(note().header(), practice, subject, previous), expected);
    };
    let before = Some(Hash::of(b"before"));
    check(practice(), &conversation(), before, Ok(()));
    check(PracticeId(Uuid::from_u128(2)), &conversation(), before, Err(Misplaced::ForeignPractice));
    check(practice(), &Subject::rota(), before, Err(Misplaced::OtherSubject));
    check(practice(), &conversation(), None, Err(Misplaced::BrokenChain));
    check(practice(), &conversation(), Some(note().hash()), Err(Misplaced::BrokenChain));
}

#[test]
fn what_a_newer_version_wrote_is_kept_and_not_read() {
    let signer = keys(1).sign;
    let text = |change: fn(&mut Header)| {
        let mut head = note().header().clone();
        change(&mut head);
        frame(&encoded(&head), b"", &signer)
    };
    let renamed = |from: &str, to: &str| {
        let head = encoded(note().header());
        let at = head.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
        frame(&[&head[..at], to.as_bytes(), &head[at + from.len()..]].concat(), b"", &signer)
    };
    for (bytes, expected) in [
        (text(|h| h.format = 2), true),
        (text(|h| h.reader = 2), true),
        (renamed("symmetric", "isometric"), true),
        (text(|h| h.format = 0), false),
        (renamed("practice", "practise"), false),
        (frame(b"", b"", &signer), false),
    ] {
        match Envelope::parse(&bytes) {
            Err(ParseError::NeedsUpdate(unread)) => assert!(expected && unread.bytes() == bytes),
            other => assert!(!expected && matches!(other, Err(ParseError::Malformed))),
        }
    }
}

#[test]
fn a_second_writing_of_the_same_frame_is_refused() {
    let (head, body, signature) = parts(note().bytes());
    let long = |bytes: &[u8]| {
        [&[0x5a], u32::try_from(bytes.len()).unwrap().to_be_bytes().as_slice(), bytes].concat()
    };
    let label = [&[0x72], b"duty-desk envelope".as_slice()].concat();
    let longer = [&[0x85], label.as_slice(), &long(&head), &long(&body), &long(&signature), &[0xf6]].concat();
    assert_eq!(Envelope::parse(&longer).err(), Some(ParseError::Malformed));
    let endless = [&[0x9f], &note().bytes()[1..], &[0xff]].concat();
    assert_eq!(Envelope::parse(&endless).err(), Some(ParseError::Malformed));
}

#[test]
fn a_large_envelope_passes_and_a_larger_one_does_not() {
    let key = secret().derive_subject_key(&conversation());
    let seal = |size| {
        Draft::new(header(conversation(), Author::Device(device(1))), vec![7; size])
            .seal_with(&key, &keys(1).sign)
    };
    let overhead = seal(300_000).unwrap().bytes().len() - 300_000;
    let largest = seal(MAX_BYTES - overhead).unwrap();
    assert_eq!(largest.bytes().len(), MAX_BYTES);
    assert_eq!(seal(MAX_BYTES - overhead + 1).err(), Some(SealError::TooLarge));
    assert_eq!(seal(MAX_BYTES * 2).err(), Some(SealError::TooLarge));
    assert_eq!(Envelope::parse(&vec![0; MAX_BYTES + 1]).err(), Some(ParseError::TooLarge));
}

#[test]
fn one_bad_envelope_among_many_is_the_only_one_refused() {
    let (device, foreign) = (keys(1).sign.verifying(), keys(9).sign.verifying());
    let envelopes: Vec<_> = (0..300).map(|_| clear()).collect();
    let pairs: Vec<_> =
        envelopes.iter().enumerate().map(|(n, e)| (e, if n == 270 { &foreign } else { &device })).collect();
    let verdicts = verify_many(&pairs);
    let refused: Vec<_> = (0..300).filter(|&n| verdicts[n].is_err()).collect();
    assert_eq!(refused, [270]);
    assert_eq!(verdicts[0].unwrap().clear_body().unwrap(), WORDS);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_is_written_is_read_again(body: Vec<u8>, kind: String, millis in 0_i64..4_000_000_000_000) {
        let mut head = header(conversation(), Author::Device(device(1)));
        head.kind = kind;
        head.at = chrono::DateTime::from_timestamp_millis(millis).unwrap();
        let key = secret().derive_subject_key(&conversation());
        let envelope = Draft::new(head.clone(), body.clone()).seal_with(&key, &keys(1).sign).unwrap();
        let again = Envelope::parse(envelope.bytes()).unwrap();
        head.suite = Suite::Symmetric;
        prop_assert_eq!(again.header(), &head);
        prop_assert_eq!(again.hash(), envelope.hash());
        let verified = again.verify(&keys(1).sign.verifying()).unwrap();
        prop_assert_eq!(&*verified.open(&key).unwrap(), &body);
    }

    #[test]
    fn bytes_at_random_are_refused_quietly(bytes: Vec<u8>) {
        prop_assert!(Envelope::parse(&bytes).is_err());
    }

    #[test]
    fn headers_at_random_are_refused_quietly(head: Vec<u8>, at in any::<prop::sample::Index>(), byte: u8) {
        prop_assert!(Envelope::parse(&frame(&head, b"", &keys(1).sign)).is_err());
        let mut changed = encoded(note().header());
        let at = at.index(changed.len());
        changed[at] = byte;
        let _ = Envelope::parse(&frame(&changed, b"", &keys(1).sign));
    }
}

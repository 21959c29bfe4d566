//! A practice made up for tests, the same every time, and a hand that writes envelopes without the crate's help.

use chrono::{DateTime, Utc};
use crypto::{Author, Epoch, EpochSecret, Hash, Header, Keys, Origin, Seed, SigningKey, cbor};
use domain::staff::Role;
use domain::{ConversationId, DeviceId, EventId, GatewayId, LetterId, PracticeId, StaffId, Subject};
use minicbor::Encoder;
use uuid::Uuid;

pub fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

pub fn keys(seed: u8) -> Keys {
    Keys::derive(&Seed::from_bytes(&[seed; 32]))
}

pub fn practice() -> PracticeId {
    PracticeId(Uuid::from_u128(1))
}

pub fn device(n: u8) -> DeviceId {
    DeviceId(Uuid::from_u128(0x100 + u128::from(n)))
}

pub fn staff(n: u8) -> StaffId {
    StaffId(Uuid::from_u128(0x200 + u128::from(n)))
}

pub fn gateway() -> GatewayId {
    "web".parse().unwrap()
}

pub fn conversation() -> Subject {
    Subject::conversation(ConversationId(Uuid::from_u128(0x300)))
}

pub fn inbox() -> Subject {
    Subject::inbox(&gateway(), LetterId(Uuid::from_u128(0x400)))
}

pub fn secret() -> EpochSecret {
    EpochSecret::from_slice(&[0xe1; 32]).unwrap()
}

pub fn at() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_775_000_000_123).unwrap()
}

pub fn header(subject: Subject, author: Author) -> Header {
    let origin =
        Origin { practice: practice(), author, epoch: Epoch::FIRST, directory: Hash::of(b"head"), at: at() };
    Header {
        actor: Some(staff(1)),
        roles: vec![Role::Gp, Role::Manager],
        previous: Some(Hash::of(b"before")),
        ..Header::new(origin, subject, EventId(Uuid::from_u128(0x500)), "conversation.noted")
    }
}

/// Writes a frame by hand, signed by whoever is willing.
pub fn frame(header: &[u8], body: &[u8], signer: &SigningKey) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new());
    encoder.array(5).unwrap().str("duty-desk envelope").unwrap().bytes(header).unwrap().bytes(body).unwrap();
    let signature = signer.sign(encoder.writer()).to_bytes();
    encoder.bytes(&signature).unwrap().null().unwrap();
    encoder.into_writer()
}

/// The parts of a frame, read by hand: header, body, signature.
pub fn parts(bytes: &[u8]) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    let mut decoder = minicbor::Decoder::new(bytes);
    assert_eq!(decoder.array().unwrap(), Some(5));
    assert_eq!(decoder.str().unwrap(), "duty-desk envelope");
    let mut next = || decoder.bytes().unwrap().to_vec();
    (next(), next(), next())
}

pub fn encoded(header: &Header) -> Vec<u8> {
    cbor::encode(header).unwrap()
}

//! Whatever is plugged in and calls itself a security key: packets, messages, and what an answer says of a credential.

use super::channel::Channel;
use super::value::Value;
use super::{Ctap2, Gone, PACKET, Packet, Plug, Ports};
use crate::card::Pin;
use crate::security_key::webauthn::{check_answer, hmac_secret_output, read_made};
use crate::security_key::{Cancel, KeyError, Person, RELYING_PARTY, Salted, SecurityKeys, Wanted};
use fuzz::{Shape, Target};
use minicbor::{Decoder, Encoder};
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

fn target(name: &'static str, shape: Shape, tries: u64) -> Target {
    fuzz::target(name, shape, tries).measured(|run| allocation_counter::measure(run).bytes_max)
}

/// The base point of P-256: as good a public key as any.
const X: [u8; 32] = [
    0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2, 0x77,
    0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96,
];
const Y: [u8; 32] = [
    0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b,
    0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
];

/// A key that says what was made up for it, packet by packet.
struct Scripted {
    packets: VecDeque<Packet>,
    /// Puts our channel on what it says, and answers the first word as it should.
    minds: bool,
    channel: [u8; 4],
}

impl Scripted {
    fn saying(packets: impl IntoIterator<Item = Packet>) -> Self {
        Self { packets: packets.into_iter().collect(), minds: true, channel: [1, 2, 3, 4] }
    }
}

impl Plug for Scripted {
    fn send(&mut self, packet: &Packet) -> Result<(), Gone> {
        if packet[4] == 0x86 && self.minds {
            let mut answer = [0; PACKET];
            answer[..7].copy_from_slice(&[0xff, 0xff, 0xff, 0xff, 0x86, 0, 17]);
            answer[7..15].copy_from_slice(&packet[7..15]);
            answer[15..19].copy_from_slice(&self.channel);
            answer[23] = 4;
            self.packets.push_front(answer);
        }
        Ok(())
    }

    fn receive(&mut self, _: Duration) -> Result<Option<Packet>, Gone> {
        let mut packet = self.packets.pop_front().ok_or(Gone)?;
        if self.minds && packet[4] != 0x86 {
            packet[..4].copy_from_slice(&self.channel);
        }
        Ok(Some(packet))
    }
}

/// Where one is plugged in, once.
struct Port(Mutex<Option<Scripted>>);

impl Ports for Port {
    fn plugged_in(&self) -> Result<Vec<Box<dyn Plug>>, KeyError> {
        let there = self.0.lock().unwrap().take();
        Ok(there.map(|plug| Box::new(plug) as Box<dyn Plug>).into_iter().collect())
    }
}

fn with_person<T>(act: impl FnOnce(&Person<'_>) -> T) -> T {
    let (pin, cancel) = (Pin::from("482913".to_owned()), Cancel::default());
    act(&Person { pin: Some(&pin), cancel: &cancel, prompt: &|_| {} })
}

/// A message as packets on the channel.
fn packets(command: u8, message: &[u8]) -> Vec<Packet> {
    let length = u16::try_from(message.len()).unwrap_or(u16::MAX).to_be_bytes();
    let (first, rest) = message.split_at(message.len().min(PACKET - 7));
    let packet = |head: &[u8], body: &[u8]| {
        let mut packet = [0; PACKET];
        let bytes = [0; 4].iter().chain(head).chain(body);
        packet.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        packet
    };
    let head = packet(&[command, length[0], length[1]], first);
    let rest = rest.chunks(PACKET - 5).zip(0_u8..=127).map(|(part, number)| packet(&[number], part));
    std::iter::once(head).chain(rest).collect()
}

fn encoded(value: &Value) -> Vec<u8> {
    value.encode().unwrap()
}

fn map(entries: impl IntoIterator<Item = (i64, Value)>) -> Value {
    super::map(entries)
}

fn bytes(bytes: &[u8]) -> Value {
    Value::Bytes(bytes.to_vec())
}

fn info() -> Value {
    map([
        (1, Value::List(vec!["FIDO_2_0".into(), "FIDO_2_1".into()])),
        (2, Value::List(vec!["hmac-secret".into()])),
        (3, bytes(&[7; 16])),
        (
            4,
            super::named([
                ("rk", Value::Truth(true)),
                ("clientPin", Value::Truth(true)),
                ("pinUvAuthToken", Value::Truth(true)),
            ]),
        ),
        (6, Value::List(vec![Value::Int(2), Value::Int(1)])),
        (7, Value::Int(8)),
    ])
}

fn cose() -> Value {
    map([(1, Value::Int(2)), (3, Value::Int(-7)), (-1, Value::Int(1)), (-2, bytes(&X)), (-3, bytes(&Y))])
}

fn head(flags: u8) -> Vec<u8> {
    [Sha256::digest(RELYING_PARTY).as_slice(), &[flags, 0, 0, 0, 1]].concat()
}

fn made() -> Vec<u8> {
    let extensions = super::named([("hmac-secret", Value::Truth(true))]);
    [head(0xc5).as_slice(), &[7; 16], &[0, 4, 9, 9, 9, 9], &encoded(&cose()), &encoded(&extensions)].concat()
}

fn asserted() -> Vec<u8> {
    let extensions = super::named([("hmac-secret", bytes(&[5; 48]))]);
    [head(0x85).as_slice(), &encoded(&extensions)].concat()
}

fn credential() -> Value {
    super::named([("id", bytes(&[9; 4])), ("type", "public-key".into())])
}

/// The answers of a whole conversation, each with its status.
fn conversation(answers: &[(u8, Option<Value>)]) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new());
    encoder.array(answers.len() as u64).unwrap();
    for (status, value) in answers {
        encoder.array(2).unwrap().u8(*status).unwrap();
        encoder.writer_mut().extend(value.as_ref().map_or(vec![0xf6], encoded));
    }
    encoder.into_writer()
}

fn conversations() -> [Vec<u8>; 3] {
    let shared = || (0, Some(map([(1, cose())])));
    let token = || (0, Some(map([(2, bytes(&[3; 48]))])));
    let held = || (0, Some(map([(1, credential()), (2, bytes(&head(1))), (3, bytes(&[1; 70]))])));
    let answer = || (0, Some(map([(1, credential()), (2, bytes(&asserted())), (3, bytes(&[1; 70]))])));
    let created = || (0, Some(map([(1, "none".into()), (2, bytes(&made())), (3, map([]))])));
    let wrong = (0x31, None);
    [
        conversation(&[(0, Some(info())), (0x2e, None), shared(), token(), created()]),
        conversation(&[(0, Some(info())), held(), shared(), token(), shared(), answer()]),
        conversation(&[(0, Some(info())), held(), shared(), wrong, (0, Some(map([(3, Value::Int(2))])))]),
    ]
}

/// The packets of a conversation that may be damaged in any way: each part is a message as it stands.
fn spoken(conversation: &[u8]) -> Vec<Packet> {
    let mut decoder = Decoder::new(conversation);
    let mut spoken = Vec::new();
    let Ok(Some(answers)) = decoder.array() else { return spoken };
    for _ in 0..answers.min(40) {
        let Ok(Some(2)) = decoder.array() else { break };
        let Ok(status) = decoder.u8() else { break };
        let start = decoder.position();
        let whole = decoder.skip().is_ok();
        let end = if whole { decoder.position() } else { conversation.len() };
        let value = conversation.get(start..end).unwrap_or_default();
        let value = if value == [0xf6] { &[] } else { value };
        spoken.extend(packets(0x90, &[&[status], value].concat()));
        if !whole {
            break;
        }
    }
    spoken
}

#[test]
fn security_key_packets() {
    let message = packets(0x90, &[&[0], encoded(&info()).as_slice()].concat());
    let waiting = packets(0xbb, &[2]);
    let refused = packets(0xbf, &[6]);
    let seeds = [message.concat(), [waiting.concat(), message.concat()].concat(), refused.concat()];
    target("security key packets", Shape::Bytes, 3_000).seeds(seeds).check(|bytes| {
        let packets: Vec<Packet> = bytes
            .chunks(PACKET)
            .map(|part| std::array::from_fn(|place| part.get(place).copied().unwrap_or_default()))
            .collect();
        let minds = bytes.first() != Some(&1);
        let plug = Scripted { minds, ..Scripted::saying(packets) };
        with_person(|person| {
            let mut channel = Channel::open(Box::new(plug), person.cancel)?;
            let answered = channel.command(super::GET_INFO, None, person);
            answered.map(|value| std::mem::discriminant(&value)).map_err(KeyError::from)
        })
    });
}

#[test]
fn security_key_answers() {
    target("security key answers", Shape::Cbor, 300).seeds(conversations()).check(|bytes| {
        with_person(|person| {
            let port = || Ctap2::new(Port(Mutex::new(Some(Scripted::saying(spoken(bytes))))));
            let others = [vec![8; 4]];
            let wanted = Wanted { client_data: b"{}", user: b"jo", user_name: "jo.marsden", others: &others };
            let made = port().make(&wanted, person).and_then(|made| read_made(&made.authenticator_data));
            let salted = Salted { credential: vec![9; 4], salt: [4; 32] };
            let answer = port().ask(b"{}", &[salted], person).and_then(|answer| {
                let public = [&[4], X.as_slice(), &Y].concat();
                check_answer(&public, &answer.authenticator_data, b"{}", &answer.signature)
            });
            assert!(answer.is_err(), "nobody signed it");
            (made.map(|made| made.public.len()), answer)
        })
    });
}

/// The good conversations go as far as they should.
#[test]
fn the_good_answers_are_taken() {
    let [making, ..] = conversations();
    with_person(|person| {
        let port = Ctap2::new(Port(Mutex::new(Some(Scripted::saying(spoken(&making))))));
        let wanted =
            Wanted { client_data: b"{}", user: b"jo", user_name: "jo.marsden", others: &[vec![8; 4]] };
        let made = port.make(&wanted, person).and_then(|made| read_made(&made.authenticator_data)).unwrap();
        assert_eq!(made.public, [&[4], X.as_slice(), &Y].concat());
    });
}

#[test]
fn authenticator_data() {
    target("authenticator data", Shape::Bytes, 4_000).seeds([made(), asserted()]).check(|bytes| {
        let credential = read_made(bytes);
        if let Ok(credential) = &credential {
            assert_eq!(credential.public.len(), 65);
        }
        let checked = check_answer(&[4; 65], bytes, b"{}", bytes);
        (credential.map(|_| ()), checked, hmac_secret_output(bytes).is_some())
    });
}

#[test]
fn ctap_value() {
    let seeds = [encoded(&info()), encoded(&cose()), encoded(&credential())];
    target("ctap value", Shape::Cbor, 2_500).seeds(seeds).check(|bytes| {
        let read = Value::decode(bytes);
        if let Some(value) = &read {
            assert_eq!(Value::decode(&encoded(value)).as_ref(), Some(value));
        }
        read.map(|value| std::mem::discriminant(&value))
    });
}

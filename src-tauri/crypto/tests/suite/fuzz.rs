//! Whatever bytes come from the log, a signal or a sheet of paper: read or refused, and what is read was written so.

use crate::mutation::folded;
use crate::practice::{chain, people_chain};
use crate::support::{gateway, keys};
use ::fuzz::{Shape, Target};
use crypto::directory::{Directory, Statement};
use crypto::{Draft, Envelope, cbor};
use domain::audit::chain::Link;
use domain::bell::Bell;
use domain::briefing::Briefing;
use domain::conversation::Event;
use domain::message::{Inbound, Outbound, PatientDetails, fixture};
use domain::names::Names;
use domain::policy::PracticePolicy;
use domain::restricted::Restrictions;
use domain::rota::Rota;
use domain::safety::SafetyRecord;
use domain::{ConversationId, DeliveryId, NhsNumber, Subject};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

const ID: &str = "00000000-0000-0000-0000-000000000007";

fn target(name: &'static str, shape: Shape, tries: u64) -> Target {
    ::fuzz::target(name, shape, tries).measured(|run| allocation_counter::measure(run).bytes_max)
}

/// Everything the first version wrote.
fn kept() -> Vec<Vec<u8>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        files.filter(|file| file.extension().is_some_and(|kind| kind == "cbor")).collect();
    files.sort();
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

/// How long a text is does not make another kind of answer.
fn kind<T, E: std::fmt::Debug>(answer: &Result<T, E>) -> String {
    match answer {
        Ok(_) => "read".to_owned(),
        Err(error) => format!("{error:?}").chars().take_while(char::is_ascii_alphanumeric).collect(),
    }
}

#[test]
fn envelope() {
    target("envelope", Shape::Cbor, 1_000).seeds(kept()).check(|bytes| {
        let parsed = Envelope::parse(bytes);
        if let Ok(envelope) = &parsed {
            assert_eq!(envelope.bytes(), bytes);
            let header = cbor::encode(envelope.header()).unwrap();
            assert_eq!(&cbor::decode::<crypto::Header>(&header).unwrap(), envelope.header());
        }
        kind(&parsed)
    });
}

/// What a workstation of the practice could sign and should not: the body is damaged, the signatures are good.
#[test]
fn directory_statement() {
    let chains = [folded(chain()), folded(people_chain())];
    let places: Vec<(Option<&Directory>, &Envelope)> = chains
        .iter()
        .flat_map(|(chain, after)| {
            chain
                .iter()
                .enumerate()
                .map(|(place, one)| (place.checked_sub(1).map(|before| &after[before]), one))
        })
        .collect();
    let seeds = places.iter().zip(0_u8..).map(|((_, envelope), place)| {
        let author = Envelope::parse(envelope.bytes()).unwrap();
        [&[place], body(&author).as_slice()].concat()
    });
    target("directory statement", Shape::Cbor, 400).seeds(seeds).check(|bytes| {
        let Some((place, body)) = bytes.split_first() else { return "nothing".to_owned() };
        let (before, envelope) = places[usize::from(*place) % places.len()];
        let read = cbor::decode::<Statement>(body);
        if let Ok(statement) = &read {
            let written = cbor::encode(statement).unwrap();
            assert!(cbor::decode::<Statement>(&written).unwrap() == *statement);
        }
        let draft = Draft::new(envelope.header().clone(), body.to_vec());
        let Ok(signed) = draft.sign_only(&keys(1).sign, Some(&keys(51).sign)) else {
            return "too long".to_owned();
        };
        let answer = match before {
            None => Directory::found(&signed).map(drop),
            Some(before) => {
                let mut after = before.clone();
                let answer = after.apply(&signed).map(drop);
                assert_eq!(answer.is_err(), after.head() == before.head());
                answer
            }
        };
        format!("{} {}", kind(&read), kind(&answer))
    });
}

fn body(envelope: &Envelope) -> Vec<u8> {
    // Label and header are byte strings before it; the directory writes no other suite.
    let mut decoder = minicbor::Decoder::new(envelope.bytes());
    decoder.array().unwrap();
    decoder.str().unwrap();
    decoder.bytes().unwrap();
    decoder.bytes().unwrap().to_vec()
}

#[test]
fn recovery_kit() {
    let sheet = crypto::Kit::make().text().to_string();
    let seeds = [sheet.clone(), sheet.to_lowercase().replace(' ', "-"), sheet.replace('0', "O")];
    target("recovery kit", Shape::Bytes, 4_000).seeds(seeds).check(|bytes| {
        let kit = crypto::Kit::parse(&String::from_utf8_lossy(bytes));
        if let Ok(kit) = &kit {
            assert_eq!(crypto::Kit::parse(&kit.text()).unwrap().keys().public(), kit.keys().public());
        }
        kind(&kit)
    });
}

/// One body in one of the types that travel: what is read is read again from what is written.
fn body_of<T: DeserializeOwned + Serialize + PartialEq>(bytes: &[u8]) -> bool {
    let Ok(read) = cbor::decode::<T>(bytes) else { return false };
    let written = cbor::encode(&read).unwrap();
    assert!(cbor::decode::<T>(&written).is_ok_and(|again| again == read), "it does not read back");
    true
}

fn is_readable_as_any(bytes: &[u8]) -> Vec<bool> {
    vec![
        body_of::<Event>(bytes),
        body_of::<Inbound>(bytes),
        body_of::<Outbound>(bytes),
        body_of::<Bell>(bytes),
        body_of::<PracticePolicy>(bytes),
        body_of::<Names>(bytes),
        body_of::<Rota>(bytes),
        body_of::<Briefing>(bytes),
        body_of::<Restrictions>(bytes),
        body_of::<PatientDetails>(bytes),
        body_of::<SafetyRecord>(bytes),
        body_of::<Vec<Link>>(bytes),
    ]
}

fn event(value: Value) -> Vec<u8> {
    cbor::encode(&serde_json::from_value::<Event>(value).unwrap()).unwrap()
}

fn events() -> Vec<Vec<u8>> {
    let at = "2026-08-25T08:58:00Z";
    [
        json!({"kind": "lookedAt"}),
        json!({"kind": "reviewed", "cleared": null}),
        json!({"kind": "riskReviewed", "redFlag": true}),
        json!({"kind": "findingRead", "letter": ID, "finding": 2}),
        json!({"kind": "exclusionOverridden", "reason": "known to us"}),
        json!({"kind": "replied", "delivery": ID, "channel": "webForm", "from": "Jo, reception", "text": "Come at two",
            "waitUntil": "2026-09-01"}),
        json!({"kind": "alertRaised", "letter": ID, "category": "stroke"}),
        json!({"kind": "alertResolved", "letter": ID, "outcome": "seen at home"}),
        json!({"kind": "deliveryMoved", "delivery": ID, "state": {"kind": "arrived"}, "at": at}),
        json!({"kind": "reopened", "why": "one more question"}),
    ]
    .into_iter()
    .map(event)
    .collect()
}

fn bodies() -> Vec<Vec<u8>> {
    let now = "2026-08-25T09:00:00Z".parse().unwrap();
    let letter = fixture::letter(1, now, "My knee hurts when I climb the stairs");
    let route = letter.reply.clone().unwrap();
    let outbound = Outbound {
        delivery: DeliveryId(Uuid::from_u128(3)),
        conversation: ConversationId(Uuid::from_u128(4)),
        route,
        nhs_number: "9990000018".parse::<NhsNumber>().ok(),
        from: "Jo, reception".to_owned(),
        text: "Please come at two".to_owned(),
        at: now,
        tries_before: 2,
    };
    let admitted =
        Event::Admitted { letter: Box::new(letter.clone()), gateway: gateway(), signature: vec![7; 64] };
    let assessed = json!({"kind": "assessed", "letter": ID, "assessment": domain::risk::assess(
        "Crushing chest pain and I cannot breathe", domain::risk::About::default())});
    let names = json!({"people": {ID: {"name": "Dr N Okafor", "signature": "Dr Okafor"}}, "devices": {ID: "Reception 1"}});
    let slot =
        json!({"from": "2026-08-25T07:00:00Z", "until": "2026-08-25T17:30:00Z", "duty": ID, "deputy": ID});
    let mut bodies = vec![
        cbor::encode(&admitted).unwrap(),
        event(assessed),
        cbor::encode(&Inbound::Letter { letter: Box::new(letter.clone()), signature: vec![7; 64] }).unwrap(),
        cbor::encode(&outbound).unwrap(),
        cbor::encode(&letter.patient).unwrap(),
        cbor::encode(&Bell::Rings { id: domain::EventId(Uuid::from_u128(5)) }).unwrap(),
        cbor::encode(&PracticePolicy::default()).unwrap(),
        cbor::encode(&Briefing::standard()).unwrap(),
        cbor::encode(&serde_json::from_value::<Names>(names).unwrap()).unwrap(),
        cbor::encode(&serde_json::from_value::<Rota>(json!({"slots": [slot], "drafts": [slot]})).unwrap())
            .unwrap(),
    ];
    bodies.extend(events());
    bodies
}

#[test]
fn event_body() {
    let bodies = bodies();
    for body in &bodies {
        assert!(is_readable_as_any(body).contains(&true));
    }
    target("event body", Shape::Cbor, 1_500).seeds(bodies).check(is_readable_as_any);
}

#[test]
fn subject() {
    let seeds = ["directory", "joining", "public", "bell", "erasure", &format!("conversation.{ID}")]
        .map(str::to_owned);
    let seeds = seeds.into_iter().chain([crate::support::inbox().as_str().to_owned()]);
    target("subject", Shape::Bytes, 5_000).seeds(seeds).check(|bytes| {
        let text = String::from_utf8_lossy(bytes);
        let read = text.parse::<Subject>();
        if let Ok(subject) = &read {
            assert_eq!(subject.as_str(), text);
        }
        kind(&read)
    });
}

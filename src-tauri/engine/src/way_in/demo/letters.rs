//! Letters that wait in the demonstration when it is first opened, sealed as the gateway seals them.

use crate::clock::Clock;
use crate::folder::DataFolder;
use crate::way_in::set_up::{keystore, own_gateway, own_gateway_id};
use chrono::{DateTime, TimeDelta, Utc};
use crypto::{Author, Directory, Draft, Envelope, Header, Keys, Origin, cbor};
use domain::calendar::Calendar;
use domain::message::{Channel, Identity, Inbound, Letter, PatientDetails, ReplyRoute, Writer};
use domain::policy::PracticePolicy;
use domain::subject::Kind;
use domain::{EventId, LetterId, Subject, derive_uuid};
use queue::Seq;
use signin::vault::{Kind as VaultKind, Vault};
use std::sync::Arc;

type Row = (&'static str, i64, Option<(&'static str, &'static str)>, &'static str);

/// Whose (NHS number), how many open minutes ago, who wrote if not the patient, and what.
const LETTERS: [Row; 8] = [
    (
        "9990000018",
        100,
        None,
        "Lots of bruises since Friday, and I am on warfarin. Should I come in or wait for my next check?",
    ),
    (
        "9990000042",
        67,
        Some(("Susan Wood", "daughter")),
        "Mum's ankles are swollen and she sleeps in the chair because she cannot lie flat. She says not to bother you but I am worried.",
    ),
    (
        "9990000034",
        72,
        None,
        "Dzień dobry, czy są już wyniki badania krwi z zeszłego tygodnia? Proszę o wiadomość.",
    ),
    (
        "9990000026",
        44,
        None,
        "Hello, please could my brown inhaler (Clenil) go to Well Pharmacy on Castle Street instead of Boots? I can collect on Thursday. Is my asthma review due as well? I am fine otherwise, no chest pain and sleeping well. Thank you.",
    ),
    (
        "9990000050",
        380,
        None,
        "My sick note runs out on Friday and I am still off with my back. Can I have another one please?",
    ),
    (
        "9990000069",
        22,
        Some(("Salma Begum", "mother")),
        "School needs an inhaler letter for Nasreen before the trip. Could you send it to me please?",
    ),
    (
        "9990000077",
        11,
        None,
        "We have moved house. New address is 5 Bell Court, Hollin, HL4 7QJ, and the landline is 01632 960188.",
    ),
    ("9990000085", 3, None, "Which day can I collect my tablets?"),
];

/// What arrives while somebody looks at the demonstration, and calls them.
const DANGER: Row = (
    "9990000069",
    0,
    Some(("Salma Begum", "mother")),
    "Nasreen is breathing very fast, her lips have gone blue and the inhaler does nothing. I cannot get through on the phone.",
);

/// The demonstration could not be furnished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the demonstration's letters could not be posted")]
pub(super) struct CannotPost;

fn cannot(error: impl std::error::Error) -> CannotPost {
    tracing::error!(%error, "a letter of the demonstration could not be posted");
    CannotPost
}

/// Seals the letters and puts them into the inbox.
pub(super) async fn post(folder: &DataFolder, clock: &Clock) -> Result<(), CannotPost> {
    let place = folder.practice();
    let vault = Vault::open_with(&place, keystore(VaultKind::Demonstration, &place)).map_err(cannot)?;
    let keys = own_gateway(&vault).map_err(cannot)?;
    let queue = queue::open(&folder.log_home(), Arc::new(clock.clone())).await.map_err(cannot)?;
    let log = queue.read(Seq::START, 1000).await.map_err(cannot)?;
    let (directory, policy) = read(&log).ok_or(CannotPost)?;
    for letter in all(&policy, clock.now()) {
        let envelope = seal(letter, &keys, &directory).ok_or(CannotPost)?;
        let header = envelope.header();
        queue.append(&header.subject, None, header.id, envelope.bytes()).await.map_err(cannot)?;
    }
    queue.close().await;
    Ok(())
}

/// All of them as they wait at this moment, the oldest first.
pub(crate) fn all(policy: &PracticePolicy, now: DateTime<Utc>) -> Vec<Letter> {
    let mut rows = LETTERS.to_vec();
    rows.sort_by_key(|(_, ago, ..)| std::cmp::Reverse(*ago));
    rows.into_iter().map(|row| letter(row, policy, now)).collect()
}

/// The letter that calls whoever is signed in, as if it came at this moment.
pub(crate) fn danger(policy: &PracticePolicy, now: DateTime<Utc>) -> Letter {
    letter(DANGER, policy, now)
}

fn read(log: &[queue::Message]) -> Option<(Directory, PracticePolicy)> {
    let of = |wanted: Kind| log.iter().filter(move |message| message.subject.kind() == Ok(wanted.clone()));
    let mut statements = of(Kind::Directory).filter_map(|message| Envelope::parse(&message.bytes).ok());
    let mut directory = Directory::found(&statements.next()?).ok()?;
    for statement in statements {
        directory.apply(&statement).ok()?;
    }
    let public = Envelope::parse(&of(Kind::Public).next_back()?.bytes).ok()?;
    let key = directory.verifying_key_at(&public.header().author, &public.header().directory).ok()?;
    let policy = cbor::decode(public.verify(key).ok()?.clear_body().ok()?).ok()?;
    Some((directory, policy))
}

/// So many minutes ago, counted in open time, so that the demonstration looks like a morning whenever it is opened.
fn ago(policy: &PracticePolicy, minutes: i64, now: DateTime<Utc>) -> DateTime<Utc> {
    let calendar = Calendar::new(policy);
    let mut at = now - TimeDelta::minutes(minutes);
    let step = TimeDelta::minutes(30);
    for _ in 0..48 * 10 {
        if !calendar.is_open(now) || calendar.open_time_between(at, now) >= TimeDelta::minutes(minutes) {
            break;
        }
        at -= step;
    }
    at
}

fn letter((number, minutes, writer, text): Row, policy: &PracticePolicy, now: DateTime<Utc>) -> Letter {
    let received_at = ago(policy, minutes, now);
    let id = LetterId(derive_uuid("demonstration letter", &[number.as_bytes(), text.as_bytes()]));
    Letter {
        id,
        channel: Channel::NhsApp,
        received_at,
        written_at: Some(received_at - TimeDelta::minutes(1)),
        writer: writer.map_or(Writer::Patient, |(name, relation)| Writer::Other {
            name: name.to_owned(),
            relation: relation.to_owned(),
        }),
        identity: Identity::NhsLogin,
        patient: PatientDetails { nhs_number: number.parse().ok(), ..PatientDetails::default() },
        about: None,
        in_reply_to: None,
        reply: Some(ReplyRoute {
            gateway: own_gateway_id(),
            channel: Channel::NhsApp,
            address: id.to_string(),
        }),
        text: text.to_owned(),
        form: None,
        acknowledgement: None,
    }
}

pub(crate) fn seal(letter: Letter, keys: &Keys, directory: &Directory) -> Option<Envelope> {
    let signature = keys.sign.sign(&letter.signing_bytes()).to_bytes().to_vec();
    let (id, at) = (letter.id, letter.received_at);
    seal_inbound(
        (id, "letter", at),
        &Inbound::Letter { letter: Box::new(letter), signature },
        keys,
        directory,
    )
}

/// Seals what the gateway puts into the log, under its id, its kind and its moment.
pub(crate) fn seal_inbound(
    (id, kind, at): (LetterId, &str, DateTime<Utc>),
    inbound: &Inbound,
    keys: &Keys,
    directory: &Directory,
) -> Option<Envelope> {
    let (epoch, letterbox) = directory.letterbox()?;
    let origin = Origin {
        practice: directory.practice(),
        author: Author::Gateway(own_gateway_id()),
        epoch,
        directory: directory.head(),
        at,
    };
    let header = Header::new(origin, Subject::inbox(&own_gateway_id(), id), EventId(id.0), kind);
    let body = cbor::encode(inbound).ok()?;
    Draft::new(header, body).seal_letter(letterbox, &keys.sign).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::risk::{About, Tier, assess};

    #[test]
    fn none_of_the_letters_that_wait_calls_anybody_away_on_first_sight() {
        for (_, _, _, text) in LETTERS {
            assert_ne!(assess(text, About::default()).tier, Tier::Alert, "{text}");
        }
        assert_eq!(assess(DANGER.3, About::default()).tier, Tier::Alert, "what comes later does");
    }
}

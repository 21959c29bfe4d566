use super::{answers, transcript};
use crate::present::fixture::{JO, OKAFOR, Tale, amira, shared};
use domain::alert::{Contact, NoDanger, WhyNoDanger};
use domain::conversation::{Event, IdentityCheck, Outcome, Route};
use domain::delivery::{DeliveryState, WhyFailed};
use domain::message::{Channel, Writer};
use domain::risk::Category;
use domain::{DeliveryId, LetterId, acknowledgement};
use proptest::prelude::*;
use record::transcript::{Entry, FoundBy};
use uuid::Uuid;

fn delivery(number: u128) -> DeliveryId {
    DeliveryId(Uuid::from_u128(number))
}

fn messages(entries: &[Entry]) -> Vec<&str> {
    entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::Received { text, .. } | Entry::Sent { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

#[test]
fn everything_that_happened_to_an_alert_is_told() {
    let letter = LetterId(Uuid::from_u128(1));
    let mut tale = Tale::new();
    tale.letter(1, |one| {
        one.text = "I want to kill myself tonight.".to_owned();
        one.writer = Writer::Other { name: "Leela Patel".to_owned(), relation: "daughter".to_owned() };
        one.acknowledgement = Some(acknowledgement::compose(&shared().policy, one.received_at));
        one.reply.as_mut().unwrap().channel = Channel::WebForm;
    });
    tale.next(Some(JO), Event::AlertSeen { letter }).next(Some(JO), Event::AlertTaken { letter });
    let (at, note) = (tale.now, "Line rang out.".to_owned());
    tale.next(Some(JO), Event::AlertAttempted { letter, contact: Contact::NoAnswer, at, note });
    tale.next(Some(OKAFOR), Event::AlertPassed { letter })
        .next(Some(OKAFOR), Event::AlertAccepted { letter });
    let (at, note) = (tale.now, "Safe with her mother.".to_owned());
    tale.next(Some(OKAFOR), Event::AlertAttempted { letter, contact: Contact::Spoke, at, note });
    tale.next(Some(OKAFOR), Event::FindingRead { letter, finding: 0 });
    tale.next(
        Some(OKAFOR),
        Event::AlertResolved { letter, outcome: "Crisis team at 13:00.".to_owned(), no_danger: None },
    );
    tale.next(Some(JO), Event::IdentityVerified { how: IdentityCheck::ProxyChecked });
    tale.next(Some(JO), Event::UseChosen { to: "clinical-query".parse().unwrap() });
    tale.next(Some(JO), Event::RiskReviewed { red_flag: true });
    tale.next(Some(JO), Event::Routed { to: Route::Phone, seconds: 60, note: "Ring twice.".to_owned() });
    let (at, note) = (tale.now, "Called back.".to_owned());
    tale.next(Some(OKAFOR), Event::ContactRecorded { contact: Contact::Spoke, at, note });
    tale.close(9, Outcome::DealtWithByPhone);

    let paper = transcript(&tale.state, delivery(9), Some(&amira()), &shared()).unwrap();
    let count = |wanted: fn(&Entry) -> bool| paper.entries.iter().filter(|entry| wanted(entry)).count();
    assert_eq!(count(|entry| matches!(entry, Entry::Received { from, .. } if from.relation.is_some())), 1);
    assert_eq!(count(|entry| matches!(entry, Entry::Acknowledgement { .. })), 1);
    assert_eq!(count(|entry| matches!(entry, Entry::Finding { read: Some(_), .. })), 1);
    assert_eq!(count(|entry| matches!(entry, Entry::Call { .. })), 1);
    assert_eq!(count(|entry| matches!(entry, Entry::Routed { why: Some(_), .. })), 1);
    assert_eq!(count(|entry| matches!(entry, Entry::Note { .. })), 2);
    // Seen, taken, tried twice, passed, accepted, ended.
    assert_eq!(count(|entry| matches!(entry, Entry::Escalation { .. })), 7);
    assert_eq!((paper.version, paper.replaces), (1, None));
    assert_eq!(paper.permitted_use, "Clinical query");
    assert_eq!(paper.outcome, "Dealt with by telephone");
    assert_eq!(paper.patient.family, "Patel");
    assert_eq!(paper.closed, tale.now);
}

#[test]
fn who_keeps_a_conversation_to_answer_is_named_and_each_result_of_a_call_has_its_own_words() {
    let mut tale = Tale::new();
    tale.letter(1, |_| {});
    tale.next(Some(JO), Event::Routed { to: Route::AnswerHere, seconds: 9, note: String::new() });
    for contact in [Contact::Advised999, Contact::CalledAmbulance] {
        let (at, note) = (tale.now, String::new());
        tale.next(Some(OKAFOR), Event::ContactRecorded { contact, at, note });
    }
    tale.close(9, Outcome::DealtWithByPhone);
    let paper = transcript(&tale.state, delivery(9), Some(&amira()), &shared()).unwrap();
    let notes = paper.entries.iter().filter_map(|entry| match entry {
        Entry::Note { text, .. } => Some(text.as_str()),
        Entry::Call { what, .. } => Some(what.as_str()),
        _ => None,
    });
    let said: Vec<&str> = notes.collect();
    for words in [
        "Kept by Jo Marsden to answer.",
        "Advised the patient to phone 999.",
        "Called an ambulance for the patient.",
    ] {
        assert!(said.contains(&words), "{words}: {said:?}");
    }
}

#[test]
fn the_second_version_holds_the_first_and_replaces_it() {
    let mut tale = Tale::new();
    tale.letter(1, |_| {}).answer(5, "It is on its way.").close(8, Outcome::RequestDone);
    tale.next(Some(JO), Event::Reopened { why: "She asks again.".to_owned() });
    tale.letter(2, |one| one.text = "And my review?".to_owned()).answer(6, "In October.");
    tale.close(9, Outcome::QuestionAnswered);
    let first = transcript(&tale.state, delivery(8), None, &shared()).unwrap();
    let second = transcript(&tale.state, delivery(9), None, &shared()).unwrap();
    assert_eq!(messages(&first.entries).len(), 2);
    assert_eq!(
        messages(&second.entries),
        [
            "Could my inhaler go to Well Pharmacy, please?",
            "It is on its way.",
            "And my review?",
            "In October."
        ]
    );
    assert_eq!((second.version, second.replaces), (2, Some(first.document)));
    assert_ne!(second.document, first.document);
    assert_eq!(first.outcome, "Request done");
    assert_eq!(answers(&tale.state, delivery(8)), Some(vec![delivery(5)]));
    assert_eq!(answers(&tale.state, delivery(9)), Some(vec![delivery(5), delivery(6)]));
    assert!(transcript(&tale.state, delivery(5), None, &shared()).is_none(), "an answer is no document");
    assert!(transcript(&tale.state, delivery(99), None, &shared()).is_none());
}

/// A gateway once composed an acknowledgement that no NHS App was ever sent.
#[test]
fn an_acknowledgement_that_nobody_was_sent_is_not_filed() {
    let mut tale = Tale::new();
    tale.letter(1, |one| {
        one.acknowledgement = Some(acknowledgement::compose(&shared().policy, one.received_at));
    });
    tale.close(9, Outcome::RequestDone);
    let paper = transcript(&tale.state, delivery(9), None, &shared()).unwrap();
    assert!(!paper.entries.iter().any(|entry| matches!(entry, Entry::Acknowledgement { .. })));
}

#[test]
fn an_answer_on_a_page_that_nobody_opened_is_not_filed_as_delivered() {
    let at_page = |state: DeliveryState| {
        let mut tale = Tale::new();
        tale.letter(1, |_| {});
        let (delivery_id, from, text) = (delivery(5), "Jo".to_owned(), "It is ready.".to_owned());
        let channel = Channel::WebForm;
        tale.next(Some(JO), Event::Replied { delivery: delivery_id, channel, from, text, wait_until: None });
        let at = tale.now;
        tale.next(None, Event::DeliveryMoved { delivery: delivery_id, state, at });
        tale.close(9, Outcome::RequestDone);
        let paper = transcript(&tale.state, delivery(9), None, &shared()).unwrap();
        let step = paper.entries.iter().find_map(|entry| match entry {
            Entry::Sent { delivery, .. } => delivery.first().map(|step| step.state),
            _ => None,
        });
        step.expect("it left")
    };
    assert_eq!(at_page(DeliveryState::Arrived), record::transcript::DeliveryState::OnPage);
    assert_eq!(at_page(DeliveryState::Read), record::transcript::DeliveryState::Read);
}

#[test]
fn a_failed_answer_says_so() {
    let mut tale = Tale::new();
    tale.letter(1, |_| {}).answer(5, "It is on its way.");
    let (state, at) = (DeliveryState::Failed { why: WhyFailed::NoRoute }, tale.now);
    tale.next(None, Event::DeliveryMoved { delivery: delivery(5), state, at });
    tale.close(9, Outcome::DealtWithByPhone);
    let paper = transcript(&tale.state, delivery(9), None, &shared()).unwrap();
    let failed = paper.entries.iter().any(
        |entry| matches!(entry, Entry::Sent { delivery, .. } if delivery.iter().any(|one| one.why.is_some())),
    );
    assert!(failed);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever is written, each letter and each answer before the closing stands in the document once, in order.
    #[test]
    fn every_letter_and_answer_is_filed_exactly_once(
        written in proptest::collection::vec((any::<bool>(), "(?s).{0,60}"), 1..12),
        before in 0_usize..12,
    ) {
        let mut tale = Tale::new();
        tale.letter(1, |_| {});
        let before = before.min(written.len());
        let mut expected = vec!["Could my inhaler go to Well Pharmacy, please?".to_owned()];
        for (place, (from_patient, words)) in written.iter().enumerate() {
            if place == before {
                tale.close(9_000, Outcome::RequestDone);
                tale.next(Some(JO), Event::Reopened { why: "More.".to_owned() });
            }
            let (number, text) = (place as u128, format!("{place} {words}"));
            match from_patient {
                true => tale.letter(100 + number, |one| one.text.clone_from(&text)),
                false => tale.answer(1_000 + number, &text),
            };
            expected.push(text);
        }
        if before == written.len() {
            tale.close(9_000, Outcome::RequestDone);
            tale.next(Some(JO), Event::Reopened { why: "More.".to_owned() });
        }
        tale.close(9_001, Outcome::RequestDone);
        let first = transcript(&tale.state, delivery(9_000), None, &shared()).unwrap();
        let last = transcript(&tale.state, delivery(9_001), None, &shared()).unwrap();
        prop_assert_eq!(messages(&last.entries), expected.iter().map(String::as_str).collect::<Vec<_>>());
        let until = expected.iter().take(before + 1).map(String::as_str).collect::<Vec<_>>();
        prop_assert_eq!(messages(&first.entries), until);
    }
}

#[test]
fn a_check_of_the_second_reader_alone_is_told_in_words_not_codes() {
    let mut tale = Tale::new();
    tale.reads_like(1, Category::Stroke);
    tale.answer(5, "We rang you.").close(9, Outcome::DealtWithByPhone);

    let paper = transcript(&tale.state, delivery(9), Some(&amira()), &shared()).unwrap();
    let told = paper.entries.iter().find_map(|entry| match entry {
        Entry::Finding { found_by, category, .. } => Some((found_by.clone(), category.as_str())),
        _ => None,
    });
    assert_eq!(told, Some((FoundBy::SecondReader, "reads like stroke")));
}

#[test]
fn what_the_rules_have_not_read_is_no_message_in_which_they_found_nothing() {
    let mut tale = Tale::new();
    tale.letter(1, |one| one.text = "Dzien dobry, czy sa juz wyniki badania krwi?".to_owned());
    tale.close(9, Outcome::QuestionAnswered);
    for entry in &mut tale.state.entries {
        if let domain::conversation::EntryKind::Received(received) = &mut entry.what {
            received.assessment = None;
        }
    }
    let paper = transcript(&tale.state, delivery(9), None, &shared()).unwrap();
    let told = paper.entries.iter().find_map(|entry| match entry {
        Entry::Finding { category, .. } => Some(category.as_str()),
        _ => None,
    });
    assert_eq!(told, Some("not assessed"));
}

#[test]
fn an_alert_that_was_none_is_told_with_its_reason_and_a_red_flag_under_its_name() {
    let letter = LetterId(Uuid::from_u128(1));
    let mut tale = Tale::new();
    tale.letter(1, |_| {}).next(Some(JO), Event::RiskReviewed { red_flag: true });
    tale.next(Some(JO), Event::AlertRaised { letter, category: Category::Other });
    tale.next(Some(OKAFOR), Event::AlertTaken { letter }).next(Some(OKAFOR), Event::AlertAccepted { letter });
    let no_danger = Some(NoDanger { why: WhyNoDanger::Asked, look_again: false });
    tale.next(Some(OKAFOR), Event::AlertResolved { letter, outcome: "A song.".to_owned(), no_danger });
    tale.close(9, Outcome::QuestionAnswered);
    let paper = transcript(&tale.state, delivery(9), None, &shared()).unwrap();
    let told: Vec<(String, Option<String>)> = paper
        .entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::Escalation { what, note, .. } => Some((what.clone(), note.clone())),
            Entry::Note { text, .. } => Some((text.clone(), None)),
            _ => None,
        })
        .collect();
    let ended = "Ended the alert as not a danger: the patient was asked, is safe and did not mean it so.";
    assert!(told.contains(&(ended.to_owned(), Some("A song.".to_owned()))), "{told:?}");
    assert!(told.iter().any(|(text, _)| text == "Looked for danger: red flag."), "{told:?}");
    assert!(
        told.iter().any(|(_, note)| note.as_ref().is_some_and(|n| n.contains("by Jo Marsden"))),
        "{told:?}"
    );
}

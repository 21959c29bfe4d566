use super::fixture::{BRANDT, JO, MENSAH, OKAFOR, Tale, amira, me, name, shared};
use super::{Opened, Reader, alert, brief, conversation, entry, refusal};
use crate::shared::Name;
use crate::{ConversationView, EntryWhat};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::conversation::{
    Conversation, Event, IdentityCheck, Online, Outcome, Place, Refusal, Route, Step,
};
use domain::delivery::{DeliveryState, WhyFailed};
use domain::message::{Identity, Writer};
use domain::risk::{Category, RiskLevel, Tier};
use domain::staff::Role;
use domain::{DeliveryId, LetterId, StaffId};
use uuid::Uuid;

fn shown(state: &Conversation, staff: StaffId, now: DateTime<Utc>) -> ConversationView {
    let (shared, me, index) = (shared(), me(staff), amira());
    let reader = Reader { shared: &shared, me: &me, now };
    let opened = Opened { confirmed: state, seen: state, unconfirmed: 0, index: Some(&index) };
    conversation(reader, opened, vec![]).unwrap()
}

/// The checklist, done by reception with this use.
fn triaged(tale: &mut Tale, permitted: &str, red_flag: bool) {
    tale.next(Some(JO), Event::LookedAt);
    tale.next(Some(JO), Event::IdentityVerified { how: IdentityCheck::NhsLogin });
    tale.next(Some(JO), Event::UseChosen { to: permitted.parse().unwrap() });
    tale.next(Some(JO), Event::RiskReviewed { red_flag });
}

#[test]
fn answering_here_is_closed_as_soon_as_the_reason_is_known() {
    let asked = |tale: &Tale, staff| shown(&tale.state, staff, tale.now).triage.routes[0].refused.clone();
    let mut tale = Tale::new();
    tale.letter(1, |_| {});
    assert_eq!(asked(&tale, JO), None, "an untouched checklist is not a reason");
    tale.next(Some(JO), Event::UseChosen { to: "clinical-query".parse().unwrap() });
    assert_eq!(asked(&tale, JO), Some(Refusal::ClinicianNeeded));
    assert_eq!(asked(&tale, OKAFOR), None);
    tale.next(Some(JO), Event::RiskReviewed { red_flag: true });
    assert_eq!(asked(&tale, OKAFOR), Some(Refusal::ExcludedTopic));

    let mut tale = Tale::new();
    tale.letter(1, |letter| letter.text = "I want to kill myself tonight.".to_owned());
    assert_eq!(asked(&tale, OKAFOR), Some(Refusal::AlertOpen));
}

#[test]
fn an_answer_is_refused_for_the_rules_own_reasons() {
    let refused = |tale: &Tale, staff| shown(&tale.state, staff, tale.now).reply_refused;
    let mut tale = Tale::new();
    tale.letter(1, |_| {});
    let missing = vec![Step::Identity, Step::PermittedUse, Step::Risk];
    assert_eq!(refused(&tale, JO), Some(Refusal::TriageOpen { missing }));
    triaged(&mut tale, "prescription-collection", false);
    assert_eq!(refused(&tale, JO), None);
    tale.next(Some(OKAFOR), Event::Taken);
    assert!(matches!(refused(&tale, JO), Some(Refusal::HeldBy { staff: OKAFOR, .. })));
    assert_eq!(refused(&tale, OKAFOR), None);
    tale.now += TimeDelta::minutes(15);
    assert_eq!(refused(&tale, JO), None, "a claim runs out by itself");
    tale.letter(2, |letter| letter.text = "I have chest pain now.".to_owned());
    assert_eq!(refused(&tale, JO), Some(Refusal::AlertOpen));
    tale.close(9, Outcome::RequestDone);
    assert_eq!(refused(&tale, JO), Some(Refusal::Closed));

    let mut tale = Tale::new();
    tale.letter(1, |letter| letter.reply = None);
    triaged(&mut tale, "prescription-collection", false);
    assert_eq!(refused(&tale, JO), Some(Refusal::NoRoute));
}

#[test]
fn closing_is_refused_only_if_no_outcome_would_do() {
    let refused = |tale: &Tale, staff| shown(&tale.state, staff, tale.now).close_refused;
    let mut tale = Tale::new();
    tale.letter(1, |_| {});
    assert_eq!(refused(&tale, JO), Some(Refusal::UnseenMessage));
    triaged(&mut tale, "clinical-query", false);
    assert_eq!(refused(&tale, JO), Some(Refusal::ClinicianNeeded));
    assert_eq!(refused(&tale, OKAFOR), None);
    tale.answer(5, "Thank you.");
    let (delivery, at) = (DeliveryId(Uuid::from_u128(5)), tale.now);
    let state = DeliveryState::Failed { why: WhyFailed::NoRoute };
    tale.next(None, Event::DeliveryMoved { delivery, state, at });
    assert_eq!(refused(&tale, OKAFOR), None, "by telephone it can be closed");
    tale.close(9, Outcome::DealtWithByPhone);
    assert_eq!(refused(&tale, OKAFOR), Some(Refusal::Closed));
}

#[test]
fn probing_changes_nothing_and_shows_no_words() {
    let mut tale = Tale::new();
    tale.letter(1, |_| {});
    let (before, shared, me) = (tale.state.clone(), shared(), me(JO));
    let reader = Reader { shared: &shared, me: &me, now: tale.now };
    let _ = (refusal::reply(reader, &tale.state), refusal::close(reader, &tale.state));
    let _ = refusal::answer_here(reader, &tale.state);
    assert!(before == tale.state);
}

#[test]
fn the_banner_shows_the_index_and_falls_back_to_the_letter() {
    let mut tale = Tale::new();
    tale.letter(1, |letter| {
        letter.identity = Identity::Claimed;
        letter.patient.name = Some(name("Patell", "Amira"));
        letter.patient.address = Some("3 Tanner Row".to_owned());
    });
    let patient = shown(&tale.state, JO, tale.now).patient;
    assert_eq!(patient.name, Some(name("Patel", "Amira")));
    assert_eq!(patient.address.as_deref(), Some("3 Tanner Row"));
    assert_eq!(patient.nhs_number.as_deref(), Some("999 000 0026"));
    assert_eq!((patient.known, patient.matches_record), (true, Some(false)));

    let (shared, me) = (shared(), me(JO));
    let reader = Reader { shared: &shared, me: &me, now: tale.now };
    let opened = Opened { confirmed: &tale.state, seen: &tale.state, unconfirmed: 0, index: None };
    let patient = conversation(reader, opened, vec![]).unwrap().patient;
    assert_eq!((patient.known, patient.matches_record), (false, None));
    assert_eq!(patient.name, Some(name("Patell", "Amira")));
}

#[test]
fn what_others_must_not_read_is_hidden_online_until_checked() {
    let patient = || Writer::Patient;
    let daughter = || Writer::Other { name: "Leela".to_owned(), relation: "daughter".to_owned() };
    for (text, writer, born, expected) in [
        ("Could my inhaler go to Well Pharmacy?", patient(), Some("1987-03-14"), Online::Shown),
        ("Could my inhaler go to Well Pharmacy?", patient(), None, Online::Shown),
        ("Could her inhaler go to Well Pharmacy?", daughter(), None, Online::HiddenUntilChecked),
        ("I want to kill myself tonight.", patient(), None, Online::HiddenUntilChecked),
        ("My husband hits me.", patient(), None, Online::HiddenUntilChecked),
        ("I have chest pain now.", patient(), None, Online::Shown),
        // The letters of these tests are of 25 August 2026.
        ("Is my appointment on Friday?", patient(), Some("2010-08-26"), Online::HiddenUntilChecked),
        ("Is my appointment on Friday?", patient(), Some("2010-08-25"), Online::Shown),
    ] {
        let mut tale = Tale::new();
        tale.letter(1, |letter| (letter.text, letter.writer) = (text.to_owned(), writer));
        let born: Option<NaiveDate> = born.map(|born| born.parse().unwrap());
        assert_eq!(tale.state.online_by_rule(born), expected, "{text} {born:?}");
    }
}

#[test]
fn what_reads_like_danger_says_so_in_the_list_and_the_thread_and_asks_for_a_clinician_today() {
    let mut tale = Tale::new();
    tale.reads_like(1, Category::Stroke);
    let view = shown(&tale.state, JO, tale.now);
    assert_eq!(
        (view.row.tier, view.row.category, view.row.reads_like, view.row.risk),
        (Some(Tier::Check), None, Some(Category::Stroke), RiskLevel::Check)
    );
    assert!(view.review_due.is_some());
    let said = view.entries.iter().find_map(|entry| match &entry.what {
        EntryWhat::Received { reads_like, findings, .. } => {
            Some((reads_like.map(|like| like.category), findings.len()))
        }
        _ => None,
    });
    assert_eq!(said, Some((Some(Category::Stroke), 0)));
}

#[test]
fn what_reads_like_something_others_must_not_read_is_hidden_online_too() {
    for (category, expected) in
        [(Category::Stroke, Online::Shown), (Category::DomesticAbuse, Online::HiddenUntilChecked)]
    {
        let mut tale = Tale::new();
        tale.reads_like(1, category);
        assert_eq!(tale.state.online_by_rule(None), expected, "{category:?}");
    }
}

#[test]
fn findings_are_marked_where_a_browser_counts_them() {
    let text = "👩‍👧 Héllo 😀 — I have chest pain now. 👍🏽";
    let mut tale = Tale::new();
    tale.letter(1, |letter| letter.text = text.to_owned());
    let (shared, me) = (shared(), me(JO));
    let reader = Reader { shared: &shared, me: &me, now: tale.now };
    let findings = entry::findings(reader, tale.state.letters().next().unwrap());
    let units: Vec<u16> = text.encode_utf16().collect();
    let finding = findings.first().unwrap();
    let marked = String::from_utf16(&units[finding.start as usize..finding.end as usize]).unwrap();
    assert!(marked.contains("chest pain"), "{marked}");
    assert!(findings.iter().enumerate().all(|(place, finding)| finding.number == place as u32));
}

#[test]
fn what_waits_here_is_marked_unconfirmed() {
    let mut tale = Tale::new();
    tale.letter(1, |letter| letter.text = "I want to kill myself tonight.".to_owned());
    let confirmed = tale.state.clone();
    let letter = LetterId(Uuid::from_u128(1));
    tale.next(Some(JO), Event::AlertTaken { letter }).next(Some(JO), Event::Taken);
    let (shared, me) = (shared(), me(JO));
    let reader = Reader { shared: &shared, me: &me, now: tale.now };
    let view = |confirmed: &Conversation| {
        let opened = Opened { confirmed, seen: &tale.state, unconfirmed: 2, index: None };
        conversation(reader, opened, vec![]).unwrap()
    };
    let waiting = view(&confirmed);
    let marked: Vec<bool> = waiting.entries.iter().map(|entry| entry.unconfirmed).collect();
    assert_eq!(marked, [false, false, true, true]);
    assert!(!waiting.alerts[0].confirmed && !waiting.claim.unwrap().confirmed);
    let through = view(&tale.state);
    assert!(through.entries.iter().all(|entry| !entry.unconfirmed) && through.alerts[0].confirmed);
    assert!(through.claim.unwrap().confirmed);
}

#[test]
fn an_alert_calls_duty_deputy_and_reception_first_and_then_everybody() {
    let mut tale = Tale::new();
    tale.letter(1, |letter| letter.text = "I want to kill myself tonight.".to_owned());
    let shared = shared();
    let letter = LetterId(Uuid::from_u128(1));
    let told = |tale: &Tale, later: i64| {
        let now = tale.now + TimeDelta::seconds(later);
        let raised = tale.state.alert(letter).unwrap();
        [JO, OKAFOR, BRANDT, MENSAH].map(|staff| {
            let me = me(staff);
            brief(Reader { shared: &shared, me: &me, now }, tale.state.id, raised).calls_me
        })
    };
    assert_eq!(told(&tale, 0), [true, true, true, false]);
    assert_eq!(told(&tale, 119), [true, true, true, false]);
    assert_eq!(told(&tale, 120), [true, true, true, true]);
    tale.next(Some(MENSAH), Event::AlertTaken { letter });
    assert_eq!(told(&tale, 0), [false; 4], "nobody while somebody deals with it");
    let mut other = Tale::new();
    other.letter(1, |letter| letter.text = "I want to kill myself tonight.".to_owned());
    other.next(Some(JO), Event::AlertTaken { letter });
    assert_eq!(told(&other, 299), [false; 4]);
    assert_eq!(told(&other, 300), [true, true, true, true], "it sounds again");
}

#[test]
fn with_nobody_on_duty_and_no_reception_everybody_is_called_at_once() {
    let mut tale = Tale::new();
    tale.letter(1, |letter| letter.text = "I want to kill myself tonight.".to_owned());
    let mut shared = shared();
    shared.rota.slots.clear();
    shared.roles.remove(&JO);
    let (me, raised) = (me(MENSAH), tale.state.alert(LetterId(Uuid::from_u128(1))).unwrap());
    assert!(brief(Reader { shared: &shared, me: &me, now: tale.now }, tale.state.id, raised).calls_me);
}

#[test]
fn those_told_of_an_alert_stand_by_role_and_then_by_name_whatever_their_ids() {
    let mut tale = Tale::new();
    tale.letter(1, |letter| letter.text = "I want to kill myself tonight.".to_owned());
    let (mut shared, me) = (shared(), me(JO));
    let [zoe, ann] = [50, 60].map(|id| StaffId(Uuid::from_u128(id)));
    for (id, name) in [(zoe, "Zoe Webb"), (ann, "Ann Lowe")] {
        shared.roles.insert(id, vec![Role::Receptionist]);
        shared.names.people.insert(id, Name { name: name.to_owned(), signature: name.to_owned() });
    }
    let reader = Reader { shared: &shared, me: &me, now: tale.now };
    let opened = Opened { confirmed: &tale.state, seen: &tale.state, unconfirmed: 0, index: None };
    let view = alert::alert(reader, opened, &tale.state.alerts[0]);
    let told: Vec<StaffId> = view.told.iter().map(|one| one.person.id).collect();
    assert_eq!(told, [OKAFOR, BRANDT, ann, JO, zoe]);
}

#[test]
fn an_opened_alert_names_each_person_told_once_and_carries_its_protocol() {
    let mut tale = Tale::new();
    tale.letter(1, |letter| letter.text = "I want to kill myself tonight.".to_owned());
    let (shared, me) = (shared(), me(JO));
    let reader = Reader { shared: &shared, me: &me, now: tale.now };
    let opened = Opened { confirmed: &tale.state, seen: &tale.state, unconfirmed: 0, index: None };
    let view = alert::alert(reader, opened, &tale.state.alerts[0]);
    let told: Vec<StaffId> = view.told.iter().map(|one| one.person.id).collect();
    assert_eq!(told, [OKAFOR, BRANDT, JO]);
    assert_eq!(view.protocol, crate::protocol::protocol(view.category));
    assert_eq!(view.everyone_at - view.told_at, TimeDelta::minutes(2));
}

#[test]
fn the_whole_thread_is_shown_in_order() {
    let mut tale = Tale::new();
    tale.letter(1, |_| {});
    triaged(&mut tale, "prescription-collection", false);
    tale.next(Some(JO), Event::Routed { to: Route::AnswerHere, seconds: 71, note: "Rang twice.".to_owned() });
    tale.answer(5, "It is on its way.").close(9, Outcome::RequestDone);
    let view = shown(&tale.state, JO, tale.now);
    let kinds: Vec<&str> = view
        .entries
        .iter()
        .map(|entry| match entry.what {
            EntryWhat::Received { .. } => "received",
            EntryWhat::Routed { .. } => "routed",
            EntryWhat::Sent { .. } => "sent",
            EntryWhat::Closed { .. } => "closed",
            _ => "other",
        })
        .collect();
    assert_eq!(kinds, ["received", "routed", "sent", "closed"]);
    assert_eq!((view.place, view.messages, view.deliveries.len()), (Place::Closed, 2, 2));
    assert_eq!(view.closed.unwrap().version, 1);
    assert!(view.triage.use_chosen && view.triage.seconds == 71);
    assert_eq!(view.deliveries[1].record_version, Some(1));
}

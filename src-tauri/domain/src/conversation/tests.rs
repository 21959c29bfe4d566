use super::*;
use crate::alert::Contact;
use crate::message::fixture::letter;
use crate::policy::PracticePolicy;
use crate::staff::Role;
use crate::{ConversationId, DeliveryId, DeviceId, EventId, StaffId, risk};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

const JO: StaffId = StaffId(Uuid::from_u128(1));
const OKAFOR: StaffId = StaffId(Uuid::from_u128(2));
const WORDS: &str = "Your tablets are ready from Thursday.";

fn policy() -> PracticePolicy {
    PracticePolicy::standard(
        "Hollin Lane Surgery",
        "A81001".parse().unwrap(),
        "01632 960140".parse().unwrap(),
    )
}

fn roles(who: StaffId) -> Vec<Role> {
    vec![if who == OKAFOR { Role::Gp } else { Role::Receptionist }]
}

/// A conversation to which things happen, a second after one another.
struct Desk {
    state: Conversation,
    now: DateTime<Utc>,
}

impl Desk {
    /// With one letter that the rules found harmless.
    fn with_a_letter() -> Self {
        let state = Conversation::new(ConversationId(Uuid::from_u128(77)));
        let mut desk = Self { state, now: "2026-08-25T09:00:00Z".parse().unwrap() };
        desk.letter(1);
        desk
    }

    /// With its checklist done by Jo, but not sent anywhere.
    fn checked() -> Self {
        let mut desk = Self::with_a_letter();
        let plain = policy().permitted_uses.iter().find(|one| !one.clinical).unwrap().id.clone();
        for command in [
            Command::Look,
            Command::VerifyIdentity { how: IdentityCheck::NhsLogin },
            Command::ChooseUse { to: plain },
            Command::ReviewRisk { red_flag: false, alert: false },
        ] {
            desk.does(JO, command);
        }
        desk
    }

    fn letter(&mut self, number: u128) {
        let letter = letter(number, self.now, "Which day can I collect my tablets, please?");
        let (id, assessment) = (letter.id, risk::assess(&letter.text, risk::About::default()));
        let gateway = "desk".parse().unwrap();
        self.happens(None, Event::Admitted { letter: Box::new(letter), gateway, signature: vec![] });
        self.happens(None, Event::Assessed { letter: id, assessment });
    }

    fn happens(&mut self, by: Option<StaffId>, event: Event) {
        self.now += TimeDelta::seconds(1);
        let id = EventId(Uuid::from_u128(10_000 + self.state.folded.len() as u128));
        let actor =
            Actor { staff: by, roles: by.map(roles).unwrap_or_default(), device: DeviceId(Uuid::nil()) };
        self.state = step(self.state.clone(), &Recorded { id, at: self.now, actor, event });
    }

    fn asks(&self, who: StaffId, command: &Command) -> Result<Vec<Event>, Refusal> {
        let actor = Actor { staff: Some(who), roles: roles(who), device: DeviceId(Uuid::nil()) };
        let around = Circumstances {
            actor: &actor,
            signature: "Jo Marsden, Hollin Lane Surgery",
            policy: &policy(),
            now: self.now,
            deliveries: (DeliveryId(Uuid::from_u128(91)), DeliveryId(Uuid::from_u128(92))),
        };
        decide(&self.state, command, &around)
    }

    /// Carries a command out and says which events it made.
    fn does(&mut self, who: StaffId, command: Command) -> Vec<&'static str> {
        let events = self.asks(who, &command).expect("it is allowed");
        let kinds = events.iter().map(Event::kind).collect();
        events.into_iter().for_each(|event| self.happens(Some(who), event));
        kinds
    }
}

fn closing() -> AfterSend {
    AfterSend::Close {
        closing: Closing {
            outcome: Outcome::QuestionAnswered,
            summary: "Told when.".to_owned(),
            file_as: FileAs::ExactCopy,
            online: Online::Shown,
        },
    }
}

fn waiting() -> AfterSend {
    AfterSend::Wait { until: "2026-09-01".parse().unwrap() }
}

fn reply(then: AfterSend, ends_triage: Option<u32>) -> Command {
    Command::Reply { text: WORDS.to_owned(), seen: 1, then, ends_triage }
}

fn route(to: Route) -> Command {
    Command::Route { to, seconds: 30, note: String::new() }
}

#[test]
fn a_letter_dated_by_a_clock_that_was_ahead_can_be_looked_at_and_the_next_one_must_be() {
    let mut desk = Desk::with_a_letter();
    let right = desk.now;
    desk.now += TimeDelta::days(365);
    desk.letter(2);
    desk.now = right;
    assert!(!desk.state.is_looked_at());
    desk.does(JO, Command::Look);
    assert!(desk.state.is_looked_at(), "by order, not by clocks");
    desk.letter(3);
    assert!(!desk.state.is_looked_at(), "nobody has looked at the third");
}

#[test]
fn an_answer_ends_triage_in_the_same_step() {
    for (then, kinds, place) in [
        (closing(), vec!["routed", "replied", "closed"], Place::Closed),
        (waiting(), vec!["routed", "replied"], Place::WaitingForPatient),
    ] {
        let mut desk = Desk::checked();
        assert_eq!(desk.does(JO, reply(then, Some(48))), kinds);
        assert_eq!((desk.state.place(), desk.state.triage.seconds), (place, 48));
        assert_eq!(desk.state.triage.route.map(|(to, _)| to), Some(Route::AnswerHere));
    }
}

#[test]
fn where_triage_has_ended_an_answer_leaves_it_alone() {
    let mut desk = Desk::checked();
    desk.does(JO, route(Route::AnswerHere));
    assert_eq!(desk.does(JO, reply(waiting(), Some(48))), ["replied"]);
    assert_eq!(desk.state.triage.seconds, 30);
    let mut desk = Desk::checked();
    desk.does(JO, route(Route::DutyList));
    assert_eq!(desk.does(OKAFOR, reply(waiting(), None)), ["replied"]);
}

#[test]
fn an_answer_that_is_refused_does_not_end_triage_either() {
    let command = |seen, text: &str| Command::Reply {
        text: text.to_owned(),
        seen,
        then: waiting(),
        ends_triage: Some(48),
    };
    let open = Desk::with_a_letter();
    assert!(matches!(open.asks(JO, &command(1, WORDS)), Err(Refusal::TriageOpen { .. })));
    let mut desk = Desk::checked();
    assert_eq!(desk.asks(JO, &command(1, " ")), Err(Refusal::Empty));
    desk.letter(2);
    assert_eq!(desk.asks(JO, &command(1, WORDS)), Err(Refusal::UnseenMessage));
    desk.does(JO, Command::ReviewRisk { red_flag: true, alert: false });
    assert_eq!(desk.asks(JO, &command(2, WORDS)), Err(Refusal::ExcludedTopic));
    assert_eq!(desk.state.place(), Place::DutyList, "where the red flag took it");
}

#[test]
fn a_call_ends_triage_in_the_same_step() {
    let mut desk = Desk::checked();
    let call = |note: &str, at| Command::RecordContact {
        contact: Contact::Spoke,
        at,
        note: note.to_owned(),
        ends_triage: Some(20),
    };
    assert_eq!(desk.asks(JO, &call("", desk.now)), Err(Refusal::Empty));
    let now = desk.now;
    assert_eq!(desk.does(JO, call("Will come on Thursday.", now)), ["routed", "contactRecorded"]);
    assert_eq!(desk.state.triage.route.map(|(to, _)| to), Some(Route::Phone));
    assert_eq!(desk.does(JO, call("Rang again.", now)), ["contactRecorded"]);
}

#[test]
fn a_command_written_down_before_it_could_end_triage_is_still_read() {
    let written = r#"{"kind":"reply","text":"x","seen":1,"then":{"kind":"wait","until":"2026-09-01"}}"#;
    let read: Command = serde_json::from_str(written).unwrap();
    assert!(read == Command::Reply { text: "x".to_owned(), seen: 1, then: waiting(), ends_triage: None });
}

#[test]
fn what_was_passed_on_carries_its_note_and_can_be_taken_back() {
    let mut desk = Desk::checked();
    let note = " Can get here by taxi in 20 minutes. ".to_owned();
    desk.does(JO, Command::Route { to: Route::DutyList, seconds: 30, note });
    let EntryKind::Routed { to: Route::DutyList, note } = &desk.state.entries.last().unwrap().what else {
        panic!()
    };
    assert_eq!(note, "Can get here by taxi in 20 minutes.");
    assert_eq!(desk.does(JO, Command::Unroute), ["routeUndone"]);
    assert_eq!(desk.state.place(), Place::NeedsTriage);
    assert_eq!(desk.state.claim.map(|claim| claim.by), Some(JO));
    assert_eq!(desk.state.triage.missing(), [], "the checklist stays done");
    assert_eq!(desk.asks(JO, &Command::Unroute), Err(Refusal::MovedOn), "once");
}

#[test]
fn a_clinician_who_sees_the_patient_today_leaves_the_booking_to_reception() {
    let on_the_duty_list = || {
        let mut desk = Desk::checked();
        let clinical = policy().permitted_uses.iter().find(|one| one.clinical).unwrap().id.clone();
        desk.does(JO, Command::ChooseUse { to: clinical });
        desk.does(JO, route(Route::DutyList));
        desk
    };
    let ask = |note: &str| Command::AskToBook { note: note.to_owned() };
    let mut desk = on_the_duty_list();
    let needed = Refusal::NotAllowed { action: crate::staff::Action::AnswerClinical };
    assert_eq!(desk.asks(JO, &ask("Book today.")), Err(needed), "reception does not decide it");
    assert_eq!(desk.asks(OKAFOR, &ask(" ")), Err(Refusal::Empty), "reception must know what to book");
    assert_eq!(desk.does(OKAFOR, ask("Book today.")), ["routed", "givenBack"]);
    assert_eq!((desk.state.place(), desk.state.claim), (Place::Answering, None), "for whoever books");
    let booked = Closing {
        outcome: Outcome::AppointmentMade,
        summary: String::new(),
        file_as: FileAs::ExactCopy,
        online: Online::Shown,
    };
    let close = Command::Close { closing: booked, seen: 1 };
    desk.does(JO, Command::Look);
    assert!(desk.asks(JO, &close).is_ok(), "a clinician has decided");
    desk.letter(2);
    desk.does(JO, Command::Look);
    let Command::Close { closing, .. } = close else { panic!() };
    let close = Command::Close { closing, seen: 2 };
    assert_eq!(desk.asks(JO, &close), Err(Refusal::ClinicianNeeded), "not about the second letter");

    let mut back = on_the_duty_list();
    back.does(OKAFOR, ask("Book today."));
    assert_eq!(back.does(OKAFOR, Command::Unroute), ["routeUndone"]);
    assert_eq!((back.state.place(), back.state.claim), (Place::DutyList, None), "where it was");
}

#[test]
fn a_decision_rests_on_a_call_made_since_it_was_sent_on_and_since_the_patient_wrote() {
    let call = |contact, at| Command::RecordContact { contact, at, note: "x".to_owned(), ends_triage: None };
    let last = |desk: &Desk| match desk.state.last_contact().map(|entry| &entry.what) {
        Some(EntryKind::Contacted { contact, .. }) => Some(*contact),
        _ => None,
    };
    let mut desk = Desk::checked();
    let now = desk.now;
    desk.does(JO, call(Contact::Spoke, now));
    desk.does(JO, route(Route::DutyList));
    assert_eq!(last(&desk), None, "reception's call is not the clinician's");
    desk.does(OKAFOR, call(Contact::NoAnswer, now));
    assert_eq!(last(&desk), Some(Contact::NoAnswer));
    desk.does(OKAFOR, call(Contact::Spoke, now));
    assert_eq!(last(&desk), Some(Contact::Spoke));
    desk.does(OKAFOR, Command::AskToBook { note: "Book today.".to_owned() });
    desk.does(OKAFOR, Command::Unroute);
    assert_eq!(last(&desk), Some(Contact::Spoke), "taken back, the call stands");
    desk.letter(2);
    assert_eq!(last(&desk), None, "the call was not about the second letter");
}

#[test]
fn what_somebody_has_gone_on_with_is_not_taken_back() {
    let passed = || {
        let mut desk = Desk::checked();
        desk.does(JO, route(Route::DutyList));
        desk
    };
    assert_eq!(passed().asks(OKAFOR, &Command::Unroute), Err(Refusal::MovedOn), "only by whoever passed it");
    let mut late = passed();
    late.now += UNDO_WITHIN;
    assert!(late.asks(JO, &Command::Unroute).is_ok());
    late.now += TimeDelta::seconds(1);
    assert_eq!(late.asks(JO, &Command::Unroute), Err(Refusal::MovedOn));
    let mut read = passed();
    read.does(OKAFOR, Command::Look);
    assert_eq!(read.asks(JO, &Command::Unroute), Err(Refusal::MovedOn));
    let mut taken = passed();
    taken.does(OKAFOR, Command::Take);
    assert!(matches!(taken.asks(JO, &Command::Unroute), Err(Refusal::HeldBy { .. })));
    let mut answered = passed();
    answered.letter(2);
    assert_eq!(answered.asks(JO, &Command::Unroute), Err(Refusal::MovedOn));
    assert_eq!(Desk::checked().asks(JO, &Command::Unroute), Err(Refusal::MovedOn), "nothing was passed");
    let long = Command::Route { to: Route::DutyList, seconds: 1, note: "x".repeat(4_001) };
    assert_eq!(Desk::checked().asks(JO, &long), Err(Refusal::TooLong { most: 4_000 }));
}

/// A log that was restored brings again what it has brought before.
#[test]
fn what_only_a_later_version_reads_is_marked_once() {
    let mut desk = Desk::with_a_letter();
    let later = EventId(Uuid::from_u128(5));
    desk.state = step_unknown(desk.state, later);
    desk.happens(Some(JO), Event::LookedAt);
    let before = desk.state.clone();
    assert!(before.needs_update);
    assert!(step_unknown(before.clone(), later) == before, "its last event is still the last");
}

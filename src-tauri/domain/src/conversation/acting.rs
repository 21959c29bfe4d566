//! Tests of who acts: what waits for a clinician, what a person sees themselves, and whose a real danger is afterwards.

use super::*;
use crate::alert::{Contact, NoDanger, Stage, WhyNoDanger};
use crate::calendar::Calendar;
use crate::message::fixture::letter;
use crate::policy::PracticePolicy;
use crate::risk::{About, Tier, assess};
use crate::staff::{Action, Role};
use crate::{ConversationId, DeliveryId, DeviceId, EventId, LetterId, StaffId};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

const JO: StaffId = StaffId(Uuid::from_u128(1));
const OKAFOR: StaffId = StaffId(Uuid::from_u128(2));
const PRIYA: StaffId = StaffId(Uuid::from_u128(4));
const ALERT: &str = "I want to kill myself tonight.";
const CHECK: &str = "Lots of bruises since Sunday, and I am on warfarin. Should I come in or wait?";
const PLAIN: &str = "Which day can I collect my tablets, please?";

fn policy() -> PracticePolicy {
    let (ods, telephone) = ("A81001".parse().unwrap(), "01632 960140".parse().unwrap());
    PracticePolicy::standard("Hollin Lane Surgery", ods, telephone)
}

fn actor(by: Option<StaffId>) -> Actor {
    let role = if by == Some(OKAFOR) { Role::Gp } else { Role::Receptionist };
    Actor { staff: by, roles: by.map(|_| vec![role]).unwrap_or_default(), device: DeviceId(Uuid::nil()) }
}

/// A conversation to which things happen, a second after one another.
struct Desk {
    state: Conversation,
    now: DateTime<Utc>,
}

impl Desk {
    /// With one letter in these words, assessed as the rules do.
    fn with(text: &str) -> Self {
        let state = Conversation::new(ConversationId(Uuid::from_u128(7)));
        let mut desk = Self { state, now: "2026-08-25T09:00:00Z".parse().unwrap() };
        desk.letter(1, text);
        desk
    }

    /// The same, with everything found read and the checklist done by Jo.
    fn checked(text: &str) -> Self {
        let mut desk = Self::with(text);
        desk.does(JO, Command::Look);
        let (letter, unread) =
            (id(1), desk.state.letter(id(1)).unwrap().unread_findings().collect::<Vec<_>>());
        unread.into_iter().for_each(|finding| desk.does(JO, Command::ReadFinding { letter, finding }));
        let plain = policy().permitted_uses.iter().find(|one| !one.clinical).unwrap().id.clone();
        desk.does(JO, Command::VerifyIdentity { how: IdentityCheck::NhsLogin });
        desk.does(JO, Command::ChooseUse { to: plain });
        desk.does(JO, Command::ReviewRisk { red_flag: false, alert: false });
        desk
    }

    /// With an alert that a doctor accepted, after speaking to the patient.
    fn accepted() -> Self {
        let mut desk = Self::with(ALERT);
        let letter = id(1);
        desk.does(JO, Command::TakeAlert { letter });
        desk.does(OKAFOR, Command::AcceptAlert { letter });
        let (at, note) = (desk.now, "Safe with her sister.".to_owned());
        desk.does(JO, Command::AttemptContact { letter, contact: Contact::Spoke, at, note });
        desk
    }

    fn letter(&mut self, number: u128, text: &str) {
        let letter = letter(number, self.now, text);
        let (id, assessment) = (letter.id, assess(text, About::default()));
        let category =
            assessment.gravest().filter(|_| assessment.tier == Tier::Alert).map(|one| one.category);
        let gateway = "desk".parse().unwrap();
        self.happens(None, Event::Admitted { letter: Box::new(letter), gateway, signature: vec![] });
        self.happens(None, Event::Assessed { letter: id, assessment });
        if let Some(category) = category {
            self.happens(None, Event::AlertRaised { letter: id, category });
        }
    }

    fn happens(&mut self, by: Option<StaffId>, event: Event) {
        self.now += TimeDelta::seconds(1);
        let id = EventId(Uuid::from_u128(10_000 + self.state.folded.len() as u128));
        self.state = step(self.state.clone(), &Recorded { id, at: self.now, actor: actor(by), event });
    }

    fn asks(&self, who: StaffId, command: &Command) -> Result<Vec<Event>, Refusal> {
        let around = Circumstances {
            actor: &actor(Some(who)),
            signature: "Hollin Lane Surgery",
            policy: &policy(),
            now: self.now,
            deliveries: (DeliveryId(Uuid::from_u128(91)), DeliveryId(Uuid::from_u128(92))),
        };
        decide(&self.state, command, &around)
    }

    fn refuses(&self, who: StaffId, command: &Command) -> Option<Refusal> {
        self.asks(who, command).err()
    }

    fn does(&mut self, who: StaffId, command: Command) {
        let events = self.asks(who, &command).expect("it is allowed");
        events.into_iter().for_each(|event| self.happens(Some(who), event));
    }

    fn reply(&self) -> Command {
        let then = AfterSend::Wait { until: "2026-09-01".parse().unwrap() };
        Command::Reply { text: PLAIN.to_owned(), seen: self.state.messages(), then, ends_triage: None }
    }

    fn close(&self) -> Command {
        let closing = Closing {
            outcome: Outcome::DealtWithByPhone,
            summary: String::new(),
            file_as: FileAs::ExactCopy,
            online: Online::HiddenUntilChecked,
        };
        Command::Close { closing, seen: self.state.messages() }
    }

    fn review(&self) -> Command {
        Command::Review { seen: self.state.messages() }
    }

    fn has_review_clock(&self) -> bool {
        let policy = policy();
        self.state.clocks(&Calendar::new(&policy), &policy).review.is_some()
    }
}

fn id(number: u128) -> LetterId {
    letter(number, DateTime::UNIX_EPOCH, "").id
}

fn route(to: Route) -> Command {
    Command::Route { to, seconds: 9, note: String::new() }
}

fn red_flag(alert: bool) -> Command {
    Command::ReviewRisk { red_flag: true, alert }
}

fn no_danger(words: &str) -> Command {
    let no_danger = NoDanger { why: WhyNoDanger::Past, look_again: true };
    Command::EndAsNoDanger { letter: id(1), no_danger, words: words.to_owned() }
}

#[test]
fn a_check_waits_for_a_clinicians_reviewed_and_reception_may_only_prepare() {
    let mut desk = Desk::checked(CHECK);
    assert_eq!(desk.state.tier(), Some(Tier::Check));
    assert!(desk.state.awaits_review() && desk.has_review_clock());
    for command in
        [desk.reply(), desk.close(), route(Route::AnswerHere), route(Route::Phone), route(Route::Appointment)]
    {
        assert_eq!(desk.refuses(JO, &command), Some(Refusal::ReviewNeeded), "{}", command.kind());
    }
    assert_eq!(desk.refuses(JO, &Command::Take), None, "the answer may be prepared");
    assert_eq!(desk.refuses(JO, &route(Route::DutyList)), None, "to the clinician at any time");
    let needed = Refusal::NotAllowed { action: Action::AnswerClinical };
    assert_eq!(desk.refuses(JO, &desk.review()), Some(needed));
    assert_eq!(desk.refuses(OKAFOR, &Command::Review { seen: 0 }), Some(Refusal::UnseenMessage));

    desk.does(JO, Command::Take);
    desk.does(OKAFOR, desk.review());
    assert!(!desk.state.awaits_review() && !desk.has_review_clock());
    assert_eq!(desk.state.claim.map(|claim| claim.by), Some(JO), "whoever prepares it goes on");
    assert_eq!(desk.refuses(JO, &desk.reply()), None);
    assert_eq!(desk.refuses(JO, &desk.close()), None);
    assert_eq!(desk.refuses(OKAFOR, &desk.review()), Some(Refusal::AlreadyDone));

    desk.letter(2, CHECK);
    desk.does(JO, Command::Look);
    assert!(desk.state.awaits_review(), "the second message was not reviewed with the first");
}

#[test]
fn a_clinician_who_answers_or_decides_has_reviewed_and_who_passes_it_on_has_not() {
    let mut desk = Desk::checked(CHECK);
    desk.does(OKAFOR, route(Route::DutyList));
    assert!(desk.state.awaits_review(), "to pass it on is not to decide");
    desk.does(OKAFOR, Command::AskToBook { note: "Today.".to_owned() });
    assert!(!desk.state.awaits_review());
    desk.does(OKAFOR, Command::Unroute);
    assert!(desk.state.awaits_review(), "what was taken back decides nothing");
    desk.does(OKAFOR, desk.reply());
    assert!(!desk.state.awaits_review());
    assert!(!Desk::checked(PLAIN).state.awaits_review(), "nothing was found");
}

#[test]
fn a_persons_red_flag_goes_to_the_duty_list_at_once_with_phone_and_appointment_open() {
    let mut desk = Desk::with(PLAIN);
    desk.does(JO, red_flag(false));
    assert_eq!((desk.state.place(), desk.state.tier()), (Place::DutyList, Some(Tier::Check)));
    assert!(desk.state.alerts.is_empty(), "a clinician today was chosen");
    assert!(desk.state.awaits_review() && desk.has_review_clock());
    assert_eq!(desk.state.triage.flagged_by().map(|by| by.by), Some(JO));
    for to in [Route::Phone, Route::Appointment] {
        assert_eq!(desk.refuses(PRIYA, &route(to)), None, "the checklist does not hold it up: {to:?}");
    }
    assert_eq!(desk.refuses(JO, &desk.reply()), Some(Refusal::ExcludedTopic));
    let lifts = Command::ReviewRisk { red_flag: false, alert: false };
    let needed = Refusal::NotAllowed { action: Action::AnswerClinical };
    assert_eq!(desk.refuses(PRIYA, &lifts), Some(needed), "nobody else lifts it but a clinician");
    assert_eq!(desk.refuses(JO, &lifts), None);
}

#[test]
fn a_red_flag_that_calls_and_an_emergency_raise_the_alert_under_the_persons_name() {
    for command in [red_flag(true), Command::ExcludeTopic { topic: Some(ExcludedTopic::Emergency) }] {
        let mut desk = Desk::with(PLAIN);
        desk.does(JO, command);
        let alert = desk.state.open_alert().expect("it calls").clone();
        assert_eq!((alert.raised_by, alert.letter), (Some(JO), id(1)));
        assert_eq!(desk.state.place(), Place::DutyList);
        assert!(
            desk.asks(JO, &red_flag(true)).unwrap().iter().all(|one| one.kind() != "alertRaised"),
            "once"
        );
    }
    let mut other = Desk::with(PLAIN);
    other.does(JO, Command::ExcludeTopic { topic: Some(ExcludedTopic::BadNews) });
    assert!(other.state.alerts.is_empty() && other.state.place() == Place::NeedsTriage);
    let by_rules = Desk::with(ALERT);
    assert_eq!(by_rules.state.open_alert().unwrap().raised_by, None);
}

#[test]
fn a_red_flag_after_the_answer_does_not_wait_for_the_patient() {
    let mut desk = Desk::checked(PLAIN);
    desk.does(JO, desk.reply());
    assert_eq!(desk.state.place(), Place::WaitingForPatient);
    desk.does(JO, red_flag(false));
    assert_eq!((desk.state.place(), desk.state.awaits_review()), (Place::DutyList, true));
    desk.does(OKAFOR, Command::AskToBook { note: "Today.".to_owned() });
    assert_eq!((desk.state.tier(), desk.state.awaits_review()), (None, false));
}

#[test]
fn a_red_flag_written_down_before_it_could_call_is_still_read() {
    let read: Command = serde_json::from_str(r#"{"kind":"reviewRisk","redFlag":true}"#).unwrap();
    assert!(read == red_flag(false));
}

#[test]
fn what_ended_is_raised_again_by_a_person_who_disagrees_and_by_nobody_else() {
    let mut desk = Desk::with(ALERT);
    let (letter, category) = (id(1), desk.state.alerts[0].category);
    desk.does(OKAFOR, Command::AcceptAlert { letter });
    desk.does(OKAFOR, no_danger("A quotation."));
    desk.happens(None, Event::AlertRaised { letter, category });
    assert!(desk.state.open_alert().is_none());
    desk.does(JO, red_flag(true));
    let alert = desk.state.open_alert().expect("it sounds again");
    assert!(matches!(alert.stage(crate::alert::Pace::of(&policy()), desk.now), Stage::Untaken { .. }));
    assert_eq!((alert.raised_by, desk.state.alerts.len()), (Some(JO), 1));
    assert_eq!(desk.state.tier(), Some(Tier::Alert));
}

#[test]
fn a_conversation_whose_alert_was_real_stays_with_the_clinician_who_accepted_it() {
    let mut desk = Desk::accepted();
    desk.does(JO, Command::ResolveAlert { letter: id(1), outcome: "Crisis team at 13:00.".to_owned() });
    assert_eq!(desk.state.responsible.map(|by| by.by), Some(OKAFOR));
    assert_eq!(desk.state.place(), Place::DutyList, "not ordinary work for triage");
    let theirs = Some(Refusal::WithClinician { staff: OKAFOR });
    for command in [Command::Take, route(Route::Phone), route(Route::Appointment), route(Route::AnswerHere)] {
        let refused = desk.refuses(JO, &command);
        assert!(
            refused == theirs || matches!(refused, Some(Refusal::TriageOpen { .. })),
            "{}",
            command.kind()
        );
    }
    desk.does(JO, Command::Look);
    desk.does(JO, Command::VerifyIdentity { how: IdentityCheck::NhsLogin });
    desk.does(JO, Command::ChooseUse { to: policy().permitted_uses[0].id.clone() });
    desk.does(JO, Command::ReviewRisk { red_flag: false, alert: false });
    assert_eq!(desk.refuses(JO, &desk.reply()), theirs);
    assert_eq!(desk.refuses(JO, &desk.close()), theirs);
    assert_eq!(desk.refuses(OKAFOR, &desk.close()), None);
    desk.does(OKAFOR, Command::AskToBook { note: "Tomorrow, with me.".to_owned() });
    assert_eq!((desk.state.responsible, desk.state.place()), (None, Place::Answering));
    assert_eq!(desk.refuses(JO, &desk.close()), None, "a clinician has decided, and reception books");
}

#[test]
fn a_clinician_ends_an_accepted_alert_as_no_danger_and_it_goes_on_to_triage() {
    let mut desk = Desk::with(ALERT);
    let (letter, needed) = (id(1), Refusal::NotAllowed { action: Action::AcceptAlert });
    assert_eq!(desk.refuses(JO, &no_danger("A quotation.")), Some(needed));
    assert_eq!(
        desk.refuses(OKAFOR, &no_danger("A quotation.")),
        Some(Refusal::NotAccepted),
        "not by one key"
    );
    desk.does(OKAFOR, Command::AcceptAlert { letter });
    assert_eq!(desk.refuses(OKAFOR, &no_danger(" ")), Some(Refusal::Empty));
    desk.does(OKAFOR, no_danger("A quotation."));
    let alert = &desk.state.alerts[0];
    assert!(!alert.is_open() && !alert.contact_made());
    assert_eq!(alert.no_danger, Some(NoDanger { why: WhyNoDanger::Past, look_again: true }));
    assert_eq!((desk.state.place(), desk.state.responsible), (Place::NeedsTriage, None));
    assert_eq!(desk.state.tier(), Some(Tier::None));
    assert!(!desk.state.has_unread_finding() && !desk.state.awaits_review());
    assert_eq!(desk.refuses(OKAFOR, &no_danger("Again.")), Some(Refusal::AlreadyDone));
}

#[test]
fn a_check_ends_as_no_danger_too_and_what_nobody_found_does_not() {
    let mut desk = Desk::checked(CHECK);
    desk.does(OKAFOR, no_danger("Known angina, seen last week."));
    assert_eq!((desk.state.tier(), desk.state.awaits_review()), (Some(Tier::None), false));
    assert_eq!(desk.refuses(JO, &desk.reply()), None, "ordinary work");
    assert_eq!(Desk::with(PLAIN).refuses(OKAFOR, &no_danger("Nothing.")), Some(Refusal::NotHere));
    let mut flagged = Desk::with(PLAIN);
    flagged.does(JO, red_flag(false));
    flagged.does(OKAFOR, no_danger("Jo misread it."));
    assert!(!flagged.state.triage.is_flagged() && !flagged.state.awaits_review());
}

#[test]
fn an_outcome_recorded_before_it_could_be_no_danger_is_still_read() {
    let written = serde_json::json!({ "kind": "alertResolved", "letter": id(1), "outcome": "Safe." });
    let Ok(Event::AlertResolved { no_danger, .. }) = serde_json::from_value(written) else { panic!() };
    assert_eq!(no_danger, None);
}

use super::*;
use crate::acknowledgement::compose;
use crate::alert::Contact;
use crate::calendar::tests::{any_instant, any_policy};
use crate::conversation::{Actor, Event, Recorded, step};
use crate::message::{Channel, fixture::letter};
use crate::policy::{Closure, Extent};
use crate::{ConversationId, DeviceId, EventId, StaffId, risk};
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;

const JO: StaffId = StaffId(Uuid::from_u128(1));

fn policy() -> PracticePolicy {
    PracticePolicy::standard(
        "Hollin Lane Surgery",
        "A81001".parse().unwrap(),
        "01632 960140".parse().unwrap(),
    )
}

fn happens(
    state: Conversation,
    number: u128,
    at: DateTime<Utc>,
    by: Option<StaffId>,
    event: Event,
) -> Conversation {
    let actor = Actor { staff: by, roles: vec![], device: DeviceId(Uuid::nil()) };
    step(state, &Recorded { id: EventId(Uuid::from_u128(number)), at, actor, event })
}

/// What somebody wrote in the web form, and what its page told them under this policy.
fn written(words: &str, at: DateTime<Utc>, told: Option<&PracticePolicy>) -> Conversation {
    let mut letter = letter(7, at, words);
    letter.channel = Channel::WebForm;
    letter.reply.as_mut().unwrap().channel = Channel::WebForm;
    letter.acknowledgement = told.map(|policy| compose(policy, at));
    let (id, assessment) = (letter.id, risk::assess(words, risk::About::default()));
    let admitted =
        Event::Admitted { letter: Box::new(letter), gateway: "desk".parse().unwrap(), signature: vec![] };
    let state = happens(Conversation::new(ConversationId(Uuid::from_u128(77))), 1, at, None, admitted);
    happens(state, 2, at, None, Event::Assessed { letter: id, assessment })
}

fn called(state: &Conversation, at: DateTime<Utc>, contact: Contact) -> Conversation {
    let event = Event::ContactRecorded { contact, at, note: String::new() };
    happens(state.clone(), 9, at, Some(JO), event)
}

const PLAIN: &str = "Which day can I collect my tablets, please?";
const GRAVE: &str = "I have crushing chest pain";

proptest! {
    #[test]
    fn staff_work_to_the_instant_the_patient_was_told_whatever_the_practice_decides_later(
        told in any_policy(), later in proptest::collection::vec(any_policy(), 1..4), at in any_instant(),
        words in prop::sample::select(vec![PLAIN, GRAVE]), clinical in any::<bool>(),
    ) {
        let mut state = written(words, at, Some(&told));
        let promised = compose(&told, at).promised;
        if clinical {
            state.triage.permitted_use = told.permitted_uses.iter().find(|one| one.clinical).map(|one| one.id.clone());
        }
        for policy in later.iter().chain([&told]) {
            let clocks = state.clocks(&Calendar::new(policy), policy);
            let expected = if clinical || words == GRAVE { &promised.clinical_answer } else { &promised.answer };
            prop_assert_eq!(clocks.answer.as_ref(), Some(&expected.due));
            prop_assert_eq!(crate::calendar::date_in_london(expected.told), crate::calendar::date_in_london(expected.due.at));
            let review = clocks.review.map(|due| due.at);
            match words {
                GRAVE => prop_assert!(review.unwrap() <= promised.clinical_review.due.at),
                _ => prop_assert_eq!(review, clinical.then_some(promised.clinical_review.due.at)),
            }
        }
    }
}

/// Written on a Tuesday morning: an answer was promised by the end of Thursday.
fn tuesday() -> DateTime<Utc> {
    "2026-08-25T08:58:00Z".parse().unwrap()
}

/// The same policy with Thursday closed, or closed from a time on.
fn closed_on_thursday(from: Option<u32>, decided: DateTime<Utc>) -> PracticePolicy {
    let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    let closure = Closure {
        date: "2026-08-27".parse().unwrap(),
        reason: "Burst pipe".to_owned(),
        extent: from.map_or(Extent::AllDay, |hour| Extent::From { at: at(hour) }),
    };
    PracticePolicy { closures: vec![closure], ..policy() }.following(&policy(), decided)
}

fn broken(state: &Conversation, policy: &PracticePolicy) -> Option<BrokenPromise> {
    state.broken_promise(&Calendar::new(policy), policy)
}

#[test]
fn a_day_that_is_closed_after_it_was_promised_is_somebodys_task() {
    let decided = tuesday() + TimeDelta::hours(2);
    let state = written(PLAIN, tuesday(), Some(&policy()));
    assert_eq!(broken(&state, &policy()), None);
    let due: DateTime<Utc> = "2026-08-27T08:58:00Z".parse().unwrap();
    let words = "the end of Thursday 27 August".to_owned();
    let whole_day = BrokenPromise { words: words.clone(), due, closes: None };
    assert_eq!(broken(&state, &closed_on_thursday(None, decided)), Some(whole_day));
    for (from, told) in [(13, None), (9, Some("2026-08-27T08:00:00Z"))] {
        let closes = told.map(|at: &str| at.parse().unwrap());
        let expected = closes.map(|closes| BrokenPromise { words: words.clone(), due, closes: Some(closes) });
        assert_eq!(broken(&state, &closed_on_thursday(Some(from), decided)), expected, "{from}");
    }
    let untold = written(PLAIN, tuesday(), None);
    assert_eq!(broken(&untold, &closed_on_thursday(None, decided)), None, "nobody was told anything");
    let grave = written(GRAVE, tuesday(), Some(&policy()));
    assert_eq!(broken(&grave, &closed_on_thursday(None, decided)), None, "that was promised for Wednesday");
}

#[test]
fn the_task_ends_when_the_patient_was_reached_after_the_change_and_not_before() {
    let decided = tuesday() + TimeDelta::hours(2);
    let closed = closed_on_thursday(None, decided);
    let state = written(PLAIN, tuesday(), Some(&policy()));
    for (minutes, contact, ended) in
        [(60, Contact::Spoke, false), (150, Contact::NoAnswer, false), (150, Contact::Spoke, true)]
    {
        let state = called(&state, tuesday() + TimeDelta::minutes(minutes), contact);
        assert_eq!(broken(&state, &closed).is_none(), ended, "{minutes} {contact:?}");
        let renamed = PracticePolicy { name: "Hollin Lane".to_owned(), ..closed.clone() };
        let renamed = renamed.following(&closed, decided + TimeDelta::days(1));
        assert_eq!(broken(&state, &renamed).is_none(), ended, "another setting changes nothing of it");
    }
}

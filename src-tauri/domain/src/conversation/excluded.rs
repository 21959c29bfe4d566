//! What is never dealt with by message (product A2): how a topic is excluded, and how a clinician overrules that.
//!
//! Emergencies, bad news, decisions that need talking over and patients nobody has seen for long leave the channel: the
//! answer is closed, the telephone and an appointment stay open, and the outcome says which it was. The refusal itself
//! stands with the other ones in `decide`, so that no screen and no other command can pass it.

use super::circumstances::{Circumstances, LONGEST_NOTE, free, is_open, triage, words};
use super::event::Event;
use super::refusal::Refusal;
use super::review::flagged;
use super::state::Conversation;
use super::triage::ExcludedTopic;
use crate::staff::Action;

/// Anybody who triages may exclude; what somebody else excluded is admitted again by a clinician only.
pub(super) fn exclude_topic(
    state: &Conversation,
    around: &Circumstances<'_>,
    topic: Option<ExcludedTopic>,
) -> Result<Vec<Event>, Refusal> {
    triage(state, around)?;
    let before = state.triage.excluded;
    if before.map(|(topic, _)| topic) == topic {
        return Err(Refusal::AlreadyDone);
    }
    if let (None, Some((_, by))) = (topic, before)
        && Some(by.by) != around.actor.staff
    {
        around.require(Action::AnswerClinical)?;
    }
    let mut events = vec![Event::TopicExcluded { topic }];
    if topic == Some(ExcludedTopic::Emergency) {
        events.extend(flagged(state, true));
    }
    Ok(events)
}

/// A clinician's recorded reason; reception never has one.
pub(super) fn override_exclusion(
    state: &Conversation,
    around: &Circumstances<'_>,
    reason: &str,
) -> Result<Vec<Event>, Refusal> {
    around.require(Action::AnswerClinical)?;
    is_open(state)?;
    free(state, around)?;
    if state.open_alert().is_some() {
        return Err(Refusal::AlertOpen);
    }
    if !state.triage.is_excluded() {
        return Err(Refusal::AlreadyDone);
    }
    words(reason, LONGEST_NOTE)?;
    Ok(vec![Event::ExclusionOverridden { reason: reason.to_owned() }])
}

#[cfg(test)]
mod tests {
    use super::super::{
        Actor, AfterSend, Closing, Command, Event, FileAs, IdentityCheck, Online, Outcome, Recorded, decide,
        step,
    };
    use super::*;
    use crate::message::fixture::letter;
    use crate::policy::PracticePolicy;
    use crate::staff::Role;
    use crate::{ConversationId, DeliveryId, DeviceId, EventId, StaffId};
    use chrono::{DateTime, Duration, Utc};
    use uuid::Uuid;

    const JO: StaffId = StaffId(Uuid::from_u128(1));
    const PRIYA: StaffId = StaffId(Uuid::from_u128(4));
    const OKAFOR: StaffId = StaffId(Uuid::from_u128(2));

    /// A conversation whose checklist is done, to which things happen a second after one another.
    struct Desk {
        state: Conversation,
        now: DateTime<Utc>,
    }

    impl Desk {
        fn checked() -> Self {
            let now = "2026-08-25T09:00:00Z".parse().unwrap();
            let mut desk = Self { state: Conversation::new(ConversationId(Uuid::from_u128(7))), now };
            desk.letter(1);
            for command in [
                Command::Look,
                Command::VerifyIdentity { how: IdentityCheck::NhsLogin },
                Command::ChooseUse { to: "records".parse().unwrap() },
                Command::ReviewRisk { red_flag: false, alert: false },
            ] {
                desk.does(JO, command);
            }
            desk
        }

        fn excluded(topic: ExcludedTopic) -> Self {
            let mut desk = Self::checked();
            desk.does(JO, Command::ExcludeTopic { topic: Some(topic) });
            desk.does(JO, Command::GiveBack);
            desk
        }

        fn letter(&mut self, number: u128) {
            let letter = letter(number, self.now, "Are my results back?");
            let gateway = "desk".parse().unwrap();
            self.happens(None, Event::Admitted { letter: Box::new(letter), gateway, signature: vec![] });
        }

        fn happens(&mut self, by: Option<StaffId>, event: Event) {
            self.now += Duration::seconds(1);
            let id = EventId(Uuid::from_u128(1_000 + self.state.folded.len() as u128));
            let actor = actor(by);
            self.state = step(self.state.clone(), &Recorded { id, at: self.now, actor, event });
        }

        fn asks(&self, who: StaffId, command: &Command) -> Result<Vec<Event>, Refusal> {
            let policy = PracticePolicy::standard(
                "Hollin Lane Surgery",
                "A81001".parse().unwrap(),
                "01632 960140".parse().unwrap(),
            );
            let around = Circumstances {
                actor: &actor(Some(who)),
                signature: "Hollin Lane Surgery",
                policy: &policy,
                now: self.now,
                deliveries: (DeliveryId(Uuid::from_u128(91)), DeliveryId(Uuid::from_u128(92))),
            };
            decide(&self.state, command, &around)
        }

        fn does(&mut self, who: StaffId, command: Command) {
            if command == Command::GiveBack && self.state.claim.is_none() {
                return;
            }
            let events = self.asks(who, &command).expect("it is allowed");
            events.into_iter().for_each(|event| self.happens(Some(who), event));
        }
    }

    fn actor(by: Option<StaffId>) -> Actor {
        let role = if by == Some(OKAFOR) { Role::Gp } else { Role::Receptionist };
        let roles = by.map(|_| vec![role]).unwrap_or_default();
        Actor { staff: by, roles, device: DeviceId(Uuid::nil()) }
    }

    fn reply(state: &Conversation) -> Command {
        let then = AfterSend::Wait { until: "2026-09-01".parse().unwrap() };
        let mut command =
            serde_json::json!({ "kind": "reply", "text": "All is well.", "seen": state.messages() });
        command["then"] = serde_json::to_value(then).unwrap();
        serde_json::from_value(command).unwrap()
    }

    fn close(state: &Conversation, outcome: Outcome) -> Command {
        let closing = Closing {
            outcome,
            summary: "Told.".to_owned(),
            file_as: FileAs::ExactCopy,
            online: Online::HiddenUntilChecked,
        };
        Command::Close { closing, seen: state.messages() }
    }

    fn route(to: &str) -> Command {
        serde_json::from_value(serde_json::json!({ "kind": "route", "to": to, "seconds": 9 })).unwrap()
    }

    fn why() -> Command {
        Command::OverrideExclusion { reason: "Spoke yesterday, she asked for it in writing.".to_owned() }
    }

    #[test]
    fn an_excluded_topic_cannot_be_answered_by_anybody_and_can_be_phoned_or_booked() {
        use ExcludedTopic::{BadNews, ComplexDecision, Emergency, NotSeenRecently};
        for topic in [Emergency, BadNews, ComplexDecision, NotSeenRecently] {
            let desk = Desk::excluded(topic);
            for who in [JO, OKAFOR] {
                let refused = desk.asks(who, &reply(&desk.state)).err();
                assert_eq!(refused, Some(Refusal::ExcludedTopic), "{topic:?}");
                assert_eq!(desk.asks(who, &route("answerHere")).err(), Some(Refusal::ExcludedTopic));
                for to in ["phone", "appointment", "dutyList"] {
                    assert!(desk.asks(who, &route(to)).is_ok(), "{topic:?} {to}");
                }
            }
        }
    }

    #[test]
    fn it_ends_in_a_call_a_visit_or_in_words_and_never_as_answered() {
        let desk = Desk::excluded(ExcludedTopic::BadNews);
        let other = Outcome::Other { what: "Seen at home".to_owned() };
        for (outcome, refused) in [
            (Outcome::RequestDone, true),
            (Outcome::QuestionAnswered, true),
            (Outcome::AppointmentMade, false),
            (Outcome::DealtWithByPhone, false),
            (other, false),
        ] {
            let answer = desk.asks(OKAFOR, &close(&desk.state, outcome));
            assert_eq!(answer.err() == Some(Refusal::ExcludedTopic), refused);
        }
    }

    #[test]
    fn a_clinician_may_override_with_a_reason_until_the_next_letter() {
        let mut desk = Desk::excluded(ExcludedTopic::BadNews);
        let refused = Refusal::NotAllowed { action: Action::AnswerClinical };
        assert_eq!(desk.asks(JO, &why()).err(), Some(refused));
        let empty = Command::OverrideExclusion { reason: " ".to_owned() };
        assert_eq!(desk.asks(OKAFOR, &empty).err(), Some(Refusal::Empty));
        desk.does(OKAFOR, why());
        assert!(desk.asks(OKAFOR, &reply(&desk.state)).is_ok());
        assert_eq!(desk.asks(OKAFOR, &why()).err(), Some(Refusal::AlreadyDone));
        desk.letter(2);
        assert_eq!(desk.asks(OKAFOR, &reply(&desk.state)).err(), Some(Refusal::ExcludedTopic));
    }

    #[test]
    fn a_red_flag_excludes_as_well_and_is_overridden_alike() {
        let mut desk = Desk::checked();
        desk.does(JO, Command::ReviewRisk { red_flag: true, alert: false });
        assert_eq!(desk.asks(OKAFOR, &reply(&desk.state)).err(), Some(Refusal::ExcludedTopic));
        desk.does(OKAFOR, why());
        assert!(desk.asks(OKAFOR, &reply(&desk.state)).is_ok());
    }

    #[test]
    fn what_a_colleague_excluded_only_a_clinician_admits_again() {
        let mut desk = Desk::excluded(ExcludedTopic::BadNews);
        let admit = Command::ExcludeTopic { topic: None };
        let refused = Refusal::NotAllowed { action: Action::AnswerClinical };
        assert_eq!(desk.asks(PRIYA, &admit).err(), Some(refused));
        assert!(desk.asks(JO, &admit).is_ok(), "a slip of one's own hand");
        desk.does(OKAFOR, admit);
        assert!(desk.asks(JO, &reply(&desk.state)).is_ok());
    }

    #[test]
    fn a_conversation_kept_before_there_were_exclusions_is_still_read() {
        let mut kept = serde_json::to_value(Desk::checked().state).unwrap();
        kept["triage"].as_object_mut().unwrap().retain(|key, _| key != "excluded" && key != "overridden");
        let read: Conversation = serde_json::from_value(kept).unwrap();
        assert!(!read.triage.is_excluded());
    }
}

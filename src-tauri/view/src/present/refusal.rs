//! Why something cannot be done now: the rules are asked with a probe and their answer is shown, never judged here.

use super::Reader;
use crate::RouteChoice;
use domain::alert::{ByAt, NoDanger, WhyNoDanger};
use domain::calendar::date_in_london;
use domain::conversation::state::FindingRead;
use domain::conversation::{
    Actor, AfterSend, Circumstances, Closing, Command, Conversation, EntryKind, FileAs, IdentityCheck,
    Online, Outcome, Refusal, Route, decide,
};
use domain::{DeliveryId, DeviceId, LetterId};
use uuid::Uuid;

/// Why no answer can be sent from here by me.
pub(super) fn reply(reader: Reader<'_>, state: &Conversation) -> Option<Refusal> {
    let then = AfterSend::Wait { until: date_in_london(reader.now) };
    let seen = state.messages();
    probe(reader, state, &Command::Reply { text: "x".to_owned(), seen, then, ends_triage: None })
}

/// Why it cannot be closed by me, with whatever outcome: by telephone is the one that asks least.
pub(super) fn close(reader: Reader<'_>, state: &Conversation) -> Option<Refusal> {
    let closing = Closing {
        outcome: Outcome::DealtWithByPhone,
        summary: String::new(),
        file_as: FileAs::ExactCopy,
        online: Online::HiddenUntilChecked,
    };
    probe(reader, state, &Command::Close { closing, seen: state.messages() })
}

/// Why I cannot answer an excluded topic by message; none if a reason is all that is missing.
pub(super) fn override_exclusion(reader: Reader<'_>, state: &Conversation) -> Option<Refusal> {
    probe(reader, state, &Command::OverrideExclusion { reason: "x".to_owned() })
}

/// Where a conversation may go, in the order in which it is offered.
pub(super) const ROUTES: [Route; 4] = [Route::AnswerHere, Route::DutyList, Route::Phone, Route::Appointment];

/// May I send it there?
pub(super) fn route(reader: Reader<'_>, state: &Conversation, to: Route) -> RouteChoice {
    let refused = match to {
        Route::AnswerHere => answer_here(reader, state),
        _ => probe(reader, state, &Command::Route { to, seconds: 0, note: String::new() }),
    };
    let may_prepare = to == Route::AnswerHere && refused == Some(Refusal::ReviewNeeded);
    RouteChoice { to, refused, may_prepare }
}

/// Why I cannot say "reviewed" of what there is now.
pub(super) fn review(reader: Reader<'_>, state: &Conversation) -> Option<Refusal> {
    probe(reader, state, &Command::Review { seen: state.messages() })
}

/// Why I cannot end what was found in a letter as no danger; none if a reason and words are all that is missing.
pub(super) fn no_danger(reader: Reader<'_>, state: &Conversation, letter: LetterId) -> Option<Refusal> {
    let no_danger = NoDanger { why: WhyNoDanger::Other, look_again: false };
    probe(reader, state, &Command::EndAsNoDanger { letter, no_danger, words: "x".to_owned() })
}

/// Why "answer here" will be closed to me even when the checklist is done: what is still missing is taken as done and
/// harmless, so that the reason shows as soon as it is known.
pub(super) fn answer_here(reader: Reader<'_>, state: &Conversation) -> Option<Refusal> {
    let mut done = state.clone();
    let me = ByAt { by: reader.me.staff, at: reader.now };
    done.triage.identity.get_or_insert((IdentityCheck::MatchesRecord, me));
    done.triage.risk.get_or_insert((false, me));
    if done.triage.permitted_use.is_none() {
        let plain = reader.shared.policy.permitted_uses.iter().find(|permitted| !permitted.clinical);
        done.triage.permitted_use = plain.map(|permitted| permitted.id.clone());
    }
    for entry in &mut done.entries {
        if let EntryKind::Received(received) = &mut entry.what {
            let unread: Vec<u32> = received.unread_findings().collect();
            received.read.extend(unread.into_iter().map(|finding| FindingRead { finding, read: me }));
        }
    }
    probe(reader, &done, &Command::Route { to: Route::AnswerHere, seconds: 0, note: String::new() })
}

/// The rule's answer to a command that is not carried out.
fn probe(reader: Reader<'_>, state: &Conversation, command: &Command) -> Option<Refusal> {
    let actor =
        Actor { staff: Some(reader.me.staff), roles: reader.me.roles.clone(), device: DeviceId(Uuid::nil()) };
    let around = Circumstances {
        actor: &actor,
        signature: "",
        policy: &reader.shared.policy,
        now: reader.now,
        deliveries: (DeliveryId(Uuid::nil()), DeliveryId(Uuid::nil())),
    };
    decide(state, command, &around).err()
}

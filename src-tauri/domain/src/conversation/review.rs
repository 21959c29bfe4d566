//! What a person makes of what was found: a danger they see themselves, a clinician's "reviewed", and "not a danger".
//!
//! "Reviewed" is an act of a clinician: they read what waits and decided. "Not a danger" ends an alert or a check, never the
//! conversation: the message goes on to triage with its clock (product C9). What waits for a clinician meanwhile, and may not
//! be sent or closed by others, stands in `circumstances`; what excludes a topic in `excluded`.

use super::circumstances::{Circumstances, LONGEST_NOTE, is_open, triage, words};
use super::event::Event;
use super::refusal::Refusal;
use super::state::{Conversation, Place, Received};
use super::triage::Route;
use crate::LetterId;
use crate::alert::{ClearedLetter, NoDanger};
use crate::risk::{Category, Tier};
use crate::staff::Action;

/// One key: whoever holds the conversation meanwhile goes on with it. An unseen message is not reviewed with the others.
pub(super) fn review(
    state: &Conversation,
    around: &Circumstances<'_>,
    seen: u32,
) -> Result<Vec<Event>, Refusal> {
    around.require(Action::AnswerClinical)?;
    is_open(state)?;
    if state.open_alert().is_some() {
        return Err(Refusal::AlertOpen);
    }
    if state.reviewed.is_some() || state.unanswered().is_empty() {
        return Err(Refusal::AlreadyDone);
    }
    if state.messages() != seen {
        return Err(Refusal::UnseenMessage);
    }
    let read = state.letters().flat_map(reads);
    Ok(read.chain([Event::Reviewed { cleared: None }]).collect())
}

/// A person looked for danger. Seeing it needs nothing else done first, and goes to the duty list at once.
pub(super) fn review_risk(
    state: &Conversation,
    around: &Circumstances<'_>,
    red_flag: bool,
    alert: bool,
) -> Result<Vec<Event>, Refusal> {
    triage(state, around)?;
    let mut events = vec![Event::RiskReviewed { red_flag }];
    if red_flag {
        events.extend(flagged(state, alert));
        return Ok(events);
    }
    if let Some((true, by)) = state.triage.risk
        && Some(by.by) != around.actor.staff
    {
        around.require(Action::AnswerClinical)?;
    }
    if state.has_unread_finding() {
        return Err(Refusal::FindingUnread);
    }
    Ok(events)
}

/// What follows when a person sees danger: the alert under their name, if they choose one, and the duty list.
pub(super) fn flagged(state: &Conversation, alert: bool) -> Vec<Event> {
    let raises = alert && state.open_alert().is_none();
    let raised = state.letters().next_back().filter(|_| raises).map(|last| {
        let found = last.assessment.as_ref().and_then(|assessment| assessment.gravest());
        let category = found.map_or(Category::Other, |finding| finding.category);
        Event::AlertRaised { letter: last.letter, category }
    });
    let listed = state.place() == Place::DutyList;
    let seconds = state.triage.seconds;
    let sent_on = (!listed).then(|| Event::Routed { to: Route::DutyList, seconds, note: String::new() });
    raised.into_iter().chain(sent_on).collect()
}

/// A clinician's recorded judgement, with words. An alert must have been accepted, so that no single key ends one.
pub(super) fn end_as_no_danger(
    state: &Conversation,
    around: &Circumstances<'_>,
    letter: LetterId,
    no_danger: NoDanger,
    text: &str,
) -> Result<Vec<Event>, Refusal> {
    around.require(Action::AcceptAlert)?;
    is_open(state)?;
    let received = state.letter(letter).ok_or(Refusal::NotHere)?;
    if received.cleared.is_some() {
        return Err(Refusal::AlreadyDone);
    }
    let end = match state.alert(letter) {
        Some(alert) if !alert.is_open() => return Err(Refusal::AlreadyDone),
        Some(alert) if alert.accepted.is_none() => return Err(Refusal::NotAccepted),
        Some(_) => {
            Event::AlertResolved { letter, outcome: text.trim().to_owned(), no_danger: Some(no_danger) }
        }
        None if !is_check(state, received) => return Err(Refusal::NotHere),
        None => {
            let words = text.trim().to_owned();
            Event::Reviewed { cleared: Some(ClearedLetter { letter, no_danger, words }) }
        }
    };
    words(text, LONGEST_NOTE)?;
    Ok(reads(received).chain([end]).collect())
}

/// Was something found in it that waits for a clinician, or did a person see it?
fn is_check(state: &Conversation, received: &Received) -> bool {
    let found = received.assessment.as_ref().is_some_and(|found| found.tier >= Tier::Check);
    let last = state.letters().next_back().is_some_and(|last| last.letter == received.letter);
    found || (last && state.triage.is_flagged())
}

/// Whoever judges a letter has read what was found in it.
pub(super) fn reads(received: &Received) -> impl Iterator<Item = Event> + '_ {
    let letter = received.letter;
    received.unread_findings().map(move |finding| Event::FindingRead { letter, finding })
}

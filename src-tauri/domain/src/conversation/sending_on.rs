//! Sending a conversation where it belongs, asking reception to book, and taking either back while nobody has gone on.

use super::circumstances::{
    Circumstances, LONGEST_NOTE, clinicians_turn, may_be_answered, not_too_long, triage, words,
};
use super::event::Event;
use super::refusal::Refusal;
use super::state::{Conversation, EntryKind};
use super::triage::Route;
use chrono::Duration;

/// What was sent on may be taken back for this long. The screens offer it for ten seconds; the rest is for slow computers
/// and clocks that differ.
pub const UNDO_WITHIN: Duration = Duration::seconds(60);

pub(super) fn route(
    state: &Conversation,
    around: &Circumstances<'_>,
    to: Route,
    seconds: u32,
    note: &str,
) -> Result<Vec<Event>, Refusal> {
    triage(state, around)?;
    may_be_sent_on(state, around, to)?;
    not_too_long(note, LONGEST_NOTE)?;
    Ok(vec![Event::Routed { to, seconds, note: note.trim().to_owned() }])
}

/// What is dealt with by phone or appointment alone waits for no checklist, and what is a clinician's for none either.
fn may_be_sent_on(state: &Conversation, around: &Circumstances<'_>, to: Route) -> Result<(), Refusal> {
    let waits_for_nothing = state.triage.is_flagged() || state.responsible.is_some();
    if to == Route::AnswerHere || !waits_for_nothing {
        let missing = state.triage.missing();
        if !missing.is_empty() {
            return Err(Refusal::TriageOpen { missing });
        }
        if state.has_unread_finding() {
            return Err(Refusal::FindingUnread);
        }
    }
    match to {
        Route::AnswerHere => may_be_answered(state, around),
        Route::Phone | Route::Appointment if state.triage.is_flagged() && state.responsible.is_none() => {
            Ok(())
        }
        Route::Phone | Route::Appointment => clinicians_turn(state, around),
        Route::DutyList => Ok(()),
    }
}

/// The clinician has decided; whoever books takes it from the queue.
pub(super) fn ask_to_book(
    state: &Conversation,
    around: &Circumstances<'_>,
    note: &str,
) -> Result<Vec<Event>, Refusal> {
    words(note, LONGEST_NOTE)?;
    let mut events = route(state, around, Route::Appointment, state.triage.seconds, note)?;
    events.push(Event::GivenBack);
    Ok(events)
}

/// Taken back by whoever sent it on, while nobody has done or read anything since.
pub(super) fn unroute(state: &Conversation, around: &Circumstances<'_>) -> Result<Vec<Event>, Refusal> {
    triage(state, around)?;
    let me = around.staff()?;
    let mine = state.entries.iter().rev().take_while(|entry| entry.by == Some(me));
    let mut sent_on = mine.skip_while(|entry| matches!(entry.what, EntryKind::GivenBack));
    let sent_on = sent_on.next().filter(|entry| matches!(entry.what, EntryKind::Routed { .. }));
    let sent_on = sent_on.ok_or(Refusal::MovedOn)?;
    let read = state.looked.is_some_and(|looked| looked.by != me && looked.at >= sent_on.at);
    if read || around.now > sent_on.at + UNDO_WITHIN {
        return Err(Refusal::MovedOn);
    }
    Ok(vec![Event::RouteUndone])
}

/// Triage ends with the act it leads to, so that no kill between them leaves it routed and nothing done.
pub(super) fn end_triage(
    state: &Conversation,
    around: &Circumstances<'_>,
    to: Route,
    seconds: Option<u32>,
) -> Result<Vec<Event>, Refusal> {
    let there = state.triage.route.is_some_and(|(route, _)| route == to);
    seconds.filter(|_| !there).map_or(Ok(vec![]), |seconds| route(state, around, to, seconds, ""))
}

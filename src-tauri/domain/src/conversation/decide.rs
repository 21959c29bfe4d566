//! What may be done next, and what happens if it is. The one place where a command becomes events.
//!
//! Every refusal is a thing a person can put right. The order matters: first what the role allows, then what the
//! state of the conversation asks, last the words. Nothing here looks at a clock; `now` only measures claims and
//! times people give. Whether a screen shows a button is not decided here.

use super::answer::check_answer;
use super::circumstances::{
    Circumstances, LONGEST_NOTE, clinicians_turn, free, is_open, may_be_answered, not_too_long, triage, words,
};
use super::closing::{Closing, Outcome};
use super::command::{AfterSend, Command};
use super::event::Event;
use super::excluded::{exclude_topic, override_exclusion};
use super::refusal::Refusal;
use super::review::{end_as_no_danger, reads, review, review_risk};
use super::sending_on::{ask_to_book, end_triage, route, unroute};
use super::state::Conversation;
use super::triage::Route;
use crate::LetterId;
use crate::alert::{Alert, Contact};
use crate::delivery::{DeliveryState, Destination};
use crate::message::Identity;
use crate::policy::UseId;
use crate::staff::{Action, may};
use chrono::{DateTime, Duration, Utc};

/// The events a command leads to, or why not.
pub fn decide(
    state: &Conversation,
    command: &Command,
    around: &Circumstances<'_>,
) -> Result<Vec<Event>, Refusal> {
    around.require(Action::ReadMessages)?;
    around.require(command.needs())?;
    if *command == Command::Look {
        return Ok(vec![Event::LookedAt]);
    }
    if state.needs_update {
        return Err(Refusal::NeedsUpdate);
    }
    match command {
        Command::Look => Ok(vec![Event::LookedAt]),
        Command::Take => take(state, around),
        Command::GiveBack => give_back(state, around),
        Command::ReadFinding { letter, finding } => read_finding(state, around, *letter, *finding),
        Command::VerifyIdentity { how } => {
            triage(state, around).map(|()| vec![Event::IdentityVerified { how: *how }])
        }
        Command::ChooseUse { to } => choose_use(state, around, to),
        Command::ReviewRisk { red_flag, alert } => review_risk(state, around, *red_flag, *alert),
        Command::Review { seen } => review(state, around, *seen),
        Command::EndAsNoDanger { letter, no_danger, words } => {
            end_as_no_danger(state, around, *letter, *no_danger, words)
        }
        Command::ExcludeTopic { topic } => exclude_topic(state, around, *topic),
        Command::OverrideExclusion { reason } => override_exclusion(state, around, reason),
        Command::Route { to, seconds, note } => route(state, around, *to, *seconds, note),
        Command::AskToBook { note } => ask_to_book(state, around, note),
        Command::Unroute => unroute(state, around),
        Command::Reply { text, seen, then, ends_triage } => {
            let mut events = end_triage(state, around, Route::AnswerHere, *ends_triage)?;
            events.extend(reply(state, around, text, *seen, then)?);
            Ok(events)
        }
        Command::RecordContact { contact, at, note, ends_triage } => {
            let mut events = end_triage(state, around, Route::Phone, *ends_triage)?;
            events.push(record_contact(state, around, *contact, *at, note)?);
            Ok(events)
        }
        Command::Resend => resend(state, around),
        Command::Close { closing, seen } => close(state, around, closing, *seen),
        Command::Reopen { why } => reopen(state, around, why),
        Command::SeeAlert { letter }
        | Command::TakeAlert { letter }
        | Command::PassAlert { letter }
        | Command::AcceptAlert { letter }
        | Command::AttemptContact { letter, .. }
        | Command::ResolveAlert { letter, .. } => alert(state, around, *letter, command),
    }
}

fn take(state: &Conversation, around: &Circumstances<'_>) -> Result<Vec<Event>, Refusal> {
    around.require(Action::Triage)?;
    is_open(state)?;
    free(state, around)?;
    if let Some(responsible) = state.responsible.filter(|_| !around.may(Action::AnswerClinical)) {
        return Err(Refusal::WithClinician { staff: responsible.by });
    }
    Ok(vec![Event::Taken])
}

fn give_back(state: &Conversation, around: &Circumstances<'_>) -> Result<Vec<Event>, Refusal> {
    is_open(state)?;
    free(state, around)?;
    if state.claim.is_none() {
        return Err(Refusal::AlreadyDone);
    }
    Ok(vec![Event::GivenBack])
}

fn read_finding(
    state: &Conversation,
    around: &Circumstances<'_>,
    letter: LetterId,
    finding: u32,
) -> Result<Vec<Event>, Refusal> {
    around.require(Action::Triage)?;
    let received = state.letter(letter).ok_or(Refusal::NotHere)?;
    let findings = received.assessment.as_ref().map_or(0, |found| found.findings.len());
    if usize::try_from(finding).is_ok_and(|number| number >= findings) {
        return Err(Refusal::NotHere);
    }
    if !received.unread_findings().any(|unread| unread == finding) {
        return Err(Refusal::AlreadyDone);
    }
    Ok(vec![Event::FindingRead { letter, finding }])
}

fn choose_use(state: &Conversation, around: &Circumstances<'_>, to: &UseId) -> Result<Vec<Event>, Refusal> {
    triage(state, around)?;
    if !around.policy.permitted_uses.iter().any(|u| u.id == *to) {
        return Err(Refusal::UnknownUse);
    }
    Ok(vec![Event::UseChosen { to: to.clone() }])
}

fn reply(
    state: &Conversation,
    around: &Circumstances<'_>,
    text: &str,
    seen: u32,
    then: &AfterSend,
) -> Result<Vec<Event>, Refusal> {
    is_open(state)?;
    free(state, around)?;
    may_be_answered(state, around)?;
    let missing = state.triage.missing();
    if !missing.is_empty() {
        return Err(Refusal::TriageOpen { missing });
    }
    if state.identity == Some(Identity::Claimed) && state.triage.identity.is_none() {
        return Err(Refusal::IdentityNotVerified);
    }
    if state.messages() != seen {
        return Err(Refusal::UnseenMessage);
    }
    if state.has_unread_finding() {
        return Err(Refusal::FindingUnread);
    }
    check_answer(text, &[]).refused.map_or(Ok(()), Err)?;
    let channel = state.reply.as_ref().ok_or(Refusal::NoRoute)?.channel;
    let wait_until = match then {
        AfterSend::Wait { until } => Some(*until),
        AfterSend::Close { .. } => None,
    };
    let delivery = around.deliveries.0;
    let from = around.signature.to_owned();
    let mut events = vec![Event::Replied { delivery, channel, from, text: text.to_owned(), wait_until }];
    if let AfterSend::Close { closing } = then {
        around.require(Action::Close)?;
        events.push(closed(around, closing)?);
    }
    Ok(events)
}

fn record_contact(
    state: &Conversation,
    around: &Circumstances<'_>,
    contact: Contact,
    at: DateTime<Utc>,
    note: &str,
) -> Result<Event, Refusal> {
    around.require(Action::TakeAlert)?;
    is_open(state)?;
    free(state, around)?;
    words(note, LONGEST_NOTE)?;
    not_in_future(at, around.now)?;
    Ok(Event::ContactRecorded { contact, at, note: note.to_owned() })
}

/// Clocks differ by seconds; people write minutes.
fn not_in_future(at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Refusal> {
    if at > now + Duration::minutes(1) { Err(Refusal::NotYet) } else { Ok(()) }
}

fn resend(state: &Conversation, around: &Circumstances<'_>) -> Result<Vec<Event>, Refusal> {
    let events: Vec<Event> = state
        .deliveries
        .iter()
        .filter(|delivery| matches!(delivery.state, DeliveryState::Failed { .. }))
        .map(|d| Event::DeliveryMoved { delivery: d.id, state: DeliveryState::Queued, at: around.now })
        .collect();
    if events.is_empty() { Err(Refusal::AlreadyDone) } else { Ok(events) }
}

fn close(
    state: &Conversation,
    around: &Circumstances<'_>,
    closing: &Closing,
    seen: u32,
) -> Result<Vec<Event>, Refusal> {
    around.require(Action::Close)?;
    is_open(state)?;
    free(state, around)?;
    if state.open_alert().is_some() {
        return Err(Refusal::AlertOpen);
    }
    if state.messages() != seen || !state.is_looked_at() {
        return Err(Refusal::UnseenMessage);
    }
    if state.has_unread_finding() {
        return Err(Refusal::FindingUnread);
    }
    if state.triage.identity.is_none() || state.triage.permitted_use.is_none() {
        return Err(Refusal::TriageOpen { missing: state.triage.missing() });
    }
    needs_clinician(state, around)?;
    clinicians_turn(state, around)?;
    // An excluded topic ends in a call or a visit; something else must be said in words.
    if state.triage.is_excluded()
        && matches!(closing.outcome, Outcome::RequestDone | Outcome::QuestionAnswered)
    {
        return Err(Refusal::ExcludedTopic);
    }
    let failed = state.deliveries.iter().any(|delivery| {
        matches!(delivery.to, Destination::Patient { .. })
            && matches!(delivery.state, DeliveryState::Failed { .. })
    });
    if failed && closing.outcome != Outcome::DealtWithByPhone {
        return Err(Refusal::AnswerNotDelivered);
    }
    Ok(vec![closed(around, closing)?])
}

/// A clinical question or a red flag does not end without a clinician.
fn needs_clinician(state: &Conversation, around: &Circumstances<'_>) -> Result<(), Refusal> {
    let red_flag = state.triage.red_flag() && state.reviewed.is_none();
    let clinical = around.is_clinical(state.triage.permitted_use.as_ref()) || red_flag;
    let answered = state.answers().any(|(_, sent)| may(&sent.roles, Action::AnswerClinical));
    let accepted = state.alerts.iter().any(|alert| alert.accepted.is_some());
    let decided = state.triage.decided.is_some();
    if clinical && !answered && !accepted && !decided && !around.may(Action::AnswerClinical) {
        return Err(Refusal::ClinicianNeeded);
    }
    Ok(())
}

fn closed(around: &Circumstances<'_>, closing: &Closing) -> Result<Event, Refusal> {
    if let Outcome::Other { what } = &closing.outcome
        && what.trim().is_empty()
    {
        return Err(Refusal::OutcomeMissing);
    }
    not_too_long(&closing.summary, LONGEST_NOTE)?;
    Ok(Event::Closed { delivery: around.deliveries.1, closing: closing.clone() })
}

fn reopen(state: &Conversation, around: &Circumstances<'_>, why: &str) -> Result<Vec<Event>, Refusal> {
    around.require(Action::Close)?;
    if state.closed.is_none() {
        return Err(Refusal::NotClosed);
    }
    words(why, LONGEST_NOTE)?;
    Ok(vec![Event::Reopened { why: why.to_owned() }])
}

fn alert(
    state: &Conversation,
    around: &Circumstances<'_>,
    letter: LetterId,
    command: &Command,
) -> Result<Vec<Event>, Refusal> {
    around.require(Action::TakeAlert)?;
    let alert = state.alert(letter).ok_or(Refusal::NotHere)?;
    if !alert.is_open() {
        return match command {
            Command::SeeAlert { .. } => Ok(vec![Event::AlertSeen { letter }, Event::LookedAt]),
            _ => Err(Refusal::AlreadyDone),
        };
    }
    match command {
        Command::SeeAlert { .. } => Ok(vec![Event::AlertSeen { letter }, Event::LookedAt]),
        Command::TakeAlert { .. } => Ok(vec![Event::AlertTaken { letter }]),
        Command::PassAlert { .. } => Ok(vec![Event::AlertPassed { letter }]),
        Command::AttemptContact { contact, at, note, .. } => {
            not_in_future(*at, around.now)?;
            if contact.needs_words() {
                words(note, LONGEST_NOTE)?;
            }
            Ok(vec![Event::AlertAttempted { letter, contact: *contact, at: *at, note: note.clone() }])
        }
        Command::AcceptAlert { .. } => accept(around, alert),
        Command::ResolveAlert { outcome, .. } => resolve(state, around, alert, outcome),
        _ => Err(Refusal::NotHere),
    }
}

fn accept(around: &Circumstances<'_>, alert: &Alert) -> Result<Vec<Event>, Refusal> {
    around.require(Action::AcceptAlert)?;
    if alert.accepted.is_some() {
        return Err(Refusal::AlreadyDone);
    }
    let letter = alert.letter;
    let mut events = vec![];
    if alert.holder().is_none() {
        events.push(Event::AlertTaken { letter });
    }
    events.push(Event::AlertAccepted { letter });
    Ok(events)
}

/// Resolving reads the findings with it: whoever recorded the outcome has read the words.
fn resolve(
    state: &Conversation,
    around: &Circumstances<'_>,
    alert: &Alert,
    outcome: &str,
) -> Result<Vec<Event>, Refusal> {
    around.staff()?;
    if alert.accepted.is_none() {
        return Err(Refusal::NotAccepted);
    }
    if !alert.contact_made() {
        return Err(Refusal::NoContact);
    }
    words(outcome, LONGEST_NOTE).map_err(|refusal| match refusal {
        Refusal::Empty => Refusal::OutcomeMissing,
        other => other,
    })?;
    let letter = alert.letter;
    let read = state.letter(letter).into_iter().flat_map(reads);
    let outcome = outcome.to_owned();
    Ok(read.chain([Event::AlertResolved { letter, outcome, no_danger: None }]).collect())
}

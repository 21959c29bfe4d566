//! How an event changes a conversation. Total: every event folds, in any state, and a repeated one changes nothing.

use super::closing::Closed;
use super::event::{Event, Recorded};
use super::state::{Cleared, Conversation, Entry, EntryKind, FindingRead, Received, Sent};
use super::triage::{ExcludedTopic, Route, Triage};
use crate::alert::{Alert, Attempt, ByAt, ClearedLetter, NoDanger, Words};
use crate::delivery::{Delivery, DeliveryState, Destination};
use crate::message::{Letter, PatientDetails};
use crate::staff::{Action, may};
use crate::{DeliveryId, LetterId, StaffId};
use chrono::{DateTime, Utc};

/// The conversation after an event.
pub fn step(mut state: Conversation, recorded: &Recorded) -> Conversation {
    if !state.folded.insert(recorded.id) {
        return state;
    }
    state.last = Some(recorded.id);
    match &recorded.event {
        Event::Admitted { letter, .. } => admit(&mut state, recorded, letter),
        Event::Assessed { letter, assessment } => {
            if let Some(received) = letter_mut(&mut state, *letter) {
                received.assessment.get_or_insert_with(|| assessment.clone());
            }
        }
        Event::ReadAgain { letter, reading } => state.read_again(*letter, reading),
        Event::AlertRaised { letter, category } => raise(&mut state, recorded, *letter, *category),
        Event::LookedAt => state.looked = by(recorded),
        Event::Taken => take(&mut state, recorded),
        Event::GivenBack => {
            state.claim = None;
            note(&mut state, recorded, EntryKind::GivenBack);
        }
        Event::FindingRead { letter, finding } => read_finding(&mut state, recorded, *letter, *finding),
        Event::IdentityVerified { how } => state.triage.identity = by(recorded).map(|by| (*how, by)),
        Event::UseChosen { to } => state.triage.permitted_use = Some(to.clone()),
        Event::RiskReviewed { red_flag } => review_risk(&mut state, recorded, *red_flag),
        Event::Reviewed { cleared } => review(&mut state, recorded, cleared.as_ref()),
        Event::Routed { to, seconds, note } => route(&mut state, recorded, *to, *seconds, note),
        Event::RouteUndone => undo_route(&mut state, recorded),
        Event::TopicExcluded { topic } => exclude(&mut state, recorded, *topic),
        Event::ExclusionOverridden { reason } => override_exclusion(&mut state, recorded, reason),
        Event::Replied { .. } => reply(&mut state, recorded),
        Event::DeliveryMoved { delivery, state: to, at } => {
            move_delivery(&mut state, *delivery, to.clone(), *at)
        }
        Event::ContactRecorded { contact, at, note: words } => {
            let what =
                EntryKind::Contacted { contact: *contact, when: *at, note: words.clone(), alert: None };
            note(&mut state, recorded, what);
        }
        Event::AlertSeen { .. }
        | Event::AlertTaken { .. }
        | Event::AlertPassed { .. }
        | Event::AlertAttempted { .. }
        | Event::AlertAccepted { .. }
        | Event::AlertResolved { .. } => step_alert(&mut state, recorded),
        Event::Closed { delivery, closing } => {
            let Some(by) = by(recorded) else { return state };
            state.version += 1;
            let to = Destination::Record { version: state.version };
            state.deliveries.push(queued(*delivery, to, by));
            state.closed = Some(Closed { closing: closing.clone(), by, delivery: *delivery });
            state.claim = None;
            state.responsible = None;
            state.waiting_until = None;
            note(&mut state, recorded, EntryKind::Closed(closing.clone()));
        }
        Event::Reopened { why } => {
            reopen(&mut state);
            note(&mut state, recorded, EntryKind::Reopened { why: why.clone() });
        }
    }
    state
}

/// An event this Duty Desk does not know: kept by the queue, marked here.
pub fn step_unknown(mut state: Conversation, id: crate::EventId) -> Conversation {
    if state.folded.insert(id) {
        state.last = Some(id);
        state.needs_update = true;
    }
    state
}

fn by(recorded: &Recorded) -> Option<ByAt> {
    recorded.actor.staff.map(|by| ByAt { by, at: recorded.at })
}

fn note(state: &mut Conversation, recorded: &Recorded, what: EntryKind) {
    state.entries.push(Entry { id: recorded.id, at: recorded.at, by: recorded.actor.staff, what });
}

pub(super) fn letter_mut(state: &mut Conversation, id: LetterId) -> Option<&mut Received> {
    state.entries.iter_mut().find_map(|entry| match &mut entry.what {
        EntryKind::Received(received) if received.letter == id => Some(received.as_mut()),
        _ => None,
    })
}

fn admit(state: &mut Conversation, recorded: &Recorded, letter: &Letter) {
    if state.letter(letter.id).is_some() {
        return;
    }
    merge(&mut state.patient, &letter.patient);
    state.identity = Some(letter.identity);
    if letter.reply.is_some() {
        state.reply.clone_from(&letter.reply);
    }
    // Whoever looked, and the clinician who decided, did so at what was there then.
    state.looked = None;
    state.reviewed = None;
    state.triage.overridden = None;
    state.triage.decided = None;
    if state.closed.is_some() || state.waiting_until.is_some() {
        reopen(state);
    }
    let received = Received {
        letter: letter.id,
        channel: letter.channel,
        writer: letter.writer.clone(),
        identity: letter.identity,
        received_at: letter.received_at,
        text: letter.text.clone(),
        form: letter.form.clone(),
        acknowledgement: letter.told().cloned(),
        assessment: None,
        read: vec![],
        cleared: None,
    };
    note(state, recorded, EntryKind::Received(Box::new(received)));
}

/// Later letters fill gaps; they never overwrite what an earlier one said.
fn merge(known: &mut PatientDetails, said: &PatientDetails) {
    known.nhs_number = known.nhs_number.or(said.nhs_number);
    known.name = known.name.take().or_else(|| said.name.clone());
    known.born = known.born.or(said.born);
    known.gender = known.gender.or(said.gender);
    known.telephone = known.telephone.take().or_else(|| said.telephone.clone());
    known.address = known.address.take().or_else(|| said.address.clone());
}

fn reopen(state: &mut Conversation) {
    state.closed = None;
    state.waiting_until = None;
    state.claim = None;
    state.responsible = None;
    state.triage = Triage { permitted_use: state.triage.permitted_use.take(), ..Triage::default() };
}

fn raise(state: &mut Conversation, recorded: &Recorded, letter: LetterId, category: crate::risk::Category) {
    // One that ended is raised again by a person alone: whoever sees danger then disagrees with how it ended.
    let (again, by) = (state.alert(letter).is_some(), recorded.actor.staff);
    if again && (by.is_none() || state.alert(letter).is_some_and(Alert::is_open)) {
        return;
    }
    let received_at = state.letter(letter).map_or(recorded.at, |received| received.received_at);
    state.alerts.retain(|alert| alert.letter != letter);
    state.alerts.push(Alert { raised_by: by, ..Alert::raise(letter, category, received_at, recorded.at) });
    if let Some(received) = letter_mut(state, letter) {
        received.cleared = None;
    }
    note(state, recorded, EntryKind::AlertRaised { letter });
}

fn take(state: &mut Conversation, recorded: &Recorded) {
    let renewed = state.claim.is_some_and(|claim| Some(claim.by) == recorded.actor.staff);
    state.claim = by(recorded);
    if !renewed {
        note(state, recorded, EntryKind::Taken);
    }
}

fn read_finding(state: &mut Conversation, recorded: &Recorded, letter: LetterId, finding: u32) {
    let Some(read) = by(recorded) else { return };
    if let Some(received) = letter_mut(state, letter)
        && received.unread_findings().any(|unread| unread == finding)
    {
        received.read.push(FindingRead { finding, read });
    }
}

fn route(state: &mut Conversation, recorded: &Recorded, to: Route, seconds: u32, words: &str) {
    let Some(by) = by(recorded) else { return };
    let clinician = may(&recorded.actor.roles, Action::AnswerClinical);
    if clinician && to != Route::DutyList {
        state.reviewed = Some(by);
        state.responsible = None;
    }
    state.triage.decided = (clinician && to == Route::Appointment).then_some(by);
    state.triage.before = state.triage.route.replace((to, by));
    state.triage.seconds = seconds;
    state.claim = (to != Route::DutyList).then_some(by);
    note(state, recorded, EntryKind::Routed { to, note: words.to_owned() });
}

/// Back where it was: with whoever triaged it and the checklist as it was, or on the duty list.
fn undo_route(state: &mut Conversation, recorded: &Recorded) {
    if let Some((_, sent_on)) = state.triage.route
        && state.reviewed == Some(sent_on)
    {
        state.reviewed = None;
    }
    state.triage.route = state.triage.before.take();
    state.triage.decided = None;
    let listed = state.triage.route.is_some_and(|(route, _)| route == Route::DutyList);
    state.claim = by(recorded).filter(|_| !listed);
    note(state, recorded, EntryKind::RouteUndone);
}

fn exclude(state: &mut Conversation, recorded: &Recorded, topic: Option<ExcludedTopic>) {
    let Some(by) = by(recorded) else { return };
    if topic == Some(ExcludedTopic::Emergency) {
        (state.reviewed, state.waiting_until) = (None, None);
    }
    state.triage.excluded = topic.map(|topic| (topic, by));
    state.triage.overridden = None;
    note(state, recorded, EntryKind::TopicExcluded { topic });
}

fn override_exclusion(state: &mut Conversation, recorded: &Recorded, reason: &str) {
    let Some(by) = by(recorded) else { return };
    state.triage.overridden = Some((Words(reason.to_owned()), by));
    state.reviewed = Some(by);
    note(state, recorded, EntryKind::ExclusionOverridden { reason: reason.to_owned() });
}

fn queued(id: DeliveryId, to: Destination, by: ByAt) -> Delivery {
    Delivery {
        id,
        to,
        by: by.by,
        at: by.at,
        state: DeliveryState::Queued,
        since: by.at,
        gateway: None,
        tries_before: 0,
    }
}

fn reply(state: &mut Conversation, recorded: &Recorded) {
    let Event::Replied { delivery, channel, from, text, wait_until } = &recorded.event else { return };
    let Some(by) = by(recorded) else { return };
    state.deliveries.push(queued(*delivery, Destination::Patient { channel: *channel }, by));
    if may(&recorded.actor.roles, Action::AnswerClinical) {
        state.reviewed = Some(by);
        state.responsible = None;
    }
    state.waiting_until = *wait_until;
    if wait_until.is_some() {
        state.claim = None;
    }
    let sent = Sent {
        delivery: *delivery,
        channel: *channel,
        from: from.clone(),
        roles: recorded.actor.roles.clone(),
        text: text.clone(),
    };
    note(state, recorded, EntryKind::Sent(sent));
}

fn move_delivery(state: &mut Conversation, id: DeliveryId, to: DeliveryState, at: DateTime<Utc>) {
    let route = state.reply.as_ref().map(|route| route.gateway.clone());
    if let Some(delivery) = state.deliveries.iter_mut().find(|delivery| delivery.id == id)
        && delivery.advance(to, at)
        && delivery.state == DeliveryState::Sent
        && matches!(delivery.to, Destination::Patient { .. })
    {
        delivery.gateway = route;
    }
}

/// A danger that a person sees waits for a clinician anew; a clinician who sees none has reviewed it.
fn review_risk(state: &mut Conversation, recorded: &Recorded, red_flag: bool) {
    state.triage.risk = by(recorded).map(|by| (red_flag, by));
    if red_flag {
        (state.reviewed, state.waiting_until) = (None, None);
        note(state, recorded, EntryKind::RedFlag);
    } else if may(&recorded.actor.roles, Action::AnswerClinical) {
        state.reviewed = by(recorded);
    }
}

fn review(state: &mut Conversation, recorded: &Recorded, cleared: Option<&ClearedLetter>) {
    let Some(by) = by(recorded) else { return };
    match cleared {
        Some(one) => clear(state, one.letter, Cleared { no_danger: one.no_danger, by }),
        None => state.reviewed = Some(by),
    }
    note(state, recorded, EntryKind::Reviewed { cleared: cleared.cloned() });
}

/// What was found in it, or seen by a person, is no danger: it goes on as ordinary work.
fn clear(state: &mut Conversation, letter: LetterId, cleared: Cleared) {
    if let Some(received) = letter_mut(state, letter) {
        received.cleared = Some(cleared);
    }
    if state.triage.red_flag() {
        state.triage.risk = Some((false, cleared.by));
    }
    state.triage.excluded = state.triage.excluded.filter(|(topic, _)| *topic != ExcludedTopic::Emergency);
}

/// A real danger stays with the clinician who accepted it; one that was none is over.
fn ended(state: &mut Conversation, letter: LetterId, no_danger: Option<NoDanger>, by: ByAt) {
    match no_danger {
        Some(no_danger) => clear(state, letter, Cleared { no_danger, by }),
        None => {
            state.responsible = state.alert(letter).and_then(|alert| alert.accepted).or(state.responsible);
            let theirs = state.responsible.map(|responsible| responsible.by);
            state.claim = state.claim.filter(|claim| theirs.is_none_or(|theirs| theirs == claim.by));
        }
    }
}

fn step_alert(state: &mut Conversation, recorded: &Recorded) {
    let (Some(letter), Some(by)) = (alert_letter(&recorded.event), by(recorded)) else { return };
    let Some(alert) = state.alerts.iter_mut().find(|alert| alert.letter == letter) else { return };
    let what = match &recorded.event {
        Event::AlertSeen { .. } => {
            see(alert, by.by, by);
            return;
        }
        Event::AlertTaken { .. } => {
            alert.take(by);
            EntryKind::AlertTaken { letter }
        }
        Event::AlertPassed { .. } => {
            alert.passed = Some(by);
            EntryKind::AlertPassed { letter }
        }
        Event::AlertAccepted { .. } => {
            alert.accepted.get_or_insert(by);
            state.reviewed = Some(by);
            EntryKind::AlertAccepted { letter }
        }
        Event::AlertAttempted { contact, at, note, .. } => {
            let attempt =
                Attempt { contact: *contact, by: by.by, at: *at, recorded_at: by.at, note: note.clone() };
            alert.attempts.push(attempt);
            EntryKind::Contacted { contact: *contact, when: *at, note: note.clone(), alert: Some(letter) }
        }
        Event::AlertResolved { outcome, no_danger, .. } => {
            if alert.is_open() {
                alert.resolved = Some(by);
                alert.outcome = Some(Words(outcome.clone()));
                alert.no_danger = *no_danger;
                ended(state, letter, *no_danger, by);
            }
            EntryKind::AlertResolved { letter, outcome: outcome.clone(), no_danger: *no_danger }
        }
        _ => return,
    };
    note(state, recorded, what);
}

fn see(alert: &mut Alert, who: StaffId, by: ByAt) {
    if !alert.seen.iter().any(|seen| seen.by == who) {
        alert.seen.push(by);
    }
}

fn alert_letter(event: &Event) -> Option<LetterId> {
    match event {
        Event::AlertSeen { letter }
        | Event::AlertTaken { letter }
        | Event::AlertPassed { letter }
        | Event::AlertAttempted { letter, .. }
        | Event::AlertAccepted { letter }
        | Event::AlertResolved { letter, .. } => Some(*letter),
        _ => None,
    }
}

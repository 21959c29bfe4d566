//! What holds whatever happened.

use super::practice::{Logged, Practice};
use crate::alert::{Pace, Stage, Team};
use crate::conversation::{Conversation, EntryKind, Event, step, step_unknown};
use crate::delivery::{Delivery, DeliveryState};
use crate::message::Letter;
use crate::policy::PracticePolicy;
use crate::risk::Tier;
use crate::staff::{Action, may};
use crate::{ConversationId, EventId};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, BTreeSet};

pub(super) type States = BTreeMap<ConversationId, Conversation>;

/// The log folded as it grows, and what must hold at every place of it.
#[derive(Default)]
pub(super) struct Truth {
    states: States,
}

/// Folds what was read.
pub(super) fn fold(states: &mut States, read: &[Logged]) {
    for logged in read {
        let state = states.remove(&logged.on).unwrap_or_else(|| Conversation::new(logged.on));
        states.insert(logged.on, stepped(state, logged));
    }
}

fn stepped(state: Conversation, logged: &Logged) -> Conversation {
    match &logged.recorded {
        Some(recorded) => step(state, recorded),
        None => step_unknown(state, logged.id),
    }
}

impl Truth {
    pub(super) fn states(&self) -> &States {
        &self.states
    }

    pub(super) fn last(&self, on: ConversationId) -> Option<EventId> {
        self.states.get(&on)?.last
    }

    pub(super) fn has(&self, on: ConversationId, id: EventId) -> bool {
        self.states.get(&on).is_some_and(|state| state.folded.contains(&id))
    }

    /// One more, by a workstation whose clock says `now`.
    pub(super) fn take(
        &mut self,
        logged: &Logged,
        policy: &PracticePolicy,
        now: DateTime<Utc>,
    ) -> Result<(), String> {
        let before = self.states.remove(&logged.on).unwrap_or_else(|| Conversation::new(logged.on));
        let after = stepped(before.clone(), logged);
        let held = if before.folded.contains(&logged.id) {
            check(before == after, "what is there again changes nothing")
        } else {
            at_every_place(&before, &after, logged, policy, now)
        };
        self.states.insert(logged.on, after);
        held
    }
}

fn check(holds: bool, fact: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(fact.to_owned()) }
}

fn at_every_place(
    before: &Conversation,
    after: &Conversation,
    logged: &Logged,
    policy: &PracticePolicy,
    now: DateTime<Utc>,
) -> Result<(), String> {
    let Some(recorded) = &logged.recorded else { return Ok(()) };
    let by = recorded.actor.staff;
    let held = before.held_by(now, TimeDelta::minutes(i64::from(policy.claim_minutes)));
    if let (Some(held), Some(by)) = (held, by)
        && held.by != by
        && after.claim != before.claim
    {
        let how = recorded.event.kind();
        return Err(format!(
            "nobody takes what a colleague works on: {how} by {by} at {now}, held {held:?} to {:?}",
            after.claim
        ));
    }
    for (was, is) in before.alerts.iter().zip(&after.alerts) {
        check(was.letter == is.letter, "alerts stay, in their order")?;
        let ended = was.resolved.is_none() && is.resolved.is_some();
        check(!ended || by.is_some(), "an alert is ended by a person")?;
        check(
            !ended || (was.accepted.is_some() && was.contact_made()),
            "an alert ends accepted and reached",
        )?;
        let accepts = was.accepted.is_none() && is.accepted.is_some();
        let clinician = may(&recorded.actor.roles, Action::AcceptAlert);
        check(!accepts || (by.is_some() && clinician), "an alert is accepted by a clinician")?;
    }
    match &recorded.event {
        Event::Replied { .. } | Event::Closed { .. } => {
            check(before.open_alert().is_none(), "nothing is answered or closed over an open alert")?;
            check(!before.has_unread_finding(), "nothing is answered or closed over an unread finding")?;
            check(before.closed.is_none() || by.is_none(), "what is closed is not answered or closed again")
        }
        _ => after.deliveries.iter().try_for_each(|delivery| moves_forward(before, delivery)),
    }
}

fn moves_forward(before: &Conversation, is: &Delivery) -> Result<(), String> {
    let Some(was) = before.delivery(is.id) else { return Ok(()) };
    let again = matches!((&was.state, &is.state), (DeliveryState::Failed { .. }, DeliveryState::Queued));
    let backwards = rank(&is.state) < rank(&was.state);
    check(again || !backwards, "a delivery moves forward, or is tried again after it failed")
}

fn rank(state: &DeliveryState) -> u8 {
    match state {
        DeliveryState::Queued => 0,
        DeliveryState::Sent => 1,
        DeliveryState::Failed { .. } => 2,
        DeliveryState::Arrived => 3,
        DeliveryState::Read => 4,
    }
}

pub(super) fn same(what: &str, one: &States, other: &States) -> Result<(), String> {
    check(one == other, &format!("{what} tell the same"))
}

/// Everything has been carried and read, clocks are right, and a day has passed: it is `now`.
pub(super) fn at_rest(
    practice: &Practice,
    letters: &[Letter],
    truth: &Truth,
    policy: &PracticePolicy,
    now: DateTime<Utc>,
) -> Result<(), String> {
    same("batches and one piece", &in_batches(&practice.log), truth.states())?;
    check(practice.accepted.values().all(|stored| *stored), "what was accepted is in the log or given back")?;
    letters.iter().try_for_each(|letter| is_heard(practice, letter, truth, policy, now))?;
    for state in truth.states().values() {
        let claimed = state.held_by(now, TimeDelta::minutes(i64::from(policy.claim_minutes)));
        check(claimed.is_none(), "no claim outlives its time")?;
        let ids: BTreeSet<EventId> = state.entries.iter().map(|entry| entry.id).collect();
        check(ids.len() == state.entries.len(), "everything happened once")?;
        for delivery in &state.deliveries {
            let told = practice.told.get(&delivery.id);
            let queued = delivery.state == DeliveryState::Queued;
            let true_word = told.is_some_and(|told| told.contains(&delivery.state));
            check(queued || true_word, "nothing is called delivered that nobody said was")?;
        }
    }
    Ok(())
}

/// The log as a workstation reads it that is stopped now and then, and keeps what it knows as JSON meanwhile.
fn in_batches(log: &[Logged]) -> States {
    let mut states = States::new();
    let mut rest = log;
    let mut length = 1;
    while !rest.is_empty() {
        let (batch, more) = rest.split_at(length.min(rest.len()));
        fold(&mut states, batch);
        for state in states.values_mut() {
            let kept = serde_json::to_vec(state).expect("it is kept");
            *state = serde_json::from_slice(&kept).expect("it is read again");
        }
        // 1, 4, 13, 40: short histories have borders too.
        (rest, length) = (more, length * 3 + 1);
    }
    states
}

fn is_heard(
    practice: &Practice,
    letter: &Letter,
    truth: &Truth,
    policy: &PracticePolicy,
    now: DateTime<Utc>,
) -> Result<(), String> {
    let found: Vec<(&Conversation, usize)> = truth
        .states()
        .values()
        .map(|state| (state, state.letters().filter(|one| one.letter == letter.id).count()))
        .filter(|(_, times)| *times > 0)
        .collect();
    let [(state, 1)] = found.as_slice() else {
        return Err("a letter stands in one conversation, once".to_owned());
    };
    let assessment = state.letter(letter.id).and_then(|one| one.assessment.as_ref());
    let Some(assessment) = assessment else { return Err("a letter is read by the rules".to_owned()) };
    if assessment.tier != Tier::Alert {
        return Ok(());
    }
    let Some(alert) = state.alert(letter.id) else { return Err("danger has its alert".to_owned()) };
    let (pace, team) =
        (Pace::of(policy), Team { rota: &practice.rota, roles: &practice.roles, present: None });
    let calls = practice.roles.keys().any(|who| alert.calls(*who, team, pace, now));
    let reached = matches!(alert.stage(pace, now), Stage::Taken { .. }) && alert.contact_made();
    check(
        !alert.is_open() || calls || reached,
        "an alert calls somebody until the patient is reached or it ends",
    )?;
    let told = state
        .entries
        .iter()
        .any(|entry| matches!(entry.what, EntryKind::AlertRaised { letter: raised } if raised == letter.id));
    check(told, "an alert stands in what happened")
}

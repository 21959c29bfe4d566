//! What holds whatever happened, once everything is mended and quiet.

use super::happening::Work;
use super::line::Log;
use super::office::{Accepted, Office, Pc};
use crate::Unlocked;
use crate::store::{conversations, needs_you};
use crate::view::{Change, NeedsYouWhat};
use chrono::TimeDelta;
use domain::alert::{Alert, Pace, Stage, Team};
use domain::conversation::{Command, Conversation};
use domain::delivery::{DeliveryState, Destination, WhyFailed};
use domain::message::Letter;
use domain::risk::Tier;
use domain::subject::Kind;
use domain::{ConversationId, LetterId};
use std::collections::{BTreeMap, BTreeSet};
use tokio::sync::broadcast;

/// What a workstation has of the practice's conversations.
pub type Known = BTreeMap<ConversationId, Conversation>;

fn check(holds: bool, fact: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(fact.to_owned()) }
}

/// A conversation as a workstation has it, with what waits there on top or without.
pub async fn one(desk: &Unlocked, on: ConversationId, seen: bool) -> Option<Conversation> {
    let mut connection = desk.0.store.read().await.unwrap();
    let standing = desk.standing(&mut connection, on).await.unwrap()?;
    Some(if seen { standing.seen } else { standing.confirmed })
}

fn all(log: &Log) -> BTreeSet<ConversationId> {
    let subjects = log.messages().into_iter().filter_map(|message| match message.subject.kind() {
        Ok(Kind::Conversation(id)) => Some(id),
        Ok(Kind::Inbox(_, letter)) => Some(letter.conversation()),
        _ => None,
    });
    subjects.collect()
}

pub async fn seen(desk: &Unlocked, log: &Log) -> Known {
    let mut known = Known::new();
    for on in all(log) {
        known.extend(one(desk, on, true).await.map(|state| (on, state)));
    }
    known
}

async fn confirmed(desk: &Unlocked, log: &Log) -> Known {
    let ids: Vec<ConversationId> = all(log).into_iter().collect();
    let mut connection = desk.0.store.read().await.unwrap();
    conversations::all_confirmed(&mut connection, &ids).await.unwrap().into_iter().collect()
}

pub fn open_alerts(known: &Known) -> BTreeSet<LetterId> {
    let alerts = known.values().flat_map(|state| &state.alerts);
    alerts.filter(|alert| alert.is_open()).map(|alert| alert.letter).collect()
}

/// Whatever this session has learnt of and is still open was told to whoever was there, once.
pub async fn called_once(
    desk: &Unlocked,
    log: &Log,
    mut told: broadcast::Receiver<Change>,
    knew: &BTreeSet<LetterId>,
) -> Result<(), String> {
    let mut calls: BTreeMap<LetterId, u32> = BTreeMap::new();
    while let Ok(change) = told.try_recv() {
        if let Change::Alert { letter, raised: true, .. } = change {
            *calls.entry(letter).or_default() += 1;
        }
    }
    let open = open_alerts(&seen(desk, log).await);
    for letter in open.difference(knew) {
        check(calls.contains_key(letter), "an alert is told to whoever is there")?;
    }
    check(calls.values().all(|times| *times == 1), "an alert is told once")
}

pub async fn hold(office: &mut Office<'_>) -> Result<(), String> {
    let mut known = vec![];
    for pc in &office.pcs {
        known.push(confirmed(&pc.desk, &office.log).await);
    }
    let first = known[0].clone();
    check(known.iter().all(|other| *other == first), "all workstations tell the same")?;
    let mut reader = office.fresh(0, "reader.db").await;
    let read = reader.turn(Work::Reads { most: usize::MAX }).await;
    let one_batch = confirmed(&reader.desk, &office.log).await;
    reader.desk.lock().await;
    read?;
    check(one_batch == first, "one batch tells what many told")?;
    office.letters.iter().try_for_each(|letter| is_heard(letter, &first, &office.pcs[0]))?;
    deliveries(office, &first)?;
    for accepted in &office.accepted {
        is_kept(accepted, &first, &office.pcs[accepted.pc].desk).await?;
    }
    for place in 0..office.pcs.len() {
        let told = office.pcs[place].told.resubscribe();
        let told = std::mem::replace(&mut office.pcs[place].told, told);
        let pc = &office.pcs[place];
        called_once(&pc.desk, &office.log, told, &pc.knew).await?;
    }
    Ok(())
}

fn is_heard(letter: &Letter, known: &Known, pc: &Pc) -> Result<(), String> {
    let times = |state: &Conversation| state.letters().filter(|one| one.letter == letter.id).count();
    let found: Vec<&Conversation> = known.values().filter(|state| times(state) > 0).collect();
    let [state] = found.as_slice() else { return Err("a letter stands in one conversation".to_owned()) };
    check(times(state) == 1, "a letter stands there once")?;
    let assessment = state.letter(letter.id).and_then(|one| one.assessment.as_ref());
    let Some(assessment) = assessment else { return Err("a letter is read by the rules".to_owned()) };
    if assessment.tier != Tier::Alert {
        return Ok(());
    }
    let alert = state.alert(letter.id).ok_or("danger has its alert")?;
    check(!alert.is_open() || calls(alert, pc), "an open alert calls somebody, or the patient was reached")
}

fn calls(alert: &Alert, pc: &Pc) -> bool {
    let shared = pc.desk.shared();
    let now = pc.desk.0.clock.now() + TimeDelta::minutes(3 * 24 * 60 + 7);
    let (pace, team) =
        (Pace::of(&shared.policy), Team { rota: &shared.rota, roles: &shared.roles, present: None });
    let reached = matches!(alert.stage(pace, now), Stage::Taken { .. }) && alert.contact_made();
    reached || shared.roles.keys().any(|who| alert.calls(*who, team, pace, now))
}

fn deliveries(office: &Office<'_>, known: &Known) -> Result<(), String> {
    for delivery in known.values().flat_map(|state| &state.deliveries) {
        let told = office.told.get(&delivery.id);
        let said = told.is_some_and(|told| told.contains(&delivery.state));
        match (&delivery.state, delivery.to) {
            (DeliveryState::Arrived | DeliveryState::Read, _)
            | (DeliveryState::Failed { why: WhyFailed::Rejected }, _) => {
                check(said, "nothing is called delivered, or failed, that nobody said was")?;
            }
            (DeliveryState::Queued, Destination::Patient { .. }) => {
                return Err("an answer is handed over".to_owned());
            }
            _ => {}
        }
    }
    Ok(())
}

/// In the log, or back with its author with the reason and every word they typed.
async fn is_kept(accepted: &Accepted, known: &Known, desk: &Unlocked) -> Result<(), String> {
    let state = known.get(&accepted.on);
    if state.is_some_and(|state| state.folded.contains(&accepted.first)) {
        return Ok(());
    }
    let mut connection = desk.0.store.read().await.unwrap();
    let mut items = vec![];
    for staff in desk.shared().roles.keys() {
        items.extend(needs_you::of(&mut connection, *staff).await.unwrap());
    }
    let item = items.iter().find(|item| item.id == accepted.act);
    let words = matches!(
        accepted.command,
        Command::Reply { .. }
            | Command::RecordContact { .. }
            | Command::AttemptContact { .. }
            | Command::ResolveAlert { .. }
            | Command::Close { .. }
    );
    match item.map(|item| &item.what) {
        Some(NeedsYouWhat::NoLongerFits { draft, .. }) => {
            check(!words || draft.is_some(), "words are given back")
        }
        Some(_) => Ok(()),
        // Somebody else has done it meanwhile: only what was typed is missed.
        None => check(!words, &format!("{} is in the log or given back", accepted.command.kind())),
    }
}

//! The practice in memory: one log, three workstations, whoever works at them, and the patients' side.
//!
//! A workstation knows what it has read and what waits there to be carried, as the engine does: an act is appended behind
//! what its author saw or not at all, and what was overtaken is decided again on what is new.

use super::facts::{self, Truth};
use super::happening::Happening;
use super::letters::{WORDS, admission};
use crate::conversation::wishes::{asked, next};
use crate::conversation::{
    Actor, Circumstances, Command, Conversation, Event, Recorded, Refusal, decide, step,
};
use crate::delivery::{DeliveryState, WhyFailed};
use crate::message::fixture::letter;
use crate::message::{Identity, Letter};
use crate::policy::PracticePolicy;
use crate::risk::{Category, ReadsLike, SecondReading};
use crate::rota::{Rota, Slot};
use crate::staff::Role;
use crate::timing::TOLERATED;
use crate::{ConversationId, DeliveryId, DeviceId, EventId, LetterId, StaffId, derive_uuid};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What stands at one place of the log.
#[derive(Clone)]
pub(super) struct Logged {
    pub on: ConversationId,
    pub id: EventId,
    /// None for what only a later version can read.
    pub recorded: Option<Recorded>,
}

/// An act that a workstation has accepted and the log has not.
struct Waiting {
    act: Uuid,
    on: ConversationId,
    command: Command,
    actor: Actor,
    at: DateTime<Utc>,
    /// By the clock of the workstation that decided it, at last.
    decided: DateTime<Utc>,
    /// What its author saw last.
    behind: Option<EventId>,
    events: Vec<Event>,
}

#[derive(Default)]
struct Pc {
    ahead: TimeDelta,
    read_to: usize,
    states: BTreeMap<ConversationId, Conversation>,
    waiting: Vec<Waiting>,
}

pub(super) struct Practice {
    policy: PracticePolicy,
    pub(super) roles: BTreeMap<StaffId, Vec<Role>>,
    pub(super) rota: Rota,
    now: DateTime<Utc>,
    stored_at: DateTime<Utc>,
    pub(super) log: Vec<Logged>,
    truth: Truth,
    pcs: [Pc; 3],
    letters: Vec<Letter>,
    /// What is known of each act that was accepted: is it in the log, or was it given back to its author?
    pub(super) accepted: BTreeMap<Uuid, bool>,
    /// What carriers have said.
    pub(super) told: BTreeMap<DeliveryId, BTreeSet<DeliveryState>>,
    ids: u128,
}

pub(super) fn event_id(act: Uuid, place: usize) -> EventId {
    EventId(derive_uuid("act", &[act.as_bytes(), &(place as u64).to_be_bytes()]))
}

impl Practice {
    pub(super) fn new() -> Self {
        let code = "A81001".parse().unwrap();
        let policy = PracticePolicy::standard("Hollin Lane Surgery", code, "01632 960140".parse().unwrap());
        let now = "2026-08-25T09:00:00Z".parse().unwrap();
        let staff = |number| StaffId(Uuid::from_u128(number));
        let roles = (1..).zip(Role::ALL).map(|(number, role)| (staff(number), vec![role])).collect();
        let until = now + TimeDelta::days(7);
        let slot = Slot { from: now - TimeDelta::days(1), until, duty: staff(4), deputy: staff(3) };
        Self {
            policy,
            roles,
            rota: Rota { slots: vec![slot], drafts: vec![] },
            now,
            stored_at: now,
            log: vec![],
            truth: Truth::default(),
            pcs: Default::default(),
            letters: vec![],
            accepted: BTreeMap::new(),
            told: BTreeMap::new(),
            ids: 1_000,
        }
    }

    /// Says which fact was broken, if one was.
    pub(super) fn lives(&mut self, happening: &Happening) -> Result<(), String> {
        match *happening {
            Happening::Letter { to, words } => self.writes(to, words),
            Happening::Admits { pc } => return self.admits(pc),
            Happening::GoesOn { pc, who, of } => self.asks(pc, who, of, None),
            Happening::Asks { pc, who, of, wish } => self.asks(pc, who, of, Some(wish)),
            Happening::Carries { pc, most } => return self.carries(pc.into(), most.into()),
            Happening::Reads { pc, most } => self.reads(pc.into(), most.into()),
            Happening::Passes { minutes } => self.now += TimeDelta::minutes(minutes.into()),
            Happening::Jumps { pc, by } => {
                let by = i64::from(by);
                let far = TimeDelta::days(365 * (by.abs() - 100) * by.signum());
                let ahead = if by.abs() > 100 { far } else { TimeDelta::minutes(15 * by) };
                self.pcs[usize::from(pc)].ahead = ahead;
            }
            Happening::Tells { of, state } => return self.tells(of, state),
            Happening::Again { which } => return self.again(which),
            Happening::Hostile { of, what } => return self.hostile(of, what),
            Happening::Later { of } => {
                let (Some(on), id) = (self.conversation(of), self.id()) else { return Ok(()) };
                return self.store(Logged { on, id: EventId(id), recorded: None }, self.now);
            }
        }
        Ok(())
    }

    /// Clocks are right, everybody is connected and reads to the end; then days pass, and no clock was wrong by as much.
    pub(super) fn comes_to_rest(&mut self) -> Result<(), String> {
        for pc in 0..self.pcs.len() {
            self.pcs[pc].ahead = TimeDelta::zero();
        }
        for pc in [0, 1, 2_u8] {
            self.reads(pc.into(), usize::MAX);
            while !self.pcs[usize::from(pc)].waiting.is_empty() {
                self.carries(pc.into(), 1)?;
            }
            self.admits(pc)?;
        }
        for pc in 0..self.pcs.len() {
            self.reads(pc, usize::MAX);
            facts::same("a workstation and the log", &self.pcs[pc].states, self.truth.states())?;
        }
        facts::at_rest(
            self,
            &self.letters,
            &self.truth,
            &self.policy,
            self.now + TimeDelta::minutes(3 * 24 * 60 + 7),
        )
    }

    fn id(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(self.ids)
    }

    fn conversation(&self, of: u8) -> Option<ConversationId> {
        let known: Vec<ConversationId> = self.truth.states().keys().copied().collect();
        (!known.is_empty()).then(|| known[usize::from(of) % known.len()])
    }

    fn writes(&mut self, to: u8, words: u8) {
        let (words, _) = WORDS[usize::from(words) % WORDS.len()];
        let mut letter = letter(self.id().as_u128(), self.now, words);
        let known: BTreeSet<ConversationId> = self.letters.iter().map(Letter::conversation).collect();
        letter.in_reply_to = known.into_iter().nth(to.into());
        letter.identity = if to == 1 { Identity::Claimed } else { Identity::NhsLogin };
        self.letters.push(letter);
    }

    /// Every letter that is not in this workstation's view is put into its conversation, if the log has not moved on.
    fn admits(&mut self, pc: u8) -> Result<(), String> {
        for letter in self.letters.clone() {
            let on = letter.conversation();
            let (pc, id) = (usize::from(pc), letter.id);
            if self.pcs[pc].states.get(&on).is_some_and(|state| state.letter(id).is_some())
                || self.pcs[pc].states.get(&on).and_then(|state| state.last) != self.truth.last(on)
            {
                continue;
            }
            let now = self.now + self.pcs[pc].ahead;
            for (id, event) in admission(letter) {
                let actor = self.nobody();
                self.append(on, id, actor, event, now)?;
            }
            self.reads(pc, usize::MAX);
            self.decides_again(pc, on);
        }
        Ok(())
    }

    fn nobody(&self) -> Actor {
        Actor { staff: None, roles: vec![], device: DeviceId(Uuid::nil()) }
    }

    fn seen(&self, pc: usize, on: ConversationId) -> Conversation {
        let mine = self.pcs[pc].states.get(&on).cloned().unwrap_or_else(|| Conversation::new(on));
        self.pcs[pc].waiting.iter().filter(|waiting| waiting.on == on).fold(mine, fold)
    }

    fn asks(&mut self, pc: u8, who: u8, of: u8, wish: Option<u8>) {
        let pc = usize::from(pc);
        let Some(on) = self.pcs[pc].states.keys().copied().nth(of.into()) else { return };
        let Some((staff, roles)) = self.roles.iter().nth(who.into()) else { return };
        let actor = Actor { staff: Some(*staff), roles: roles.clone(), device: DeviceId(Uuid::nil()) };
        let (seen, at) = (self.seen(pc, on), self.now + self.pcs[pc].ahead);
        let command = match wish {
            Some(wish) => asked(&seen, wish, at, &self.policy),
            None => next(&seen, at, &self.policy),
        };
        let act = self.id();
        if let Ok(events) = self.decides(&seen, &command, &actor, act, at) {
            self.accepted.insert(act, false);
            self.pcs[pc].waiting.push(Waiting {
                act,
                on,
                command,
                actor,
                at,
                decided: at,
                behind: seen.last,
                events,
            });
        }
    }

    fn decides(
        &self,
        seen: &Conversation,
        command: &Command,
        actor: &Actor,
        act: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Vec<Event>, Refusal> {
        let delivery = |label: &str| DeliveryId(derive_uuid(label, &[act.as_bytes()]));
        let deliveries = (delivery("patient"), delivery("record"));
        let around =
            Circumstances { actor, signature: "The practice", policy: &self.policy, now, deliveries };
        decide(seen, command, &around)
    }

    fn carries(&mut self, pc: usize, most: usize) -> Result<(), String> {
        for _ in 0..most {
            let first = self.pcs[pc].waiting.first().map(|first| (first.on, first.behind));
            let Some((on, behind)) = first else { break };
            if behind != self.truth.last(on) {
                self.reads(pc, usize::MAX);
                self.decides_again(pc, on);
                continue;
            }
            let Waiting { act, actor, events, decided, .. } = self.pcs[pc].waiting.remove(0);
            let now = self.now + self.pcs[pc].ahead;
            for (place, event) in events.into_iter().enumerate() {
                let logged = self.dated(on, event_id(act, place), actor.clone(), event, now);
                self.store(logged, decided)?;
            }
            self.accepted.insert(act, true);
            self.reads(pc, usize::MAX);
            self.decides_again(pc, on);
        }
        Ok(())
    }

    fn decides_again(&mut self, pc: usize, on: ConversationId) {
        let now = self.now + self.pcs[pc].ahead;
        let all = std::mem::take(&mut self.pcs[pc].waiting);
        for waiting in all {
            if waiting.on != on {
                self.pcs[pc].waiting.push(waiting);
                continue;
            }
            let seen = self.seen(pc, on);
            let behind = seen.last;
            match self.decides(&seen, &waiting.command, &waiting.actor, waiting.act, now) {
                Ok(events) => self.pcs[pc].waiting.push(Waiting { decided: now, behind, events, ..waiting }),
                // Its author is told: it is somebody's task, not lost.
                Err(_) => drop(self.accepted.remove(&waiting.act)),
            }
        }
    }

    fn reads(&mut self, pc: usize, most: usize) {
        let (log, pc) = (&self.log, &mut self.pcs[pc]);
        let end = log.len().min(pc.read_to.saturating_add(most));
        facts::fold(&mut pc.states, &log[pc.read_to..end]);
        pc.read_to = end;
    }

    /// Receipts come late, twice and in any order; they are true.
    fn tells(&mut self, of: u8, state: u8) -> Result<(), String> {
        let all = self
            .truth
            .states()
            .values()
            .flat_map(|state| state.deliveries.iter().map(|delivery| (state.id, delivery.id)));
        let all: Vec<(ConversationId, DeliveryId)> = all.collect();
        let Some((on, delivery)) = all.get(usize::from(of) % all.len().max(1)).copied() else {
            return Ok(());
        };
        let failed = DeliveryState::Failed { why: WhyFailed::Rejected };
        let to = [DeliveryState::Sent, DeliveryState::Arrived, DeliveryState::Read, failed];
        let to = to[usize::from(state) % 4].clone();
        self.told.entry(delivery).or_default().insert(to.clone());
        let id = derive_uuid("receipt", &[delivery.0.as_bytes(), &[state % 4]]);
        let moved = Event::DeliveryMoved { delivery, state: to, at: self.now };
        self.append(on, EventId(id), self.nobody(), moved, self.now)
    }

    fn again(&mut self, which: u8) -> Result<(), String> {
        let Some(logged) = self.log.get(usize::from(which) % self.log.len().max(1)).cloned() else {
            return Ok(());
        };
        self.store(logged, self.now)
    }

    fn hostile(&mut self, of: u8, what: u8) -> Result<(), String> {
        let Some(on) = self.conversation(of) else { return Ok(()) };
        let here =
            self.truth.states().get(&on).and_then(|state| state.alerts.first()).map(|alert| alert.letter);
        let letter = here.unwrap_or(LetterId(Uuid::nil()));
        let elsewhere = LetterId(Uuid::from_u128(9));
        let delivery = DeliveryId(Uuid::from_u128(9));
        let outcome = "Nothing to see.".to_owned();
        let reads_like = Some(ReadsLike { category: Category::Stroke, chance: 80 });
        let reading = SecondReading { reader: "2-3f0c9a2e".to_owned(), reads_like };
        let event = match what % 9 {
            0 => Event::AlertResolved { letter, outcome, no_danger: None },
            1 => Event::AlertAccepted { letter },
            2 => Event::AlertTaken { letter },
            3 => Event::Taken,
            4 => Event::Assessed { letter: elsewhere, assessment: WORDS[0].1.clone() },
            5 => Event::Assessed { letter, assessment: WORDS[0].1.clone() },
            8 => Event::ReadAgain { letter, reading },
            6 => Event::DeliveryMoved { delivery, state: DeliveryState::Read, at: self.now },
            _ => Event::FindingRead { letter, finding: u32::MAX },
        };
        let id = EventId(self.id());
        self.append(on, id, self.nobody(), event, self.now)
    }

    fn append(
        &mut self,
        on: ConversationId,
        id: EventId,
        actor: Actor,
        event: Event,
        now: DateTime<Utc>,
    ) -> Result<(), String> {
        if self.truth.has(on, id) {
            return Ok(());
        }
        let logged = self.dated(on, id, actor, event, now);
        self.store(logged, now)
    }

    /// As the log dates what it takes.
    fn dated(
        &mut self,
        on: ConversationId,
        id: EventId,
        actor: Actor,
        event: Event,
        now: DateTime<Utc>,
    ) -> Logged {
        let believed = self.stored_at <= now + TOLERATED;
        self.stored_at = if believed { self.stored_at.max(now) } else { now };
        Logged { on, id, recorded: Some(Recorded { id, at: self.stored_at, actor, event }) }
    }

    /// One more, by an author whose clock said `now` when it was decided.
    fn store(&mut self, logged: Logged, now: DateTime<Utc>) -> Result<(), String> {
        self.truth.take(&logged, &self.policy, now)?;
        self.log.push(logged);
        Ok(())
    }
}

fn fold(state: Conversation, waiting: &Waiting) -> Conversation {
    waiting.events.iter().enumerate().fold(state, |state, (place, event)| {
        let (id, actor) = (event_id(waiting.act, place), waiting.actor.clone());
        step(state, &Recorded { id, at: waiting.at, actor, event: event.clone() })
    })
}

//! The two workstations at work on one log, and whatever befalls them.

use super::facts;
use super::happening::{Happening, Work};
use super::line::{Line, Log};
use super::scene::Scene;
use crate::clock::HandOfClock;
use crate::errors::ActError;
use crate::log::{courier, outbound, timers};
use crate::store::outbox;
use crate::view::Change;
use crate::way_in::demo::letters;
use crate::{Clock, Unlocked};
use chrono::TimeDelta;
use crypto::cbor;
use domain::conversation::{Command, Event, wishes};
use domain::delivery::{DeliveryState, WhyFailed};
use domain::message::{Channel, Inbound, Letter, Receipt, ReplyRoute, fixture};
use domain::{ConversationId, DeliveryId, EventId, GatewayId, LetterId, Subject, derive_uuid};
use queue::{Queue, Seq};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::PathBuf;
use tempfile::TempDir;
use tokio::sync::broadcast;
use uuid::Uuid;

const WORDS: [&str; 3] = [
    "Which day can I collect my tablets, please?",
    "I want to kill myself tonight. I have the tablets here.",
    "My knee has been swollen since Monday.",
];
/// How often everybody takes a turn until all must be quiet.
const ROUNDS: usize = 40;

pub struct Pc {
    pub desk: Unlocked,
    which: usize,
    sent: HashSet<EventId>,
    line: Line,
    clock: Clock,
    hand: HandOfClock,
    ahead: TimeDelta,
    pub told: broadcast::Receiver<Change>,
    /// The alerts that were known when this session began.
    pub knew: BTreeSet<LetterId>,
    file: PathBuf,
}

/// An act that was accepted from a person.
pub struct Accepted {
    pub pc: usize,
    pub on: ConversationId,
    pub act: Uuid,
    pub first: EventId,
    pub command: Command,
}

pub struct Office<'a> {
    pub scene: &'a Scene,
    folder: TempDir,
    pub log: Log,
    pub pcs: Vec<Pc>,
    pub letters: Vec<Letter>,
    pub accepted: Vec<Accepted>,
    /// What the gateway has said.
    pub told: BTreeMap<DeliveryId, BTreeSet<DeliveryState>>,
    ids: u128,
}

impl<'a> Office<'a> {
    pub async fn open(scene: &'a Scene) -> Self {
        let memory = std::path::Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let (folder, log) = (folder.unwrap(), Log::of(scene.log.clone()));
        let mut office = Self {
            scene,
            folder,
            log,
            pcs: vec![],
            letters: vec![],
            accepted: vec![],
            told: BTreeMap::new(),
            ids: 1 << 64,
        };
        for which in 0..2 {
            let pc = office.fresh(which, &format!("{which}.db")).await;
            office.pcs.push(pc);
        }
        office
    }

    /// A workstation as it was before the history.
    pub async fn fresh(&self, which: usize, name: &str) -> Pc {
        let file = self.folder.path().join(name);
        std::fs::copy(&self.scene.pcs[which].database, &file).unwrap();
        let (clock, hand) = Clock::by_hand(self.scene.now);
        let line = self.log.line(clock.clone());
        self.begins(which, file, line, clock, hand, TimeDelta::zero(), 0).await
    }

    #[allow(clippy::too_many_arguments, reason = "what outlives a session")]
    async fn begins(
        &self,
        which: usize,
        file: PathBuf,
        line: Line,
        clock: Clock,
        hand: HandOfClock,
        ahead: TimeDelta,
        who: usize,
    ) -> Pc {
        let staff = self.scene.staff[who % self.scene.staff.len()];
        let desk = self.scene.pcs[which].open(&file, line.clone(), clock.clone(), staff).await;
        let told = desk.0.changes.listen();
        let mut pc = Pc {
            desk,
            which,
            sent: HashSet::new(),
            line,
            clock,
            hand,
            ahead,
            told,
            knew: BTreeSet::new(),
            file,
        };
        pc.knew = facts::open_alerts(&facts::seen(&pc.desk, &self.log).await);
        pc
    }

    /// What a person sees of a workstation ends; its disk stays.
    async fn again(&mut self, pc: usize, who: usize) -> Result<(), String> {
        let Pc { desk, which, line, clock, hand, ahead, file, told, knew, .. } = self.pcs.remove(pc);
        let called = facts::called_once(&desk, &self.log, told, &knew).await;
        desk.lock().await;
        let next = self.begins(which, file, line, clock, hand, ahead, who).await;
        self.pcs.insert(pc, next);
        called
    }

    pub async fn lives(&mut self, happening: &Happening) -> Result<(), String> {
        let alive = self.pcs.len();
        match *happening {
            Happening::Letter { to, words } => self.writes(to, words),
            Happening::GoesOn { pc, of } => return self.asks(pc % alive, of, None).await,
            Happening::Asks { pc, of, wish } => return self.asks(pc % alive, of, Some(wish)).await,
            Happening::Works { pc, at, killed_at } => return self.works(pc % alive, at, killed_at).await,
            Happening::Swaps { pc, who } => return self.again(pc % alive, who.into()).await,
            Happening::Cut { pc, is_in } => self.pcs[pc % alive].line.weather.lock().unwrap().cut = !is_in,
            Happening::LosesReceipt { pc } => {
                self.pcs[pc % alive].line.weather.lock().unwrap().loses_receipt = true;
            }
            Happening::Passes { minutes } => {
                self.pcs.iter().for_each(|pc| pc.hand.advance(TimeDelta::minutes(minutes.into())));
            }
            Happening::Jumps { pc, by } => self.pcs[pc % alive].jumps(TimeDelta::minutes(15 * i64::from(by))),
            Happening::Tells { of, state } => self.tells(of, state).await,
            Happening::Hostile { of, what } => self.hostile(of, what).await,
            Happening::Lost => {
                if alive > 1 {
                    self.pcs.remove(1).desk.lock().await;
                    self.accepted.retain(|accepted| accepted.pc == 0);
                }
            }
        }
        Ok(())
    }

    fn id(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(self.ids)
    }

    fn writes(&mut self, to: u8, words: u8) {
        let now = self.pcs[0].clock.now() - self.pcs[0].ahead;
        let words = WORDS[usize::from(words) % WORDS.len()];
        let mut letter = fixture::letter(self.id().as_u128(), now, words);
        letter.in_reply_to = self.letters.iter().map(Letter::conversation).nth(to.into());
        let address = letter.conversation().to_string();
        let gateway = crate::way_in::set_up::own_gateway_id();
        letter.reply = Some(ReplyRoute { gateway, channel: Channel::NhsApp, address });
        let directory = self.pcs[0].desk.directory();
        let sealed = letters::seal(letter.clone(), &self.scene.gateway, &directory).expect("sealed");
        let header = sealed.header();
        self.log.append(&header.subject, None, header.id, sealed.bytes(), now).expect("taken");
        self.letters.push(letter);
    }

    pub fn conversations(&self) -> Vec<ConversationId> {
        let all: BTreeSet<ConversationId> = self.letters.iter().map(Letter::conversation).collect();
        all.into_iter().collect()
    }

    async fn asks(&mut self, pc: usize, of: u8, wish: Option<u8>) -> Result<(), String> {
        let all = self.conversations();
        let Some(on) = all.get(usize::from(of) % all.len().max(1)).copied() else { return Ok(()) };
        let (desk, now) = (&self.pcs[pc].desk, self.pcs[pc].clock.now());
        let Some(seen) = facts::one(desk, on, true).await else { return Ok(()) };
        let policy = desk.shared().policy.clone();
        let command = match wish {
            Some(wish) => wishes::asked(&seen, wish, now, &policy),
            None => wishes::next(&seen, now, &policy),
        };
        let before = waiting(desk).await;
        match desk.act(on, command.clone()).await {
            Ok(()) => {}
            Err(ActError::Refused(_)) => return Ok(()),
            Err(error) => return Err(format!("an act is decided: {error:?}")),
        }
        let after = waiting(desk).await;
        if let Some((first, act)) = after.into_iter().find(|(id, _)| !before.iter().any(|(old, _)| old == id))
        {
            self.accepted.push(Accepted { pc, on, act, first, command });
        }
        Ok(())
    }

    /// A turn of a loop, and the workstation's end if it dies in it.
    async fn works(&mut self, pc: usize, at: Work, killed_at: Option<u8>) -> Result<(), String> {
        let died = self.pcs[pc].line.died.clone();
        self.pcs[pc].line.weather.lock().unwrap().killed_at = killed_at;
        let done = tokio::select! {
            biased;
            done = self.pcs[pc].turn(at) => Some(done),
            () = died.notified() => None,
        };
        self.pcs[pc].line.weather.lock().unwrap().killed_at = None;
        match done {
            Some(done) => done,
            None => self.again(pc, usize::from(killed_at.unwrap_or_default())).await,
        }
    }

    async fn tells(&mut self, of: u8, state: u8) {
        let left: HashSet<EventId> = self.log.messages().into_iter().map(|message| message.id).collect();
        let mut answers: Vec<(ConversationId, DeliveryId)> = vec![];
        for on in self.conversations() {
            let Some(seen) = facts::one(&self.pcs[0].desk, on, false).await else { continue };
            answers.extend(seen.answers().map(|(_, sent)| (on, sent.delivery)));
        }
        let outbound = |delivery: &DeliveryId| EventId(derive_uuid("outbound", &[delivery.0.as_bytes()]));
        answers.retain(|(_, delivery)| left.contains(&outbound(delivery)));
        let Some((conversation, delivery)) = answers.get(usize::from(of) % answers.len().max(1)).copied()
        else {
            return;
        };
        let failed = DeliveryState::Failed { why: WhyFailed::Rejected };
        let state = [DeliveryState::Arrived, DeliveryState::Read, failed][usize::from(state) % 3].clone();
        self.told.entry(delivery).or_default().insert(state.clone());
        let (at, id) = (self.scene.now, LetterId(self.id()));
        let inbound =
            Inbound::Receipt { receipt: Receipt { conversation, delivery, state, at, tries_before: 0 } };
        let directory = self.pcs[0].desk.directory();
        let sealed = letters::seal_inbound((id, "receipt", at), &inbound, &self.scene.gateway, &directory);
        let sealed = sealed.expect("sealed");
        let header = sealed.header();
        self.log.append(&header.subject, None, header.id, sealed.bytes(), at).expect("taken");
    }

    /// Garbage, a copy under another name, an id that is somebody else's, a record that no reader knows.
    async fn hostile(&mut self, of: u8, what: u8) {
        let all = self.conversations();
        let Some(on) = all.get(usize::from(of) % all.len().max(1)).copied() else { return };
        let (subject, id) = (Subject::conversation(on), EventId(self.id()));
        let (desk, messages) = (self.pcs[0].desk.clone(), self.log.messages());
        let mine = messages.iter().rev().find(|message| message.subject == subject);
        let theirs = mine.map(|message| message.id).unwrap_or(id);
        let header = |subject: &Subject, id, kind: &str| {
            desk.header(subject, id, kind, &desk.actor(), None, self.scene.now)
        };
        let sealed = |subject: &Subject, id, body: Vec<u8>| {
            let sealed = desk.0.keys.seal(header(subject, id, "lookedAt"), body).expect("sealed");
            sealed.bytes().to_vec()
        };
        let looked = cbor::encode(&Event::LookedAt).unwrap();
        let (subject, bytes) = match what % 6 {
            0 => (subject, b"nothing anybody sealed".to_vec()),
            1 => (subject.clone(), mine.map_or(vec![0], |message| message.bytes.clone())),
            // It claims the id of what stands there already.
            2 => (subject.clone(), sealed(&subject, theirs, looked)),
            3 => (subject.clone(), sealed(&subject, id, b"\xff\xff".to_vec())),
            4 => (Subject::policy(), sealed(&Subject::policy(), id, b"\x01\x02".to_vec())),
            _ => {
                let gateway: GatewayId = "desk".parse().unwrap();
                (Subject::inbox(&gateway, LetterId(id.0)), b"no letter".to_vec())
            }
        };
        let _ = self.log.append(&subject, None, id, &bytes, self.scene.now);
    }

    /// Everything is mended, clocks are right, and everybody takes turns until nothing is left to do.
    pub async fn comes_to_rest(&mut self) -> Result<(), String> {
        for pc in &mut self.pcs {
            *pc.line.weather.lock().unwrap() = super::line::Weather::default();
            let ahead = pc.ahead;
            pc.jumps(-ahead);
        }
        for _ in 0..ROUNDS {
            let mut quiet = true;
            for pc in &mut self.pcs {
                for at in [Work::Reads { most: 7 }, Work::Carries, Work::HandsOver] {
                    pc.turn(at).await?;
                }
                quiet &= pc.is_quiet(&self.log).await;
            }
            if quiet {
                return Ok(());
            }
        }
        Err("everything comes to rest".to_owned())
    }

    pub async fn close(self) {
        for pc in self.pcs {
            pc.desk.lock().await;
        }
    }
}

async fn waiting(desk: &Unlocked) -> Vec<(EventId, Uuid)> {
    let mut connection = desk.0.store.read().await.unwrap();
    let all = outbox::all(&mut connection, 1_000).await.unwrap();
    all.into_iter().filter(|one| one.command.is_some()).map(|one| (one.id, one.act)).collect()
}

impl Pc {
    fn jumps(&mut self, by: TimeDelta) {
        self.hand.advance(by);
        self.ahead += by;
    }

    pub async fn turn(&mut self, at: Work) -> Result<(), String> {
        match at {
            Work::Reads { most } => {
                let cursor = self.desk.cursor().await.unwrap();
                let Ok(batch) = self.line.read(cursor, most).await else { return Ok(()) };
                let read = self.desk.ingest(batch).await;
                read.map_err(|error| format!("a batch is taken in: {error:?}"))
            }
            Work::Carries => match courier::carry(&self.desk, &mut self.sent).await {
                Ok(()) | Err(courier::CarryError::Unreachable) => Ok(()),
                Err(courier::CarryError::Act(error)) => Err(format!("the outbox is worked: {error:?}")),
            },
            Work::HandsOver => {
                let done = outbound::hand_over(&self.desk).await;
                done.map_err(|error| format!("answers are handed over: {error:?}"))
            }
            Work::Erases => {
                let done = timers::erase_letters(&self.desk).await;
                done.map_err(|error| format!("letters are erased: {error:?}"))
            }
        }
    }

    async fn is_quiet(&self, log: &Log) -> bool {
        let mut connection = self.desk.0.store.read().await.unwrap();
        let empty = outbox::count(&mut connection).await.unwrap() == 0;
        drop(connection);
        let end = log.messages().last().map_or(Seq::START, |message| message.seq);
        empty && self.desk.cursor().await.unwrap() >= end
    }
}

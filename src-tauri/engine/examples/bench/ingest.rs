//! Reading a full queue: sealed events, verified, opened, folded, stored and indexed, against the rows alone.
//!
//! Batches are of the size in which the queue is followed; within one, letters and assessments of many conversations
//! interleave. Ours and the floor take turns batch by batch, so that a busy machine slows both.

use crate::floor::{self, Floor};
use crate::measure::{Done, figure, processor_time};
use crate::practice::Practice;
use crate::words::Writing;
use crypto::Hash;
use domain::conversation::Event;
use domain::message::Letter;
use domain::risk::{About, assess};
use domain::{EventId, GatewayId, LetterId, Subject, derive_uuid};
use engine::testing;
use queue::{Message, Seq};
use std::time::{Duration, Instant};

/// As many as are followed at a time.
const BATCH: usize = 5_000;
/// The places of measured events: far behind what the practice's own log holds.
const FIRST_PLACE: u64 = 1_000_000;

/// How much is read.
#[derive(Clone, Copy)]
pub struct Size {
    /// Conversations in all.
    pub conversations: usize,
    /// Letters in each.
    pub letters: usize,
}

impl Size {
    fn events(self) -> usize {
        self.letters * 2
    }
}

#[derive(Default)]
struct Spent {
    wall: Duration,
    processor: Option<Duration>,
}

impl Spent {
    async fn on(&mut self, work: impl Future<Output = Done>) -> Done {
        let (begun, before) = (Instant::now(), processor_time());
        work.await?;
        self.wall += begun.elapsed();
        let used = processor_time().zip(before).map(|(after, before)| after.saturating_sub(before));
        self.processor = used.map(|used| used + self.processor.unwrap_or_default());
        Ok(())
    }
}

/// Fills the practice, and the floor with the same rows. Prints `ingest` if asked.
pub async fn fill(practice: &Practice, floor: &Floor, size: Size, print: bool) -> Done {
    let mut writing = practice.writing(1);
    let store = testing::store(&practice.unlocked);
    let (mut ours, mut alone) = (Spent::default(), Spent::default());
    let (mut left, mut place) = (size.conversations, FIRST_PLACE);
    while left > 0 {
        let here = left.min((BATCH / size.events()).max(1));
        let batch = batch(practice, &mut writing, here, size.letters, place)?;
        let (first, last_message) = (i64::try_from(place)?, floor::last_message(&store).await?);
        place += u64::try_from(batch.len())?;
        left -= here;
        let work = async { Ok(practice.unlocked.ingest(batch).await?) };
        ours.on(work).await?;
        let rows = floor::rows(&store, first, last_message).await?;
        alone.on(floor.insert(&rows)).await?;
    }
    if print {
        report(usize::try_from(place - FIRST_PLACE)?, &ours, &alone);
    }
    let stored = practice.count().await?.0;
    if stored < i64::try_from(size.conversations)? {
        return Err(format!("only {stored} conversations were taken in").into());
    }
    Ok(())
}

fn report(events: usize, ours: &Spent, alone: &Spent) {
    let rate = |time: Duration| events as f64 / time.as_secs_f64().max(1e-9);
    figure("ingest", "events/s", rate(ours.wall), Some(rate(alone.wall)), events);
    if let Some(used) = ours.processor {
        figure("ingest processor", "events/cpu-s", rate(used), alone.processor.map(rate), events);
    }
}

/// So many conversations of so many letters each, interleaved as on a busy morning.
fn batch(
    practice: &Practice,
    writing: &mut Writing,
    conversations: usize,
    letters: usize,
    first: u64,
) -> Done<Vec<Message>> {
    let mut open: Vec<(Letter, Option<Hash>)> =
        (0..conversations).map(|_| (writing.letter(), None)).collect();
    let mut batch = Vec::with_capacity(conversations * letters * 2);
    for round in 0..letters {
        for (letter, head) in &mut open {
            let conversation = letter.conversation();
            let mut next = letter.clone();
            if round > 0 {
                next.id = LetterId(derive_uuid("again", &[letter.id.0.as_bytes(), &round.to_be_bytes()]));
                next.text = writing.text();
            }
            for event in taken_in(next, &practice.grant.id) {
                let seq = Seq(first + u64::try_from(batch.len())?);
                batch.push(message(practice, conversation, head, seq, &event)?);
            }
        }
    }
    Ok(batch)
}

/// What admitting a letter writes.
pub fn taken_in(letter: Letter, gateway: &GatewayId) -> [Event; 2] {
    let (id, assessment) = (letter.id, assess(&letter.text, About::default()));
    [
        Event::Admitted { letter: Box::new(letter), gateway: gateway.clone(), signature: vec![0; 64] },
        Event::Assessed { letter: id, assessment },
    ]
}

/// One sealed event as the queue hands it out; moves the head of its conversation.
pub fn message(
    practice: &Practice,
    conversation: domain::ConversationId,
    head: &mut Option<Hash>,
    seq: Seq,
    event: &Event,
) -> Done<Message> {
    let before = head.unwrap_or(Hash::ZERO);
    let id = EventId(derive_uuid(event.kind(), &[conversation.0.as_bytes(), &before.0]));
    let sealed =
        testing::seal(&practice.unlocked, conversation, *head, id, event).ok_or("it does not seal")?;
    *head = Some(sealed.hash());
    let stored_at = practice.engine.clock().now();
    Ok(Message {
        seq,
        subject: Subject::conversation(conversation),
        id,
        stored_at,
        bytes: sealed.bytes().to_vec(),
    })
}

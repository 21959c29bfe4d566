//! Carries what was decided here to the queue, in order per subject, until the queue has it.
//!
//! An envelope that the queue takes stays in the outbox until it comes back with the tail: then it is confirmed. If the
//! subject has moved on, what is new is folded in and the commands are decided again, dependents too; what no longer
//! fits becomes a "needs you" item with the words and the reason. While the queue cannot be reached everything waits.

use crate::errors::ActError;
use crate::practice::health::Part;
use crate::practice::standing::{Decided, Standing};
use crate::practice::unlocked::Unlocked;
use crate::store::needs_you::{self, Item};
use crate::store::outbox::{self, Unsent};
use crate::store::{StoreError, conversations, events};
use crate::view::{Change, NeedsYouWhat};
use crypto::{Envelope, Suite};
use domain::conversation::{AfterSend, Command, Conversation, Event, Refusal};
use domain::subject::Kind;
use domain::{ConversationId, EventId, Subject};
use queue::{AppendError, Expect};
use sqlx::SqliteConnection;
use std::collections::HashSet;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How often an unreachable queue is tried again, and the backstop of the bell.
const TRY_AGAIN: Duration = Duration::from_secs(2);
/// How many envelopes are read from the outbox at a time.
const AT_A_TIME: i64 = 500;

/// Carries until the practice is locked.
pub(crate) async fn run(unlocked: Unlocked) {
    let stop = unlocked.0.stop.clone();
    let mut sent: HashSet<EventId> = HashSet::new();
    let mut log_known = unlocked.0.log_known.subscribe();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            known = log_known.wait_for(|known| *known) => drop(known),
        }
        match carry(&unlocked, &mut sent).await {
            Err(CarryError::Unreachable) => unlocked.went_offline(),
            Err(CarryError::Act(error)) => unlocked.round_ended(Part::Carrying, Err(error)),
            Ok(()) => unlocked.works(Part::Carrying),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = unlocked.0.outbox_bell.notified() => {}
            () = tokio::time::sleep(TRY_AGAIN) => {}
        }
    }
}

pub(crate) enum CarryError {
    Unreachable,
    Act(ActError),
}

impl<E: Into<ActError>> From<E> for CarryError {
    fn from(error: E) -> Self {
        Self::Act(error.into())
    }
}

/// Appends everything that is not on its way yet. A subject that has moved on is left to `redo`.
pub(crate) async fn carry(unlocked: &Unlocked, sent: &mut HashSet<EventId>) -> Result<(), CarryError> {
    let waiting = {
        let mut connection = unlocked.0.store.read().await?;
        outbox::all(&mut connection, AT_A_TIME).await?
    };
    sent.retain(|id| waiting.iter().any(|waiting| waiting.id == *id));
    let mut stuck: HashSet<Subject> = HashSet::new();
    for one in &waiting {
        if stuck.contains(&one.subject) || sent.contains(&one.id) {
            continue;
        }
        if !holds(unlocked, one).await? {
            stuck.insert(one.subject.clone());
            continue;
        }
        let mut appended = append(unlocked, one, one.previous).await;
        if let Err(AppendError::Moved { last }) = appended
            && ends_refused(unlocked, one).await?
        {
            appended = append(unlocked, one, last).await;
        }
        match appended {
            Ok(()) => {
                sent.insert(one.id);
            }
            Err(AppendError::Moved { .. } | AppendError::IdReused) => {
                stuck.insert(one.subject.clone());
            }
            Err(AppendError::TooLarge) => {
                tracing::error!("an envelope is larger than the queue takes");
                stuck.insert(one.subject.clone());
            }
            Err(AppendError::Unavailable(error)) => {
                tracing::warn!(%error, "the queue cannot be written");
                return Err(CarryError::Unreachable);
            }
        }
    }
    for subject in stuck {
        redo(unlocked, &subject).await?;
    }
    Ok(())
}

/// Would this be right in the log as it is sealed? Not under an old epoch: whoever left or was revoked meanwhile must not
/// read it. And only behind the very bytes that the queue holds: two workstations that admit one letter write the same ids,
/// and the queue keeps one of each; what was sealed behind the copy it did not keep would be refused by every reader, and
/// nothing could be appended behind it any more.
async fn holds(unlocked: &Unlocked, one: &Unsent) -> Result<bool, StoreError> {
    let envelope = Envelope::parse(&one.envelope).map_err(|_| StoreError::Unreadable("outbox envelope"))?;
    let header = envelope.header();
    if header.suite == Suite::Symmetric && header.epoch < unlocked.directory().epoch() {
        return Ok(false);
    }
    let mut connection = unlocked.0.store.read().await?;
    let last =
        events::last(&mut connection, &one.subject).await?.filter(|last| Some(last.id) == one.previous);
    Ok(last.is_none_or(|last| header.previous == Some(last.hash)))
}

/// Does the subject end, in the queue, with something that was read here and refused? Every reader refuses it: it is not
/// sealed behind, and nobody waits for it to become good. Otherwise whoever can write to the queue could keep an answer, or
/// an alert that somebody took, from ever being confirmed.
async fn ends_refused(unlocked: &Unlocked, one: &Unsent) -> Result<bool, StoreError> {
    let Ok(Some(last)) = unlocked.0.queue.last(&one.subject).await else { return Ok(false) };
    // What cannot be read here at all may be a later version's, which holds for others.
    if last.seq > unlocked.cursor().await? || Envelope::parse(&last.bytes).is_err() {
        return Ok(false);
    }
    let mut connection = unlocked.0.store.read().await?;
    let kept = events::last(&mut connection, &one.subject).await?.map(|kept| kept.id);
    Ok(kept == one.previous && kept != Some(last.id))
}

async fn append(unlocked: &Unlocked, one: &Unsent, last: Option<EventId>) -> Result<(), AppendError> {
    let expected = Some(Expect::after(last));
    let stored = unlocked.append(&one.subject, expected, one.id, &one.envelope).await?;
    if !stored.duplicate {
        let ahead = (unlocked.0.clock.now() - stored.stored_at).num_milliseconds();
        unlocked.0.clock_ahead.store(ahead, Ordering::SeqCst);
    }
    Ok(())
}

/// Decides everything that waits on a subject again, on what the queue says now. Does nothing until this workstation
/// has read as far as the queue goes there.
async fn redo(unlocked: &Unlocked, subject: &Subject) -> Result<(), ActError> {
    let Ok(Kind::Conversation(id)) = subject.kind() else { return reseal(unlocked, subject).await };
    let Ok(last) = unlocked.0.queue.last(subject).await else { return Ok(()) };
    let read_to = unlocked.cursor().await?;
    if last.as_ref().is_some_and(|last| last.seq > read_to) {
        return Ok(());
    }
    let mut tx = unlocked.0.store.begin().await?;
    if last.is_none() && events::last(&mut tx, subject).await?.is_some() {
        return Ok(());
    }
    let waiting = outbox::take_back(&mut tx, subject).await?;
    let confirmed = conversations::confirmed(&mut tx, id).await?.unwrap_or_else(|| Conversation::new(id));
    let mut standing = Standing::over(confirmed, vec![]);
    for act in acts(waiting) {
        standing = again(unlocked, &mut tx, standing, act, id).await?;
    }
    unlocked.project(&mut tx, &[standing]).await?;
    tx.commit().await.map_err(StoreError::from)?;
    unlocked.0.outbox_bell.notify_one();
    unlocked.0.changes.notify(Change::Conversations { ids: vec![id] });
    unlocked.0.changes.notify(Change::Bar);
    Ok(())
}

/// What belongs to one command, in order.
fn acts(waiting: Vec<Unsent>) -> Vec<Vec<Unsent>> {
    let mut acts: Vec<Vec<Unsent>> = vec![];
    for one in waiting {
        match acts.last_mut() {
            Some(act) if act.first().is_some_and(|first| first.act == one.act) => act.push(one),
            _ => acts.push(vec![one]),
        }
    }
    acts
}

async fn again(
    unlocked: &Unlocked,
    connection: &mut SqliteConnection,
    standing: Standing,
    act: Vec<Unsent>,
    id: ConversationId,
) -> Result<Standing, ActError> {
    let Some(first) = act.first() else { return Ok(standing) };
    let (actor, at, number) = (first.content.actor.clone(), first.at, first.act);
    let now = unlocked.0.clock.now();
    let decided = match first.command.clone().map(|command| rest(command, &act)) {
        // By now somebody else may have it: whose it is, is asked as of now, not as of when this was wished.
        Some(command) => match unlocked.decide(&standing.seen, command.clone(), number, actor, now.max(at)) {
            Ok(decided) => Decided { at, ..decided },
            Err(ActError::Refused(refusal)) => {
                no_longer_fits(unlocked, connection, id, first, &command, refusal).await?;
                return Ok(standing);
            }
            Err(error) => return Err(error),
        },
        None => {
            let new = act.iter().filter(|one| !standing.seen.folded.contains(&one.id));
            let events = new.filter_map(|one| Some((one.id, one.content.event.clone()?))).collect();
            Decided { act: number, actor, at, command: None, events }
        }
    };
    unlocked.put(connection, standing, decided).await
}

/// What is left of a command when the queue has confirmed the beginning: an answer that is out is not sent again.
fn rest(command: Command, act: &[Unsent]) -> Command {
    let unsent = act.iter().any(|one| matches!(one.content.event, Some(Event::Replied { .. })));
    match command {
        Command::Reply { seen, then: AfterSend::Close { closing }, .. } if !unsent => {
            Command::Close { closing, seen: seen.saturating_add(1) }
        }
        command => command,
    }
}

/// Nothing is dropped: the words and the reason wait for the person who wrote them.
async fn no_longer_fits(
    unlocked: &Unlocked,
    connection: &mut SqliteConnection,
    id: ConversationId,
    first: &Unsent,
    command: &Command,
    refusal: Refusal,
) -> Result<(), StoreError> {
    let words = command.words().join("\n\n");
    let draft = (!words.trim().is_empty()).then_some(words);
    // Somebody else has done it: only words would be missed.
    if refusal == Refusal::AlreadyDone && draft.is_none() {
        return Ok(());
    }
    let item = Item {
        id: first.act,
        conversation: Some(id),
        staff: first.content.actor.staff,
        since: unlocked.0.clock.now(),
        what: NeedsYouWhat::NoLongerFits { refusal, draft },
    };
    needs_you::put(connection, &item).await
}

/// Other records than conversations: whole each time, so the same body goes on top of what is new.
async fn reseal(unlocked: &Unlocked, subject: &Subject) -> Result<(), ActError> {
    let mut tx = unlocked.0.store.begin().await?;
    let known = events::last(&mut tx, subject).await?.map(|known| known.id);
    let waiting = outbox::take_back(&mut tx, subject).await?;
    for one in waiting.into_iter().filter(|one| Some(one.id) != known) {
        unlocked.reseal_record(&mut tx, one).await?;
    }
    tx.commit().await.map_err(StoreError::from)?;
    Ok(())
}

#[cfg(test)]
mod tests;

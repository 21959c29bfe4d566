//! The log is another one: it was restored from a copy, or put up anew elsewhere.
//!
//! Places in the old log mean nothing in the new one, so everything is read again. What the copy did not have yet and this
//! workstation has is appended again, exactly as it was, behind what it followed; so nothing that was acknowledged is lost
//! while one workstation still has it. Where others have gone on differently meanwhile, theirs stands. If the power goes in
//! between, all of it is done once more.

use super::stopped::Stopped;
use crate::practice::unlocked::Unlocked;
use crate::store::{StoreError, events, keys};
use domain::{EventId, Subject};
use queue::{AppendError, Expect, Head, Queue, Seq};
use std::collections::HashMap;

const AT_A_TIME: usize = 1_000;

/// Does nothing while the log is the one that was read before and goes as far as this workstation has read.
pub(super) async fn if_another_log(unlocked: &Unlocked) -> Result<(), Stopped> {
    let head = unlocked.0.queue.head().await?;
    let cursor = unlocked.cursor().await?;
    let known = {
        let mut connection = unlocked.0.store.read().await?;
        keys::setting(&mut connection, "log").await?
    };
    let same = known.as_deref().is_none_or(|known| known == name(&head));
    if !(same && cursor <= head.seq) {
        tracing::warn!("the practice's log is another one: reading it again");
        return read_again(unlocked, &head).await;
    }
    if known.is_none() { remember(unlocked, &head).await } else { Ok(()) }
}

fn name(head: &Head) -> String {
    head.log.0.to_string()
}

async fn remember(unlocked: &Unlocked, head: &Head) -> Result<(), Stopped> {
    let mut tx = unlocked.0.store.begin().await?;
    keys::set(&mut tx, "log", &name(head)).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(())
}

async fn read_again(unlocked: &Unlocked, head: &Head) -> Result<(), Stopped> {
    let queue = unlocked.0.queue.as_ref();
    append_what_is_missing(unlocked, queue).await?;
    let places = places(queue).await?;
    let mut tx = unlocked.0.store.begin().await?;
    events::renumber(&mut tx, &places).await?;
    keys::set(&mut tx, "cursor", &Seq::START.0.to_string()).await?;
    tx.commit().await.map_err(StoreError::from)?;
    unlocked.set_reached(None);
    let known = {
        let mut connection = unlocked.0.store.read().await?;
        events::ids(&mut connection).await?
    };
    let mut after = Seq::START;
    loop {
        let batch = queue.read(after, AT_A_TIME).await?;
        let Some(last) = batch.last().map(|message| message.seq) else { break };
        let directory = Subject::directory();
        // What is known is not folded twice; the directory is gone through once more, to know how far it had come where.
        let new = batch
            .into_iter()
            .filter(|message| message.subject == directory || !known.contains(&message.id))
            .collect();
        unlocked.ingest_to(new, last).await?;
        after = last;
    }
    remember(unlocked, head).await
}

/// Where everything stands in the log.
async fn places(queue: &dyn Queue) -> Result<HashMap<EventId, Seq>, Stopped> {
    let (mut places, mut after) = (HashMap::new(), Seq::START);
    loop {
        let batch = queue.read(after, AT_A_TIME).await?;
        let Some(last) = batch.last().map(|message| message.seq) else { return Ok(places) };
        places.extend(batch.iter().map(|message| (message.id, message.seq)));
        after = last;
    }
}

/// Appends what this workstation has and the log has not, each behind what it followed.
async fn append_what_is_missing(unlocked: &Unlocked, queue: &dyn Queue) -> Result<(), Stopped> {
    let places = places(queue).await?;
    let mut lasts: HashMap<Subject, EventId> = HashMap::new();
    let (mut after, mut lost, mut apart) = (None, 0_u32, 0_u32);
    loop {
        let kept = {
            let mut connection = unlocked.0.store.read().await?;
            events::in_order(&mut connection, after, AT_A_TIME).await?
        };
        let Some(last) = kept.last().map(|event| event.seq) else { break };
        for event in kept {
            let before = lasts.insert(event.subject.clone(), event.id);
            if places.contains_key(&event.id) {
                continue;
            }
            lost += 1;
            let expected = Some(Expect::after(before));
            match queue.append(&event.subject, expected, event.id, &event.envelope).await {
                Ok(_) => {}
                Err(AppendError::Unavailable(error)) => return Err(error.into()),
                Err(_) => apart += 1,
            }
        }
        after = Some(last);
    }
    if lost > 0 {
        tracing::warn!(
            lost,
            apart,
            "the log had lost what this workstation still has; it was appended again"
        );
    }
    Ok(())
}

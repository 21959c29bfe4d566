//! What changes because time passes: claims that run out, alerts that sound again, letters to be erased.
//!
//! Timers are functions, not firings: everything is computed from recorded instants, here only so that what lists show
//! is right and whoever shows it is told. The one thing written is a purge of letters that stand in their conversations.

use crate::errors::ActError;
use crate::practice::health::Part;
use crate::practice::unlocked::Unlocked;
use crate::store::{StoreError, alerts, conversations, deliveries, letters};
use crate::view::Change;
use chrono::TimeDelta;
use domain::alert::{Pace, Stage};
use domain::delivery::Known;
use domain::{LetterId, Subject};
use queue::Custodian;
use std::collections::BTreeMap;
use std::time::Duration;

/// How often to look.
const TICK: Duration = Duration::from_secs(1);

/// Looks until the practice is locked.
pub(crate) async fn run(unlocked: Unlocked) {
    let stop = unlocked.0.stop.clone();
    let mut watched = Watched::default();
    let mut tick = 0_u32;
    loop {
        let done = async {
            claims(&unlocked).await?;
            alerts(&unlocked, &mut watched).await?;
            unconfirmed(&unlocked, &mut watched).await?;
            if tick.is_multiple_of(5) {
                erase_letters(&unlocked).await?;
            }
            Ok::<(), ActError>(())
        };
        unlocked.round_ended(Part::Timers, done.await);
        tick = tick.wrapping_add(1);
        tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(TICK) => {} }
    }
}

/// Claims that have run out go back to the queue.
async fn claims(unlocked: &Unlocked) -> Result<(), StoreError> {
    let over = {
        let mut connection = unlocked.0.store.read().await?;
        let lasts = TimeDelta::minutes(i64::from(unlocked.shared().policy.claim_minutes));
        conversations::claims_over(&mut connection, unlocked.0.clock.now(), lasts).await?
    };
    if over.is_empty() {
        return Ok(());
    }
    let mut tx = unlocked.0.store.begin().await?;
    for id in &over {
        if let Some(standing) = unlocked.standing(&mut tx, *id).await? {
            unlocked.project(&mut tx, &[standing]).await?;
        }
    }
    tx.commit().await?;
    unlocked.0.changes.notify(Change::Conversations { ids: over });
    unlocked.0.changes.notify(Change::Bar);
    Ok(())
}

/// How each open alert stands and whether it calls everybody, as it was last seen, and as the bell last rang for it; and how many answers are overdue.
#[derive(Default)]
struct Watched {
    seen: BTreeMap<LetterId, (Stage, bool)>,
    rung: BTreeMap<LetterId, Stage>,
    unconfirmed: usize,
}

/// Tells when an alert reaches everybody, or sounds again. A bell that the log could not take is rung again.
async fn alerts(unlocked: &Unlocked, watched: &mut Watched) -> Result<(), ActError> {
    let open = {
        let mut connection = unlocked.0.store.read().await?;
        alerts::open(&mut connection).await?
    };
    let (now, shared) = (unlocked.0.clock.now(), unlocked.shared());
    let pace = Pace::of(&shared.policy);
    let mut stages = BTreeMap::new();
    for (conversation, alert) in open {
        let stage = alert.stage(pace, now);
        let everybody = alert.calls_everybody(shared.team(), pace, now);
        let before = watched.seen.get(&alert.letter);
        if before.is_some_and(|before| is_told(*before, (stage, everybody))) {
            let raised = matches!(stage, Stage::SoundingAgain { .. } | Stage::Untaken { .. });
            unlocked.0.changes.notify(Change::Alert { conversation, letter: alert.letter, raised });
            unlocked.0.changes.notify(Change::Bar);
        }
        stages.insert(alert.letter, (stage, everybody));
        let taken = matches!(stage, Stage::Taken { .. });
        if watched.rung.get(&alert.letter) != Some(&stage) && unlocked.ring(&alert, taken).await? {
            watched.rung.insert(alert.letter, stage);
        }
    }
    let over: Vec<LetterId> =
        watched.rung.keys().filter(|letter| !stages.contains_key(letter)).copied().collect();
    for letter in over {
        if unlocked.silence(letter).await? {
            watched.rung.remove(&letter);
        }
    }
    watched.seen = stages;
    Ok(())
}

/// Tells when an answer is past the time in which its gateway says something: it is somebody's task from then on.
async fn unconfirmed(unlocked: &Unlocked, watched: &mut Watched) -> Result<(), StoreError> {
    let handed_over = {
        let mut connection = unlocked.0.store.read().await?;
        deliveries::handed_over(&mut connection).await?
    };
    let now = unlocked.0.clock.now();
    let overdue = handed_over.iter().filter(|one| one.delivery.known(now) == Known::Unconfirmed).count();
    if std::mem::replace(&mut watched.unconfirmed, overdue) != overdue {
        let ids = handed_over.into_iter().map(|one| one.conversation).collect();
        unlocked.0.changes.notify(Change::Conversations { ids });
        unlocked.0.changes.notify(Change::Bar);
    }
    Ok(())
}

/// Is it told how an alert stands, and whether it calls everybody? Whoever was to be called first may have gone meanwhile.
fn is_told((before, called_all): (Stage, bool), (now, calls_all): (Stage, bool)) -> bool {
    !is_same(before, now) || (calls_all && !called_all)
}

/// Does an alert stand as it stood? The queue dates it a moment later than the workstation that raised it; that is no
/// reason to call anybody a second time.
fn is_same(before: Stage, now: Stage) -> bool {
    match (before, now) {
        (Stage::Untaken { told: before, .. }, Stage::Untaken { told: now, .. }) => before == now,
        (Stage::Taken { by: before, .. }, Stage::Taken { by: now, .. })
        | (Stage::SoundingAgain { by: before, .. }, Stage::SoundingAgain { by: now, .. }) => before == now,
        (before, now) => before == now,
    }
}

/// A letter whose content stands in its conversation, confirmed, leaves the inbox.
pub(crate) async fn erase_letters(unlocked: &Unlocked) -> Result<(), StoreError> {
    let done = {
        let mut connection = unlocked.0.store.read().await?;
        letters::confirmed(&mut connection).await?
    };
    for (id, subject) in done {
        let Ok(subject) = subject.parse::<Subject>() else { continue };
        if unlocked.0.queue.purge(&subject, &Custodian::after_recorded_erasure()).await.is_err() {
            return Ok(());
        }
        let mut tx = unlocked.0.store.begin().await?;
        letters::erased(&mut tx, id).await?;
        tx.commit().await?;
    }
    Ok(())
}

impl Unlocked {
    /// Does the person who is signed in hold an alert? Then the idle lock waits.
    pub(crate) async fn holds_alert(&self) -> Result<bool, StoreError> {
        let mut connection = self.0.store.read().await?;
        let open = alerts::open(&mut connection).await?;
        Ok(open.iter().any(|(_, alert)| alert.holder().is_some_and(|holder| holder.by == self.me().staff)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use domain::StaffId;
    use domain::alert::Told;
    use uuid::Uuid;

    #[test]
    fn an_alert_the_queue_dates_a_moment_later_calls_nobody_twice_and_one_that_moves_on_does() {
        let at = |seconds| DateTime::<Utc>::UNIX_EPOCH + TimeDelta::seconds(seconds);
        let (jo, priya) = (StaffId(Uuid::from_u128(1)), StaffId(Uuid::from_u128(2)));
        let untaken = |told, seconds| Stage::Untaken { told, everyone_at: at(seconds) };
        let taken = |by, seconds| Stage::Taken { by, sounds_again_at: Some(at(seconds)) };
        let again = |by, seconds| Stage::SoundingAgain { by, since: at(seconds) };
        for (before, now, same) in [
            (untaken(Told::First, 120), untaken(Told::First, 121), true),
            (taken(jo, 300), taken(jo, 301), true),
            (again(jo, 300), again(jo, 301), true),
            (untaken(Told::First, 120), untaken(Told::Everyone, 120), false),
            (untaken(Told::Everyone, 120), taken(jo, 300), false),
            (taken(jo, 300), taken(priya, 300), false),
            (taken(jo, 300), again(jo, 300), false),
            (taken(jo, 300), untaken(Told::Everyone, 300), false),
        ] {
            assert_eq!(is_same(before, now), same, "{before:?} then {now:?}");
        }
        let first = untaken(Told::First, 120);
        assert!(is_told((first, false), (first, true)), "whoever was called first has gone");
        assert!(!is_told((first, true), (first, true)) && !is_told((first, true), (first, false)));
    }
}

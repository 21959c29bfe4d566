//! A copy of the queue every day, in a second place. It holds nothing readable.
//!
//! Where copies cannot be made the practice has to hear of it: one lost disk would be the end of everything not filed
//! yet. How long there has been none is said in the bar, from the second day on.

use crate::clock::Clock;
use chrono::{DateTime, TimeDelta, Utc};
use queue::Queue;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often to ask whether a copy is due.
const ASK: Duration = Duration::from_secs(15 * 60);
/// A copy older than this is worth a word.
const OVERDUE: TimeDelta = TimeDelta::hours(48);

/// What is known of the copies. Cheap to clone; all clones are one.
#[derive(Clone, Default)]
pub(crate) struct Copies(Arc<Mutex<LastCopies>>);

#[derive(Clone, Copy, Default)]
struct LastCopies {
    last: Option<DateTime<Utc>>,
    /// The first failure since the last copy.
    failing_since: Option<DateTime<Utc>>,
}

impl Copies {
    /// Whole days without a copy, once that is worth a word; 0 if there never was one and none can be made.
    pub fn overdue_days(&self, now: DateTime<Utc>) -> Option<u32> {
        let known = *self.known();
        let days = |since: DateTime<Utc>| u32::try_from((now - since).num_days()).unwrap_or_default();
        match (known.last, known.failing_since) {
            (Some(last), _) => (now - last >= OVERDUE).then(|| days(last)),
            (None, Some(since)) => Some(days(since)),
            (None, None) => None,
        }
    }

    fn known(&self) -> std::sync::MutexGuard<'_, LastCopies> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn made(&self, at: DateTime<Utc>) {
        *self.known() = LastCopies { last: Some(at), failing_since: None };
    }

    fn failed(&self, last: Option<DateTime<Utc>>, now: DateTime<Utc>) {
        let mut known = self.known();
        known.last = last;
        known.failing_since.get_or_insert(now);
    }
}

/// Copies whenever the last copy is a day old.
pub(crate) async fn run(
    queue: Arc<dyn Queue>,
    place: PathBuf,
    clock: Clock,
    copies: Copies,
    stop: CancellationToken,
) {
    loop {
        copy_if_due(queue.as_ref(), &place, &clock, &copies).await;
        tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(ASK) => {} }
    }
}

async fn copy_if_due(queue: &dyn Queue, place: &std::path::Path, clock: &Clock, copies: &Copies) {
    let now = clock.now();
    let last = match queue.last_backup_at().await {
        Ok(Some(last)) if now - last < TimeDelta::hours(24) => return copies.made(last),
        Ok(last) => last,
        Err(error) => {
            tracing::warn!(%error, "the queue cannot say when it was last copied");
            return copies.failed(copies.known().last, now);
        }
    };
    match queue.back_up(place).await {
        Ok(_) => copies.made(now),
        Err(error) => {
            tracing::warn!(%error, "the queue was not copied");
            copies.failed(last, now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use queue::Home;

    #[tokio::test]
    async fn a_place_that_takes_no_copy_is_said_from_the_second_day_on_and_forgotten_after_the_next_copy() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::system();
        let queue =
            queue::open(&Home::Folder(folder.path().join("queue")), Arc::new(clock.clone())).await.unwrap();
        let (copies, now) = (Copies::default(), clock.now());
        assert_eq!(copies.overdue_days(now), None, "nothing is known yet");
        let (blocked, place) = (folder.path().join("a file"), folder.path().join("backups"));
        std::fs::write(&blocked, "").unwrap();
        copy_if_due(queue.as_ref(), &blocked.join("backups"), &clock, &copies).await;
        assert_eq!(copies.overdue_days(clock.now()), Some(0), "there never was one");
        assert_eq!(copies.overdue_days(now + TimeDelta::hours(9 * 24 + 1)), Some(9));
        copy_if_due(queue.as_ref(), &place, &clock, &copies).await;
        assert_eq!(copies.overdue_days(now + TimeDelta::hours(47)), None);
        assert_eq!(copies.overdue_days(now + TimeDelta::hours(49)), Some(2));
        copy_if_due(queue.as_ref(), &place, &clock, &copies).await;
        assert_eq!(copies.overdue_days(clock.now()), None);
        queue.close().await;
    }
}

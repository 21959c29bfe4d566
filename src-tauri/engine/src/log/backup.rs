//! A copy of the queue every day, in a second place. It holds nothing readable.
//!
//! Where copies cannot be made the practice has to hear of it: one lost disk would be the end of everything not filed
//! yet. How long there has been none is said in the bar, from the second day on.

use crate::clock::Clock;
use crate::practice::copies::Copies;
use chrono::TimeDelta;
use domain::timing::is_over;
use queue::Queue;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often to ask whether a copy is due.
const ASK: Duration = Duration::from_secs(15 * 60);

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
        Ok(Some(last)) if !is_over(last, TimeDelta::hours(24), now) => return copies.made(last),
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

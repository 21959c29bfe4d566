//! A copy of the queue every day, beside it and in the second place that the practice has named. It holds nothing readable.
//!
//! Where copies cannot be made the practice has to hear of it: one lost disk would be the end of everything not filed
//! yet. How long there has been none is said in the bar, from the second day on.

use crate::change::Changes;
use crate::clock::Clock;
use crate::practice::copies::Copies;
use crate::view::Change;
use chrono::{DateTime, TimeDelta, Utc};
use domain::timing::is_over;
use queue::Queue;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often to ask whether a copy is due.
const ASK: Duration = Duration::from_secs(15 * 60);

/// The daily copy of a log.
pub(crate) struct Daily {
    pub(crate) queue: Arc<dyn Queue>,
    /// The folder of copies beside it.
    pub(crate) place: PathBuf,
    pub(crate) clock: Clock,
    pub(crate) copies: Copies,
    pub(crate) changes: Changes,
}

impl Daily {
    /// Copies whenever the last copy is a day old or a second place was named, and carries the copy there until it arrives.
    pub(crate) async fn run(self, stop: CancellationToken) {
        loop {
            copy_if_due(self.queue.as_ref(), &self.place, &self.clock, &self.copies).await;
            self.carry_if_due().await;
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.copies.second.named() => {
                    let last = self.copies.known().last;
                    copy(self.queue.as_ref(), &self.place, &self.clock, &self.copies, last).await;
                }
                () = tokio::time::sleep(ASK) => {}
            }
        }
    }

    async fn carry_if_due(&self) {
        let second = &self.copies.second;
        let (Some(place), Some(folder)) = (second.place(), second.folder()) else { return };
        let Some(last) = self.copies.known().last else { return };
        if place.failing.is_none() && place.copied.is_some_and(|copied| copied >= last) {
            return;
        }
        let news = match queue::file::carry(&self.place, &folder).await {
            Ok(()) => second.arrived(&folder, last),
            Err(error) => {
                tracing::warn!(%error, "the copy did not reach the second place");
                second.failed(&folder, &error, self.clock.now())
            }
        };
        if news {
            self.changes.notify(Change::Bar);
        }
    }
}

async fn copy_if_due(queue: &dyn Queue, place: &Path, clock: &Clock, copies: &Copies) {
    let now = clock.now();
    let last = match queue.last_backup_at().await {
        Ok(Some(last)) if !is_over(last, TimeDelta::hours(24), now) => return copies.made(last),
        Ok(last) => last,
        Err(error) => {
            tracing::warn!(%error, "the queue cannot say when it was last copied");
            return copies.failed(copies.known().last, now);
        }
    };
    copy(queue, place, clock, copies, last).await;
}

async fn copy(queue: &dyn Queue, place: &Path, clock: &Clock, copies: &Copies, last: Option<DateTime<Utc>>) {
    let now = clock.now();
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
    use crate::practice::second_place::KeptHere;
    use crate::view::{BackupFailing, BackupTrouble};
    use domain::PracticeId;
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

    #[tokio::test]
    async fn copies_that_do_not_reach_the_second_place_are_said_since_the_first_and_until_one_arrives() {
        let folder = tempfile::tempdir().unwrap();
        let (clock, hand) = Clock::by_hand(Clock::system().now());
        let path = |name: &str| folder.path().join(name);
        let queue = queue::open(&Home::Folder(path("own/queue")), Arc::new(clock.clone())).await.unwrap();
        let place = path("own/backups");
        let daily = Daily {
            queue,
            place,
            clock: clock.clone(),
            copies: Copies::default(),
            changes: Changes::default(),
        };
        let second = daily.copies.second.clone();
        let practice = PracticeId(uuid::Uuid::from_u128(1));
        let here = KeptHere { practice, log: path("own/queue"), note: path("own/second-place.json") };
        second.begin(here.clone());
        let named = path("stick").to_str().unwrap().to_owned();
        assert!(second.name(&named).await.is_err(), "not there");
        assert!(second.name("stick").await.is_err(), "not from the root");
        assert!(second.name(path("own").to_str().unwrap()).await.is_err(), "within the practice's own data");
        assert_eq!(second.place().map(|place| place.folder), None);
        std::fs::create_dir(&named).unwrap();
        second.name(&named).await.unwrap();
        let step = async || {
            copy_if_due(daily.queue.as_ref(), &daily.place, &daily.clock, &daily.copies).await;
            daily.carry_if_due().await;
            daily.copies.second.place().unwrap()
        };
        let begun = clock.now();
        assert_eq!(step().await.copied, Some(begun));
        std::fs::rename(&named, path("unplugged")).unwrap();
        hand.advance(TimeDelta::hours(25));
        let since = clock.now();
        let failing = Some(BackupFailing { since, why: BackupTrouble::NotThere });
        assert!(step().await.failing == failing && step().await.copied == Some(begun));
        assert!(!Path::new(&named).exists(), "nothing is made where it was");
        hand.advance(TimeDelta::hours(3));
        // What is known outlives the process.
        second.begin(here);
        assert!(step().await.failing == failing, "since the first");
        std::fs::rename(path("unplugged"), &named).unwrap();
        let after = step().await;
        assert!(after.failing.is_none() && after.copied == Some(since));
        daily.queue.close().await;
    }
}

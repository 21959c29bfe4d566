//! The practice's log, opened and watched: by the device tier, for copies, for a revocation.

use crate::engine::{Engine, held};
use crate::errors::StartError;
use crate::log::backup::Daily;
use crate::practice::second_place::KeptHere;
use crate::way_in::device::{self, DeviceTier};
use crate::way_in::revoked;
use signin::vault;
use std::sync::Arc;
use tokio_util::task::TaskTracker;

impl Engine {
    /// Opens the practice's log and begins to watch it.
    pub(crate) async fn open_queue(&self) -> Result<(), StartError> {
        let Ok(vault::Gate::Vault(notice)) = vault::peek(&self.0.folder.practice()) else { return Ok(()) };
        let home = self.0.folder.log_home();
        // A practice's log was there when the practice was made: another, empty one is never begun over it.
        if !home.has_log() {
            return Err(queue::OpenError::Missing.into());
        }
        let queue = queue::open(&home, Arc::new(self.0.clock.clone())).await?;
        // What is spawned holds the folder: only what can no longer fail may spawn.
        self.watch_cards(notice.offered.cards);
        let (clock, folder) = (self.0.clock.clone(), self.0.folder.practice());
        let tier = DeviceTier::new(queue.clone(), clock.clone(), self.0.changes.clone(), folder);
        let (stop, tasks) = (self.0.stop.child_token(), TaskTracker::new());
        tasks.spawn(device::run(tier.clone(), stop.clone()));
        if !self.0.folder.is_guest() {
            let (practice, log, note) =
                (notice.practice, self.0.folder.practice(), self.0.folder.second_place());
            self.0.copies.second.begin(KeptHere { practice, log, note });
        }
        let daily = Daily {
            queue: queue.clone(),
            place: self.0.folder.backups(),
            clock,
            copies: self.0.copies.clone(),
            changes: self.0.changes.clone(),
        };
        tasks.spawn(daily.run(stop.clone()));
        self.0.tasks.spawn(revoked::run(self.clone(), tier.revoked(), stop.clone()));
        *held(&self.0.watching) = (stop, tasks);
        *held(&self.0.tier) = Some(tier);
        *held(&self.0.queue) = Some(queue);
        Ok(())
    }
}

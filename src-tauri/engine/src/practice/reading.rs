//! How far this workstation has read the practice's log, whether the log can be reached and the work goes on: what the bar
//! says of it.

use crate::practice::health::Part;
use crate::practice::unlocked::Unlocked;
use crate::store::{StoreError, keys};
use crate::view::Change;
use queue::Seq;
use std::sync::atomic::Ordering;

impl Unlocked {
    /// The place up to which the log was taken in.
    pub(crate) async fn cursor(&self) -> Result<Seq, StoreError> {
        let mut connection = self.0.store.read().await?;
        let cursor = keys::setting(&mut connection, "cursor").await?;
        Ok(Seq(cursor.and_then(|text| text.parse().ok()).unwrap_or(0)))
    }

    /// The log cannot be reached, from now on or for a while already.
    pub(crate) fn went_offline(&self) {
        let now = self.0.clock.now().timestamp_millis();
        if self.0.offline_since.compare_exchange(0, now, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
            self.0.changes.notify(Change::Bar);
        }
    }

    /// The log can be reached.
    pub(crate) fn came_online(&self) {
        if self.0.offline_since.swap(0, Ordering::SeqCst) != 0 {
            self.0.changes.notify(Change::Bar);
        }
    }

    /// A part of the work failed: until it works again the bar does not say "Live".
    pub(crate) fn fails(&self, part: Part) {
        if self.0.health.fails(part, self.0.clock.now()) {
            self.0.changes.notify(Change::Bar);
        }
    }

    /// A part of the work has got something done.
    pub(crate) fn works(&self, part: Part) {
        if self.0.health.works(part) {
            self.0.changes.notify(Change::Bar);
        }
    }

    /// A round of a part's work has ended: done, or with what is to be logged and shown as not well.
    pub(crate) fn round_ended<E: std::fmt::Display>(&self, part: Part, done: Result<(), E>) {
        match done {
            Ok(()) => self.works(part),
            Err(error) => {
                tracing::error!(%error, ?part, "a round of the work failed");
                self.fails(part);
            }
        }
    }

    /// So much is left to read.
    pub(crate) fn is_behind_by(&self, left: u32) {
        if self.0.behind.swap(left, Ordering::SeqCst) != left {
            self.0.changes.notify(Change::Bar);
        }
    }
}

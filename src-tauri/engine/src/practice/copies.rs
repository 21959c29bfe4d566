//! What is known of the daily copies of the queue: how long there has been none is said in the bar.

use crate::practice::second_place::SecondPlace;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A copy older than this is worth a word.
const OVERDUE: TimeDelta = TimeDelta::hours(48);

/// What is known of the copies. Cheap to clone; all clones are one.
#[derive(Clone, Default)]
pub(crate) struct Copies {
    last: Arc<Mutex<LastCopies>>,
    /// The second place.
    pub(crate) second: SecondPlace,
}

#[derive(Clone, Copy, Default)]
pub(crate) struct LastCopies {
    pub(crate) last: Option<DateTime<Utc>>,
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

    pub(crate) fn known(&self) -> MutexGuard<'_, LastCopies> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn made(&self, at: DateTime<Utc>) {
        *self.known() = LastCopies { last: Some(at), failing_since: None };
    }

    pub(crate) fn failed(&self, last: Option<DateTime<Utc>>, now: DateTime<Utc>) {
        let mut known = self.known();
        known.last = last;
        known.failing_since.get_or_insert(now);
    }
}

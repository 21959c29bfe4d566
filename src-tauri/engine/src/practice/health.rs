//! Whether what goes on by itself does: which of its parts keep failing, and since when.
//!
//! The bar says "Live" only while none does. A part is well again once it has got something done, or has run for a while.

use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What goes on by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Reading,
    SecondReader,
    Carrying,
    Answers,
    Filing,
    Timers,
    Audit,
    Roster,
    Newcomers,
}

/// The parts that fail.
#[derive(Default)]
pub(crate) struct Health(Mutex<BTreeMap<Part, DateTime<Utc>>>);

impl Health {
    fn failing(&self) -> MutexGuard<'_, BTreeMap<Part, DateTime<Utc>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// It failed; `true` if that is new.
    pub(crate) fn fails(&self, part: Part, now: DateTime<Utc>) -> bool {
        let mut failing = self.failing();
        let known = failing.contains_key(&part);
        failing.entry(part).or_insert(now);
        !known
    }

    /// It works; `true` if it did not before.
    pub(crate) fn works(&self, part: Part) -> bool {
        self.failing().remove(&part).is_some()
    }

    /// Since when something has kept failing, and whether messages may not be seen here because of it.
    pub(crate) fn trouble(&self) -> Option<(DateTime<Utc>, bool)> {
        let failing = self.failing();
        let unseen = [Part::Reading, Part::Timers].iter().any(|part| failing.contains_key(part));
        Some((failing.values().min().copied()?, unseen))
    }
}

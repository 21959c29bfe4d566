//! The practice's time: the highest among the last entries of its log.
//!
//! Not the last one alone, for then one letter sent from a PC whose clock was set back would bring ended access back; and
//! not the highest ever, for then a clock that was years ahead once would keep people out for years.

use chrono::{DateTime, Utc};
use queue::Seq;
use std::collections::VecDeque;

/// How many entries a time that was ahead outlasts.
const ENTRIES: u64 = 500;

/// The highest time among the last entries, followed along the log.
#[derive(Default)]
pub(super) struct LogTime {
    /// Each later and lower than the one before it.
    highest: VecDeque<(Seq, DateTime<Utc>)>,
}

impl LogTime {
    /// The next entry of the log.
    pub(super) fn note(&mut self, place: Seq, time: DateTime<Utc>) {
        while self.highest.back().is_some_and(|(_, before)| *before <= time) {
            self.highest.pop_back();
        }
        self.highest.push_back((place, time));
        while self.highest.front().is_some_and(|(first, _)| first.0 + ENTRIES <= place.0) {
            self.highest.pop_front();
        }
    }

    /// None before the first entry.
    pub(super) fn now(&self) -> Option<DateTime<Utc>> {
        self.highest.front().map(|(_, time)| *time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn a_lower_time_brings_nobody_back_at_once_and_a_wrong_one_does_not_stay() {
        let at = |minutes| DateTime::<Utc>::UNIX_EPOCH + TimeDelta::minutes(minutes);
        let mut log = LogTime::default();
        assert_eq!(log.now(), None);
        log.note(Seq(1), at(10));
        log.note(Seq(2), at(4_000_000));
        log.note(Seq(3), at(11));
        assert_eq!(log.now(), Some(at(4_000_000)), "one low entry changes nothing");
        for place in 4..2 + ENTRIES {
            log.note(Seq(place), at(12));
        }
        assert_eq!(log.now(), Some(at(4_000_000)));
        log.note(Seq(2 + ENTRIES), at(12));
        assert_eq!(log.now(), Some(at(12)), "what was ahead is forgotten");
    }
}

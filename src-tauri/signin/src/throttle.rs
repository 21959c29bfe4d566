//! How fast somebody may guess: three free tries, then waits that grow, then half an hour for each further try.
//!
//! A try is counted when it begins, before anything is compared, so that a killed process or a pulled plug gives no free
//! guess; a right answer clears the count. A clock set back starts the wait again from its new reading and so gives nothing;
//! one set forward ends a wait early, but that takes the PC's administrator, and the codes asked for are then not of today.
//! NCSC asks for throttling rather than a permanent lock-out, since a permanent one lets anybody shut a clinician out of the
//! duty list by typing their name: here a lock-out ends by itself, or when a manager resets it. No clock, no disk: see
//! `vault` for where the count is kept.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Wrong tries before the first wait.
pub const FREE_TRIES: u32 = 3;
/// Wrong tries that lock the account.
pub const LOCK_OUT_AFTER: u32 = 10;
/// How long a lock-out lasts unless a manager ends it. Every later wrong try starts it again.
pub const LOCK_OUT: TimeDelta = TimeDelta::minutes(30);

/// What is remembered about one account's tries, across restarts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attempts {
    failed: u32,
    since: Option<DateTime<Utc>>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// Somebody wants to try.
    Begin,
    /// The try that began was right, or a manager reset the account.
    Clear,
    /// The count can no longer be trusted (a restored copy): as if every free try had been used.
    Distrust,
}

/// When the next try may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Next {
    /// At once; this many more wrong ones before a wait.
    Now {
        /// Wrong tries left before the first wait.
        left: u32,
    },
    /// Not before this instant.
    Wait {
        /// When the next try may be made.
        until: DateTime<Utc>,
    },
    /// Locked out; a manager can end it sooner.
    LockedOut {
        /// When the lock-out ends by itself.
        until: DateTime<Utc>,
    },
}

/// Moves the count on. `Next::Now` in answer to [`Input::Begin`] means: the try is counted, go and check it.
pub fn step(state: Attempts, input: Input, now: DateTime<Utc>) -> (Attempts, Next) {
    match input {
        Input::Clear => (Attempts::default(), Next::Now { left: FREE_TRIES }),
        Input::Distrust => {
            let failed = state.failed.saturating_add(FREE_TRIES);
            let state = Attempts { failed, since: Some(now) };
            (state, state.next())
        }
        Input::Begin => begin(state.not_after(now), now),
    }
}

fn begin(state: Attempts, now: DateTime<Utc>) -> (Attempts, Next) {
    match state.next() {
        Next::Wait { until } | Next::LockedOut { until } if now < until => (state, state.next()),
        _ => {
            let failed = state.failed.saturating_add(1);
            (Attempts { failed, since: Some(now) }, Next::Now { left: FREE_TRIES.saturating_sub(failed) })
        }
    }
}

impl Attempts {
    /// When the next try may be made, as the count stands.
    pub fn next(self) -> Next {
        let wait = delay(self.failed);
        match self.since {
            Some(since) if self.failed >= LOCK_OUT_AFTER => Next::LockedOut { until: since + wait },
            Some(since) if wait > TimeDelta::zero() => Next::Wait { until: since + wait },
            _ => Next::Now { left: FREE_TRIES.saturating_sub(self.failed) },
        }
    }

    /// A clock that now reads earlier than the last try was set back: the wait starts again from its reading.
    fn not_after(self, now: DateTime<Utc>) -> Self {
        Self { since: self.since.map(|since| since.min(now)), ..self }
    }
}

fn delay(failed: u32) -> TimeDelta {
    match failed {
        0..FREE_TRIES => TimeDelta::zero(),
        3 => TimeDelta::seconds(5),
        4 => TimeDelta::seconds(15),
        5 => TimeDelta::minutes(1),
        6 | 7 => TimeDelta::minutes(5),
        8 | 9 => TimeDelta::minutes(15),
        _ => LOCK_OUT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + seconds, 0).unwrap()
    }

    fn fail(state: Attempts, now: i64) -> (Attempts, Next) {
        step(state, Input::Begin, at(now))
    }

    #[test]
    fn waits_grow_and_end_in_a_lock_out() {
        let (mut state, mut now) = (Attempts::default(), 0);
        for (tries, seconds) in
            [(1, 0), (2, 0), (3, 5), (4, 15), (5, 60), (6, 300), (7, 300), (8, 900), (9, 900), (10, 1800)]
        {
            (state, _) = fail(state, now);
            let expected = match seconds {
                0 => Next::Now { left: 3 - tries },
                s if tries < 10 => Next::Wait { until: at(now + s) },
                s => Next::LockedOut { until: at(now + s) },
            };
            assert_eq!(state.next(), expected, "after {tries}");
            now += seconds;
        }
        let (state, _) = fail(state, now);
        assert_eq!(
            state.next(),
            Next::LockedOut { until: at(now + 1800) },
            "one more try buys another half hour"
        );
    }

    #[test]
    fn a_try_during_a_wait_is_not_counted_and_does_not_lengthen_it() {
        let state = Attempts { failed: 3, since: Some(at(0)) };
        let (after, answer) = fail(state, 4);
        assert_eq!((after, answer), (state, Next::Wait { until: at(5) }));
        assert_eq!(fail(state, 5).1, Next::Now { left: 0 });
    }

    #[test]
    fn a_clock_set_back_starts_the_wait_again() {
        let state = Attempts { failed: 6, since: Some(at(0)) };
        let (state, answer) = fail(state, -3600);
        assert_eq!(answer, Next::Wait { until: at(-3600 + 300) });
        assert_eq!(fail(state, -3600 + 299).1, Next::Wait { until: at(-3600 + 300) });
    }

    #[test]
    fn a_right_answer_clears_and_distrust_takes_the_free_tries() {
        let state = Attempts { failed: 9, since: Some(at(0)) };
        assert_eq!(step(state, Input::Clear, at(1)), (Attempts::default(), Next::Now { left: 3 }));
        let (state, next) = step(Attempts::default(), Input::Distrust, at(1));
        assert_eq!((state.failed, next), (3, Next::Wait { until: at(6) }));
        let (state, next) = step(Attempts { failed: 10, since: Some(at(0)) }, Input::Distrust, at(1));
        assert_eq!((state.failed, next), (13, Next::LockedOut { until: at(1801) }));
    }

    proptest! {
        /// However the clock jumps about inside a day, a day gives at most the ladder and a try per lock-out.
        #[test]
        fn guesses_are_bounded_while_time_only_runs_backwards(steps in prop::collection::vec(0_i64..5000, 1..200)) {
            let (mut state, mut now, mut checked) = (Attempts::default(), 0, 0);
            for back in steps {
                now -= back;
                let (after, answer) = fail(state, now);
                checked += u32::from(matches!(answer, Next::Now { .. }));
                state = after;
            }
            prop_assert!(checked <= FREE_TRIES);
        }

        #[test]
        fn guesses_in_a_day_are_bounded(steps in prop::collection::vec(0_i64..1200, 1..300)) {
            let (mut state, mut now, mut checked) = (Attempts::default(), 0, 0);
            for forward in steps {
                now += forward;
                if now > 86_400 { break; }
                let (after, answer) = fail(state, now);
                checked += u32::from(matches!(answer, Next::Now { .. }));
                state = after;
            }
            prop_assert!(checked <= LOCK_OUT_AFTER + 48);
        }
    }
}

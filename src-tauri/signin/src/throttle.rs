//! How fast somebody may guess: three free tries, then waits that grow, then half an hour for each further try.
//!
//! A try is counted when it begins, before anything is compared, so that a killed process or a pulled plug gives no free
//! guess; a right answer clears the count. A clock that reads earlier than the last try is not believed: the wait is then
//! served in time that this program has run, which nobody can set, so that setting the clock back and forth gives nothing.
//! One set forward ends a wait early, but that takes the PC's administrator, and the codes asked for are then not of today.
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
    Begin {
        /// For how long this program has seen a clock that reads earlier than the last try; only looked at while it does.
        watched: TimeDelta,
    },
    /// The try that began was right, or a manager reset the account.
    Clear,
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
        Input::Begin { watched } => begin(state, watched, now),
    }
}

fn begin(state: Attempts, watched: TimeDelta, now: DateTime<Utc>) -> (Attempts, Next) {
    let served = if state.is_after(now) { watched } else { TimeDelta::zero() };
    match state.next_at(now) {
        Next::Wait { until } if now + served < until => (state, Next::Wait { until: until - served }),
        Next::LockedOut { until } if now + served < until => {
            (state, Next::LockedOut { until: until - served })
        }
        _ => {
            let failed = state.failed.saturating_add(1);
            let since = state.since.max(Some(now));
            (Attempts { failed, since }, Next::Now { left: FREE_TRIES.saturating_sub(failed) })
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

    /// The same by a clock that now reads this: one that was set back shows the whole wait from its own reading.
    pub fn next_at(self, now: DateTime<Utc>) -> Next {
        Self { since: self.since.map(|since| since.min(now)), ..self }.next()
    }

    /// Does the clock read earlier than at the last try?
    pub fn is_after(self, now: DateTime<Utc>) -> bool {
        self.since.is_some_and(|since| now < since)
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
        step(state, Input::Begin { watched: TimeDelta::zero() }, at(now))
    }

    /// After how many seconds somebody who only waits has made this many tries more than one.
    fn ladder(tries: u32) -> i64 {
        (1..=tries).map(|failed| delay(failed).num_seconds()).sum()
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
    fn by_a_clock_set_back_a_wait_is_served_in_time_that_the_program_has_run() {
        let state = Attempts { failed: 6, since: Some(at(0)) };
        let (after, answer) = fail(state, -3600);
        assert_eq!((after, answer), (state, Next::Wait { until: at(-3600 + 300) }));
        assert_eq!(fail(state, -1).1, Next::Wait { until: at(-1 + 300) }, "moving it again serves nothing");
        let watched = |seconds| Input::Begin { watched: TimeDelta::seconds(seconds) };
        assert_eq!(step(state, watched(299), at(-3301)).1, Next::Wait { until: at(-3300) });
        let (after, answer) = step(state, watched(300), at(-3300));
        assert_eq!((after.failed, answer), (7, Next::Now { left: 0 }));
        assert_eq!(after.since, Some(at(0)), "the latest reading is remembered");
        assert_eq!(
            step(state, watched(9000), at(0)).1,
            Next::Wait { until: at(300) },
            "where the clock is right it counts"
        );
    }

    #[test]
    fn a_right_answer_clears() {
        let state = Attempts { failed: 9, since: Some(at(0)) };
        assert_eq!(step(state, Input::Clear, at(1)), (Attempts::default(), Next::Now { left: 3 }));
    }

    proptest! {
        /// Whoever sets the clock to and fro, and back to the right time, gets what whoever waits gets.
        #[test]
        fn guesses_are_bounded_by_true_time_however_the_clock_is_set_back_and_forth(
            steps in prop::collection::vec((0_i64..120, prop::option::of(1_i64..100_000)), 1..300)
        ) {
            let (mut state, mut true_time, mut checked) = (Attempts::default(), 0, 0);
            for (passed, set_back) in steps {
                true_time += passed;
                let (after, answer) = fail(state, true_time - set_back.unwrap_or(0));
                checked += u32::from(matches!(answer, Next::Now { .. }));
                state = after;
            }
            let by_waiting = (0..).take_while(|tries| ladder(*tries) <= true_time).count();
            prop_assert!(checked as usize <= by_waiting, "{checked} of {by_waiting} in {true_time} s");
        }

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

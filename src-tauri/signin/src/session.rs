//! How long somebody stays signed in: locked when they walk away, on demand, and at the end of a shift.
//!
//! A minute before the idle lock they are warned, and any key keeps them in. While they hold an alert the idle lock waits, for
//! the telephone call that saves a life is made with the hands off the keyboard; the absolute length does not wait. Time is
//! added up from what passed between steps, so a clock set back lengthens nothing and a PC that slept is locked when it wakes.
//! Pure: `step` says what must happen, the engine does it. A new sign-in makes a new session.

use crate::card::Removal;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

/// How long is long. The practice sets it within these defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Untouched for this long: locked.
    pub idle: TimeDelta,
    /// This long before a lock the person is warned.
    pub warning: TimeDelta,
    /// Signed out after this long, touched or not.
    pub absolute: TimeDelta,
}

impl Default for Limits {
    fn default() -> Self {
        Self { idle: TimeDelta::minutes(10), warning: TimeDelta::seconds(60), absolute: TimeDelta::hours(12) }
    }
}

/// Why the screen locked or the session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Cause {
    /// Nobody touched it.
    Idle,
    /// The person asked.
    OnDemand,
    /// The session reached its absolute length.
    TooLong,
    /// The card they came in with left its reader.
    CardRemoved,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// Time passed.
    Tick,
    /// A key, a click, a touch.
    Activity,
    /// The person took an alert.
    AlertHeld,
    /// No alert is theirs any more.
    AlertReleased,
    /// The person asked to lock.
    Lock,
    /// The card they came in with left its reader; what follows is the practice's choice.
    CardRemoved(Removal),
}

/// What must be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Say that the screen is about to lock.
    Warn {
        /// When it locks unless somebody touches it.
        at: DateTime<Utc>,
        /// What it would lock for.
        cause: Cause,
    },
    /// Take the warning away.
    Withdraw,
    /// Lock: stop the commands, close the database, wipe the keys.
    Lock(Cause),
    /// The session is over: lock if still open, and forget whose it was.
    SignOut(Cause),
}

/// A signed-in person's time at this workstation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    limits: Limits,
    seen: DateTime<Utc>,
    open_for: TimeDelta,
    idle_for: TimeDelta,
    holds_alert: bool,
    warned: Option<Cause>,
    phase: Phase,
}

/// Where the session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Phase {
    /// In use.
    Open,
    /// Locked; the same person may come back to where they were.
    Locked,
    /// Over.
    Ended,
}

impl Session {
    /// Begins with a completed sign-in.
    pub fn begin(limits: Limits, now: DateTime<Utc>) -> Self {
        Self {
            limits,
            seen: now,
            open_for: TimeDelta::zero(),
            idle_for: TimeDelta::zero(),
            holds_alert: false,
            warned: None,
            phase: Phase::Open,
        }
    }

    /// Where it stands.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Moves the session on.
    #[must_use]
    pub fn step(self, input: Input, now: DateTime<Utc>) -> (Self, Vec<Effect>) {
        let session = self.after(now);
        match session.phase {
            Phase::Ended => (session, Vec::new()),
            _ if session.open_for >= session.limits.absolute => session.end(Cause::TooLong),
            Phase::Locked => (session, Vec::new()),
            // Before the input is looked at: the key pressed after the time was up does not keep the screen open.
            Phase::Open if session.idle_for >= session.limits.idle => session.lock(Cause::Idle),
            Phase::Open => session.open_step(input),
        }
    }

    fn after(mut self, now: DateTime<Utc>) -> Self {
        let passed = (now - self.seen).max(TimeDelta::zero());
        self.seen = now;
        self.open_for += passed;
        self.idle_for = if self.holds_alert { TimeDelta::zero() } else { self.idle_for + passed };
        self
    }

    fn open_step(mut self, input: Input) -> (Self, Vec<Effect>) {
        match input {
            Input::Lock => return self.lock(Cause::OnDemand),
            Input::CardRemoved(Removal::Lock) => return self.lock(Cause::CardRemoved),
            Input::CardRemoved(Removal::SignOut) => return self.end(Cause::CardRemoved),
            Input::Activity => self.idle_for = TimeDelta::zero(),
            Input::AlertHeld => (self.holds_alert, self.idle_for) = (true, TimeDelta::zero()),
            Input::AlertReleased => self.holds_alert = false,
            Input::Tick => {}
        }
        self.warn()
    }

    fn warn(mut self) -> (Self, Vec<Effect>) {
        let (left, cause) = self.left();
        let due = (left <= self.limits.warning).then_some(cause);
        let effects = match (self.warned, due) {
            (before, Some(cause)) if before != Some(cause) => {
                vec![Effect::Warn { at: self.seen + left, cause }]
            }
            (Some(_), None) => vec![Effect::Withdraw],
            _ => Vec::new(),
        };
        self.warned = due;
        (self, effects)
    }

    /// How long until it locks, and what for.
    fn left(&self) -> (TimeDelta, Cause) {
        let absolute = self.limits.absolute - self.open_for;
        let idle = self.limits.idle - self.idle_for;
        if self.holds_alert || absolute <= idle { (absolute, Cause::TooLong) } else { (idle, Cause::Idle) }
    }

    fn lock(mut self, cause: Cause) -> (Self, Vec<Effect>) {
        self.phase = Phase::Locked;
        self.warned = None;
        self.holds_alert = false;
        (self, vec![Effect::Lock(cause)])
    }

    fn end(mut self, cause: Cause) -> (Self, Vec<Effect>) {
        self.phase = Phase::Ended;
        (self, vec![Effect::SignOut(cause)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Input::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + seconds, 0).unwrap()
    }

    /// Ten minutes idle, one minute warning, twelve hours.
    fn run(inputs: &[(i64, Input)]) -> (Session, Vec<(i64, Effect)>) {
        let mut session = Session::begin(Limits::default(), at(0));
        let mut seen = Vec::new();
        for &(when, input) in inputs {
            let (after, effects) = session.step(input, at(when));
            session = after;
            seen.extend(effects.into_iter().map(|effect| (when, effect)));
        }
        (session, seen)
    }

    #[test]
    fn idle_warns_a_minute_before_and_locks() {
        let warn = Effect::Warn { at: at(600), cause: Cause::Idle };
        let (session, effects) = run(&[(539, Tick), (540, Tick), (541, Tick), (600, Tick), (601, Tick)]);
        assert_eq!(effects, [(540, warn), (600, Effect::Lock(Cause::Idle))]);
        assert_eq!(session.phase(), Phase::Locked);
    }

    #[test]
    fn a_key_withdraws_the_warning() {
        let (_, effects) = run(&[(545, Tick), (550, Activity), (1140, Tick)]);
        let expected = [
            (545, Effect::Warn { at: at(600), cause: Cause::Idle }),
            (550, Effect::Withdraw),
            (1140, Effect::Warn { at: at(1150), cause: Cause::Idle }),
        ];
        assert_eq!(effects, expected);
    }

    #[test]
    fn a_key_after_the_time_is_up_comes_too_late() {
        let (_, effects) = run(&[(36_000, Activity)]);
        assert_eq!(effects, [(36_000, Effect::Lock(Cause::Idle))], "the PC slept with the lid shut");
    }

    #[test]
    fn holding_an_alert_suspends_the_idle_lock_only() {
        let (session, effects) =
            run(&[(10, AlertHeld), (3600, Tick), (3700, AlertReleased), (4239, AlertReleased), (4300, Tick)]);
        assert_eq!(session.phase(), Phase::Locked, "saying twice that it was released keeps nobody in");
        assert_eq!(effects, [(4300, Effect::Lock(Cause::Idle))]);
        let (session, effects) = run(&[(10, AlertHeld), (43_140, Tick), (43_200, Tick)]);
        assert_eq!(session.phase(), Phase::Ended);
        let warn = Effect::Warn { at: at(43_200), cause: Cause::TooLong };
        assert_eq!(effects, [(43_140, warn), (43_200, Effect::SignOut(Cause::TooLong))]);
    }

    #[test]
    fn a_shift_ends_however_busy_it_is_and_while_locked() {
        let busy: Vec<_> = (1..=144).map(|i| (i * 300, Activity)).collect();
        let (session, effects) = run(&busy);
        assert_eq!(session.phase(), Phase::Ended);
        assert_eq!(effects.last(), Some(&(43_200, Effect::SignOut(Cause::TooLong))));
        let (session, effects) = run(&[(5, Lock), (43_300, Tick), (43_400, Lock)]);
        assert_eq!(session.phase(), Phase::Ended);
        let expected = [(5, Effect::Lock(Cause::OnDemand)), (43_300, Effect::SignOut(Cause::TooLong))];
        assert_eq!(effects, expected);
    }

    #[test]
    fn a_clock_set_back_lengthens_nothing() {
        let (session, effects) = run(&[(500, Tick), (-86_400, Tick), (-86_400 + 100, Tick)]);
        assert_eq!(session.phase(), Phase::Locked);
        assert_eq!(effects.last(), Some(&(-86_300, Effect::Lock(Cause::Idle))));
    }

    #[test]
    fn a_card_that_leaves_locks_or_ends_as_the_practice_chose_even_while_an_alert_is_held() {
        let (session, effects) = run(&[(5, AlertHeld), (9, CardRemoved(Removal::Lock)), (10, Tick)]);
        assert_eq!((session.phase(), effects), (Phase::Locked, vec![(9, Effect::Lock(Cause::CardRemoved))]));
        let (session, effects) = run(&[(9, CardRemoved(Removal::SignOut)), (10, Activity)]);
        assert_eq!(
            (session.phase(), effects),
            (Phase::Ended, vec![(9, Effect::SignOut(Cause::CardRemoved))])
        );
    }

    #[test]
    fn a_locked_session_ignores_keys() {
        let (session, effects) = run(&[(5, Lock), (6, Activity), (7, Tick), (8, Lock)]);
        assert_eq!(session.phase(), Phase::Locked);
        assert_eq!(effects, [(5, Effect::Lock(Cause::OnDemand))]);
    }
}

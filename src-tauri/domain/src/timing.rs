//! Whether a wait is over, by clocks that may have been wrong.
//!
//! Every instant was once read off somebody's computer. One later than now cannot be true: that clock was ahead when it
//! was recorded, or this one is behind now. Nothing may fall silent for it until its year has come, so a wait that began
//! in the future counts as over: an alert is told to everybody, a claim lapses, a copy is due. The loud side is safe.

use chrono::{DateTime, Duration, Utc};

/// How far two computers' clocks may be apart before one of them is held to be wrong.
pub const TOLERATED: Duration = Duration::minutes(2);

/// Is this later than any clock of the practice should say?
pub fn is_ahead(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    at.signed_duration_since(now) > TOLERATED
}

/// Has something that began then, and lasts so long, run out?
pub fn is_over(began: DateTime<Utc>, lasts: Duration, now: DateTime<Utc>) -> bool {
    is_ahead(began, now) || now.signed_duration_since(began) >= lasts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_ends_in_its_time_and_at_once_if_it_began_in_the_future() {
        let now = DateTime::UNIX_EPOCH;
        let lasts = Duration::minutes(10);
        for (began, over) in [
            (now - Duration::minutes(10), true),
            (now - Duration::minutes(9), false),
            (now + TOLERATED, false),
            (now + TOLERATED + Duration::milliseconds(1), true),
            (now + Duration::days(4 * 365), true),
            (DateTime::<Utc>::MAX_UTC, true),
            (DateTime::<Utc>::MIN_UTC, true),
        ] {
            assert_eq!(is_over(began, lasts, now), over, "{began}");
        }
    }
}

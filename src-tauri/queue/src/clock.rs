//! Where the log takes its time from.

use chrono::{DateTime, Utc};

/// Tells the time. The real one lives with whoever opens the log, so that tests can pass the hours by hand.
pub trait Clock: Send + Sync {
    /// The instant it is.
    fn now(&self) -> DateTime<Utc>;
}

impl<F: Fn() -> DateTime<Utc> + Send + Sync> Clock for F {
    fn now(&self) -> DateTime<Utc> {
        self()
    }
}

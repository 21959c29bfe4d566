//! The one place where Duty Desk asks what time it is.

use chrono::{DateTime, Duration, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A source of the present. Cheap to clone.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    /// The computer's clock.
    #[allow(clippy::disallowed_methods, reason = "this is the one place that reads it")]
    pub fn system() -> Self {
        Self(Arc::new(Utc::now))
    }

    /// A clock that a test moves by hand.
    pub fn by_hand(start: DateTime<Utc>) -> (Self, HandOfClock) {
        let millis = Arc::new(AtomicI64::new(start.timestamp_millis()));
        let hand = HandOfClock(Arc::clone(&millis));
        let read = move || DateTime::from_timestamp_millis(millis.load(Ordering::SeqCst)).unwrap_or_default();
        (Self(Arc::new(read)), hand)
    }

    /// Now, in whole milliseconds: what storage keeps.
    pub fn now(&self) -> DateTime<Utc> {
        let now = (self.0)();
        DateTime::from_timestamp_millis(now.timestamp_millis()).unwrap_or(now)
    }
}

impl queue::Clock for Clock {
    fn now(&self) -> DateTime<Utc> {
        Self::now(self)
    }
}

/// Moves a [`Clock::by_hand`].
#[derive(Clone)]
pub struct HandOfClock(Arc<AtomicI64>);

impl HandOfClock {
    /// Lets time pass.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
    }
}

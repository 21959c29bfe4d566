//! A practice's time: it flows from where it is put, or stands still until somebody moves it.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use engine::Clock;
use engine::clock::HandOfClock;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// 10:42 on the Tuesday on which every scene begins.
pub fn start() -> DateTime<Utc> {
    london(25, 10, 42)
}

/// A time of August 2026 as the clock on the wall shows it.
pub fn london(day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 8, day, hour - 1, minute, 0).single().expect("an instant")
}

/// How finely time flows.
const STEP: Duration = Duration::from_millis(10);

#[derive(Clone)]
pub struct Time {
    pub clock: Clock,
    hand: HandOfClock,
    flows: Arc<AtomicBool>,
}

impl Time {
    /// Stands still.
    pub fn at(start: DateTime<Utc>) -> Self {
        let (clock, hand) = Clock::by_hand(start);
        Self { clock, hand, flows: Arc::default() }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub fn pass(&self, by: TimeDelta) {
        self.hand.advance(by);
    }

    /// Moves on to this moment; never back.
    pub fn go_to(&self, moment: DateTime<Utc>) {
        let left = moment - self.now();
        if left > TimeDelta::zero() {
            self.pass(left);
        }
    }

    /// Flows from here on, until it is stopped.
    pub fn flow(&self) {
        if self.flows.swap(true, Ordering::SeqCst) {
            return;
        }
        let time = self.clone();
        tokio::spawn(async move {
            let mut last = Instant::now();
            while time.flows.load(Ordering::SeqCst) {
                tokio::time::sleep(STEP).await;
                let passed = last.elapsed();
                // Whole milliseconds are kept; the rest counts the next time.
                let whole = Duration::from_millis(u64::try_from(passed.as_millis()).unwrap_or_default());
                last += whole;
                time.pass(TimeDelta::from_std(whole).unwrap_or_default());
            }
        });
    }

    pub fn stop(&self) {
        self.flows.store(false, Ordering::SeqCst);
    }
}

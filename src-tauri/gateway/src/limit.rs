//! How many requests are taken: a bucket of tokens for each source and one for all, so that one caller cannot keep the
//! others out. Time comes in as an argument; a clock that jumps back gives nothing and takes nothing.

use crate::config::{Limits, Rate};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::net::IpAddr;

/// So many sources are told apart; beyond that, those who have been quiet are forgotten.
const SOURCES: usize = 10_000;

/// Come back after so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMany {
    pub seconds: u32,
}

#[derive(Clone, Copy)]
struct Bucket {
    rate: Rate,
    tokens: f64,
    at: DateTime<Utc>,
}

/// The buckets.
pub(crate) struct Limiter {
    per_source: Rate,
    overall: Bucket,
    sources: HashMap<IpAddr, Bucket>,
}

impl Bucket {
    fn full(rate: Rate, at: DateTime<Utc>) -> Self {
        Self { rate, tokens: f64::from(rate.burst), at }
    }

    fn refill(&mut self, now: DateTime<Utc>) {
        let seconds = (now - self.at).max(TimeDelta::zero()).as_seconds_f64();
        let gained = seconds * f64::from(self.rate.per_minute) / 60.0;
        self.tokens = (self.tokens + gained).min(f64::from(self.rate.burst));
        self.at = now;
    }

    fn is_full(&self) -> bool {
        self.tokens >= f64::from(self.rate.burst)
    }

    fn wait(&self) -> Option<TooMany> {
        let missing = 1.0 - self.tokens;
        if missing <= 0.0 {
            return None;
        }
        let seconds = (missing * 60.0 / f64::from(self.rate.per_minute.max(1))).ceil();
        Some(TooMany { seconds: (seconds as u32).max(1) })
    }
}

impl Limiter {
    pub fn new(limits: &Limits, now: DateTime<Utc>) -> Self {
        Self {
            per_source: limits.per_source,
            overall: Bucket::full(limits.overall, now),
            sources: HashMap::new(),
        }
    }

    /// Takes a token for a request from this source.
    pub fn take(&mut self, source: IpAddr, now: DateTime<Utc>) -> Result<(), TooMany> {
        self.make_room(now);
        let own = self.sources.entry(source).or_insert_with(|| Bucket::full(self.per_source, now));
        own.refill(now);
        self.overall.refill(now);
        match own.wait().or_else(|| self.overall.wait()) {
            Some(later) => Err(later),
            None => {
                own.tokens -= 1.0;
                self.overall.tokens -= 1.0;
                Ok(())
            }
        }
    }

    fn make_room(&mut self, now: DateTime<Utc>) {
        if self.sources.len() < SOURCES {
            return;
        }
        self.sources.retain(|_, bucket| {
            bucket.refill(now);
            !bucket.is_full()
        });
        if self.sources.len() >= SOURCES {
            self.sources.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(per_source: Rate, overall: Rate) -> Limiter {
        Limiter::new(&Limits { per_source, overall, ..Limits::default() }, DateTime::UNIX_EPOCH)
    }

    fn source(n: u32) -> IpAddr {
        IpAddr::from(n.to_be_bytes())
    }

    #[test]
    fn one_source_is_slowed_and_the_others_are_not() {
        let mut limiter = limiter(Rate { burst: 3, per_minute: 30 }, Rate { burst: 100, per_minute: 1 });
        let now = DateTime::UNIX_EPOCH;
        let taken = (0..5).filter(|_| limiter.take(source(1), now).is_ok()).count();
        assert_eq!(taken, 3);
        assert_eq!(limiter.take(source(1), now), Err(TooMany { seconds: 2 }));
        assert_eq!(limiter.take(source(2), now), Ok(()));
        assert_eq!(limiter.take(source(1), now - TimeDelta::hours(1)), Err(TooMany { seconds: 2 }));
        assert_eq!(limiter.take(source(1), now + TimeDelta::seconds(2)), Ok(()));
    }

    #[test]
    fn all_together_are_slowed_and_sources_are_forgotten() {
        let mut limiter = limiter(Rate { burst: 1, per_minute: 60 }, Rate { burst: 20_000, per_minute: 60 });
        let taken = (0..25_000).filter(|n| limiter.take(source(*n), DateTime::UNIX_EPOCH).is_ok()).count();
        assert_eq!(taken, 20_000);
        assert!(limiter.sources.len() <= SOURCES);
    }
}

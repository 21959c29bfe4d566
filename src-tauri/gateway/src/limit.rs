//! How many requests are taken: for each door a bucket of tokens for each source and one for all, so that one caller
//! cannot keep the others out, nor a flood at one door shut another. Time comes in as an argument; a clock that jumps
//! back gives nothing and takes nothing.

use crate::config::{Limits, Rate};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};

/// So many sources are told apart at once; beyond that, those who have been quiet longest are forgotten.
const SOURCES: usize = 10_000;
/// The part of an IPv6 address that one subscriber has.
const SUBSCRIBER: u128 = u128::MAX << 64;

/// The doors that count by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Door {
    Form,
    Questionnaires,
    Replies,
    Receipts,
}

impl Door {
    /// Is this one of the NHS App's?
    pub fn is_nhs_app(self) -> bool {
        matches!(self, Self::Replies | Self::Receipts)
    }
}

/// Come back after so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMany {
    pub seconds: u32,
    /// All together sent too many, not this source.
    pub everybody: bool,
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
    per_door: Rate,
    doors: HashMap<Door, Bucket>,
    sources: HashMap<(Door, IpAddr), Bucket>,
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

    /// What of its burst a source still has: the more, the less is lost if it is forgotten.
    fn share(&self) -> f64 {
        self.tokens / f64::from(self.rate.burst.max(1))
    }

    /// The seconds until there is a token, if there is none.
    fn wait(&self) -> Option<u32> {
        let missing = 1.0 - self.tokens;
        if missing <= 0.0 {
            return None;
        }
        let seconds = (missing * 60.0 / f64::from(self.rate.per_minute.max(1))).ceil();
        Some((seconds as u32).max(1))
    }
}

impl Limiter {
    pub fn new(limits: &Limits) -> Self {
        Self {
            per_source: limits.per_source,
            per_door: limits.overall,
            doors: HashMap::new(),
            sources: HashMap::new(),
        }
    }

    /// Takes a token for a request at this door from this source.
    pub fn take(&mut self, door: Door, source: IpAddr, now: DateTime<Utc>) -> Result<(), TooMany> {
        let all = self.doors.entry(door).or_insert_with(|| Bucket::full(self.per_door, now));
        all.refill(now);
        if let Some(seconds) = all.wait() {
            return Err(TooMany { seconds, everybody: true });
        }
        self.make_room(now);
        let source = (door, subscriber(source));
        let own = self.sources.entry(source).or_insert_with(|| Bucket::full(self.per_source, now));
        own.refill(now);
        if let Some(seconds) = own.wait() {
            return Err(TooMany { seconds, everybody: false });
        }
        own.tokens -= 1.0;
        if let Some(all) = self.doors.get_mut(&door) {
            all.tokens -= 1.0;
        }
        Ok(())
    }

    /// Forgets whoever has nothing to be remembered for; if everybody has, the one with the least. Who has used up
    /// their tokens stays.
    fn make_room(&mut self, now: DateTime<Utc>) {
        if self.sources.len() < SOURCES {
            return;
        }
        self.sources.retain(|_, bucket| {
            bucket.refill(now);
            !bucket.is_full()
        });
        if self.sources.len() < SOURCES {
            return;
        }
        let least = self.sources.iter().max_by(|(_, one), (_, other)| one.share().total_cmp(&other.share()));
        if let Some(least) = least.map(|(source, _)| *source) {
            self.sources.remove(&least);
        }
    }
}

/// Whoever has this address: all of an IPv6 /64 is one subscriber's.
fn subscriber(source: IpAddr) -> IpAddr {
    match source.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & SUBSCRIBER)),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(per_source: Rate, overall: Rate) -> Limiter {
        Limiter::new(&Limits { per_source, overall, ..Limits::default() })
    }

    fn source(n: u32) -> IpAddr {
        IpAddr::from(n.to_be_bytes())
    }

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

    #[test]
    fn one_source_is_slowed_and_the_others_are_not() {
        let mut limiter = limiter(Rate { burst: 3, per_minute: 30 }, Rate { burst: 100, per_minute: 1 });
        let mut take = |n, at| limiter.take(Door::Form, source(n), at);
        let taken = (0..5).filter(|_| take(1, START).is_ok()).count();
        assert_eq!(taken, 3);
        assert_eq!(take(1, START), Err(TooMany { seconds: 2, everybody: false }));
        assert_eq!(take(2, START), Ok(()));
        assert_eq!(take(1, START - TimeDelta::hours(1)), Err(TooMany { seconds: 2, everybody: false }));
        assert_eq!(take(1, START + TimeDelta::seconds(2)), Ok(()));
    }

    #[test]
    fn a_flood_at_one_door_leaves_the_others_open() {
        let mut limiter = limiter(Rate { burst: 9, per_minute: 1 }, Rate { burst: 20, per_minute: 1 });
        let taken = (0..100).filter(|n| limiter.take(Door::Replies, source(*n), START).is_ok()).count();
        assert_eq!(taken, 20);
        let refused = limiter.take(Door::Replies, source(100), START);
        assert_eq!(refused, Err(TooMany { seconds: 60, everybody: true }));
        for door in [Door::Form, Door::Questionnaires, Door::Receipts] {
            assert_eq!(limiter.take(door, source(1), START), Ok(()), "{door:?}");
        }
    }

    #[test]
    fn all_addresses_of_one_subscriber_are_one_source() {
        let mut limiter = limiter(Rate { burst: 1, per_minute: 1 }, Rate { burst: 100, per_minute: 1 });
        for (address, expected) in [
            ("2001:db8:1:2::1", true),
            ("2001:db8:1:2:ffff:ffff:ffff:ffff", false),
            ("2001:db8:1:3::1", true),
            ("192.0.2.1", true),
            ("::ffff:192.0.2.1", false),
            ("192.0.2.2", true),
        ] {
            let taken = limiter.take(Door::Form, address.parse().unwrap(), START).is_ok();
            assert_eq!(taken, expected, "{address}");
        }
    }

    #[test]
    fn who_has_used_up_their_tokens_is_remembered_however_many_come() {
        let mut limiter = limiter(Rate { burst: 2, per_minute: 1 }, Rate { burst: 30_000, per_minute: 1 });
        for _ in 0..2 {
            assert_eq!(limiter.take(Door::Form, source(0), START), Ok(()));
        }
        for n in 1..SOURCES as u32 + 50 {
            assert_eq!(limiter.take(Door::Form, source(n), START), Ok(()));
        }
        assert!(limiter.sources.len() <= SOURCES);
        assert!(limiter.take(Door::Form, source(0), START).is_err(), "the flood did not wash it away");
    }
}

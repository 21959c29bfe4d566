//! When the practice is open, by the clock on its wall: ordinary hours, bank holidays of England, closures, early closing.
//!
//! Instants are UTC outside and Europe/London within, so both clock changes are right by construction. The closing
//! instant is no longer open time but still counts as kept. A calendar always finds a next opening, for a week without
//! any open day is no `WeeklyHours`. Extra sessions on closed days are deliberately absent. When something is due, and
//! why, stands in `due`.

mod bank_holidays;
mod due;

pub use bank_holidays::{BankHoliday, bank_holiday, bank_holidays};
pub use due::{Because, Due, Level};

use crate::policy::{Closure, Extent, Period, PracticePolicy, ServiceLevels, WeeklyHours};
use chrono::offset::LocalResult;
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Europe::London;
use std::collections::BTreeMap;

/// The open times of one practice.
#[derive(Clone, Debug)]
pub struct Calendar {
    hours: WeeklyHours,
    closures: BTreeMap<NaiveDate, Closure>,
    levels: ServiceLevels,
    weekends_count: bool,
}

/// A stretch of open time. `closes` itself is no longer open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenPeriod {
    /// The first open instant.
    pub opens: DateTime<Utc>,
    /// The closing instant.
    pub closes: DateTime<Utc>,
}

/// The day on the practice's wall at an instant.
pub fn date_in_london(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&London).date_naive()
}

/// The time on the practice's wall at an instant.
pub fn time_in_london(at: DateTime<Utc>) -> NaiveTime {
    at.with_timezone(&London).time()
}

/// Which of the two, in the hour that the wall shows twice when summer time ends: ` BST` or ` GMT`, to be written after
/// the time. Empty whenever there is no doubt.
pub fn which_of_two(at: DateTime<Utc>) -> &'static str {
    match London.from_local_datetime(&at.with_timezone(&London).naive_local()) {
        LocalResult::Ambiguous(first, _) if first == at => " BST",
        LocalResult::Ambiguous(..) => " GMT",
        _ => "",
    }
}

/// The time on the practice's wall, `09:58`; `01:30 BST` and `01:30 GMT` in the hour that comes twice.
pub fn clock_in_london(at: DateTime<Utc>) -> String {
    format!("{}{}", time_in_london(at).format("%H:%M"), which_of_two(at))
}

/// The first instant of a day on the practice's wall.
pub fn day_begins_in_london(date: NaiveDate) -> DateTime<Utc> {
    instant(date, NaiveTime::MIN)
}

/// The instant a wall clock shows this. Between 01:00 and 02:00 on a day of clock change, where the answer would be
/// none or two, it is the instant of the change or the earlier one.
fn instant(date: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    let local = date.and_time(time);
    let found = London.from_local_datetime(&local).earliest();
    let after_the_gap = || London.from_local_datetime(&(local + TimeDelta::hours(1))).earliest();
    found.or_else(after_the_gap).map_or_else(|| local.and_utc(), |at| at.with_timezone(&Utc))
}

fn is_weekend(day: Weekday) -> bool {
    matches!(day, Weekday::Sat | Weekday::Sun)
}

impl OpenPeriod {
    /// Is this instant within?
    pub fn contains(&self, at: DateTime<Utc>) -> bool {
        self.opens <= at && at < self.closes
    }
}

impl Calendar {
    /// The calendar a policy describes.
    pub fn new(policy: &PracticePolicy) -> Self {
        Self {
            hours: policy.hours.clone(),
            closures: policy.closures.iter().map(|closure| (closure.date, closure.clone())).collect(),
            levels: policy.service_levels,
            // A practice that opens at weekends alone has no other working days.
            weekends_count: policy.weekends_count || policy.hours.at_weekends_alone(),
        }
    }

    /// The open periods of a day, in order; none on a bank holiday or a closure.
    pub fn periods_on(&self, date: NaiveDate) -> Vec<OpenPeriod> {
        if bank_holiday(date).is_some() {
            return Vec::new();
        }
        let ends = match self.closures.get(&date).map(|closure| closure.extent) {
            None => None,
            Some(Extent::AllDay) => return Vec::new(),
            Some(Extent::From { at }) => Some(at),
        };
        let open = |period: &Period| {
            let closes = ends.map_or(period.closes, |end| end.min(period.closes));
            (period.opens < closes)
                .then(|| OpenPeriod { opens: instant(date, period.opens), closes: instant(date, closes) })
        };
        self.hours.on(date.weekday()).iter().filter_map(open).collect()
    }

    /// Is the practice open?
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        self.open_period(at).is_some()
    }

    /// The open period an instant falls in.
    pub fn open_period(&self, at: DateTime<Utc>) -> Option<OpenPeriod> {
        self.periods_on(date_in_london(at)).into_iter().find(|period| period.contains(at))
    }

    /// The next instant after this one at which the practice opens.
    pub fn next_opening(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        self.periods_from(date_in_london(at))
            .map(|period| period.opens)
            .find(|opens| *opens > at)
            .unwrap_or(at)
    }

    /// The closing of the period that is open now, else of the next one.
    pub fn next_closing(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        self.periods_from(date_in_london(at))
            .map(|period| period.closes)
            .find(|closes| *closes > at)
            .unwrap_or(at)
    }

    /// When the practice closes for the day; none on a closed day.
    pub fn closing_of(&self, date: NaiveDate) -> Option<DateTime<Utc>> {
        self.periods_on(date).last().map(|period| period.closes)
    }

    /// Is there any open time on this day?
    pub fn opens_on(&self, date: NaiveDate) -> bool {
        !self.periods_on(date).is_empty()
    }

    /// Is this in open time, or the end of it? What is due then can be kept.
    pub fn keeps(&self, at: DateTime<Utc>) -> bool {
        self.periods_on(date_in_london(at)).iter().any(|one| one.opens <= at && at <= one.closes)
    }

    /// Does it count towards what is promised in working days?
    fn is_working_day(&self, date: NaiveDate) -> bool {
        self.opens_on(date) && (self.weekends_count || !is_weekend(date.weekday()))
    }

    /// Open time between two instants; nothing if the second is not later.
    pub fn open_time_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        self.periods_from(date_in_london(from))
            .take_while(|period| period.opens < to)
            .map(|period| period.closes.min(to) - period.opens.max(from))
            .filter(|open| *open > TimeDelta::zero())
            .sum()
    }

    /// The instant by which that much open time has passed. An amount that just fits ends at the closing, not at the
    /// next opening; with no amount at all the answer is the first open instant.
    pub fn add_open_time(&self, at: DateTime<Utc>, amount: TimeDelta) -> DateTime<Utc> {
        let mut left = amount.max(TimeDelta::zero());
        for period in self.periods_from(date_in_london(at)).filter(|period| period.closes > at) {
            let from = period.opens.max(at);
            if from + left <= period.closes {
                return from + left;
            }
            left -= period.closes - from;
        }
        at
    }

    /// Every open period from a day on, in order.
    fn periods_from(&self, date: NaiveDate) -> impl Iterator<Item = OpenPeriod> {
        date.iter_days().flat_map(|day| self.periods_on(day))
    }

    /// That day, or the next one that is a working day.
    fn working_day_from(&self, date: NaiveDate) -> NaiveDate {
        date.iter_days().find(|day| self.is_working_day(*day)).unwrap_or(date)
    }

    /// The working day that many working days after a day.
    fn working_day_after(&self, date: NaiveDate, days: u16) -> NaiveDate {
        let later = date.iter_days().skip(1).filter(|day| self.is_working_day(*day));
        later.take(usize::from(days)).last().unwrap_or(date)
    }
}

#[cfg(test)]
pub(crate) mod tests;

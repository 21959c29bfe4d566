//! When something is due, and why (A4).
//!
//! A clinical query has two clocks, shown apart: reviewed by a clinician, and answered or called back by the end of that
//! same day. Due instants lie in, or at the end of, an open period and never before receipt; what comes later is never
//! due earlier. A break such as lunch is not "out of hours": the message counts from the reopening. The patient's words
//! for the same instant stand in `acknowledgement`.

use super::{BankHoliday, Calendar, bank_holiday, date_in_london, instant, is_weekend, time_in_london};
use crate::policy::Extent;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// What is promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Level {
    /// An administrative query answered: the same time of day, two working days later.
    Administrative,
    /// A clinical query reviewed by a clinician: the same time on the next working day.
    ClinicalReview,
    /// A clinical query answered or called back: the closing of the day it is reviewed.
    ClinicalAnswer,
    /// Somebody has opened the words: one open hour.
    HumanLook,
    /// What the rules mark "check" seen by a clinician: the closing of the same open day.
    CheckToday,
}

/// When, and the reasons in the order they are told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Due {
    /// The instant, the same for patient and staff.
    pub at: DateTime<Utc>,
    /// Why then.
    pub because: Vec<Because>,
}

/// One reason for a due instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Because {
    /// The promise: so many working days.
    WorkingDays {
        /// How many.
        days: u16,
    },
    /// The promise: so much open time.
    OpenMinutes {
        /// How many minutes.
        minutes: u16,
    },
    /// The promise: before the practice closes that day.
    ByClosing,
    /// Received outside the hours: it counts from the next opening.
    OutOfHours {
        /// That opening.
        counts_from: DateTime<Utc>,
    },
    /// Received in a break between two periods: it counts from the reopening.
    Break {
        /// That reopening.
        counts_from: DateTime<Utc>,
    },
    /// "Friday closes 18:30": the instant is a closing.
    Closes {
        /// The closing.
        at: DateTime<Utc>,
    },
    /// The instant is an early closing.
    ClosesEarly {
        /// The closing.
        at: DateTime<Utc>,
        /// Why, as the practice wrote it.
        reason: String,
    },
    /// "Monday is a bank holiday": a day that would have counted.
    BankHoliday {
        /// The day.
        date: NaiveDate,
        holiday: BankHoliday,
    },
    /// A closed day that would have counted.
    Closed {
        /// The day.
        date: NaiveDate,
        /// Why, as the practice wrote it.
        reason: String,
    },
    /// A weekday on which the practice never opens.
    NotOpen {
        /// The day.
        date: NaiveDate,
    },
}

/// From when a message counts.
struct Arrival {
    counts_from: DateTime<Utc>,
    date: NaiveDate,
    out_of_hours: bool,
}

impl Calendar {
    /// When something received then is due.
    pub fn due(&self, received: DateTime<Utc>, level: Level) -> Due {
        let arrival = match level {
            Level::HumanLook | Level::CheckToday => self.arrival(received),
            _ => self.counted(self.arrival(received)),
        };
        let (at, promise) = match level {
            Level::Administrative => self.answered(&arrival),
            Level::ClinicalReview => self.reviewed(&arrival),
            Level::ClinicalAnswer => {
                let (review, promise) = self.reviewed(&arrival);
                (self.closing_of(date_in_london(review)).unwrap_or(review), promise)
            }
            Level::HumanLook => self.looked_at(&arrival),
            Level::CheckToday => {
                (self.closing_of(arrival.date).unwrap_or(arrival.counts_from), Because::ByClosing)
            }
        };
        let mut because = vec![promise];
        because.extend(self.received_closed(received, &arrival));
        because.extend(self.days_passed_over(received, at));
        because.extend(self.closing_reason(at));
        Due { at, because }
    }

    fn arrival(&self, received: DateTime<Utc>) -> Arrival {
        let open = self.is_open(received);
        let counts_from = if open { received } else { self.next_opening(received) };
        let date = date_in_london(counts_from);
        let opened_already = self.periods_on(date).first().is_some_and(|first| first.opens <= received);
        Arrival { counts_from, date, out_of_hours: !opened_already }
    }

    /// For what is promised in working days, an open day that is none counts as the opening of the next that is.
    fn counted(&self, arrival: Arrival) -> Arrival {
        let date = self.working_day_from(arrival.date);
        match self.periods_on(date).first() {
            Some(first) if date != arrival.date => {
                Arrival { counts_from: first.opens, date, out_of_hours: true }
            }
            _ => arrival,
        }
    }

    fn answered(&self, arrival: &Arrival) -> (DateTime<Utc>, Because) {
        let days = self.levels.administrative_days;
        let date = self.working_day_after(arrival.date, days);
        (self.same_time_on(date, arrival.counts_from), Because::WorkingDays { days })
    }

    fn reviewed(&self, arrival: &Arrival) -> (DateTime<Utc>, Because) {
        let days = self.levels.review_days;
        if arrival.out_of_hours {
            // The first working day is itself one of them.
            let date = self.working_day_after(arrival.date, days.saturating_sub(1));
            return (self.closing_of(date).unwrap_or(arrival.counts_from), Because::WorkingDays { days });
        }
        let date = self.working_day_after(arrival.date, days);
        (self.same_time_on(date, arrival.counts_from), Because::WorkingDays { days })
    }

    fn looked_at(&self, arrival: &Arrival) -> (DateTime<Utc>, Because) {
        let minutes = self.levels.look_minutes;
        let amount = TimeDelta::minutes(i64::from(minutes));
        (self.add_open_time(arrival.counts_from, amount), Because::OpenMinutes { minutes })
    }

    /// The same time on the wall that day, capped at the closing before it; the opening if the day begins later.
    fn same_time_on(&self, date: NaiveDate, like: DateTime<Utc>) -> DateTime<Utc> {
        let wished = instant(date, time_in_london(like));
        let periods = self.periods_on(date);
        let reached = periods.iter().rfind(|period| period.opens <= wished);
        match (reached, periods.first()) {
            (Some(period), _) => wished.min(period.closes),
            (None, Some(first)) => first.opens,
            (None, None) => wished,
        }
    }

    fn received_closed(&self, received: DateTime<Utc>, arrival: &Arrival) -> Option<Because> {
        let counts_from = arrival.counts_from;
        if counts_from == received {
            return None;
        }
        Some(match arrival.out_of_hours {
            true => Because::OutOfHours { counts_from },
            false => Because::Break { counts_from },
        })
    }

    /// Why the closed days between receipt and due did not count. Saturdays and Sundays go without saying.
    fn days_passed_over(&self, received: DateTime<Utc>, at: DateTime<Utc>) -> Vec<Because> {
        let last = date_in_london(at);
        let days = date_in_london(received).iter_days().take_while(|day| *day < last);
        days.filter_map(|day| self.why_closed(day)).collect()
    }

    fn why_closed(&self, date: NaiveDate) -> Option<Because> {
        use chrono::Datelike;
        if self.opens_on(date) {
            return None;
        }
        if self.hours.on(date.weekday()).is_empty() {
            return (!is_weekend(date.weekday())).then_some(Because::NotOpen { date });
        }
        if let Some(holiday) = bank_holiday(date) {
            return Some(Because::BankHoliday { date, holiday });
        }
        self.closures.get(&date).map(|closure| Because::Closed { date, reason: closure.reason.clone() })
    }

    /// If the instant is the day's closing, say so.
    fn closing_reason(&self, at: DateTime<Utc>) -> Option<Because> {
        let date = date_in_london(at);
        if !self.periods_on(date).iter().any(|period| period.closes == at) {
            return None;
        }
        match self.closures.get(&date) {
            Some(closure) if closure.extent == (Extent::From { at: time_in_london(at) }) => {
                Some(Because::ClosesEarly { at, reason: closure.reason.clone() })
            }
            _ => Some(Because::Closes { at }),
        }
    }
}

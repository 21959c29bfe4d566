//! When the practice is open in an ordinary week: several periods a day, lunch being the gap between two.
//!
//! A week that exists as a value is sound: periods run forwards, do not touch or overlap, stand in order, and at least
//! one day opens. Periods lie between 02:00 and midnight, so no opening or closing can fall into a clock change. Bank
//! holidays and closures are not here but in `calendar`.

use chrono::{NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

/// An open period within one day, by the clock on the wall. The closing instant itself is no longer open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Period {
    /// When the desk opens.
    pub opens: NaiveTime,
    pub closes: NaiveTime,
}

/// The open periods of one weekday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DayHours {
    /// The day of the week.
    pub day: Weekday,
    /// Its periods in order; none means closed.
    pub periods: Vec<Period>,
}

/// The ordinary week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "Vec<DayHours>", into = "Vec<DayHours>")]
pub struct WeeklyHours(Vec<DayHours>);

/// Why a week of hours cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadHours {
    /// A period ends before or when it begins.
    #[error("{0}: closing time is not after opening time")]
    ClosesBeforeOpening(Weekday),
    /// Two periods overlap or touch.
    #[error("{0}: two open periods overlap or touch")]
    Overlap(Weekday),
    /// A period begins before 02:00, when the clocks may change.
    #[error("{0}: opening before 02:00 is not supported")]
    Night(Weekday),
    /// A weekday is given twice.
    #[error("{0} is given twice")]
    DayTwice(Weekday),
    /// No day is open: nothing would ever be due.
    #[error("at least one day must be open")]
    NeverOpen,
}

impl WeeklyHours {
    /// 08:00 to 18:30, Monday to Friday: the core hours of the GP contract.
    pub fn core() -> Self {
        Self::monday_to_friday(&[(8, 0, 18, 30)])
    }

    /// The core hours with lunch from 13:00 to 14:00.
    pub fn core_with_lunch() -> Self {
        Self::monday_to_friday(&[(8, 0, 13, 0), (14, 0, 18, 30)])
    }

    fn monday_to_friday(periods: &[(u32, u32, u32, u32)]) -> Self {
        let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
        let periods: Vec<Period> = periods
            .iter()
            .map(|&(h1, m1, h2, m2)| Period { opens: time(h1, m1), closes: time(h2, m2) })
            .collect();
        let week = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
        Self(week.map(|day| DayHours { day, periods: periods.clone() }).to_vec())
    }

    /// The periods of a weekday, in order.
    pub fn on(&self, day: Weekday) -> &[Period] {
        self.0.iter().find(|hours| hours.day == day).map_or(&[], |hours| hours.periods.as_slice())
    }

    /// Is the practice closed from Monday to Friday?
    pub fn at_weekends_alone(&self) -> bool {
        let weekend = |day| matches!(day, Weekday::Sat | Weekday::Sun);
        self.0.iter().all(|hours| weekend(hours.day) || hours.periods.is_empty())
    }

    /// The days as given, for showing and changing.
    pub fn days(&self) -> &[DayHours] {
        &self.0
    }
}

impl TryFrom<Vec<DayHours>> for WeeklyHours {
    type Error = BadHours;
    fn try_from(mut days: Vec<DayHours>) -> Result<Self, BadHours> {
        days.sort_by_key(|hours| hours.day.num_days_from_monday());
        for pair in days.windows(2) {
            if let [one, other] = pair
                && one.day == other.day
            {
                return Err(BadHours::DayTwice(one.day));
            }
        }
        for hours in &mut days {
            hours.periods.sort_by_key(|period| period.opens);
            check_day(hours)?;
        }
        if days.iter().all(|hours| hours.periods.is_empty()) {
            return Err(BadHours::NeverOpen);
        }
        Ok(Self(days))
    }
}

fn check_day(hours: &DayHours) -> Result<(), BadHours> {
    let night_ends = NaiveTime::from_hms_opt(2, 0, 0).unwrap_or_default();
    if hours.periods.iter().any(|period| period.closes <= period.opens) {
        return Err(BadHours::ClosesBeforeOpening(hours.day));
    }
    if hours.periods.iter().any(|period| period.opens < night_ends) {
        return Err(BadHours::Night(hours.day));
    }
    let touches = |pair: &[Period]| matches!(pair, [one, next] if next.opens <= one.closes);
    if hours.periods.windows(2).any(touches) {
        return Err(BadHours::Overlap(hours.day));
    }
    Ok(())
}

impl From<WeeklyHours> for Vec<DayHours> {
    fn from(hours: WeeklyHours) -> Self {
        hours.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: Weekday, periods: &[(u32, u32)]) -> DayHours {
        let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        let periods =
            periods.iter().map(|&(opens, closes)| Period { opens: time(opens), closes: time(closes) });
        DayHours { day, periods: periods.collect() }
    }

    #[test]
    fn impossible_weeks_are_refused_with_the_day() {
        use Weekday::{Fri, Mon};
        let cases = [
            (vec![], Some(BadHours::NeverOpen)),
            (vec![day(Mon, &[])], Some(BadHours::NeverOpen)),
            (vec![day(Mon, &[(8, 12), (11, 18)])], Some(BadHours::Overlap(Mon))),
            (vec![day(Mon, &[(8, 12), (12, 18)])], Some(BadHours::Overlap(Mon))),
            (vec![day(Fri, &[(18, 8)])], Some(BadHours::ClosesBeforeOpening(Fri))),
            (vec![day(Fri, &[(8, 8)])], Some(BadHours::ClosesBeforeOpening(Fri))),
            (vec![day(Fri, &[(1, 8)])], Some(BadHours::Night(Fri))),
            (vec![day(Mon, &[(8, 18)]), day(Mon, &[(8, 18)])], Some(BadHours::DayTwice(Mon))),
            (vec![day(Mon, &[(14, 18), (8, 12)])], None),
        ];
        for (days, expected) in cases {
            assert_eq!(WeeklyHours::try_from(days.clone()).err(), expected, "{days:?}");
        }
    }

    #[test]
    fn built_in_weeks_pass_their_own_check() {
        for hours in [WeeklyHours::core(), WeeklyHours::core_with_lunch()] {
            assert_eq!(WeeklyHours::try_from(hours.days().to_vec()), Ok(hours));
        }
    }

    #[test]
    fn hours_survive_json_and_bad_json_is_refused() {
        let hours = WeeklyHours::core_with_lunch();
        let json = serde_json::to_string(&hours).unwrap();
        assert!(json.starts_with(r#"[{"day":"Mon","periods":[{"opens":"08:00:00","closes":"13:00:00"}"#));
        assert_eq!(serde_json::from_str::<WeeklyHours>(&json).unwrap(), hours);
        assert!(serde_json::from_str::<WeeklyHours>("[]").is_err());
    }
}

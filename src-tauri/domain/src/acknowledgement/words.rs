//! Dates and times as patients read them: "Thursday 27 August", "8am to 1pm and 2pm to 6:30pm".
//!
//! The NHS content style guide's forms: no year, no leading nought, am and pm close to the figure, and midday in words,
//! for nobody is sure which side of it "12pm" lies.

use crate::calendar::{date_in_london, time_in_london, which_of_two};
use crate::policy::{Period, WeeklyHours};
use chrono::{DateTime, NaiveDate, NaiveTime, Timelike, Utc, Weekday};

/// `Thursday 27 August`.
pub fn date_words(date: NaiveDate) -> String {
    date.format("%A %-d %B").to_string()
}

/// `8am`, `6:30pm`, `midday`.
pub fn time_words(time: NaiveTime) -> String {
    let (afternoon, hour) = time.hour12();
    let half = if afternoon { "pm" } else { "am" };
    match (time.hour(), time.minute()) {
        (12, 0) => "midday".to_owned(),
        (_, 0) => format!("{hour}{half}"),
        (_, minute) => format!("{hour}:{minute:02}{half}"),
    }
}

/// `Tuesday 1 September, 8am`; of the hour that comes twice it says which: `Sunday 25 October, 1:30am GMT`.
pub fn moment_words(at: DateTime<Utc>) -> String {
    format!("{}, {}{}", date_words(date_in_london(at)), time_words(time_in_london(at)), which_of_two(at))
}

/// `8am on Tuesday 1 September`.
pub(super) fn at(instant: DateTime<Utc>) -> String {
    format!("{} on {}", time_words(time_in_london(instant)), date_words(date_in_london(instant)))
}

/// The ordinary week, days of the same hours together: `Monday to Friday, 8am to 6:30pm`, a line each.
pub fn hours_words(hours: &WeeklyHours) -> Vec<String> {
    let week = std::iter::successors(Some(Weekday::Mon), |day| Some(day.succ())).take(7);
    let mut runs: Vec<(Weekday, Weekday, &[Period])> = Vec::new();
    for day in week {
        let periods = hours.on(day);
        match runs.last_mut() {
            Some((_, last, same)) if *same == periods => *last = day,
            _ => runs.push((day, day, periods)),
        }
    }
    let open = runs.into_iter().filter(|(.., periods)| !periods.is_empty());
    open.map(|(first, last, periods)| format!("{}, {}", days_words(first, last), periods_words(periods)))
        .collect()
}

fn days_words(first: Weekday, last: Weekday) -> String {
    match last.days_since(first) {
        0 => weekday_words(first).to_owned(),
        1 => format!("{} and {}", weekday_words(first), weekday_words(last)),
        _ => format!("{} to {}", weekday_words(first), weekday_words(last)),
    }
}

fn periods_words(periods: &[Period]) -> String {
    let words: Vec<String> = periods
        .iter()
        .map(|period| format!("{} to {}", time_words(period.opens), time_words(period.closes)))
        .collect();
    words.join(" and ")
}

fn weekday_words(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

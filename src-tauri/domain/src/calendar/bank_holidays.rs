//! Bank holidays in England, computed by rule, with the one-off changes known today as a table.
//!
//! Source: Banking and Financial Dealings Act 1971, schedule 1, royal proclamations, and <https://www.gov.uk/bank-holidays>.
//! A Christmas Day, Boxing Day or New Year's Day at a weekend is a holiday itself and has a substitute day after it. When
//! a new one-off is proclaimed, it is one more line in `PROCLAIMED`.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// A bank holiday of England.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum BankHoliday {
    /// 1 January.
    NewYear,
    /// The Friday before Easter.
    GoodFriday,
    /// The Monday after Easter.
    EasterMonday,
    /// The first Monday of May.
    EarlyMay,
    /// The last Monday of May.
    Spring,
    /// The last Monday of August.
    Summer,
    /// 25 December.
    Christmas,
    /// 26 December.
    BoxingDay,
    /// A day proclaimed once: a jubilee, a coronation, a state funeral.
    Proclaimed,
}

impl BankHoliday {
    /// The name as people say it.
    pub fn name(self) -> &'static str {
        match self {
            BankHoliday::NewYear => "New Year’s Day",
            BankHoliday::GoodFriday => "Good Friday",
            BankHoliday::EasterMonday => "Easter Monday",
            BankHoliday::EarlyMay => "Early May bank holiday",
            BankHoliday::Spring => "Spring bank holiday",
            BankHoliday::Summer => "Summer bank holiday",
            BankHoliday::Christmas => "Christmas Day",
            BankHoliday::BoxingDay => "Boxing Day",
            BankHoliday::Proclaimed => "special bank holiday",
        }
    }
}

/// Year, month, day: the days proclaimed since 2011.
const PROCLAIMED: [(i32, u32, u32); 5] = [
    (2011, 4, 29), // royal wedding
    (2012, 6, 5),  // Diamond Jubilee
    (2022, 6, 3),  // Platinum Jubilee
    (2022, 9, 19), // state funeral of Queen Elizabeth II
    (2023, 5, 8),  // coronation of King Charles III
];

/// The bank holiday that falls on a day.
pub fn bank_holiday(date: NaiveDate) -> Option<BankHoliday> {
    bank_holidays(date.year()).into_iter().find(|(day, _)| *day == date).map(|(_, holiday)| holiday)
}

/// The bank holidays of a year in order, substitute days included.
pub fn bank_holidays(year: i32) -> Vec<(NaiveDate, BankHoliday)> {
    let mut days: Vec<(NaiveDate, BankHoliday)> =
        [easter(year), mondays(year), christmas(year), new_year(year), proclaimed(year)].concat();
    days.sort_unstable();
    days
}

fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

/// Easter Sunday by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8).
fn easter(year: i32) -> Vec<(NaiveDate, BankHoliday)> {
    let (a, b, c) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - b / 4 - g + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let sunday = (h + l - 7 * m + 33 * month + 19) % 32;
    let sunday = day(year, month.unsigned_abs(), sunday.unsigned_abs());
    let friday = sunday.and_then(|sunday| sunday.checked_sub_days(Days::new(2)));
    let monday = sunday.and_then(|sunday| sunday.succ_opt());
    [(friday, BankHoliday::GoodFriday), (monday, BankHoliday::EasterMonday)]
        .into_iter()
        .filter_map(|(date, holiday)| date.map(|date| (date, holiday)))
        .collect()
}

/// Early May, Spring and Summer: Mondays, but for the years a proclamation moved them.
fn mondays(year: i32) -> Vec<(NaiveDate, BankHoliday)> {
    let early_may = match year {
        2020 => day(2020, 5, 8), // 75 years of VE day
        _ => NaiveDate::from_weekday_of_month_opt(year, 5, Weekday::Mon, 1),
    };
    let spring = match year {
        2012 => day(2012, 6, 4), // joined to the Diamond Jubilee
        2022 => day(2022, 6, 2), // joined to the Platinum Jubilee
        _ => last_monday(year, 5),
    };
    [
        (early_may, BankHoliday::EarlyMay),
        (spring, BankHoliday::Spring),
        (last_monday(year, 8), BankHoliday::Summer),
    ]
    .into_iter()
    .filter_map(|(date, holiday)| date.map(|date| (date, holiday)))
    .collect()
}

/// The last Monday of a month of 31 days.
fn last_monday(year: i32, month: u32) -> Option<NaiveDate> {
    let end = day(year, month, 31)?;
    end.checked_sub_days(Days::new(u64::from(end.weekday().num_days_from_monday())))
}

fn new_year(year: i32) -> Vec<(NaiveDate, BankHoliday)> {
    let Some(first) = day(year, 1, 1) else { return Vec::new() };
    let substitute = match first.weekday() {
        Weekday::Sat => day(year, 1, 3),
        Weekday::Sun => day(year, 1, 2),
        _ => None,
    };
    [Some(first), substitute].into_iter().flatten().map(|date| (date, BankHoliday::NewYear)).collect()
}

fn christmas(year: i32) -> Vec<(NaiveDate, BankHoliday)> {
    use BankHoliday::{BoxingDay, Christmas};
    let Some(christmas_day) = day(year, 12, 25) else { return Vec::new() };
    let substitutes: &[(u32, BankHoliday)] = match christmas_day.weekday() {
        Weekday::Fri => &[(28, BoxingDay)],
        Weekday::Sat => &[(27, Christmas), (28, BoxingDay)],
        Weekday::Sun => &[(27, Christmas)],
        _ => &[],
    };
    [(25, Christmas), (26, BoxingDay)]
        .iter()
        .chain(substitutes)
        .filter_map(|(number, holiday)| day(year, 12, *number).map(|date| (date, *holiday)))
        .collect()
}

fn proclaimed(year: i32) -> Vec<(NaiveDate, BankHoliday)> {
    PROCLAIMED
        .iter()
        .filter(|(of, ..)| *of == year)
        .filter_map(|(year, month, number)| day(*year, *month, *number))
        .map(|date| (date, BankHoliday::Proclaimed))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Weekday holidays as gov.uk printed them.
    const PRINTED: [(i32, &[(u32, u32)]); 6] = [
        (2016, &[(1, 1), (3, 25), (3, 28), (5, 2), (5, 30), (8, 29), (12, 26), (12, 27)]),
        (2020, &[(1, 1), (4, 10), (4, 13), (5, 8), (5, 25), (8, 31), (12, 25), (12, 28)]),
        (2021, &[(1, 1), (4, 2), (4, 5), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)]),
        (2022, &[(1, 3), (4, 15), (4, 18), (5, 2), (6, 2), (6, 3), (8, 29), (9, 19), (12, 26), (12, 27)]),
        (2023, &[(1, 2), (4, 7), (4, 10), (5, 1), (5, 8), (5, 29), (8, 28), (12, 25), (12, 26)]),
        (2026, &[(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)]),
    ];

    #[test]
    fn weekday_holidays_are_those_printed() {
        for (year, printed) in PRINTED {
            let computed: Vec<(u32, u32)> = bank_holidays(year)
                .into_iter()
                .filter(|(date, _)| date.weekday().num_days_from_monday() < 5)
                .map(|(date, _)| (date.month(), date.day()))
                .collect();
            assert_eq!(computed, printed, "{year}");
        }
    }

    #[test]
    fn substitute_days_keep_their_name() {
        for (date, expected) in [
            ((2021, 12, 27), Some(BankHoliday::Christmas)),
            ((2021, 12, 28), Some(BankHoliday::BoxingDay)),
            ((2022, 12, 26), Some(BankHoliday::BoxingDay)),
            ((2022, 12, 27), Some(BankHoliday::Christmas)),
            ((2026, 12, 28), Some(BankHoliday::BoxingDay)),
            ((2026, 12, 29), None),
        ] {
            let (year, month, number) = date;
            assert_eq!(bank_holiday(day(year, month, number).unwrap()), expected, "{date:?}");
        }
    }
}

//! A date of birth in three boxes, as people fill them in: digits of any script, `27th`, months by name or number.

use crate::characters::number_line;
use chrono::NaiveDate;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// The fewest letters that tell the months apart.
const SHORTEST: usize = 3;

/// The day that is meant; none if there is no such day. A whole date in the first box is read as one.
pub(super) fn birthday(day: &str, month: &str, year: &str) -> Option<NaiveDate> {
    let [day, month, year] = [day, month, year].map(|text| number_line(text).to_lowercase());
    if month.is_empty() && year.is_empty() {
        let parts: Vec<&str> = day.split(['/', '.', '-', ' ', ',']).filter(|part| !part.is_empty()).collect();
        return match parts.as_slice() {
            [year, month, day] if year.len() == 4 && year.parse::<u16>().is_ok() => date(day, month, year),
            [day, month, year] => date(day, month, year),
            _ => None,
        };
    }
    date(&day, &month, &year)
}

fn date(day: &str, month: &str, year: &str) -> Option<NaiveDate> {
    let day = ["st", "nd", "rd", "th"].iter().find_map(|ending| day.strip_suffix(ending)).unwrap_or(day);
    let month = month.trim_end_matches('.');
    let month = month.parse().ok().or_else(|| by_name(month))?;
    NaiveDate::from_ymd_opt(year.parse().ok()?, month, day.trim().parse().ok()?)
}

fn by_name(written: &str) -> Option<u32> {
    let is_long_enough = written.chars().count() >= SHORTEST;
    let meant = MONTHS.iter().zip(1..).find(|(name, _)| is_long_enough && name.starts_with(written))?;
    Some(meant.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let date = |text: &str| Some(text.parse().unwrap());
        for (typed, read) in [
            (["27", "3", "1972"], date("1972-03-27")),
            (["27", "03", "1972"], date("1972-03-27")),
            (["27th", "March", "1972"], date("1972-03-27")),
            (["1st", "mar", "1972"], date("1972-03-01")),
            (["2", "Sept.", "1972"], date("1972-09-02")),
            (["3", "DECEMBER", " 1972 "], date("1972-12-03")),
            (["٢٧", "٣", "١٩٧٢"], date("1972-03-27")),
            (["\u{200e}27", "jun", "1972\u{202c}"], date("1972-06-27")),
            (["27/3/1972", "", ""], date("1972-03-27")),
            (["1972-03-27", "", ""], date("1972-03-27")),
            (["27th March, 1972", "", " "], date("1972-03-27")),
            (["3/1972", "", ""], None),
            (["27", "ju", "1972"], None),
            (["27", "Marchember", "1972"], None),
            (["31", "2", "1972"], None),
            (["", "3", "1972"], None),
            (["27", "3", "72000000000"], None),
        ] {
            assert_eq!(birthday(typed[0], typed[1], typed[2]), read, "{typed:?}");
        }
    }
}

//! How the record words names, dates, ages and numbers: as the NHS display rules have them.
//!
//! Family name in capitals, then given name, then title in brackets; dates as `14-Mar-1987`; times in the practice's
//! zone; ages in the unit a clinician would use. Nothing here escapes anything: each output does that in its own way.
//! How whole entries read stands in [`crate::passages`].

use crate::transcript::{Channel, FileAs, Gender, Online, Patient, Staff, Transcript};
use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use domain::calendar::{clock_in_london, date_in_london};
use domain::staff::Role;

/// A line of the block at the head of the document.
pub struct Fact {
    pub label: &'static str,
    /// What it says.
    pub value: String,
    /// Printed bold.
    pub strong: bool,
}

/// `PATEL, Amira (Ms)`.
pub fn patient_name(patient: &Patient) -> String {
    let (family, given) = (patient.family.trim().to_uppercase(), patient.given.trim());
    let title = patient.title.as_ref().map(|title| format!(" ({title})")).unwrap_or_default();
    match (family.is_empty(), given.is_empty()) {
        (false, false) => format!("{family}, {given}{title}"),
        (false, true) => format!("{family}{title}"),
        (true, false) => format!("{given}{title}"),
        (true, true) => "Name not known".to_owned(),
    }
}

/// `14-Mar-1987`.
pub fn date(date: NaiveDate) -> String {
    date.format("%d-%b-%Y").to_string()
}

/// The day in England on which something happened.
pub fn local_date(at: DateTime<Utc>) -> NaiveDate {
    date_in_london(at)
}

/// `25-Aug-2026 09:58`, in England; `25-Oct-2026 01:30 BST` in the hour that comes twice.
pub fn moment(at: DateTime<Utc>) -> String {
    format!("{} {}", date(local_date(at)), clock_in_london(at))
}

/// `10:41` on the day it is told about, otherwise with the date.
pub fn moment_on(at: DateTime<Utc>, day: NaiveDate) -> String {
    if local_date(at) == day { clock_in_london(at) } else { moment(at) }
}

/// The age in the unit the NHS display rules give it: days, weeks, months, years and months, years.
pub fn age(born: NaiveDate, on: NaiveDate) -> Option<String> {
    let days = (on - born).num_days();
    let months = whole_months(born, on)?;
    let days_left = (on - born.checked_add_months(Months::new(months))?).num_days();
    Some(match (days, months / 12) {
        (..0, _) => return None,
        (0..28, _) => format!("{days}d"),
        (_, 0) => with_rest(days / 7, 'w', days % 7, 'd'),
        (_, 1) => with_rest(i64::from(months), 'm', days_left, 'd'),
        (_, 2..18) => with_rest(i64::from(months / 12), 'y', i64::from(months % 12), 'm'),
        (_, years) => format!("{years}y"),
    })
}

fn whole_months(born: NaiveDate, on: NaiveDate) -> Option<u32> {
    let months = (on.year() - born.year()) * 12 + on.month().cast_signed() - born.month().cast_signed();
    let not_yet = i32::from(on.day() < born.day());
    u32::try_from(months - not_yet).ok()
}

fn with_rest(count: i64, unit: char, rest: i64, rest_unit: char) -> String {
    if rest == 0 { format!("{count}{unit}") } else { format!("{count}{unit} {rest}{rest_unit}") }
}

/// `14-Mar-1987 (39y)`, or that it is not known.
pub fn born(patient: &Patient, on: NaiveDate) -> String {
    match patient.born {
        Some(born) => match age(born, on) {
            Some(age) => format!("{} ({age})", date(born)),
            None => date(born),
        },
        None => "not known".to_owned(),
    }
}

/// `999 000 0026`, or that it is not known.
pub fn nhs_number(patient: &Patient) -> String {
    patient.nhs_number.map_or_else(|| "not known".to_owned(), domain::NhsNumber::spaced)
}

/// As the key-value block shows it.
pub fn gender(gender: Gender) -> &'static str {
    match gender {
        Gender::Female => "Female",
        Gender::Male => "Male",
        Gender::Other => "Other",
        Gender::Unknown => "Not known",
    }
}

/// As it stands after a name.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Receptionist => "receptionist",
        Role::Administrator => "administrator",
        Role::Nurse => "nurse",
        Role::Gp => "GP",
        Role::Locum => "locum GP",
        Role::Manager => "practice manager",
        Role::GovernanceLead => "information governance lead",
        Role::SafetyOfficer => "clinical safety officer",
    }
}

/// As it stands in a heading.
pub fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::NhsApp => "NHS App",
        Channel::WebForm => "web form",
        Channel::Email => "e-mail",
        Channel::TextMessage => "text message",
        Channel::Letter => "letter",
        Channel::Telephone => "telephone",
        Channel::InPerson => "at the desk",
    }
}

/// As the key-value block shows it.
pub fn online(online: Online) -> &'static str {
    match online {
        Online::Shown => "Shown to patient",
        Online::HiddenUntilChecked => "Hidden until checked",
    }
}

/// As the key-value block shows it.
pub fn file_as(file_as: FileAs) -> &'static str {
    match file_as {
        FileAs::ExactCopy => "Exact copy",
        FileAs::Summary => "Summary, without the words of the messages",
    }
}

/// The block at the head of the document.
pub fn facts(t: &Transcript) -> Vec<Fact> {
    let fact = |label, value, strong| Fact { label, value, strong };
    let born_and_gender = format!("{}, {}", born(&t.patient, local_date(t.closed)), gender(t.patient.gender));
    vec![
        fact("Patient", patient_name(&t.patient), true),
        fact("Born", born_and_gender, false),
        fact("NHS No.", nhs_number(&t.patient), true),
        fact("Use", t.permitted_use.clone(), false),
        fact("Outcome", t.outcome.clone(), true),
        fact("Opened", moment(t.opened), false),
        fact("Closed", format!("{}, {}", moment(t.closed), staff(&t.closed_by)), false),
        fact("Filed as", file_as(t.file_as).to_owned(), false),
        fact("Online", online(t.online).to_owned(), false),
    ]
}

/// `Jo Marsden, receptionist`.
pub fn staff(staff: &Staff) -> String {
    format!("{}, {}", staff.name, role(staff.role))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn ages_follow_the_display_rules() {
        for (born, on, expected) in [
            ("2026-08-25", "2026-08-25", Some("0d")),
            ("2026-07-29", "2026-08-25", Some("27d")),
            ("2026-07-28", "2026-08-25", Some("4w")),
            ("2026-07-25", "2026-08-25", Some("4w 3d")),
            ("2025-08-26", "2026-08-25", Some("52w")),
            ("2025-08-25", "2026-08-25", Some("12m")),
            ("2025-07-20", "2026-08-25", Some("13m 5d")),
            ("2024-08-25", "2026-08-25", Some("2y")),
            ("2010-03-31", "2026-08-25", Some("16y 4m")),
            ("2008-08-25", "2026-08-25", Some("18y")),
            ("1987-03-14", "2026-08-25", Some("39y")),
            ("2026-08-26", "2026-08-25", None),
        ] {
            assert_eq!(age(day(born), day(on)).as_deref(), expected, "{born}");
        }
    }

    #[test]
    fn a_name_that_is_not_known_is_not_a_comma() {
        let mut patient = crate::fixture::example().patient;
        for (family, given, title, expected) in [
            ("Patel", "Amira", Some("Ms"), "PATEL, Amira (Ms)"),
            ("Patel", "", None, "PATEL"),
            (" ", "Amira", None, "Amira"),
            ("", "", Some("Ms"), "Name not known"),
        ] {
            (patient.family, patient.given) = (family.to_owned(), given.to_owned());
            patient.title = title.map(str::to_owned);
            assert_eq!(patient_name(&patient), expected);
        }
    }

    #[test]
    fn moments_are_told_in_english_time_through_both_clock_changes() {
        for (utc, expected) in [
            ("2026-08-25T08:58:00Z", "25-Aug-2026 09:58"),
            ("2026-10-25T00:59:00Z", "25-Oct-2026 01:59 BST"),
            ("2026-10-25T01:01:00Z", "25-Oct-2026 01:01 GMT"),
            ("2026-10-24T23:59:00Z", "25-Oct-2026 00:59"),
            ("2026-10-25T02:00:00Z", "25-Oct-2026 02:00"),
            ("2027-03-28T00:59:00Z", "28-Mar-2027 00:59"),
            ("2027-03-28T01:00:00Z", "28-Mar-2027 02:00"),
            ("2026-12-31T23:30:00Z", "31-Dec-2026 23:30"),
        ] {
            let at = utc.parse().unwrap();
            assert_eq!(moment(at), expected);
            assert_eq!(format!("{} {}", date(local_date(at)), moment_on(at, local_date(at))), expected);
        }
    }
}

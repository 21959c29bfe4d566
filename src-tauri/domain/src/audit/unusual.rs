//! Which accesses somebody looks into each quarter: out of role, one's own or a colleague's record, the same surname,
//! very many, at night.
//!
//! None of these is a wrong: each is a question that a person answers with a note. The same accesses give the same items
//! with the same ids on every workstation, so that a note written on one settles it on all. Deliberately absent is any
//! score: the reviewer sees the reason and the facts.

use crate::calendar::{Calendar, date_in_london, time_in_london};
use crate::{NhsNumber, StaffId, derive_uuid};
use chrono::{DateTime, NaiveDate, Timelike, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// One access, as the audit has it.
#[derive(Clone, Copy, Debug)]
pub struct Access<'a> {
    pub at: DateTime<Utc>,
    pub staff: StaffId,
    /// Whose record.
    pub patient: Option<NhsNumber>,
    /// That patient's surname.
    pub family: Option<&'a str>,
    /// What it was.
    pub kind: AccessKind,
}

/// What an access was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessKind {
    /// Words were read, or something was done.
    Read,
    /// It was refused for the person's role.
    RefusedForRole,
    /// A restricted record was opened by override.
    Override,
}

/// A member of staff, as far as it matters here.
#[derive(Clone, Debug)]
pub struct Colleague {
    pub staff: StaffId,
    /// Their name as colleagues read it: "Dr N Okafor".
    pub name: String,
    /// Their own record, if they are a patient here, and those of relatives they told the practice of.
    pub records: Vec<NhsNumber>,
}

/// Why an access is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Why {
    /// Their role does not allow what they asked for.
    OutOfRole,
    /// Their own record, or a relative's.
    OwnRecord,
    /// A colleague's record, or that of a colleague's relative.
    Colleagues {
        /// Whose colleague.
        of: StaffId,
    },
    /// The patient has their surname.
    SameSurname,
    /// A restricted record, opened by override.
    Override,
    /// Many more patients in one day than they usually see.
    HighVolume {
        /// How many patients.
        patients: u32,
        /// Their usual day: the middle one.
        usual: u32,
    },
    AtNight,
}

impl Why {
    fn name(self) -> &'static str {
        match self {
            Self::OutOfRole => "out of role",
            Self::OwnRecord => "own record",
            Self::Colleagues { .. } => "colleague",
            Self::SameSurname => "surname",
            Self::Override => "override",
            Self::HighVolume { .. } => "volume",
            Self::AtNight => "night",
        }
    }
}

/// Something for the reviewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unusual {
    /// Its id, the same on every workstation.
    pub id: Uuid,
    /// Why it is listed.
    pub why: Why,
    pub staff: StaffId,
    /// Whose record, if it is about one.
    pub patient: Option<NhsNumber>,
    /// The first time.
    pub first: DateTime<Utc>,
    /// The last time.
    pub last: DateTime<Utc>,
    /// How often.
    pub times: u32,
}

/// More patients in a day than this, and more than [`USUAL_TIMES`] the middle day, is much.
const MANY: u32 = 60;
const USUAL_TIMES: u32 = 3;
/// From this hour on it is night, outside opening hours.
const EVENING: u32 = 21;
/// Until this hour.
const MORNING: u32 = 6;

/// What stands out among these accesses: one item for each person, reason and record (or day).
pub fn unusual(accesses: &[Access<'_>], people: &[Colleague], calendar: &Calendar) -> Vec<Unusual> {
    let mut items: BTreeMap<Uuid, Unusual> = BTreeMap::new();
    let mut note = |access: &Access<'_>, why: Why, of: &str| {
        let item = item(access, why, of);
        let known = items.entry(item.id).or_insert(Unusual { times: 0, ..item });
        known.times += 1;
        known.first = known.first.min(access.at);
        known.last = known.last.max(access.at);
    };
    for access in accesses {
        let whose = access.patient.map(NhsNumber::digits).unwrap_or_default();
        let day = date_in_london(access.at).to_string();
        match access.kind {
            AccessKind::RefusedForRole => note(access, Why::OutOfRole, &day),
            AccessKind::Override => note(access, Why::Override, &whose),
            AccessKind::Read => {
                if let Some(why) = related(access, people) {
                    note(access, why, &whose);
                }
                if is_night(access.at, calendar) {
                    note(access, Why::AtNight, &day);
                }
            }
        }
    }
    for (access, why) in volumes(accesses) {
        note(&access, why, &date_in_london(access.at).to_string());
    }
    let mut items: Vec<Unusual> = items.into_values().collect();
    items.sort_by_key(|item| (item.why, std::cmp::Reverse(item.last), item.id));
    items
}

fn item(access: &Access<'_>, why: Why, of: &str) -> Unusual {
    let id =
        derive_uuid("unusual access", &[why.name().as_bytes(), access.staff.0.as_bytes(), of.as_bytes()]);
    let about_one = !matches!(why, Why::HighVolume { .. } | Why::AtNight | Why::OutOfRole);
    let patient = access.patient.filter(|_| about_one);
    Unusual { id, why, staff: access.staff, patient, first: access.at, last: access.at, times: 1 }
}

/// Own before colleague's before surname: the nearest reason is enough.
fn related(access: &Access<'_>, people: &[Colleague]) -> Option<Why> {
    let me = people.iter().find(|person| person.staff == access.staff);
    if let Some(patient) = access.patient {
        if me.is_some_and(|me| me.records.contains(&patient)) {
            return Some(Why::OwnRecord);
        }
        if let Some(other) = people.iter().find(|person| person.records.contains(&patient)) {
            return Some(Why::Colleagues { of: other.staff });
        }
    }
    let family = access.family?.trim().to_lowercase();
    (!family.is_empty() && me.is_some_and(|me| surname(&me.name) == family)).then_some(Why::SameSurname)
}

fn surname(name: &str) -> String {
    name.split_whitespace().last().unwrap_or_default().to_lowercase()
}

fn is_night(at: DateTime<Utc>, calendar: &Calendar) -> bool {
    let hour = time_in_london(at).hour();
    !calendar.is_open(at) && !(MORNING..EVENING).contains(&hour)
}

/// The first access of each day on which somebody saw very many patients.
fn volumes<'a>(accesses: &[Access<'a>]) -> Vec<(Access<'a>, Why)> {
    let mut days: BTreeMap<StaffId, BTreeMap<NaiveDate, (BTreeSet<NhsNumber>, Access<'a>)>> = BTreeMap::new();
    for access in accesses.iter().filter(|access| access.kind == AccessKind::Read) {
        let Some(patient) = access.patient else { continue };
        let day = days.entry(access.staff).or_default().entry(date_in_london(access.at));
        day.or_insert_with(|| (BTreeSet::new(), *access)).0.insert(patient);
    }
    let mut found = vec![];
    for days in days.into_values() {
        let mut counts: Vec<u32> = days.values().map(|(seen, _)| count(seen)).collect();
        counts.sort_unstable();
        let usual = counts.get(counts.len() / 2).copied().unwrap_or_default();
        for (seen, first) in days.into_values() {
            let patients = count(&seen);
            // A single day has nothing to be compared with.
            let usual = if counts.len() > 1 { usual } else { 0 };
            if patients > MANY && patients > usual.saturating_mul(USUAL_TIMES) {
                found.push((first, Why::HighVolume { patients, usual }));
            }
        }
    }
    found
}

fn count(seen: &BTreeSet<NhsNumber>) -> u32 {
    u32::try_from(seen.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::PracticePolicy;

    const JO: StaffId = StaffId(Uuid::from_u128(1));
    const PRIYA: StaffId = StaffId(Uuid::from_u128(2));

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// Numbers from the range that is never issued, with a right check digit.
    fn patients() -> Vec<NhsNumber> {
        (0..9_000).filter_map(|n| format!("999{n:07}").parse().ok()).collect()
    }

    fn read(staff: StaffId, when: &str, patient: NhsNumber, family: Option<&'static str>) -> Access<'static> {
        Access { at: at(when), staff, patient: Some(patient), family, kind: AccessKind::Read }
    }

    fn people(own: &[NhsNumber]) -> Vec<Colleague> {
        vec![
            Colleague { staff: JO, name: "Jo Marsden".to_owned(), records: own.to_vec() },
            Colleague { staff: PRIYA, name: "Priya Nair".to_owned(), records: vec![] },
        ]
    }

    fn listed(accesses: &[Access<'_>], own: &[NhsNumber]) -> Vec<(Why, StaffId, u32)> {
        let policy = PracticePolicy::standard(
            "Hollin Lane Surgery",
            "A81001".parse().unwrap(),
            "01632 960123".parse().unwrap(),
        );
        let found = unusual(accesses, &people(own), &Calendar::new(&policy));
        found.into_iter().map(|item| (item.why, item.staff, item.times)).collect()
    }

    // A Tuesday in summer time.
    const NOON: &str = "2026-08-25T11:00:00Z";

    #[test]
    fn an_ordinary_days_work_lists_nothing() {
        let all = patients();
        let accesses: Vec<Access<'_>> =
            all.iter().take(50).map(|p| read(JO, NOON, *p, Some("Patel"))).collect();
        assert_eq!(listed(&accesses, &[]), []);
    }

    #[test]
    fn the_nearest_reason_is_listed_once_for_each_record() {
        let all = patients();
        let (own, other) = (all[0], all[1]);
        let accesses = [
            read(JO, NOON, own, Some("Marsden")),
            read(JO, "2026-08-25T12:00:00Z", own, Some("Marsden")),
            read(JO, NOON, other, Some("MARSDEN ")),
            read(PRIYA, NOON, own, Some("Marsden")),
            read(PRIYA, NOON, other, Some("Marsden")),
        ];
        assert_eq!(
            listed(&accesses, &[own]),
            [(Why::OwnRecord, JO, 2), (Why::Colleagues { of: JO }, PRIYA, 1), (Why::SameSurname, JO, 1)]
        );
    }

    #[test]
    fn refusals_for_the_role_and_overrides_are_listed() {
        let patient = patients()[0];
        let refused = Access { kind: AccessKind::RefusedForRole, ..read(JO, NOON, patient, None) };
        let overridden = Access { kind: AccessKind::Override, ..read(PRIYA, NOON, patient, None) };
        assert_eq!(
            listed(&[refused, refused, overridden], &[]),
            [(Why::OutOfRole, JO, 2), (Why::Override, PRIYA, 1)]
        );
    }

    #[test]
    fn night_is_by_the_wall_clock_and_outside_opening_hours() {
        let patient = patients()[0];
        for (when, night) in [
            ("2026-08-25T19:59:00Z", false), // 20:59
            ("2026-08-25T20:00:00Z", true),  // 21:00
            ("2026-08-25T04:59:00Z", true),  // 05:59
            ("2026-08-25T05:00:00Z", false), // 06:00
            ("2026-01-13T20:30:00Z", false), // 20:30 in winter
        ] {
            let found = listed(&[read(JO, when, patient, None)], &[]);
            assert_eq!(found == [(Why::AtNight, JO, 1)], night, "{when}");
        }
    }

    #[test]
    fn very_many_in_one_day_is_listed_against_the_usual_day() {
        let all = patients();
        let day = |when: &'static str, n: usize| all.iter().take(n).map(move |p| read(JO, when, *p, None));
        let quiet: Vec<Access<'_>> = day(NOON, 20).chain(day("2026-08-26T11:00:00Z", 20)).collect();
        let busy: Vec<Access<'_>> = quiet.iter().copied().chain(day("2026-08-27T11:00:00Z", 61)).collect();
        assert_eq!(listed(&quiet, &[]), []);
        assert_eq!(listed(&busy, &[]), [(Why::HighVolume { patients: 61, usual: 20 }, JO, 1)]);
        let always: Vec<Access<'_>> = day(NOON, 70)
            .chain(day("2026-08-26T11:00:00Z", 70))
            .chain(day("2026-08-27T11:00:00Z", 80))
            .collect();
        assert_eq!(listed(&always, &[]), [], "a busy desk is no wrong");
    }

    #[test]
    fn an_item_has_the_same_id_wherever_it_is_worked_out() {
        let all = patients();
        let accesses = [
            read(JO, NOON, all[0], Some("Marsden")),
            read(JO, "2026-08-26T11:00:00Z", all[0], Some("Marsden")),
        ];
        let policy =
            PracticePolicy::standard("P", "A81001".parse().unwrap(), "01632 960123".parse().unwrap());
        let calendar = Calendar::new(&policy);
        let ids = |accesses: &[Access<'_>]| {
            unusual(accesses, &people(&[]), &calendar).into_iter().map(|item| item.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(&accesses), ids(&accesses[..1]));
    }
}

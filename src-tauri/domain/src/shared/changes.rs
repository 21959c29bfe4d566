//! What shared records with members of their own say otherwise than the ones before: in the audit's words.

use crate::StaffId;
use crate::audit::Difference;
use crate::briefing::Briefing;
use crate::calendar::{date_in_london, time_in_london};
use crate::restricted::{Restriction, Restrictions};
use crate::rota::Rota;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// Whose record is restricted, on whose account, and who opens it.
pub(super) fn restrictions(
    before: Option<&Restrictions>,
    after: &Restrictions,
    name: &dyn Fn(StaffId) -> String,
) -> Vec<Difference> {
    let said = |one: &Restriction| {
        let named: Vec<String> = one.named.iter().map(|staff| name(*staff)).collect();
        let whose = if one.own { "own record" } else { "relative" };
        (one.patient.spaced(), format!("{}, {whose}; opened by {}", name(one.of), named.join(", ")))
    };
    let all = |one: &Restrictions| one.records.iter().map(said).collect();
    each("restriction", &before.map(all).unwrap_or_default(), &all(after))
}

/// Which version, and which sections are new, gone or worded otherwise.
pub(super) fn briefing(before: Option<&Briefing>, after: &Briefing) -> Vec<Difference> {
    let version = |one: &Briefing| Some(one.version.to_string());
    let mut found = vec![Difference::new("version", before.and_then(version), version(after))];
    let sections = before.map(|one| one.sections.as_slice()).unwrap_or_default();
    let was = |title: &str| sections.iter().find(|one| one.title == title);
    let new = after.sections.iter().filter(|one| was(&one.title).is_none());
    let otherwise = after.sections.iter().filter(|one| was(&one.title).is_some_and(|was| was != *one));
    let gone = sections.iter().filter(|was| !after.sections.iter().any(|one| one.title == was.title));
    let said = new
        .map(|one| ("sectionAdded", one))
        .chain(otherwise.map(|one| ("sectionChanged", one)))
        .chain(gone.map(|one| ("sectionRemoved", one)));
    found.extend(said.map(|(what, one)| Difference::new(what, None, None).of(&one.title)));
    found
}

/// Who is on duty and who stands in, slot by slot; what is over and no longer kept is no change.
pub(super) fn rota(before: Option<&Rota>, after: &Rota, name: &dyn Fn(StaffId) -> String) -> Vec<Difference> {
    let who = |staff: Option<StaffId>| staff.map_or_else(|| "nobody".to_owned(), name);
    let said = |duty, deputy| format!("{}, deputy {}", who(duty), who(deputy));
    let kept = after.slots.first().map_or(DateTime::<Utc>::MIN_UTC, |first| first.from);
    let slots = |one: &Rota| -> BTreeMap<String, String> {
        let kept = one.slots.iter().filter(|slot| slot.from >= kept);
        kept.map(|slot| (when(slot.from, slot.until), said(Some(slot.duty), Some(slot.deputy)))).collect()
    };
    let plans = |one: &Rota| -> BTreeMap<String, String> {
        let kept = one.drafts.iter().filter(|plan| plan.from >= kept);
        kept.map(|plan| (when(plan.from, plan.until), said(plan.duty, plan.deputy))).collect()
    };
    let mut found = each("slot", &before.map(slots).unwrap_or_default(), &slots(after));
    found.extend(each("plan", &before.map(plans).unwrap_or_default(), &plans(after)));
    found
}

/// `2026-08-25 08:00 to 13:00`, on the practice's wall; in order as text.
fn when(from: DateTime<Utc>, until: DateTime<Utc>) -> String {
    let clock = |at| time_in_london(at).format("%H:%M");
    format!("{} {} to {}", date_in_london(from), clock(from), clock(until))
}

/// One of many, where it is new, gone or otherwise.
fn each(what: &str, before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<Difference> {
    let gone = before.keys().filter(|which| !after.contains_key(*which));
    let changed = after.keys().filter(|which| before.get(*which) != after.get(*which));
    let said = |which: &String| {
        Difference::new(what, before.get(which).cloned(), after.get(which).cloned()).of(which)
    };
    gone.chain(changed).map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::PracticePolicy;
    use crate::rota::Slot;
    use crate::shared::SharedBody;
    use chrono::TimeZone;
    use uuid::Uuid;

    fn person(number: u128) -> StaffId {
        StaffId(Uuid::from_u128(number))
    }

    fn name(staff: StaffId) -> String {
        format!("Dr {}", staff.0.as_u128())
    }

    fn lines(changes: Vec<Difference>) -> Vec<String> {
        let or = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let line =
            |one: Difference| format!("{} {}: {} > {}", one.what, or(one.of), or(one.from), or(one.to));
        changes.into_iter().map(line).collect()
    }

    #[test]
    fn a_setting_is_named_with_what_it_was_and_a_first_policy_changes_nothing() {
        let before = PracticePolicy::default();
        let after = PracticePolicy { alert_retry_minutes: 3, ..before.clone() };
        let changed = format!("alertRetryMinutes -: {} > 3", before.alert_retry_minutes);
        assert_eq!(lines(after.changes(Some(&before), &name)), [changed]);
        assert!(after.changes(None, &name).is_empty());
    }

    #[test]
    fn a_restriction_names_the_record_whose_it_is_and_who_opens_it() {
        let one = |named: &[u128]| Restriction {
            patient: "999 000 0018".parse().unwrap(),
            name: None,
            born: None,
            of: person(1),
            own: true,
            named: named.iter().map(|number| person(*number)).collect(),
        };
        let of = |named: &[u128]| Restrictions { records: vec![one(named)] };
        assert_eq!(
            lines(of(&[2]).changes(Some(&Restrictions::default()), &name)),
            ["restriction 999 000 0018: - > Dr 1, own record; opened by Dr 2"]
        );
        assert_eq!(
            lines(of(&[2, 3]).changes(Some(&of(&[2])), &name)),
            [
                "restriction 999 000 0018: Dr 1, own record; opened by Dr 2 > Dr 1, own record; opened by Dr 2, Dr 3"
            ]
        );
        assert_eq!(lines(of(&[2]).changes(Some(&of(&[2])), &name)), [""; 0]);
    }

    #[test]
    fn a_briefing_names_its_version_and_the_sections_that_are_otherwise() {
        let before = Briefing::standard();
        let mut after = Briefing { version: before.version + 1, ..before.clone() };
        after.sections[0].text.push_str(" And more.");
        let (changed, gone) = (after.sections[0].title.clone(), after.sections.pop().unwrap().title);
        assert_eq!(
            lines(after.changes(Some(&before), &name)),
            [
                format!("version -: {} > {}", before.version, after.version),
                format!("sectionChanged {changed}: - > -"),
                format!("sectionRemoved {gone}: - > -"),
            ]
        );
    }

    #[test]
    fn a_rota_names_the_slot_by_the_clock_on_the_wall_and_forgets_what_is_over() {
        let at = |day, hour| Utc.with_ymd_and_hms(2026, 8, day, hour, 0, 0).unwrap();
        let slot =
            |day, duty| Slot { from: at(day, 7), until: at(day, 12), duty: person(duty), deputy: person(9) };
        let before = Rota { slots: vec![slot(3, 1), slot(25, 1)], drafts: vec![] };
        let after = Rota { slots: vec![slot(25, 2)], drafts: vec![] };
        assert_eq!(
            lines(after.changes(Some(&before), &name)),
            ["slot 2026-08-25 08:00 to 13:00: Dr 1, deputy Dr 9 > Dr 2, deputy Dr 9"]
        );
    }
}

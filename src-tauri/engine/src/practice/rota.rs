//! A week of the rota as the screen shows it, and setting it.
//!
//! The slots are the practice's own open periods, so that nobody plans a bank holiday. Whether one may be published is
//! asked of `domain::rota`; here it is only shown. Everything is read from the snapshot of shared records.

use crate::errors::ActError;
use crate::practice::unlocked::Unlocked;
use crate::present::Reader;
use crate::shared::Shared;
use crate::view::StaffView;
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::StaffId;
use domain::calendar::{BankHoliday, OpenPeriod, bank_holiday, date_in_london};
use domain::conversation::Refusal;
use domain::policy::Extent;
use domain::rota::{NotReady, RotaDraft};
use domain::staff::{Action, may};
use serde::{Deserialize, Serialize};

/// How long the record keeps what is over; the log keeps it for good.
const KEPT: TimeDelta = TimeDelta::days(35);

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RotaWeek {
    pub monday: NaiveDate,
    /// Monday to Friday, and the weekend's days that are open or planned.
    pub days: Vec<RotaDay>,
    /// Who may be on duty, by name.
    pub clinicians: Vec<StaffView>,
    /// How many plans could be published.
    pub ready: u32,
    /// May I set it?
    pub may_set: bool,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RotaDay {
    /// The day.
    pub date: NaiveDate,
    /// Is it today?
    pub today: bool,
    /// Why it is closed, or closes early.
    pub shut: Option<Shut>,
    /// Its slots, in order.
    pub slots: Vec<RotaSlot>,
}

/// Why a day is closed, or closes early.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Shut {
    BankHoliday {
        holiday: BankHoliday,
    },
    /// The practice closes.
    Closure {
        reason: String,
        /// From when; none for the whole day.
        from: Option<NaiveTime>,
    },
    /// Not a day on which it opens.
    NotOpen,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RotaSlot {
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
    /// The duty clinician.
    pub duty: Option<StaffView>,
    pub deputy: Option<StaffView>,
    /// Do alerts go to them?
    pub published: bool,
    /// What a plan still lacks.
    pub why_not: Option<NotReady>,
    /// Does it run now?
    pub now: bool,
    /// Is it over?
    pub past: bool,
}

impl Unlocked {
    /// The week a day lies in.
    pub fn rota_week(&self, day: NaiveDate) -> RotaWeek {
        let (shared, now) = (self.shared(), self.0.clock.now());
        let reader = Reader { shared: &shared, me: self.me(), now };
        week(reader, day)
    }

    /// Plans a slot. It changes nothing until it is published.
    pub async fn plan_rota(&self, draft: RotaDraft) -> Result<(), ActError> {
        self.allowed(Action::PublishRota, "planRota").await?;
        if draft.until <= draft.from {
            return Err(not_ready(NotReady::Backwards));
        }
        let rota = self.shared().rota.clone().with_draft(draft).since(self.0.clock.now() - KEPT);
        self.publish(&rota).await
    }

    /// Publishes what is ready in the week a day lies in; the rest stays planned.
    pub async fn publish_rota_week(&self, day: NaiveDate) -> Result<(), ActError> {
        self.allowed(Action::PublishRota, "publishRota").await?;
        let shared = self.shared();
        let (from, until) = week_instants(monday(day));
        let planned = shared.rota.drafts.iter().filter(|draft| from <= draft.from && draft.from < until);
        let lacking = planned.filter_map(|draft| draft.ready(|staff| is_clinician(&shared, staff)).err());
        let lacking = lacking.min_by_key(|why| *why != NotReady::NoDeputy);
        let (rota, published) =
            shared.rota.clone().published(from, until, |staff| is_clinician(&shared, staff));
        if published == 0 {
            return Err(not_ready(lacking.unwrap_or(NotReady::NoDuty)));
        }
        self.publish(&rota.since(self.0.clock.now() - KEPT)).await
    }
}

fn not_ready(why: NotReady) -> ActError {
    ActError::Refused(Refusal::RotaNotReady { why })
}

fn is_clinician(shared: &Shared, staff: StaffId) -> bool {
    shared.may(staff, Action::AcceptAlert)
}

fn monday(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.weekday().num_days_from_monday()))
}

/// Wide enough for a week by the wall in both halves of the year.
fn week_instants(monday: NaiveDate) -> (DateTime<Utc>, DateTime<Utc>) {
    let from = monday.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(1);
    (from, from + TimeDelta::days(7))
}

fn week(reader: Reader<'_>, day: NaiveDate) -> RotaWeek {
    let (monday, shared) = (monday(day), reader.shared);
    let days: Vec<RotaDay> = monday
        .iter_days()
        .take(7)
        .map(|date| day_of(reader, date))
        .filter(|day| day.date.weekday().num_days_from_monday() < 5 || !day.slots.is_empty())
        .collect();
    let mut clinicians: Vec<StaffView> = shared
        .roles
        .keys()
        .filter(|staff| is_clinician(shared, **staff))
        .map(|staff| reader.staff(*staff))
        .collect();
    clinicians.sort_by(|a, b| a.name.cmp(&b.name));
    let ready = days.iter().flat_map(|day| &day.slots).filter(|slot| is_ready(slot)).count();
    RotaWeek {
        monday,
        days,
        clinicians,
        ready: u32::try_from(ready).unwrap_or(u32::MAX),
        may_set: may(&reader.me.roles, Action::PublishRota),
    }
}

fn is_ready(slot: &RotaSlot) -> bool {
    !slot.published && slot.duty.is_some() && slot.why_not.is_none()
}

fn day_of(reader: Reader<'_>, date: NaiveDate) -> RotaDay {
    let periods = reader.shared.calendar.periods_on(date);
    RotaDay {
        date,
        today: date == date_in_london(reader.now),
        shut: shut(reader.shared, date, periods.is_empty()),
        slots: periods.into_iter().map(|period| slot(reader, period)).collect(),
    }
}

fn shut(shared: &Shared, date: NaiveDate, no_periods: bool) -> Option<Shut> {
    if let Some(holiday) = bank_holiday(date) {
        return Some(Shut::BankHoliday { holiday });
    }
    let closure = shared.policy.closures.iter().find(|closure| closure.date == date);
    match closure {
        Some(closure) => {
            let from = match closure.extent {
                Extent::AllDay => None,
                Extent::From { at } => Some(at),
            };
            Some(Shut::Closure { reason: closure.reason.clone(), from })
        }
        None => no_periods.then_some(Shut::NotOpen),
    }
}

/// A plan is shown before what it would replace.
fn slot(reader: Reader<'_>, period: OpenPeriod) -> RotaSlot {
    let OpenPeriod { opens: from, closes: until } = period;
    let rota = &reader.shared.rota;
    let staff = |id: Option<StaffId>| id.map(|id| reader.staff(id));
    let draft = rota.drafts.iter().find(|draft| draft.from < until && from < draft.until);
    let (duty, deputy, why_not) = match (draft, rota.at(from)) {
        (Some(draft), _) => {
            let why_not = draft.ready(|staff| is_clinician(reader.shared, staff)).err();
            (draft.duty, draft.deputy, why_not)
        }
        (None, Some(slot)) => (Some(slot.duty), Some(slot.deputy), None),
        (None, None) => (None, None, Some(NotReady::NoDuty)),
    };
    RotaSlot {
        from,
        until,
        duty: staff(duty),
        deputy: staff(deputy),
        published: draft.is_none() && duty.is_some(),
        why_not,
        now: from <= reader.now && reader.now < until,
        past: until <= reader.now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::fixture::{BRANDT, JO, OKAFOR, me, morning, shared};
    use domain::policy::{Closure, WeeklyHours};

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_week_shows_its_open_periods_with_who_is_on_duty_and_why_a_day_is_shut() {
        let mut shared = shared();
        shared.policy.hours = WeeklyHours::core_with_lunch();
        let extent = Extent::From { at: "13:00:00".parse().unwrap() };
        shared.policy.closures =
            vec![Closure { date: date("2026-08-27"), reason: "Training".to_owned(), extent }];
        shared.calendar = domain::calendar::Calendar::new(&shared.policy);
        let me = me(JO);
        let reader = Reader { shared: &shared, me: &me, now: morning() };
        let shown = week(reader, date("2026-08-25"));
        assert_eq!((shown.monday, shown.days.len(), shown.may_set), (date("2026-08-24"), 5, false));
        let names: Vec<&str> = shown.clinicians.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["Dr N Okafor", "Dr S Brandt"]);
        let tuesday = &shown.days[1];
        assert!(tuesday.today && tuesday.shut.is_none());
        assert_eq!(tuesday.slots.len(), 2);
        let first = &tuesday.slots[0];
        assert!(first.published && first.now && first.duty.as_ref().is_some_and(|one| one.id == OKAFOR));
        assert!(matches!(&shown.days[3].shut, Some(Shut::Closure { from: Some(_), .. })));
        assert_eq!(shown.days[3].slots.len(), 1);
        let holiday = week(reader, date("2026-08-31"));
        assert!(matches!(holiday.days[0].shut, Some(Shut::BankHoliday { holiday: BankHoliday::Summer })));
        assert!(holiday.days[0].slots.is_empty());
    }

    #[test]
    fn a_plan_is_shown_as_a_plan_and_says_what_it_lacks() {
        let mut shared = shared();
        let me = me(JO);
        let reader = Reader { shared: &shared, me: &me, now: morning() };
        let tomorrow = week(reader, date("2026-08-26")).days[2].slots[0].clone();
        assert_eq!((tomorrow.published, tomorrow.why_not), (false, Some(NotReady::NoDuty)));
        let plan =
            |deputy| RotaDraft { from: tomorrow.from, until: tomorrow.until, duty: Some(BRANDT), deputy };
        for (deputy, ready, why_not) in [
            (None, 0, Some(NotReady::NoDeputy)),
            (Some(OKAFOR), 1, None),
            (Some(BRANDT), 0, Some(NotReady::SamePerson)),
        ] {
            shared.rota = shared.rota.with_draft(plan(deputy));
            let shown = week(Reader { shared: &shared, me: &me, now: morning() }, date("2026-08-26"));
            let slot = &shown.days[2].slots[0];
            assert_eq!((shown.ready, slot.published, slot.why_not), (ready, false, why_not));
        }
    }
}

use super::*;
use crate::policy::DayHours;
use chrono::Weekday;
use proptest::prelude::*;

fn local(text: &str) -> DateTime<Utc> {
    let naive = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    London.from_local_datetime(&naive).earliest().unwrap().with_timezone(&Utc)
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn time(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").unwrap()
}

fn standard() -> PracticePolicy {
    PracticePolicy::standard(
        "Hollin Lane Surgery",
        "A81001".parse().unwrap(),
        "01632 960140".parse().unwrap(),
    )
}

/// Lunch from 13:00 to 14:00, training on Thursday 3 September 2026 from 13:00, closed on Wednesday 9 September.
fn practice() -> Calendar {
    let mut policy = standard();
    policy.hours = WeeklyHours::core_with_lunch();
    policy.closures = vec![
        Closure {
            date: date("2026-09-03"),
            reason: "Training".to_owned(),
            extent: Extent::From { at: time("13:00") },
        },
        Closure { date: date("2026-09-09"), reason: "Flood".to_owned(), extent: Extent::AllDay },
    ];
    Calendar::new(&policy.checked().unwrap())
}

fn check(received: &str, level: Level, expected: &str) {
    let due = practice().due(local(received), level);
    assert_eq!(due.at, local(expected), "{received} {level:?} was due {}", due.at.with_timezone(&London));
}

#[test]
fn administrative_is_answered_at_the_same_time_two_working_days_later() {
    use Level::Administrative;
    check("2026-08-25 09:58", Administrative, "2026-08-27 09:58");
    check("2026-08-28 17:55", Administrative, "2026-09-02 17:55"); // weekend and bank holiday
    check("2026-08-29 14:00", Administrative, "2026-09-03 08:00"); // counts from Tuesday's opening
    check("2026-09-01 17:00", Administrative, "2026-09-03 13:00"); // early closing caps
    check("2026-09-07 10:00", Administrative, "2026-09-10 10:00"); // closed Wednesday does not count
    check("2026-08-25 13:20", Administrative, "2026-08-27 14:00"); // lunch counts from reopening
    check("2026-08-25 06:00", Administrative, "2026-08-27 08:00");
    check("2026-03-26 09:58", Administrative, "2026-03-30 09:58"); // clocks go forward on the 29th
    check("2026-10-23 17:10", Administrative, "2026-10-27 17:10"); // clocks go back on the 25th
}

/// Core hours and Saturday morning; 31 August 2026 is a bank holiday.
fn open_on_saturday(weekends_count: bool) -> Calendar {
    let mut policy = standard();
    let mut days = WeeklyHours::core().days().to_vec();
    days.push(DayHours {
        day: Weekday::Sat,
        periods: vec![Period { opens: time("09:00"), closes: time("12:00") }],
    });
    policy.hours = WeeklyHours::try_from(days).unwrap();
    policy.weekends_count = weekends_count;
    Calendar::new(&policy.checked().unwrap())
}

#[test]
fn an_open_saturday_is_a_working_day_only_where_the_practice_says_so() {
    use Level::{Administrative, CheckToday, ClinicalReview, HumanLook};
    for (received, level, as_the_nhs_counts, where_it_counts) in [
        ("2026-08-27 17:00", Administrative, "2026-09-01 17:00", "2026-08-29 12:00"),
        ("2026-08-28 17:55", ClinicalReview, "2026-09-01 17:55", "2026-08-29 12:00"),
        ("2026-08-29 10:00", Administrative, "2026-09-03 08:00", "2026-09-02 10:00"),
        ("2026-08-29 10:00", ClinicalReview, "2026-09-01 18:30", "2026-09-01 10:00"),
        ("2026-08-29 10:00", HumanLook, "2026-08-29 11:00", "2026-08-29 11:00"), // somebody is there
        ("2026-08-29 10:00", CheckToday, "2026-08-29 12:00", "2026-08-29 12:00"),
    ] {
        for (counts, expected) in [(false, as_the_nhs_counts), (true, where_it_counts)] {
            let due = open_on_saturday(counts).due(local(received), level).at;
            assert_eq!(due, local(expected), "{received} {level:?}, weekends count: {counts}");
        }
    }
}

#[test]
fn a_practice_that_opens_at_weekends_alone_counts_them() {
    let mut policy = standard();
    let saturday =
        DayHours { day: Weekday::Sat, periods: vec![Period { opens: time("09:00"), closes: time("12:00") }] };
    policy.hours = WeeklyHours::try_from(vec![saturday]).unwrap();
    let due = Calendar::new(&policy).due(local("2026-08-29 10:00"), Level::Administrative);
    assert_eq!(due.at, local("2026-09-12 10:00"));
}

#[test]
fn clinical_has_two_clocks() {
    use Level::{ClinicalAnswer, ClinicalReview};
    check("2026-08-28 17:55", ClinicalReview, "2026-09-01 17:55");
    check("2026-08-28 17:55", ClinicalAnswer, "2026-09-01 18:30");
    check("2026-09-03 12:50", ClinicalReview, "2026-09-04 12:50");
    check("2026-09-02 17:00", ClinicalReview, "2026-09-03 13:00"); // capped at the early closing
    check("2026-09-02 17:00", ClinicalAnswer, "2026-09-03 13:00");
    check("2026-08-25 13:20", ClinicalReview, "2026-08-26 14:00"); // lunch is not out of hours
}

#[test]
fn clinical_from_out_of_hours_is_due_by_the_close_of_the_first_open_day() {
    use Level::{ClinicalAnswer, ClinicalReview};
    for level in [ClinicalReview, ClinicalAnswer] {
        check("2026-08-29 14:00", level, "2026-09-01 18:30");
        check("2026-08-25 18:30", level, "2026-08-26 18:30"); // the closing instant is closed
        check("2026-08-25 07:59", level, "2026-08-25 18:30");
        check("2026-09-02 23:00", level, "2026-09-03 13:00"); // first open day closes early
        check("2026-09-03 15:00", level, "2026-09-04 18:30"); // after the early closing
    }
}

#[test]
fn every_message_has_a_human_look_within_one_open_hour() {
    use Level::HumanLook;
    check("2026-08-25 09:58", HumanLook, "2026-08-25 10:58");
    check("2026-08-25 12:40", HumanLook, "2026-08-25 14:40"); // lunch stands still
    check("2026-08-25 17:30", HumanLook, "2026-08-25 18:30"); // just fits
    check("2026-08-28 18:00", HumanLook, "2026-09-01 08:30");
    check("2026-08-30 10:00", HumanLook, "2026-09-01 09:00");
}

#[test]
fn checks_are_seen_by_closing_of_the_same_open_day() {
    use Level::CheckToday;
    check("2026-08-28 17:55", CheckToday, "2026-08-28 18:30");
    check("2026-09-03 12:50", CheckToday, "2026-09-03 13:00");
    check("2026-08-25 13:20", CheckToday, "2026-08-25 18:30");
    check("2026-08-29 14:00", CheckToday, "2026-09-01 18:30");
}

#[test]
fn reasons_say_why() {
    let because = |received, level| practice().due(local(received), level).because;
    let monday = Because::BankHoliday { date: date("2026-08-31"), holiday: BankHoliday::Summer };
    assert_eq!(
        because("2026-08-28 17:55", Level::ClinicalAnswer),
        [Because::WorkingDays { days: 1 }, monday.clone(), Because::Closes { at: local("2026-09-01 18:30") },]
    );
    assert_eq!(
        because("2026-08-29 14:00", Level::Administrative),
        [
            Because::WorkingDays { days: 2 },
            Because::OutOfHours { counts_from: local("2026-09-01 08:00") },
            monday,
        ]
    );
    assert_eq!(
        because("2026-09-03 12:50", Level::CheckToday),
        [
            Because::ByClosing,
            Because::ClosesEarly { at: local("2026-09-03 13:00"), reason: "Training".to_owned() },
        ]
    );
    assert_eq!(
        because("2026-09-08 13:20", Level::ClinicalReview),
        [
            Because::WorkingDays { days: 1 },
            Because::Break { counts_from: local("2026-09-08 14:00") },
            Because::Closed { date: date("2026-09-09"), reason: "Flood".to_owned() },
        ]
    );
    let json = serde_json::to_value(&because("2026-08-28 17:55", Level::HumanLook)[0]).unwrap();
    assert_eq!(json, serde_json::json!({"kind": "openMinutes", "minutes": 60}));
}

#[test]
fn open_and_closed_by_the_wall_clock() {
    let practice = practice();
    for (at, open) in [
        ("2026-08-25 07:59", false),
        ("2026-08-25 08:00", true),
        ("2026-08-25 12:59", true),
        ("2026-08-25 13:00", false),
        ("2026-08-25 14:00", true),
        ("2026-08-25 18:30", false),
        ("2026-08-31 10:00", false),
        ("2026-09-03 14:30", false),
        ("2026-09-09 10:00", false),
        ("2026-12-28 10:00", false),
    ] {
        assert_eq!(practice.is_open(local(at)), open, "{at}");
    }
    assert_eq!(practice.next_opening(local("2026-08-28 18:00")), local("2026-09-01 08:00"));
    assert_eq!(practice.next_opening(local("2026-08-28 12:00")), local("2026-08-28 14:00"));
    assert_eq!(practice.next_closing(local("2026-08-28 12:00")), local("2026-08-28 13:00"));
    assert_eq!(practice.next_closing(local("2026-08-28 18:30")), local("2026-09-01 13:00"));
}

#[test]
fn opening_moves_with_the_clocks() {
    let practice = practice();
    // 08:00 is 08:00 UTC in winter and 07:00 UTC in summer.
    for (before, opens) in
        [("2026-03-27T20:00:00Z", "2026-03-30T07:00:00Z"), ("2026-10-23T20:00:00Z", "2026-10-26T08:00:00Z")]
    {
        let opening = practice.next_opening(before.parse().unwrap());
        assert_eq!(opening, opens.parse::<DateTime<Utc>>().unwrap());
    }
    let open = |from, to| practice.open_time_between(local(from), local(to));
    assert_eq!(open("2026-03-27 18:00", "2026-03-30 08:30"), TimeDelta::minutes(60));
    assert_eq!(open("2026-10-23 18:00", "2026-10-26 08:30"), TimeDelta::minutes(60));
}

/// Weeks of every sort: some days closed, up to three periods a day, odd minutes, nights and Sundays too.
fn any_calendar() -> impl Strategy<Value = Calendar> {
    any_policy().prop_map(|policy| Calendar::new(&policy))
}

/// Policies with such weeks, closures, promises and either count of weekends.
pub(crate) fn any_policy() -> impl Strategy<Value = PracticePolicy> {
    let day = proptest::collection::btree_set(120_u32..1440, 0..=3);
    let closure = (0_u32..60, proptest::option::of(120_u32..1440));
    let levels = (1_u16..4, 1_u16..3, 5_u16..200);
    (proptest::collection::vec(day, 7), proptest::collection::vec(closure, 0..6), levels, any::<bool>())
        .prop_filter_map("no open day", |(days, closures, levels, weekends_count)| {
            policy_of(&days, &closures, levels, weekends_count)
        })
}

fn policy_of(
    days: &[std::collections::BTreeSet<u32>],
    closures: &[(u32, Option<u32>)],
    levels: (u16, u16, u16),
    weekends_count: bool,
) -> Option<PracticePolicy> {
    let clock = |minute: u32| NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).unwrap();
    let week = days.iter().enumerate().map(|(number, minutes)| {
        let marks: Vec<u32> = minutes.iter().copied().collect();
        let periods = marks.windows(2).step_by(2);
        DayHours {
            day: Weekday::try_from(u8::try_from(number).unwrap()).unwrap(),
            periods: periods.map(|pair| Period { opens: clock(pair[0]), closes: clock(pair[1]) }).collect(),
        }
    });
    let mut policy = standard();
    policy.hours = WeeklyHours::try_from(week.collect::<Vec<_>>()).ok()?;
    let start = date("2026-03-01");
    policy.closures = closures
        .iter()
        .map(|(offset, early)| Closure {
            date: start + chrono::Days::new(u64::from(*offset)),
            reason: "Training".to_owned(),
            extent: early.map_or(Extent::AllDay, |minute| Extent::From { at: clock(minute) }),
        })
        .collect();
    let (administrative_days, review_days, look_minutes) = levels;
    policy.weekends_count = weekends_count;
    policy.service_levels = ServiceLevels { administrative_days, review_days, look_minutes };
    Some(policy)
}

/// Minutes from 1 March 2026: two months about the spring change, and two about the autumn change.
pub(crate) fn any_instant() -> impl Strategy<Value = DateTime<Utc>> {
    prop_oneof![0_i64..86_400, 305_000_i64..390_000]
        .prop_map(|minute| local("2026-03-01 00:00") + TimeDelta::minutes(minute))
}

const LEVELS: [Level; 5] = [
    Level::Administrative,
    Level::ClinicalReview,
    Level::ClinicalAnswer,
    Level::HumanLook,
    Level::CheckToday,
];

proptest! {
    #[test]
    fn due_is_after_receipt_and_in_or_at_the_end_of_open_time(calendar in any_calendar(), received in any_instant()) {
        for level in LEVELS {
            let due = calendar.due(received, level);
            let periods = calendar.periods_on(date_in_london(due.at));
            prop_assert!(due.at >= received, "{:?}", level);
            prop_assert!(periods.iter().any(|one| one.opens <= due.at && due.at <= one.closes), "{:?}", level);
            prop_assert!(!due.because.is_empty());
        }
        prop_assert!(
            calendar.due(received, Level::ClinicalAnswer).at >= calendar.due(received, Level::ClinicalReview).at
        );
    }

    #[test]
    fn what_comes_later_is_never_due_earlier(calendar in any_calendar(), one in any_instant(), other in any_instant()) {
        let (early, late) = (one.min(other), one.max(other));
        let soon = early + (late - early).min(TimeDelta::minutes(700));
        for level in LEVELS {
            prop_assert!(calendar.due(early, level).at <= calendar.due(late, level).at, "{:?}", level);
            prop_assert!(calendar.due(early, level).at <= calendar.due(soon, level).at, "{:?}", level);
        }
    }

    #[test]
    fn added_open_time_is_found_again(calendar in any_calendar(), at in any_instant(), minutes in 0_i64..5000) {
        let amount = TimeDelta::minutes(minutes);
        let end = calendar.add_open_time(at, amount);
        prop_assert_eq!(calendar.open_time_between(at, end), amount);
        prop_assert!(calendar.next_opening(at) > at);
        prop_assert!(calendar.next_closing(at) > at);
        let opens = calendar.open_period(calendar.next_opening(at)).unwrap().opens;
        prop_assert_eq!(opens, calendar.next_opening(at));
    }
}

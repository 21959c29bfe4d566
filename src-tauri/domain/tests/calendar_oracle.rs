//! The calendar against an independent implementation over ten years: `tests/oracles/calendar_oracle.py`.
//!
//! There the bank holidays come from the PyPI package `holidays`, working days from numpy, clock changes from zoneinfo, and open
//! time from a table of every minute; only the questions are shared. Python is asked only where `cargo xtask test` has installed
//! it and says so in `DUTY_DESK_ORACLES`, which names the Python to use; elsewhere this test says that it asked nobody.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test program: to panic is to fail

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use domain::calendar::{Calendar, Level, bank_holidays};
use domain::policy::{Closure, DayHours, Extent, Period, PracticePolicy, WeeklyHours};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

const QUESTIONS: usize = 1_000;

/// A small generator with a fixed seed (SplitMix64): the same questions every time, on every machine.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        i64::try_from((z ^ (z >> 31)) % most).unwrap()
    }
}

fn clock(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").unwrap()
}

fn hours(days: &[(Weekday, &[(&str, &str)])]) -> WeeklyHours {
    let day = |(day, periods): &(Weekday, &[(&str, &str)])| {
        let period = |(opens, closes): &(&str, &str)| Period { opens: clock(opens), closes: clock(closes) };
        DayHours { day: *day, periods: periods.iter().map(period).collect() }
    };
    WeeklyHours::try_from(days.iter().map(day).collect::<Vec<_>>()).unwrap()
}

/// Plain, with lunch, and with every oddity: evenings, Saturday, a closed Wednesday, a night on Sunday; the weekend of the last
/// once counts as working days and once does not.
fn practices() -> [(WeeklyHours, bool); 4] {
    use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue};
    let odd: &[(Weekday, &[(&str, &str)])] = &[
        (Mon, &[("07:15", "12:40"), ("13:25", "17:05"), ("18:00", "20:45")]),
        (Tue, &[("09:00", "17:00")]),
        (Thu, &[("08:00", "23:59")]),
        (Fri, &[("08:30", "12:30")]),
        (Sat, &[("09:00", "12:00")]),
        (Sun, &[("02:00", "03:30")]),
    ];
    [
        (WeeklyHours::core(), false),
        (WeeklyHours::core_with_lunch(), true),
        (hours(odd), true),
        (hours(odd), false),
    ]
}

/// A training afternoon each month and a few days closed each year.
fn closures(chance: &mut Chance) -> Vec<Closure> {
    let first = NaiveDate::from_ymd_opt(2016, 1, 1).unwrap();
    let mut days = BTreeSet::new();
    while days.len() < 150 {
        days.insert(first + TimeDelta::days(chance.below(3_700)));
    }
    let extent = |number: usize| match number % 3 {
        0 => Extent::AllDay,
        1 => Extent::From { at: clock("13:00") },
        _ => Extent::From { at: clock("16:20") },
    };
    let closure = |(number, date)| Closure { date, reason: "Training".to_owned(), extent: extent(number) };
    days.into_iter().enumerate().map(closure).collect()
}

fn ask(python: &std::ffi::OsStr, question: &Value) -> Value {
    let script = format!("{}/../../tests/oracles/calendar_oracle.py", env!("CARGO_MANIFEST_DIR"));
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let asked = question.to_string();
    let writer = std::thread::spawn(move || stdin.write_all(asked.as_bytes()));
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    writer.join().unwrap().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

fn minute(at: DateTime<Utc>) -> i64 {
    assert_eq!(at.timestamp() % 60, 0);
    at.timestamp() / 60
}

fn instant(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(minute * 60, 0).unwrap()
}

/// Random instants over ten years, a fifth of them within hours of a clock change.
fn questions(chance: &mut Chance) -> Vec<(i64, i64, i64)> {
    let (first, last) =
        (minute("2016-01-04T00:00:00Z".parse().unwrap()), minute("2026-01-04T00:00:00Z".parse().unwrap()));
    let span = u64::try_from(last - first).unwrap();
    let mut at = |number: usize| {
        if !number.is_multiple_of(5) {
            return first + chance.below(span);
        }
        let year = 2016 + i32::try_from(chance.below(10)).unwrap();
        let month = if chance.below(2) == 0 { 3 } else { 10 };
        let end = NaiveDate::from_ymd_opt(year, month, 31).unwrap();
        let sunday = end.week(Weekday::Sun).first_day().and_hms_opt(1, 0, 0).unwrap().and_utc();
        minute(sunday) - 4_000 + chance.below(5_500)
    };
    let instants: Vec<i64> = (0..QUESTIONS).map(&mut at).collect();
    instants.into_iter().map(|at| (at, at + chance.below(60_000), chance.below(6_000))).collect()
}

#[test]
fn ten_years_agree_with_an_independent_calendar() {
    let Some(python) = std::env::var_os("DUTY_DESK_ORACLES") else {
        println!("not asked: DUTY_DESK_ORACLES is not set; cargo xtask test sets it");
        return;
    };
    let mut chance = Chance(20_260_825);
    for (hours, weekends_count) in practices() {
        let mut policy = PracticePolicy::standard(
            "Hollin Lane Surgery",
            "A81001".parse().unwrap(),
            "01632 960140".parse().unwrap(),
        );
        policy.hours = hours;
        policy.weekends_count = weekends_count;
        policy.closures = closures(&mut chance);
        compare(&python, &policy.checked().unwrap(), &questions(&mut chance));
    }
}

fn compare(python: &std::ffi::OsStr, policy: &PracticePolicy, questions: &[(i64, i64, i64)]) {
    let said = ask(python, &question(policy, questions));
    let ours: Vec<String> = (2015..=2035).flat_map(bank_holidays).map(|(date, _)| date.to_string()).collect();
    assert_eq!(json!(ours), said["bankHolidays"], "bank holidays 2015 to 2035");
    let calendar = Calendar::new(policy);
    let answers = said["answers"].as_array().unwrap();
    assert_eq!(answers.len(), questions.len());
    for ((at, until, minutes), theirs) in questions.iter().zip(answers) {
        assert_eq!(
            answer(&calendar, *at, *until, *minutes),
            *theirs,
            "at {} (until {until}, {minutes} minutes)",
            instant(*at)
        );
    }
}

fn question(policy: &PracticePolicy, questions: &[(i64, i64, i64)]) -> Value {
    let time = |time: NaiveTime| time.format("%H:%M").to_string();
    let hours: Vec<Value> = policy
        .hours
        .days()
        .iter()
        .map(|day| {
            let periods: Vec<_> =
                day.periods.iter().map(|period| [time(period.opens), time(period.closes)]).collect();
            json!({"day": day.day.to_string(), "periods": periods})
        })
        .collect();
    let closures: Vec<Value> = policy
        .closures
        .iter()
        .map(|closure| {
            let from = match closure.extent {
                Extent::AllDay => None,
                Extent::From { at } => Some(time(at)),
            };
            json!({"date": closure.date.to_string(), "from": from})
        })
        .collect();
    let levels = &policy.service_levels;
    let asked: Vec<Value> = questions
        .iter()
        .map(|(at, until, minutes)| json!({"at": at, "until": until, "minutes": minutes}))
        .collect();
    json!({
        "years": [2015, 2027],
        "hours": hours,
        "weekendsCount": policy.weekends_count,
        "closures": closures,
        "levels": {
            "administrative": levels.administrative_days,
            "review": levels.review_days,
            "look": levels.look_minutes,
        },
        "questions": asked,
    })
}

fn answer(calendar: &Calendar, at: i64, until: i64, minutes: i64) -> Value {
    let (from, to) = (instant(at), instant(until));
    let due = |level| minute(calendar.due(from, level).at);
    json!({
        "open": calendar.is_open(from),
        "between": calendar.open_time_between(from, to).num_minutes(),
        "added": minute(calendar.add_open_time(from, TimeDelta::minutes(minutes))),
        "nextOpening": minute(calendar.next_opening(from)),
        "due": {
            "administrative": due(Level::Administrative),
            "clinicalReview": due(Level::ClinicalReview),
            "clinicalAnswer": due(Level::ClinicalAnswer),
            "humanLook": due(Level::HumanLook),
            "checkToday": due(Level::CheckToday),
        },
    })
}

use super::words::time_words;
use super::*;
use crate::policy::{Closure, DayHours, Extent, WeeklyHours};
use chrono::{NaiveTime, TimeDelta, TimeZone, Weekday};

fn london(text: &str) -> DateTime<Utc> {
    let naive = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    chrono_tz::Europe::London.from_local_datetime(&naive).unwrap().with_timezone(&Utc)
}

fn policy() -> PracticePolicy {
    let mut policy = PracticePolicy::standard(
        "Hollin Lane Surgery",
        "A81001".parse().unwrap(),
        "01632 960140".parse().unwrap(),
    );
    policy.hours = WeeklyHours::core_with_lunch();
    policy.closures = vec![Closure {
        date: "2026-09-03".parse().unwrap(),
        reason: "Training afternoon".to_owned(),
        extent: Extent::From { at: NaiveTime::from_hms_opt(13, 0, 0).unwrap() },
    }];
    policy
}

#[test]
fn in_hours_the_whole_text_reads_so() {
    let text = compose(&policy(), london("2026-08-25 09:58")).text();
    assert_eq!(
        text,
        "Need help now? Do not wait for our answer. In an emergency, call 999. If you need help today, call us on \
         01632 960140. When we are closed, call 111. For help with your mental health, call 111 and choose option 2.\
         \n\nThank you. We have your message. We will answer by the end of Thursday 27 August. If it is about your \
         health, a doctor or nurse will read it by the end of Wednesday 26 August. They will answer or call you that \
         day.\n\nIf you hear nothing by then, call us on 01632 960140. You can call from 8am on Friday 28 August."
    );
}

#[test]
fn out_of_hours_it_says_when_it_will_be_read() {
    let text = compose(&policy(), london("2026-08-29 14:00")).text();
    assert_eq!(
        text,
        "Need help now? Do not wait for our answer. In an emergency, call 999. We are closed now. If you need help \
         before we open, call 111. For help with your mental health, call 111 and choose option 2.\
         \n\nThank you. We have your message. We will read it after we open at 8am on Tuesday 1 September. We will \
         answer by the end of Thursday 3 September. If it is about your health, a doctor or nurse will read it by \
         the end of Tuesday 1 September. They will answer or call you that day. We are closed on Monday 31 August. \
         It is a bank holiday.\
         \n\nIf you hear nothing by then, call us on 01632 960140. You can call from 8am on Friday 4 September."
    );
}

#[test]
fn closed_days_on_the_way_are_told_once() {
    let cases = [
        ("2026-08-28 17:55", "It is a bank holiday.", 1),
        ("2026-09-02 17:00", "We close at 1pm on Thursday 3 September.", 1),
        ("2026-08-25 09:58", "closed on", 0),
        ("2026-12-24 12:00", "We are closed on Friday 25 December. It is a bank holiday.", 1),
        ("2026-12-24 12:00", "We are closed on Monday 28 December. It is a bank holiday.", 1),
    ];
    for (received, sentence, times) in cases {
        let text = compose(&policy(), london(received)).text();
        assert_eq!(text.matches(sentence).count(), times, "{received}: {text}");
    }
}

#[test]
fn patient_and_staff_hear_of_the_same_day() {
    let calendar = Calendar::new(&policy());
    for hour in 0..2_000 {
        let received = london("2026-03-01 00:30") + TimeDelta::hours(hour * 4);
        let promised = compose(&policy(), received).promised;
        for (promise, level) in [
            (&promised.answer, Level::Administrative),
            (&promised.clinical_review, Level::ClinicalReview),
            (&promised.clinical_answer, Level::ClinicalAnswer),
        ] {
            assert_eq!(promise.due, calendar.due(received, level));
            assert!(promise.told >= promise.due.at);
            assert_eq!(date_in_london(promise.told), date_in_london(promise.due.at));
            assert!(promise.words.ends_with(&date_words(date_in_london(promise.due.at))));
        }
        let days = [&promised.clinical_review, &promised.clinical_answer].map(|promise| &promise.words);
        assert_eq!(days[0], days[1], "one sentence speaks of both clinical clocks");
    }
}

#[test]
fn safety_stands_first_whatever_the_practice_adds() {
    let mut policy = policy();
    policy.acknowledgement.opening = String::new();
    policy.acknowledgement.further = "Our car park is closed this week.".to_owned();
    let acknowledgement = compose(&policy, london("2026-08-25 09:58"));
    assert!(acknowledgement.paragraphs[0].contains("call 999"));
    assert!(acknowledgement.paragraphs[1].starts_with("We will answer by"));
    assert_eq!(acknowledgement.paragraphs.last().unwrap(), "Our car park is closed this week.");
}

/// Reading age 9, measured as the Flesch-Kincaid grade (US grade + 5 is about the age), syllables counted by vowel runs.
#[test]
fn the_words_are_plain() {
    for received in ["2026-08-25 09:58", "2026-08-29 14:00", "2026-12-24 12:00"] {
        let text = compose(&policy(), london(received)).text();
        let sentences = text.matches(['.', '?']).count() as f64;
        let words: Vec<&str> =
            text.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).collect();
        let syllables: usize = words.iter().map(|word| syllables(word)).sum();
        let count = words.len() as f64;
        let grade = 0.39 * count / sentences + 11.8 * syllables as f64 / count - 15.59;
        assert!(grade <= 4.5, "grade {grade:.1}: {text}");
    }
}

fn syllables(word: &str) -> usize {
    let mut runs = 0;
    let mut inside = false;
    for letter in
        word.to_lowercase().trim_end_matches(|c: char| !c.is_alphabetic()).trim_end_matches('e').chars()
    {
        let vowel = "aeiouy".contains(letter);
        runs += usize::from(vowel && !inside);
        inside = vowel;
    }
    runs.max(1)
}

#[test]
fn times_and_weeks_in_patients_words() {
    for (hour, minute, expected) in [
        (8, 0, "8am"),
        (13, 0, "1pm"),
        (18, 30, "6:30pm"),
        (12, 0, "midday"),
        (12, 15, "12:15pm"),
        (7, 5, "7:05am"),
    ] {
        assert_eq!(time_words(NaiveTime::from_hms_opt(hour, minute, 0).unwrap()), expected);
    }
    for (utc, expected) in [
        ("2026-08-25T08:58:00Z", "Tuesday 25 August, 9:58am"),
        ("2026-10-25T00:30:00Z", "Sunday 25 October, 1:30am BST"),
        ("2026-10-25T01:30:00Z", "Sunday 25 October, 1:30am GMT"),
        ("2026-10-25T02:00:00Z", "Sunday 25 October, 2am"),
    ] {
        assert_eq!(moment_words(utc.parse().unwrap()), expected);
    }
    let lunch = hours_words(&WeeklyHours::core_with_lunch());
    assert_eq!(lunch, ["Monday to Friday, 8am to 1pm and 2pm to 6:30pm"]);
    let mut days = WeeklyHours::core().days().to_vec();
    days.retain(|hours| hours.day != Weekday::Wed);
    let saturday = DayHours {
        day: Weekday::Sat,
        periods: WeeklyHours::core_with_lunch().on(Weekday::Mon)[..1].to_vec(),
    };
    days.push(saturday);
    assert_eq!(
        hours_words(&WeeklyHours::try_from(days).unwrap()),
        ["Monday and Tuesday, 8am to 6:30pm", "Thursday and Friday, 8am to 6:30pm", "Saturday, 8am to 1pm"]
    );
}

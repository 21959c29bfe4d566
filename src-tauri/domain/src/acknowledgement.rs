//! The automatic acknowledgement (A5): what a patient reads at once after writing.
//!
//! The order is fixed: first where to get help now, then when to expect what, then what to do if nothing is heard. The
//! times are the very instants staff work to; patients read them as the end of that day, and both are kept, so that the
//! desk can show what was promised. Nothing here comes from the record or from the message, and nothing confirms that
//! anybody is a patient. Words for dates and times stand in `words`.

mod words;

pub use words::{date_words, hours_words, moment_words};

use crate::calendar::{Because, Calendar, Due, Level, date_in_london};
use crate::policy::PracticePolicy;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What was said to the patient, and what it promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Acknowledgement {
    /// The text, a paragraph each: help now, expected time, if nothing is heard, what the practice adds.
    pub paragraphs: Vec<String>,
    /// The promises made in it.
    pub promised: Promised,
}

/// The promises of one acknowledgement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Promised {
    /// An administrative query answered.
    pub answer: Promise,
    /// A clinical query reviewed by a clinician.
    pub clinical_review: Promise,
    /// A clinical query answered or called back.
    pub clinical_answer: Promise,
}

/// One promise: the instant staff work to, and how the patient heard it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Promise {
    /// When it is due for staff, and why.
    pub due: Due,
    /// The patient's words: "the end of Thursday 27 August".
    pub words: String,
    /// The instant those words stand for: the closing of that day, never before `due`.
    pub told: DateTime<Utc>,
}

impl Acknowledgement {
    /// The whole text, paragraphs apart by an empty line.
    pub fn text(&self) -> String {
        self.paragraphs.join("\n\n")
    }
}

/// What a patient is promised who writes at that moment. A public page may say it before anybody writes.
pub fn promise(calendar: &Calendar, received: DateTime<Utc>) -> Promised {
    Promised {
        answer: promise_of(calendar, received, Level::Administrative),
        clinical_review: promise_of(calendar, received, Level::ClinicalReview),
        clinical_answer: promise_of(calendar, received, Level::ClinicalAnswer),
    }
}

fn promise_of(calendar: &Calendar, received: DateTime<Utc>, level: Level) -> Promise {
    let due = calendar.due(received, level);
    let date = date_in_london(due.at);
    let told = calendar.closing_of(date).unwrap_or(due.at);
    Promise { due, words: format!("the end of {}", date_words(date)), told }
}

/// The acknowledgement of something received at that moment.
pub fn compose(policy: &PracticePolicy, received: DateTime<Utc>) -> Acknowledgement {
    let calendar = Calendar::new(policy);
    let promised = promise(&calendar, received);
    let mut paragraphs = vec![
        help_now(policy, &calendar, received),
        expected(policy, &calendar, received, &promised),
        if_nothing_is_heard(policy, &calendar, &promised),
    ];
    let further = policy.acknowledgement.further.trim();
    if !further.is_empty() {
        paragraphs.push(further.to_owned());
    }
    Acknowledgement { paragraphs, promised }
}

/// Where to get help now: first, whatever else is said.
fn help_now(policy: &PracticePolicy, calendar: &Calendar, received: DateTime<Utc>) -> String {
    let today = match calendar.is_open(received) {
        true => format!(
            "If you need help today, call us on {}. When we are closed, call 111.",
            policy.telephone.as_str()
        ),
        false => "We are closed now. If you need help before we open, call 111.".to_owned(),
    };
    format!(
        "Need help now? Do not wait for our answer. In an emergency, call 999. {today} \
         For help with your mental health, call 111 and choose option 2."
    )
}

/// When somebody reads it, and when an answer comes.
fn expected(
    policy: &PracticePolicy,
    calendar: &Calendar,
    received: DateTime<Utc>,
    promised: &Promised,
) -> String {
    let mut sentences: Vec<String> = Vec::new();
    let opening = policy.acknowledgement.opening.trim();
    if !opening.is_empty() {
        sentences.push(opening.to_owned());
    }
    if !calendar.is_open(received) {
        let opens = calendar.next_opening(received);
        sentences.push(format!("We will read it after we open at {}.", words::at(opens)));
    }
    sentences.push(format!("We will answer by {}.", promised.answer.words));
    sentences.push(format!(
        "If it is about your health, a doctor or nurse will read it by {}. They will answer or call you that day.",
        promised.clinical_review.words
    ));
    sentences.extend(closed_days(promised));
    sentences.join(" ")
}

/// The closed days on the way, each said once.
fn closed_days(promised: &Promised) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    for reason in promised.answer.due.because.iter().chain(&promised.clinical_answer.due.because) {
        if let Some(sentence) = closed_day(reason)
            && !said.contains(&sentence)
        {
            said.push(sentence);
        }
    }
    said
}

fn closed_day(reason: &Because) -> Option<String> {
    match reason {
        Because::BankHoliday { date, .. } => {
            Some(format!("We are closed on {}. It is a bank holiday.", date_words(*date)))
        }
        Because::Closed { date, .. } | Because::NotOpen { date } => {
            Some(format!("We are closed on {}.", date_words(*date)))
        }
        Because::ClosesEarly { at, .. } => Some(format!("We close at {}.", words::at(*at))),
        Because::WorkingDays { .. }
        | Because::OpenMinutes { .. }
        | Because::ByClosing
        | Because::OutOfHours { .. }
        | Because::Break { .. }
        | Because::Closes { .. } => None,
    }
}

fn if_nothing_is_heard(policy: &PracticePolicy, calendar: &Calendar, promised: &Promised) -> String {
    let opens = calendar.next_opening(promised.answer.told);
    format!(
        "If you hear nothing by then, call us on {}. You can call from {}.",
        policy.telephone.as_str(),
        words::at(opens)
    )
}

#[cfg(test)]
mod tests;

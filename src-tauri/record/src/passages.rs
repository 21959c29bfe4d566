//! What the record says happened: one [`Passage`] per entry, the same on paper and in the FHIR narrative.
//!
//! Both outputs take their words from here, so that the two can never tell different stories. Where only a summary is
//! filed, a passage says that a message was there and leaves its words out. Names, dates and numbers are worded in
//! [`crate::words`].

use crate::transcript::{
    Channel, Delivery, DeliveryState, Entry, FileAs, FoundBy, Reading, Tier, Transcript, Who, Writer,
};
use crate::words::{channel, local_date, moment, moment_on, staff};
use chrono::{DateTime, NaiveDate, Utc};
use domain::message::form::{Form, Row};

/// What is shown for one entry: a heading, and the words below it.
pub struct Passage {
    pub heading: String,
    /// What was written or done; line breaks as they were.
    pub text: String,
    /// Questions and answers, where they are shown as a table instead of the text.
    pub rows: Vec<TableRow>,
    /// What became of it, for a message from the practice.
    pub delivery: Option<String>,
}

/// A row of a form on paper and in the narrative.
pub enum TableRow {
    /// The heading of a group, and how deep it stands.
    Heading { words: String, depth: usize },
    /// A question with its answers.
    Pair { question: String, answers: String, depth: usize },
}

/// Shown in place of a message's words when only a summary is filed.
pub const WORDS_LEFT_OUT: &str = "The words of this message are not filed: filed as a summary.";

/// Every entry as people read it, in order.
pub fn passages(transcript: &Transcript) -> Vec<Passage> {
    let mut day = local_date(transcript.opened);
    transcript
        .entries
        .iter()
        .map(|entry| {
            if let Some(at) = entry_at(entry) {
                day = local_date(at);
            }
            passage(entry, day, transcript.file_as)
        })
        .collect()
}

/// When it happened; a finding has the instant of the message before it.
fn entry_at(entry: &Entry) -> Option<DateTime<Utc>> {
    match entry {
        Entry::Finding { .. } => None,
        Entry::Received { at, .. }
        | Entry::Sent { at, .. }
        | Entry::Acknowledgement { at, .. }
        | Entry::Call { at, .. }
        | Entry::Escalation { at, .. }
        | Entry::Routed { at, .. }
        | Entry::Note { at, .. } => Some(*at),
    }
}

fn passage(entry: &Entry, day: NaiveDate, file_as: FileAs) -> Passage {
    let message = |heading, text: &String, delivery| Passage {
        heading,
        text: if file_as == FileAs::ExactCopy { text.clone() } else { WORDS_LEFT_OUT.to_owned() },
        rows: Vec::new(),
        delivery,
    };
    let act = |heading, text| Passage { heading, text, rows: Vec::new(), delivery: None };
    match entry {
        Entry::Received { from, channel: by_way, at, identity, text, form } => {
            let rows = form.as_ref().filter(|_| file_as == FileAs::ExactCopy).map(table).unwrap_or_default();
            Passage { rows, ..message(received_heading(from, *by_way, *at, identity), text, None) }
        }
        Entry::Sent { by, to, channel: by_way, at, text, delivery } => message(
            format!("{}, {}, {}{}", moment(*at), staff(by), channel(*by_way), to_whom(to.as_ref())),
            text,
            Some(self::delivery(delivery, day)),
        ),
        Entry::Acknowledgement { channel: by_way, at, text } => {
            message(format!("{}, automatic acknowledgement, {}", moment(*at), channel(*by_way)), text, None)
        }
        Entry::Finding { found_by, category, tier, lowered, read } => act(
            "Finding".to_owned(),
            finding(found_by, category, *tier, lowered.as_ref(), read.as_ref(), day),
        ),
        Entry::Call { by, at, what, note } => {
            act(format!("{}, {}: call", moment(*at), staff(by)), with_note(what, note.as_ref()))
        }
        Entry::Escalation { by, at, what, note } => {
            act(format!("{}, {}: escalation", moment(*at), staff(by)), with_note(what, note.as_ref()))
        }
        Entry::Routed { by, at, to, why } => act(
            format!("{}, {}: routed", moment(*at), staff(by)),
            with_note(&format!("To {to}."), why.as_ref()),
        ),
        Entry::Note { by, at, text } => act(format!("{}, {}: note", moment(*at), staff(by)), text.clone()),
    }
}

fn received_heading(from: &Writer, by_way: Channel, at: DateTime<Utc>, identity: &str) -> String {
    format!("{}, {}, {} (identity: {identity})", moment(at), writer(from), channel(by_way))
}

/// The rows of a form; what was not taken in stands below them as words of its own.
fn table(form: &Form) -> Vec<TableRow> {
    let told = form.telling();
    let words = |place: &std::ops::Range<usize>| told.text.get(place.clone()).unwrap_or_default().to_owned();
    let row = |row: &Row<'_>| match row.answers.is_empty() {
        true => TableRow::Heading { words: words(&row.question), depth: row.depth },
        false => {
            let answers: Vec<String> = row.answers.iter().map(|(_, place)| words(place)).collect();
            TableRow::Pair { question: words(&row.question), answers: answers.join("\n"), depth: row.depth }
        }
    };
    let amended = form.amended.then(|| TableRow::Heading { words: words(&told.amended), depth: 0 });
    let left_out = form.left_out.iter().map(|words| TableRow::Heading { words: words.clone(), depth: 0 });
    amended.into_iter().chain(told.rows.iter().map(row)).chain(left_out).collect()
}

/// Who wrote, as the record names them: "Leela Patel (daughter)", "a clinician", "not clear who wrote".
pub fn writer(writer: &Writer) -> String {
    let named = |what: &str| match writer.name.is_empty() {
        true => what.to_owned(),
        false => format!("{} ({what})", writer.name),
    };
    match (writer.who, writer.relation.as_deref()) {
        (Who::Clinician, _) => named("a clinician"),
        (Who::Organisation, _) => named("an organisation"),
        (Who::System, _) => named("another system"),
        (Who::NotSaid, _) => named("not clear who wrote"),
        (Who::Near, Some(relation)) => named(relation),
        (Who::Near, None) => writer.name.clone(),
    }
}

fn to_whom(to: Option<&Writer>) -> String {
    to.map(|to| format!(", to {}", writer(to))).unwrap_or_default()
}

fn with_note(what: &str, note: Option<&String>) -> String {
    note.map_or_else(|| what.to_owned(), |note| format!("{what}\n{note}"))
}

fn finding(
    found_by: &FoundBy,
    category: &str,
    tier: Tier,
    lowered: Option<&String>,
    read: Option<&Reading>,
    day: NaiveDate,
) -> String {
    let tier = match tier {
        Tier::Alert => "Alert",
        Tier::Check => "Check",
    };
    let lowered = lowered.map(|by| format!(", lowered by {by}")).unwrap_or_default();
    let read = read.map_or_else(|| "Not read.".to_owned(), |read| reading(read, day));
    let by = match found_by {
        FoundBy::Rule(rule) => format!(", rule {rule}"),
        FoundBy::SecondReader => ", found by the second reader".to_owned(),
        FoundBy::Nobody => String::new(),
    };
    format!("{tier}: {category}{by}{lowered}. {read}")
}

fn reading(read: &Reading, day: NaiveDate) -> String {
    let note = read.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
    format!("Read by {}, {}{note}.", staff(&read.by), moment_on(read.at, day))
}

/// What became of a message.
pub fn delivery(delivery: &[Delivery], day: NaiveDate) -> String {
    if delivery.is_empty() {
        return "Not confirmed by the channel when this was filed.".to_owned();
    }
    delivery.iter().map(|step| delivery_step(step, day)).collect::<Vec<_>>().join(" ")
}

fn delivery_step(step: &Delivery, day: NaiveDate) -> String {
    let state = match step.state {
        DeliveryState::Sent => "Sent",
        DeliveryState::OnPage => "On the patient's page, not opened when this was filed, since",
        DeliveryState::Delivered => "Delivered",
        DeliveryState::Read => "Read",
        DeliveryState::Failed => "Failed",
    };
    let why = step.why.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
    format!("{state} {}{why}.", moment_on(step.at, day))
}

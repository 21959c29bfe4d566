//! What the template is given: every text already worded and made printable, as plain values.

use super::glyphs::{Line, Printable};
use crate::passages::TableRow;
use crate::transcript::Transcript;
use crate::{passages, words};
use serde::Serialize;

/// The values behind one document.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Page {
    title: String,
    practice: String,
    telephone: String,
    version: String,
    replaces: Option<String>,
    date: String,
    patient: String,
    born: String,
    nhs_number: String,
    facts: Vec<Fact>,
    summary: Vec<Line>,
    passages: Vec<Passage>,
    not_shown: usize,
    document: String,
}

#[derive(Serialize)]
struct Fact {
    label: &'static str,
    value: String,
    strong: bool,
}

#[derive(Serialize)]
struct Passage {
    heading: String,
    lines: Vec<Line>,
    /// The rows of a form, instead of its lines.
    rows: Vec<Row>,
    delivery: Option<String>,
}

/// A row of a form: a question with its answers, or the heading of a group without.
#[derive(Serialize)]
struct Row {
    depth: usize,
    question: Vec<Line>,
    answers: Option<Vec<Line>>,
}

impl Page {
    /// Words a transcript for paper.
    pub fn new(transcript: &Transcript) -> Self {
        let mut printable = Printable::default();
        let facts = words::facts(transcript)
            .into_iter()
            .map(|fact| Fact { label: fact.label, value: printable.line(&fact.value), strong: fact.strong })
            .collect();
        let summary = printable.lines(&transcript.summary);
        let passages =
            passages::passages(transcript).iter().map(|one| passage(one, &mut printable)).collect();
        let closed_on = words::local_date(transcript.closed);
        // The head repeats what the block below it says, so what it cannot show is counted once, there.
        let mut head = Printable::default();
        Self {
            title: "Patient message conversation".to_owned(),
            practice: head.line(&transcript.practice.name),
            telephone: head.line(&transcript.practice.telephone),
            version: format!("Version {}", transcript.version),
            replaces: transcript.replaces.map(|id| id.to_string()),
            date: words::date(closed_on),
            patient: head.line(&words::patient_name(&transcript.patient)),
            born: words::born(&transcript.patient, closed_on),
            nhs_number: words::nhs_number(&transcript.patient),
            facts,
            summary,
            passages,
            not_shown: printable.not_shown,
            document: transcript.document.to_string(),
        }
    }
}

fn passage(passage: &passages::Passage, printable: &mut Printable) -> Passage {
    Passage {
        heading: printable.line(&passage.heading.replace(['\r', '\n'], " ")),
        lines: if passage.rows.is_empty() { printable.lines(&passage.text) } else { Vec::new() },
        rows: passage.rows.iter().map(|one| row(one, printable)).collect(),
        delivery: passage.delivery.as_ref().map(|delivery| printable.line(delivery)),
    }
}

fn row(row: &TableRow, printable: &mut Printable) -> Row {
    match row {
        TableRow::Heading { words, depth } => {
            Row { depth: *depth, question: printable.lines(words), answers: None }
        }
        TableRow::Pair { question, answers, depth } => Row {
            depth: *depth,
            question: printable.lines(question),
            answers: Some(printable.lines(answers)),
        },
    }
}

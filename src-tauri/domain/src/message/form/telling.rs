//! A form told as text, each answer after its question, and where every question and answer stands in that text.
//!
//! An empty line parts two questions, so that whoever reads the text never takes the answer to one into the next.
//! What belongs to an answer is set in below it.

use super::{Answer, Form, Given, Item};
use std::ops::Range;

/// What stands above a form that was changed after it had been sent.
const AMENDED: &str = "This is a changed version of a form that was sent before.";
/// What stands for an answer that was left empty.
const NO_ANSWER: &str = "(no answer)";
/// What stands between two questions.
const BETWEEN: &str = "\n\n";
/// What belongs to an answer is set in by so much.
const SET_IN: &str = "  ";

/// A form as one text, and the rows that it has as a table.
pub struct Telling<'a> {
    pub text: String,
    /// Where the text says that it is a changed version; empty if it is not.
    pub amended: Range<usize>,
    pub rows: Vec<Row<'a>>,
    /// Where the text says what was not taken in; empty if nothing was left out.
    pub left_out: Range<usize>,
}

/// A question with its answers as they stand in the text; a heading, if there are no answers.
pub struct Row<'a> {
    /// How deep it stands: 0 at the top.
    pub depth: usize,
    /// The words of the question; empty where the answer stands alone.
    pub question: Range<usize>,
    /// The answers and where each stands; an answer that was left empty has words there too.
    pub answers: Vec<(&'a Given, Range<usize>)>,
}

impl Form {
    /// The form as text, with the places of everything in it.
    pub fn telling(&self) -> Telling<'_> {
        let mut telling = Telling { text: String::new(), amended: 0..0, rows: Vec::new(), left_out: 0..0 };
        if self.amended {
            telling.amended = telling.words(AMENDED, 0);
        }
        telling.items(&self.items, 0, 0);
        if let Some(left_out) = &self.left_out {
            telling.line(0);
            telling.left_out = telling.words(left_out, 0);
        }
        telling
    }

    /// The same, if this is indeed the text of the form; none if another version of Duty Desk told it otherwise.
    pub fn telling_as(&self, text: &str) -> Option<Telling<'_>> {
        Some(self.telling()).filter(|telling| telling.text == text)
    }

    /// The form as text.
    pub fn text(&self) -> String {
        self.telling().text
    }
}

impl<'a> Telling<'a> {
    fn items(&mut self, items: &'a [Item], depth: usize, set_in: usize) {
        for item in items {
            self.item(item, depth, set_in);
        }
    }

    fn item(&mut self, item: &'a Item, depth: usize, set_in: usize) {
        let alone = item.question.is_empty();
        if alone || item.answers.iter().any(|answer| !answer.items.is_empty()) {
            for answer in &item.answers {
                self.row(&item.question, std::slice::from_ref(answer), depth, set_in);
                self.items(&answer.items, depth + 1, set_in + usize::from(!alone));
            }
        } else {
            self.row(&item.question, &item.answers, depth, set_in);
        }
        let below = depth + usize::from(!alone);
        self.items(&item.items, below, set_in);
    }

    /// One question and its answers on one line.
    fn row(&mut self, question: &str, answers: &'a [Answer], depth: usize, set_in: usize) {
        if question.is_empty() && answers.is_empty() {
            return;
        }
        self.line(set_in);
        let asked = self.words(question, set_in);
        if !question.is_empty() && !question.ends_with(['?', ':', '.', '!']) {
            self.text.push(':');
        }
        let mut told = Vec::with_capacity(answers.len());
        for answer in answers {
            let Some(words) = words(answer) else { continue };
            match (told.is_empty(), question.is_empty()) {
                (true, true) => {}
                (true, false) => self.text.push(' '),
                (false, _) => self.text.push_str(", "),
            }
            told.push((&answer.given, self.words(&words, set_in)));
        }
        self.rows.push(Row { depth, question: asked, answers: told });
    }

    fn line(&mut self, set_in: usize) {
        if !self.text.is_empty() {
            self.text.push_str(BETWEEN);
        }
        self.set_in(set_in);
    }

    fn set_in(&mut self, set_in: usize) {
        self.text.extend(std::iter::repeat_n(SET_IN, set_in));
    }

    /// Writes words, each of their lines set in; says where they stand.
    fn words(&mut self, words: &str, set_in: usize) -> Range<usize> {
        let start = self.text.len();
        for (number, line) in words.split('\n').enumerate() {
            if number > 0 {
                self.text.push('\n');
                if !line.is_empty() {
                    self.set_in(set_in);
                }
            }
            self.text.push_str(line);
        }
        start..self.text.len()
    }
}

/// An answer in words; none if it is there for the sake of further questions alone.
fn words(answer: &Answer) -> Option<String> {
    let only_further = !answer.items.is_empty() && matches!(answer.given, Given::Nothing { why: None });
    (!only_further).then(|| answer.given.words().unwrap_or_else(|| NO_ANSWER.to_owned()))
}

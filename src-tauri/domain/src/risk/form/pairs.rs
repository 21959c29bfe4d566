//! The pairs of a form, sorted into what is to be read for danger and how.

use super::super::condition::Condition;
use super::reading::{Kind, Reading};
use super::stance::Stance;
use super::statement::Question;
use super::words::{FormWords, plain};
use crate::message::form::{Given, Row, Telling};
use std::ops::Range;

/// Everything of a form that is to be read.
#[derive(Default)]
pub(super) struct Pairs {
    /// What stands as said: affirmed questions as statements, and the patient's own words.
    pub stated: Reading,
    /// Words with the questions that they answer, and what was asked further about them.
    pub in_context: Vec<Reading>,
    /// The words of an answer and of what was asked further about it, in a row.
    pub in_a_row: Vec<Reading>,
    /// What a denial itself says: "I don't feel safe at home".
    pub denied: Vec<Denied>,
    /// What was asked about, where the answer is neither yes nor no.
    pub neither: Vec<Reading>,
    /// The patient's own words alone.
    pub own_words: Vec<String>,
    /// What affirmed statements tell of the person.
    pub conditions: Vec<Condition>,
}

/// A question that was denied, as the statement of its denial and as the statement it would have been.
pub(super) struct Denied {
    pub denial: Reading,
    pub affirmed: Reading,
}

/// The block of rows that is being read: an answer with what was asked about it.
#[derive(Default)]
struct Block {
    depth: usize,
    context: Reading,
    said: Reading,
    /// The rows before in this block have words of their own.
    speaks: bool,
}

impl Pairs {
    /// Sorts the pairs of a form.
    pub fn read(told: &Telling<'_>, words: &FormWords) -> Self {
        let mut pairs = Self::default();
        let mut headings: Vec<(usize, &str)> = Vec::new();
        let mut block = Block::default();
        for row in &told.rows {
            headings.retain(|(depth, _)| *depth < row.depth);
            let question = told.text.get(row.question.clone()).unwrap_or_default();
            let above: Vec<&str> = headings.iter().map(|(_, heading)| *heading).collect();
            let asked = Question::read(question, row.question.start, &above, words);
            if row.depth <= block.depth || !block.speaks {
                pairs.close(std::mem::take(&mut block));
                block.depth = row.depth;
            }
            pairs.row(row, &asked, told, words, &mut block);
            headings.push((row.depth, question));
        }
        pairs.close(block);
        pairs
    }

    fn close(&mut self, block: Block) {
        if block.speaks {
            self.in_context.push(block.context);
            self.in_a_row.push(block.said);
        }
    }

    fn row(
        &mut self,
        row: &Row<'_>,
        question: &Question<'_>,
        told: &Telling<'_>,
        words: &FormWords,
        block: &mut Block,
    ) {
        for (given, place) in &row.answers {
            let said = told.text.get(place.clone()).unwrap_or_default();
            let stance = Stance::of(given, question, words);
            match stance {
                Stance::Nothing => continue,
                Stance::Affirmed if question.is_consent() => {}
                Stance::Denied if question.is_consent() => self.ask(question),
                Stance::Affirmed => self.affirm(question, words),
                Stance::Denied => self.deny(question),
                Stance::Unsure => self.ask(question),
                Stance::Open if question.presumes() => self.ask(question),
                Stance::Open => {}
            }
            if let Given::Words { .. } = given {
                self.own_words.push(said.to_owned());
            }
            if is_said(given, stance, said) {
                self.stated.push(said, place.clone(), Kind::Said);
                self.stated.stop();
            }
            if matches!(stance, Stance::Open | Stance::Affirmed) && !matches!(given, Given::YesNo { .. }) {
                block.add(question, said, place);
            }
        }
    }

    fn affirm(&mut self, question: &Question<'_>, words: &FormWords) {
        let before = self.stated.text.len();
        question.affirmed(&mut self.stated);
        if question.is_of_now() {
            let statement = self.stated.text.get(before..).unwrap_or_default();
            self.conditions.extend(words.conditions(statement));
        }
    }

    fn deny(&mut self, question: &Question<'_>) {
        if let Some(denial) = question.denied() {
            let mut affirmed = Reading::default();
            question.affirmed(&mut affirmed);
            self.denied.push(Denied { denial, affirmed });
        }
    }

    fn ask(&mut self, question: &Question<'_>) {
        let mut reading = Reading::default();
        question.asked_about(&mut reading);
        self.neither.push(reading);
    }
}

impl Block {
    fn add(&mut self, question: &Question<'_>, said: &str, place: &Range<usize>) {
        question.as_context(&mut self.context);
        self.context.push(said, place.clone(), Kind::Said);
        if self.speaks {
            self.said.push(",", 0..0, Kind::Added);
        }
        self.said.push(said, place.clone(), Kind::Said);
        self.speaks = true;
    }
}

/// Does somebody say something in these words, beside yes or no?
fn is_said(given: &Given, stance: Stance, said: &str) -> bool {
    match given {
        Given::Words { .. } | Given::Choice { .. } => stance == Stance::Open || plain(said).len() > 1,
        Given::Number { .. } | Given::YesNo { .. } | Given::Nothing { .. } => false,
    }
}

//! The pairs of a form, sorted into what is to be read for danger and how.

use super::super::condition::Condition;
use super::reading::{Kind, Reading};
use super::stance::{Stance, only_denies};
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
    /// Denials in words, and nothing beside: only what stands whatever is denied counts of them.
    pub denials: Vec<Reading>,
    /// What was asked and neither denied nor left out, as it stands: a check, where nothing else was found of it.
    pub net: Vec<Net>,
    /// What was denied of a question that is put in the negative.
    pub negated: Vec<Net>,
    /// The patient's own words alone.
    pub own_words: Vec<String>,
    /// The form's words that an answer says something of, with that answer; and whether it denies them.
    pub asked_words: Vec<(String, bool)>,
    /// Something was answered, so that it could be read.
    pub is_read: bool,
    /// Something was answered that cannot be read: signs alone, or that nothing is answered.
    pub is_unread: bool,
    /// What affirmed statements tell of the person.
    pub conditions: Vec<Condition>,
}

/// A question that was denied, as the statement of its denial and as the statement it would have been.
pub(super) struct Denied {
    pub denial: Reading,
    pub affirmed: Reading,
    /// It was denied outright.
    pub is_sure: bool,
}

/// A question as it stands.
pub(super) struct Net {
    pub asked: Reading,
    /// The question and its answer in the form.
    pub place: Range<usize>,
    /// The words that put it in the negative.
    pub negations: Vec<Range<usize>>,
    /// What a context lowers counts, too.
    pub with_lowered: bool,
    /// What it would be denied: where that is the danger, a plain yes is none.
    pub denied: Option<Denied>,
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
            self.note(given, stance);
            match stance {
                Stance::Nothing => continue,
                Stance::Affirmed if question.says_none() => {}
                Stance::Affirmed | Stance::Partly if question.is_consent() => {}
                Stance::Denied if question.is_consent() => self.ask(question),
                Stance::Affirmed => self.affirm(question, words),
                Stance::Partly => {
                    self.affirm(question, words);
                    if question.is_of_ability() {
                        self.deny(question, false);
                    }
                }
                Stance::Denied => self.deny(question, true),
                Stance::Unsure => self.ask(question),
                Stance::Open if question.presumes() => self.ask(question),
                Stance::Open => {}
            }
            let denies_all = stance == Stance::Affirmed && question.says_none();
            if !denies_all {
                self.catch(question, stance, row.question.start.min(place.start)..place.end);
            }
            let asked = told.text.get(row.question.clone()).unwrap_or_default();
            self.asked(asked, given, stance == Stance::Denied);
            if let Given::Words { .. } = given {
                self.own_words.push(said.to_owned());
            }
            if stance == Stance::Denied && only_denies(said, question, words) {
                let mut denial = Reading::default();
                denial.push(said, place.clone(), Kind::Said);
                self.denials.push(denial);
            } else if is_said(given, stance, said) {
                self.stated.push(said, place.clone(), Kind::Said);
                self.stated.stop();
            }
            if matches!(stance, Stance::Open | Stance::Affirmed | Stance::Partly)
                && !matches!(given, Given::YesNo { .. })
                && !denies_all
            {
                block.add(question, said, place);
                self.in_context.extend(question.counted(said, place));
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

    /// Keeps the form's own words, by which it is told whether they could be read.
    fn asked(&mut self, question: &str, given: &Given, is_denied: bool) {
        self.asked_words.push((question.to_owned(), is_denied));
        if let Given::Choice { words, .. } = given {
            self.asked_words
                .extend([words.clone(), format!("{question} {words}")].map(|all| (all, is_denied)));
        }
    }

    /// Notes whether an answer could be read at all.
    fn note(&mut self, given: &Given, stance: Stance) {
        let unread = match given {
            Given::Nothing { why } => why.is_some(),
            Given::Words { words } | Given::Choice { words, .. } => plain(words).is_empty(),
            Given::YesNo { .. } | Given::Number { .. } => false,
        };
        let nothing = matches!(given, Given::Nothing { .. });
        self.is_unread |= unread;
        self.is_read |= !nothing && (!unread || stance == Stance::Affirmed);
    }

    /// What must not be missed of the question itself, whatever its answer makes of it.
    fn catch(&mut self, question: &Question<'_>, stance: Stance, place: Range<usize>) {
        let net = |negations, with_lowered| Net {
            asked: question.as_it_stands(stance != Stance::Open || question.is_closed()),
            place: place.clone(),
            negations,
            with_lowered,
            denied: (stance == Stance::Affirmed).then(|| denied(question, true)).flatten(),
        };
        match stance {
            Stance::Nothing => {}
            Stance::Denied => {
                let negations = question.negations();
                if !negations.is_empty() || question.says_none() {
                    self.negated.push(net(negations, true));
                }
            }
            _ if !question.is_of_now() => {}
            _ if question.is_consent() => {
                if !question.is_of_emergency() {
                    self.net.push(net(Vec::new(), false));
                }
            }
            Stance::Open if question.is_of_care() => {}
            _ => self.net.push(net(Vec::new(), true)),
        }
    }

    fn deny(&mut self, question: &Question<'_>, is_sure: bool) {
        self.denied.extend(denied(question, is_sure));
    }

    fn ask(&mut self, question: &Question<'_>) {
        let mut reading = Reading::default();
        question.asked_about(&mut reading);
        self.neither.push(reading);
        self.deny(question, false);
    }
}

/// A question as it would be denied.
fn denied(question: &Question<'_>, is_sure: bool) -> Option<Denied> {
    let denial = question.denied()?;
    let mut affirmed = Reading::default();
    question.affirmed(&mut affirmed);
    Some(Denied { denial, affirmed, is_sure })
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

//! A form as it was filled in: questions with their answers, in the groups and the order of the form.
//!
//! It stands beside the letter's text, which tells the same line by line for whoever reads words alone: the search, a
//! paper, an older Duty Desk. Every answer keeps what kind it is, so that "No" is a denial of its own question and of no
//! other. How it becomes text stands in `telling`, how it is read for danger in [`crate::risk`].

mod telling;

use serde::{Deserialize, Serialize};
pub use telling::{Row, Telling};

/// Questions stand in one another at most so deep; what the sender nests deeper follows at this depth.
pub const DEEPEST: usize = 8;

/// What a form asked and what was answered.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Form {
    /// A changed version of a form that was sent before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub amended: bool,
    /// The questions and groups.
    pub items: Vec<Item>,
    /// What of it was not taken in, as a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<String>,
}

/// A question with its answers, or a group of questions under a heading.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// The words of the question or heading; empty where the answer stands alone.
    pub question: String,
    /// The answers; none for a group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answer>,
    /// The questions of the group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
}

/// One answer, and the questions that were asked about it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    pub given: Given,
    /// What was asked further about this answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
}

/// What was answered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Given {
    /// Ticked or not.
    YesNo { yes: bool },
    /// A number, digit for digit as it was sent.
    Number { number: String },
    /// One of the form's own choices.
    Choice {
        words: String,
        /// What the form counts for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        score: Option<String>,
    },
    /// The writer's own words, or a date or a quantity as text.
    Words { words: String },
    /// No answer, and why, where that is said: "declined".
    Nothing {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
}

impl Form {
    /// A form of these questions, those that stand too deep brought up to [`DEEPEST`].
    pub fn of(items: Vec<Item>) -> Self {
        Self { items: bounded(items, 1), ..Self::default() }
    }

    /// Does it ask anything, or are its answers only words in a row?
    pub fn asks(&self) -> bool {
        self.items.iter().any(|item| !item.question.is_empty() || !item.items.is_empty())
    }
}

impl Given {
    /// The answer in words; none where there is none.
    pub fn words(&self) -> Option<String> {
        let words = match self {
            Self::YesNo { yes } => if *yes { "Yes" } else { "No" }.to_owned(),
            Self::Number { number } => number.clone(),
            Self::Choice { words, score: Some(score) } => format!("{words} ({score})"),
            Self::Choice { words, score: None } | Self::Words { words } => words.clone(),
            Self::Nothing { why: Some(why) } => format!("(no answer: {why})"),
            Self::Nothing { why: None } => return None,
        };
        (!words.trim().is_empty()).then_some(words)
    }
}

fn bounded(items: Vec<Item>, depth: usize) -> Vec<Item> {
    let mut kept = Vec::with_capacity(items.len());
    for mut item in items {
        let mut after = Vec::new();
        for answer in &mut item.answers {
            answer.items = bounded(std::mem::take(&mut answer.items), depth + 1);
            if depth >= DEEPEST {
                after.append(&mut answer.items);
            }
        }
        item.items = bounded(std::mem::take(&mut item.items), depth + 1);
        if depth >= DEEPEST {
            after.append(&mut item.items);
        }
        kept.push(item);
        kept.append(&mut after);
    }
    kept
}

/// `Debug` of what holds a patient's words: its type, nothing else.
macro_rules! hidden {
    ($($name:ident),*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(hidden)"))
            }
        }
    )*};
}
hidden!(Form, Item, Answer, Given);

#[cfg(test)]
mod tests;

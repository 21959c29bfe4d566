//! The rule files as they are written: `rules/*.toml`.
//!
//! Every rule says what it looks for, how urgent it is, why, from which source, and when it was last reviewed. A file
//! that cannot be read in full is refused in full: a misspelt key would otherwise be a rule that never fires. What the
//! patterns mean stands in `pattern`.

use super::pattern::{BadPattern, Lists};
use super::{Category, Condition};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Why the rules cannot be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadRules {
    /// A file is not what is expected.
    #[error("rules/{file} cannot be read: {why}")]
    File {
        file: String,
        /// Line and reason.
        why: String,
    },
    /// A pattern cannot be read.
    #[error("{rule}: pattern {pattern:?}: {why}")]
    Pattern {
        /// The rule or context.
        rule: String,
        pattern: String,
        /// Why not.
        why: BadPattern,
    },
    /// Two rules share an id.
    #[error("the id {0} is given twice")]
    Twice(String),
    /// The automaton cannot be built.
    #[error("the patterns are too many")]
    TooLarge,
}

/// A file of rules.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFile {
    pub about: About,
    #[serde(default)]
    pub lists: Lists,
    #[serde(rename = "rule")]
    pub rules: Vec<RuleData>,
}

/// What holds for every rule of a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct About {
    pub version: u32,
    /// Where the red flags come from.
    pub source: String,
    /// When the file was last read through against its source.
    pub reviewed: String,
    /// When it must be read again.
    pub review_by: String,
}

/// How urgent a rule is.
#[derive(Clone, Copy, Deserialize, PartialEq, Eq, Debug)]
#[serde(rename_all = "lowercase")]
pub(super) enum RuleTier {
    Alert,
    Check,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleData {
    pub id: String,
    pub category: String,
    pub tier: RuleTier,
    /// Counted up whenever the rule changes.
    pub version: u32,
    /// Why this is dangerous, in words for staff.
    pub why: String,
    /// Why the rule looks for what it looks for, for the people who review it.
    pub rationale: String,
    /// Where the red flag comes from.
    pub source: String,
    /// When the rule was last read through against its source, if not with its file.
    pub reviewed: Option<String>,
    /// When it must be read again, if not with its file.
    pub review_by: Option<String>,
    /// Any of these is a match.
    #[serde(default)]
    pub patterns: Vec<String>,
    /// A match that one of these overlaps is none.
    #[serde(default)]
    pub except: Vec<String>,
    /// One pattern of each group, in any order, within `within` words.
    #[serde(default)]
    pub together: Vec<Vec<String>>,
    #[serde(default = "usual_window")]
    pub within: usize,
    /// Contexts that do not lower this rule.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// Only for a person known to be no older.
    pub max_age: Option<u16>,
    /// Only for a person known to be no younger.
    pub min_age: Option<u16>,
    /// The condition that stands for the first group of `together` when the record knows of it.
    pub known: Option<Condition>,
}

fn usual_window() -> usize {
    14
}

impl RuleData {
    /// The category, if its key is one.
    pub fn category(&self) -> Option<Category> {
        Category::ALL.iter().copied().find(|category| category.key() == self.category)
    }
}

impl RuleData {
    /// Are version, rationale and source given, and the dates in order if there are any?
    pub fn is_reviewable(&self) -> bool {
        let dates = match (&self.reviewed, &self.review_by) {
            (None, None) => true,
            (Some(reviewed), Some(review_by)) => in_order(reviewed, review_by),
            _ => false,
        };
        dates && self.version > 0 && !self.rationale.is_empty() && !self.source.is_empty()
    }
}

impl About {
    /// Are the dates dates, and in order?
    pub fn is_dated(&self) -> bool {
        in_order(&self.reviewed, &self.review_by) && self.version > 0 && !self.source.is_empty()
    }
}

fn in_order(reviewed: &str, review_by: &str) -> bool {
    let date = |text: &str| text.parse::<NaiveDate>().ok();
    matches!((date(reviewed), date(review_by)), (Some(done), Some(next)) if done < next)
}

/// `context.toml`: what lowers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContextFile {
    pub about: About,
    #[serde(default)]
    pub lists: Lists,
    /// Words at which a scope ends.
    pub breakers: Vec<String>,
    pub clauses: ClauseData,
    #[serde(rename = "context")]
    pub contexts: Vec<ContextData>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContextData {
    pub id: String,
    /// What it means, for the people who review it.
    #[serde(rename = "means")]
    pub _means: String,
    /// How many words may stand between it and the match.
    pub reach: usize,
    /// The least that a clause must have to cut off what stands before it.
    pub ends_at: Option<Opening>,
    #[serde(default)]
    pub before: Vec<String>,
    #[serde(default)]
    pub after: Vec<String>,
    /// Single words that do so too where they stand in a gap of a match.
    #[serde(default)]
    pub inside: Vec<String>,
    /// Phrases that look like it and are not.
    #[serde(default)]
    pub unless: Vec<String>,
}

/// The words by which clauses are told, lists with spaces between.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClauseData {
    pub persons: String,
    pub things: String,
    pub relations: String,
    pub before_nouns: String,
    pub ends_nouns: String,
    pub joining: String,
    pub verbs: String,
    pub of_now: String,
    pub past_after_have: String,
    pub leading_in: String,
}

/// How a clause is told from the one before; a stronger sign cuts off all that a weaker one does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Opening {
    /// By its subject alone: "can a doctor ring me | I have chest pain".
    Subject,
    /// By "and", a comma or a new line before its subject.
    Joined,
    /// The same, and it speaks of now: "I had a stroke in 2019 | and I am numb again".
    Present,
}

/// `words.toml`: how people spell, lists that every file may name, and what English looks like.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordFile {
    /// The word the rules use, and how people write it.
    pub spelling: BTreeMap<String, Vec<String>>,
    /// One word, and the two that people write for it.
    pub joins: BTreeMap<String, Vec<String>>,
    pub typos: TypoData,
    pub lists: Lists,
    pub language: LanguageData,
}

/// Long words read through one slip of the finger.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TypoData {
    pub words: String,
    /// English words that are one slip away from those, and are meant.
    pub real: String,
}

/// Common words, to tell English from other languages.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LanguageData {
    pub english: String,
    pub other: String,
    /// Medicines whose names no ending tells.
    pub medicines: String,
    pub medicine_endings: String,
}

/// Reads one file.
pub(super) fn read<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, BadRules> {
    toml::from_str(text)
        .map_err(|error| BadRules::File { file: file.to_owned(), why: error.to_string().replace('\n', " ") })
}

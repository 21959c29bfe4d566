//! What the sentences of a question are for.

use super::words::{FormWords, begins_with, is_one_of};

/// Words that turn a statement into a question when they come first.
pub(super) const AUXILIARIES: [&str; 17] = [
    "do", "does", "did", "have", "has", "had", "are", "is", "am", "was", "were", "can", "could", "will",
    "would", "should", "been",
];
/// What a sentence of a question is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// It asks for yes or no, or names what is asked about.
    Asks,
    /// It asks for words.
    Open,
    /// It asks for consent, or that something was read.
    Consent,
    /// It says what to do in an emergency.
    Warns,
    /// It only gives examples.
    Aside,
}

impl Sort {
    /// The sort of a sentence, by its words in lower case.
    pub fn of(line: &str, words: &FormWords) -> Self {
        let first = line.split(' ').next().unwrap_or_default();
        let of_emergency = || line.split(' ').any(|word| is_one_of(&words.emergency, word));
        if begins_with(&words.consents, line) || is_one_of(&words.confirms, line) {
            return Self::Consent;
        }
        if begins_with(&words.confirms, line) {
            return if of_emergency() { Self::Consent } else { Self::Asks };
        }
        let asks_you = || ["do you", "have you", "are you", "did you"].iter().any(|asks| line.contains(asks));
        if begins_with(&words.warns, line) && of_emergency() && !asks_you() {
            return Self::Warns;
        }
        if AUXILIARIES.contains(&first) || first == "any" {
            return Self::Asks;
        }
        match (is_example(first) || line.starts_with("for example"), begins_with(&words.open, line)) {
            (true, _) => Self::Aside,
            (_, true) => Self::Open,
            _ => Self::Asks,
        }
    }
}

/// Does it lead to examples?
pub(super) fn is_example(word: &str) -> bool {
    matches!(word, "eg" | "e g" | "example" | "instance" | "ie" | "i e")
}

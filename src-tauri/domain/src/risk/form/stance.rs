//! What an answer says of its question.

use super::statement::Question;
use super::words::{FormWords, begins_with, is_one_of, plain};
use crate::message::form::Given;

/// What an answer makes of its question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stance {
    /// It is not so.
    Denied,
    /// It is so.
    Affirmed,
    /// It is so to some degree: neither quite yes nor quite no.
    Partly,
    /// Neither yes nor no.
    Unsure,
    /// Words of their own, which the question is only about.
    Open,
    /// Nothing was answered.
    Nothing,
}

impl Stance {
    pub fn of(given: &Given, question: &Question<'_>, words: &FormWords) -> Self {
        match given {
            Given::YesNo { yes: true } => Self::Affirmed,
            Given::YesNo { yes: false } => Self::Denied,
            Given::Number { number } => of_number(number, question),
            Given::Nothing { why } => match why.as_deref() {
                Some("declined") if !question.is_open() => Self::Unsure,
                _ => Self::Nothing,
            },
            Given::Words { words: said } => of_words(said, question, words),
            Given::Choice { words: said, score } => match (of_words(said, question, words), score) {
                (Self::Open, Some(score)) => of_number(score, question),
                (stance, _) => stance,
            },
        }
    }
}

/// Nothing of what was asked, or some of it; to a question for words a number is words.
fn of_number(number: &str, question: &Question<'_>) -> Stance {
    match number.trim().parse::<f64>() {
        Ok(_) if question.is_open() => Stance::Open,
        Ok(0.0) => Stance::Denied,
        Ok(count) if count > 0.0 => Stance::Affirmed,
        _ => Stance::Open,
    }
}

fn of_words(said: &str, question: &Question<'_>, words: &FormWords) -> Stance {
    let all = plain(said);
    let line = all.join(" ");
    let Some(first) = all.first() else { return of_signs(said) };
    if is_one_of(&words.not_asked, &line) {
        return Stance::Nothing;
    }
    if is_one_of(&words.denies, &line) {
        return Stance::Denied;
    }
    if question.is_open() {
        let is_yes = matches!(first.as_str(), "yes" | "true") || is_one_of(&words.affirms, &line);
        return if is_yes { Stance::Affirmed } else { Stance::Open };
    }
    if begins_with(&words.unsure, &line) || line == "x" {
        return Stance::Unsure;
    }
    if begins_with(&words.denying, &line) {
        return if is_plain_denial(said, &all, question, words) { Stance::Denied } else { Stance::Unsure };
    }
    if begins_with(&words.affirms, &line) {
        let hedges = |word: &String| {
            let part = |list: &[String]| is_one_of(list, word) && !is_one_of(&words.fully, word);
            word == "not" || word == "most" || part(&words.yet) || part(&words.graded)
        };
        return if all.iter().any(hedges) { Stance::Partly } else { Stance::Affirmed };
    }
    if begins_with(&words.graded, &line) {
        return if is_one_of(&words.fully, &line) { Stance::Affirmed } else { Stance::Partly };
    }
    Stance::Open
}

/// A tick is a yes; any other sign says something, but not what.
fn of_signs(said: &str) -> Stance {
    match said.trim() {
        "" => Stance::Nothing,
        signs if signs.starts_with(['✓', '✔', '☑', '✅', '👍']) => Stance::Affirmed,
        _ => Stance::Unsure,
    }
}

/// "No, …", "No chest pain": whatever follows takes nothing of it back, or stands apart and is read as words.
fn is_plain_denial(said: &str, all: &[String], question: &Question<'_>, words: &FormWords) -> bool {
    let parted = |rest: &str| rest.trim_start().starts_with([',', '.', ';', '-', '–', '—', '!', '\n']);
    let lower = said.trim_start().to_lowercase();
    let apart = ["no", "none", "never", "nope"].iter().any(|no| lower.strip_prefix(no).is_some_and(parted));
    let takes_back = || all.iter().any(|word| is_one_of(&words.yet, word));
    let asked = question.plain();
    let denies = |word: &String| is_one_of(&words.plain, word) || asked.contains(word) || is_no(word, words);
    (apart && !takes_back()) || all.iter().all(denies)
}

fn is_no(word: &str, words: &FormWords) -> bool {
    is_one_of(&words.negates, word)
}

/// Is all that is said a denial of the question, clause by clause?
pub(super) fn only_denies(said: &str, question: &Question<'_>, words: &FormWords) -> bool {
    let asked = question.plain();
    let denies = |word: &String| is_one_of(&words.plain, word) || asked.contains(word) || is_no(word, words);
    let clauses = said.split([',', '.', ';', ':', '!', '?', '–', '—', '\n']).map(plain);
    // "No I can not breathe" may be no denial at all.
    let able =
        |word: &String| matches!(word.as_str(), "can" | "cant" | "cannot" | "could" | "couldnt" | "able");
    clauses.filter(|clause| !clause.is_empty()).all(|clause| {
        let is_plain = clause.iter().all(|word| denies(word) && !able(word));
        is_plain && begins_with(&words.denying, &clause.join(" "))
    })
}

//! Where a clause with its own subject begins: "no appointments | and my chest pain is worse".
//!
//! A denial, or what was long ago, reaches no farther than the clause it stands in. A new clause is seen by its subject and,
//! for a noun, its verb; how it is joined to the one before says how much it cuts off. What hangs on a word of thinking, asking
//! or condition ("I don't think I have chest pain", "if I get ...") is no clause of its own. One pass, linear in the text.

use super::data::{ClauseData, Opening};
use super::normal::{Normal, STOP};
use rustc_hash::FxHashSet;

/// The clauses of a text, by the word each begins with.
pub(super) struct Clauses {
    openings: Vec<(usize, Opening)>,
}

/// How many words a noun and what describes it may have.
const LONGEST_NOUN: usize = 4;

/// The words by which clauses are told: `[clauses]` of `rules/context.toml`.
pub(super) struct ClauseWords {
    persons: FxHashSet<String>,
    things: FxHashSet<String>,
    before_nouns: FxHashSet<String>,
    ends_nouns: FxHashSet<String>,
    joining: FxHashSet<String>,
    verbs: FxHashSet<String>,
    of_now: FxHashSet<String>,
    past_after_have: FxHashSet<String>,
    leading_in: FxHashSet<String>,
}

impl ClauseWords {
    pub fn new(data: &ClauseData) -> Self {
        let words = |lists: &[&String]| {
            lists.iter().flat_map(|list| list.split_whitespace().map(str::to_owned)).collect()
        };
        Self {
            persons: words(&[&data.persons]),
            things: words(&[&data.things, &data.relations]),
            before_nouns: words(&[&data.before_nouns]),
            ends_nouns: words(&[&data.ends_nouns, &data.joining, &data.persons]),
            joining: words(&[&data.joining]),
            verbs: words(&[&data.verbs]),
            of_now: words(&[&data.of_now]),
            past_after_have: words(&[&data.past_after_have]),
            leading_in: words(&[&data.leading_in]),
        }
    }

    /// How a clause begins with this word, if one does.
    fn opening(&self, word: usize, normal: &Normal) -> Option<Opening> {
        let verb = self.verb_of(word, normal)?;
        let before = normal.word(word - 1);
        if self.joining.contains(before) || normal.pauses_before(word) {
            return Some(if self.is_of_now(verb, normal) { Opening::Present } else { Opening::Joined });
        }
        let leads_in = before == STOP || self.leading_in.contains(before);
        (self.persons.contains(normal.word(word)) && !leads_in).then_some(Opening::Subject)
    }

    /// The place of the verb that a subject at this word has.
    fn verb_of(&self, word: usize, normal: &Normal) -> Option<usize> {
        let is_verb = |place: &usize| self.verbs.contains(normal.word(*place));
        let subject = normal.word(word);
        if self.persons.contains(subject) {
            return Some(word + 1);
        }
        if self.things.contains(subject) {
            return Some(word + 1).filter(is_verb);
        }
        if !self.before_nouns.contains(subject) {
            return None;
        }
        let goes_on = |place: &usize| {
            let same = normal.sentence(*place) == normal.sentence(word);
            same && !self.ends_nouns.contains(normal.word(*place - 1))
        };
        (word + 2..word + 2 + LONGEST_NOUN).take_while(goes_on).find(is_verb)
    }

    fn is_of_now(&self, verb: usize, normal: &Normal) -> bool {
        match normal.word(verb) {
            "have" | "has" => !self.past_after_have.contains(normal.word(verb + 1)),
            verb => self.of_now.contains(verb),
        }
    }
}

impl Clauses {
    pub fn of(normal: &Normal, words: &ClauseWords) -> Self {
        let openings = (1..normal.len()).filter_map(|word| Some((word, words.opening(word, normal)?)));
        Self { openings: openings.collect() }
    }

    /// Does a clause that cuts off so much begin after the one word, and at or before the other?
    pub fn part(&self, from: usize, to: usize, at_least: Opening) -> bool {
        let first = self.openings.partition_point(|(word, _)| *word < from);
        let between = self.openings.iter().skip(first).take_while(|(word, _)| *word <= to);
        between.map(|(_, opening)| *opening).any(|opening| opening >= at_least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk::normal::normalise;
    use crate::risk::spelling::Spelling;

    /// The text with a bar where a clause begins, doubled where it is joined, threefold where it speaks of now.
    fn parted(text: &str) -> String {
        let normal = normalise(text, &Spelling::default());
        let rules = crate::risk::RuleSet::built_in().unwrap();
        let clauses = Clauses::of(&normal, &rules.clauses);
        let bar = |word: usize| match clauses.openings.iter().find(|(at, _)| *at == word) {
            Some((_, Opening::Subject)) => "| ",
            Some((_, Opening::Joined)) => "|| ",
            Some((_, Opening::Present)) => "||| ",
            None => "",
        };
        (0..normal.len())
            .map(|word| format!("{}{}", bar(word), normal.word(word)))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn a_clause_begins_with_a_subject_of_its_own() {
        for (text, expected) in [
            ("no slots and my chest pain is worse", "no slots and ||| my chest pain is worse"),
            ("not happy, my mum is fitting", "not happy ||| my mum is fitting"),
            ("a doctor ring me I have pain", "a doctor ring me | i have pain"),
            ("had a stroke and I went home", "had a stroke and || i went home"),
            ("no car and mum collapsed", "no car and || mum collapsed"),
            ("no fever\nhe is floppy", "no fever ||| he is floppy"),
        ] {
            assert_eq!(parted(text), expected);
        }
    }

    #[test]
    fn what_hangs_on_a_word_or_only_lists_begins_none() {
        for text in [
            "i dont think i have chest pain",
            "no pain in my chest and my arm or my jaw",
            "not sure if he is fitting",
            "no chest pain, shortness of breath, or a rash",
            "do i have sepsis",
            "never had pain when i walk",
        ] {
            assert!(!parted(text).contains('|'), "{}", parted(text));
        }
    }
}

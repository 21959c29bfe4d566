//! A question as it stands, for what reading it as a statement would miss.

use super::reading::{Kind, Reading};
use super::sort::{AUXILIARIES, Sort};
use super::statement::{
    Question, Token, after_verb, line, push_all, push_auxiliary, subject, without_asking, without_examples,
};
use super::words::{begins_with, is_one_of};
use std::ops::Range;

impl<'a> Question<'a> {
    /// Does it ask for yes or no in so many words, and not only name what it is about?
    pub fn is_closed(&self) -> bool {
        let asks = |sentence: &Vec<Token<'_>>| {
            sentence
                .first()
                .is_some_and(|first| AUXILIARIES.contains(&first.lower.as_str()) || first.lower == "any")
        };
        self.sentences.iter().any(asks)
    }

    /// Does a yes to it deny whatever it names: "None of the following apply: …"? A question beside that is another matter.
    pub fn says_none(&self) -> bool {
        let begins = |sentence: &Vec<Token<'_>>| begins_with(&self.words.none_of, &line(sentence));
        self.sentences.first().is_some_and(begins) && !self.is_closed()
    }

    /// Its words as they stand, as the rules read any text, with or without examples; never what is warned of.
    pub fn as_it_stands(&self, with_examples: bool) -> Reading {
        let mut reading = Reading::default();
        let of_emergency =
            |sentence: &[Token<'_>]| sentence.iter().any(|one| is_one_of(&self.words.emergency, &one.lower));
        for (sentence, sort) in self.sentences.iter().zip(&self.sorts) {
            let agrees = *sort == Sort::Consent && of_emergency(sentence);
            if *sort == Sort::Warns || agrees || (*sort == Sort::Aside && !with_examples) {
                continue;
            }
            for token in if with_examples { sentence } else { without_examples(sentence) } {
                reading.push(token.word, token.place.clone(), Kind::Asked);
            }
            reading.stop();
        }
        reading
    }

    /// "How many tablets have you taken?" with its answer: "I have taken 32 tablets".
    pub fn counted(&self, said: &str, place: &Range<usize>) -> Option<Reading> {
        let counts = |sentence: &&Vec<Token<'_>>| {
            let line = line(sentence);
            line.starts_with("how many ") || line.starts_with("how much ")
        };
        let tokens = without_asking(self.sentences.iter().find(counts)?);
        let (subject, rest) = subject(&tokens)?;
        let verb = after_verb(&tokens).checked_sub(1 + subject.len())?;
        let mut reading = Reading::default();
        push_all(&mut reading, subject, true);
        push_auxiliary(&mut reading, tokens.first()?, subject, rest, false);
        push_all(&mut reading, rest.get(..verb)?, false);
        reading.push(said, place.clone(), Kind::Said);
        push_all(&mut reading, rest.get(verb..)?, false);
        self.is_of_now().then_some(reading)
    }

    /// Does it ask where, by whom or with what, and so of nothing that may be dangerous itself?
    pub fn is_of_care(&self) -> bool {
        let lead = self.sentences.first().into_iter().flat_map(|sentence| sentence.iter().take(4));
        let lead: Vec<&str> = lead.map(|token| token.lower.as_str()).collect();
        let asks_who = lead.first().is_some_and(|word| matches!(*word, "who" | "whose" | "name"));
        let of_now = self.sentences.iter().flatten().any(|one| is_one_of(&self.words.now, &one.lower));
        self.is_open() && !of_now && (asks_who || lead.iter().any(|word| is_one_of(&self.words.care, word)))
    }

    /// Does it ask what the person can do or how they feel, so that half a yes may be half a danger?
    pub fn is_of_ability(&self) -> bool {
        let able = |token: &Token<'_>| {
            matches!(token.lower.as_str(), "can" | "could") || is_one_of(&self.words.able, &token.lower)
        };
        self.sentences.iter().flatten().any(able)
    }

    /// Does it only speak of an emergency that it warns of?
    pub fn is_of_emergency(&self) -> bool {
        self.sentences.iter().flatten().any(|token| is_one_of(&self.words.emergency, &token.lower))
    }

    /// Where it is put in the negative: the words of "no chest pain", not of "a rash that does not fade".
    pub fn negations(&self) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for sentence in &self.sentences {
            for (at, token) in sentence.iter().enumerate() {
                let word = |at: Option<usize>| {
                    at.and_then(|at| sentence.get(at)).map(|one| one.lower.as_str()).unwrap_or_default()
                };
                let negates = is_one_of(&self.words.negates, &token.lower)
                    || token.lower == "free" && word(Some(at + 1)) == "of";
                let before = [at.checked_sub(1), at.checked_sub(2)].map(word);
                let relative = |word: &str| matches!(word, "that" | "which" | "who" | "or");
                let in_clause = match before {
                    [one, _] if relative(one) => true,
                    [one, two] => relative(two) && (AUXILIARIES.contains(&one) || one == "will"),
                };
                let stays = is_one_of(&self.words.stays, word(Some(at + 1)));
                if negates && !in_clause && !stays {
                    found.push(token.place.clone());
                }
            }
        }
        found
    }
}

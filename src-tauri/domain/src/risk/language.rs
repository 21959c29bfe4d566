//! Can the rules read this text? Only English can be assessed, and only words.
//!
//! Honest and simple: letters of another script, or too few of the commonest English words beside the commonest words of
//! other languages, mean "not read". In doubt it says so, for an unassessed message is looked at by a person, and an
//! unread one that counts as harmless is not.

use super::WhyUnassessed;
use super::data::LanguageData;
use super::normal::Normal;
use std::collections::HashSet;

/// The words that tell languages apart.
pub(super) struct Language {
    english: HashSet<String>,
    other: HashSet<String>,
}

/// Words of one text, counted.
#[derive(Default)]
struct Count {
    words: usize,
    english: usize,
    other: usize,
    letters: usize,
    foreign_letters: usize,
}

impl Language {
    pub fn new(data: &LanguageData) -> Self {
        let set = |words: &str| words.split_whitespace().map(str::to_owned).collect();
        Self { english: set(&data.english), other: set(&data.other) }
    }

    /// Why the text cannot be read, if it cannot.
    pub fn unreadable(&self, normal: &Normal) -> Option<WhyUnassessed> {
        let count = self.count(normal);
        if count.letters == 0 {
            return Some(WhyUnassessed::NoWords);
        }
        count.is_foreign().then_some(WhyUnassessed::Language)
    }

    fn count(&self, normal: &Normal) -> Count {
        let mut count = Count::default();
        for word in normal.words() {
            if word.is_ascii() {
                count.letters += word.bytes().filter(u8::is_ascii_alphabetic).count();
            } else {
                count.letters += word.chars().filter(|c| c.is_alphabetic()).count();
                count.foreign_letters += word.chars().filter(|c| c.is_alphabetic() && !is_latin(*c)).count();
            }
            if word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
                continue;
            }
            count.words += 1;
            count.english += usize::from(self.english.contains(word));
            count.other += usize::from(self.other.contains(word));
        }
        count
    }
}

impl Count {
    fn is_foreign(&self) -> bool {
        let script = self.foreign_letters * 4 > self.letters;
        let outnumbered = self.other > self.english;
        let nothing_english = self.words >= 6 && self.english == 0;
        let hardly_english = self.words >= 12 && self.english * 8 < self.words;
        script || outnumbered || nothing_english || hardly_english
    }
}

fn is_latin(letter: char) -> bool {
    letter.is_ascii() || matches!(letter, '\u{aa}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

//! Can the rules read this text? Only English can be assessed, and only words.
//!
//! Honest and simple: letters of another script, too few of the commonest English words beside the commonest words of
//! other languages, or a few words none of which is English, mean "not read". In doubt it says so, for an unassessed message is looked at by a person, and an
//! unread one that counts as harmless is not.

use super::assessment::WhyUnassessed;
use super::data::LanguageData;
use super::normal::Normal;
use rustc_hash::{FxHashMap, FxHashSet};

/// A text with fewer words than this has too few common ones to be told by them.
const SHORT: usize = 6;

/// The words that tell languages apart.
pub(super) struct Language {
    /// Of each common word: is it English, is it another language's?
    words: FxHashMap<String, (bool, bool)>,
    /// Words that the rules know, and medicines.
    known: FxHashSet<String>,
    /// How the names of medicines end.
    endings: Vec<String>,
}

/// Words of one text, counted.
#[derive(Default)]
struct Count {
    words: usize,
    english: usize,
    other: usize,
    /// Words that are English, the rules', or a medicine's name.
    known: usize,
    /// Common words of another language that are none of these.
    only_other: usize,
    letters: usize,
    foreign_letters: usize,
}

impl Language {
    /// With the words that the rules know beside.
    pub fn new(data: &LanguageData, of_rules: impl Iterator<Item = String>) -> Self {
        let mut words: FxHashMap<String, (bool, bool)> = FxHashMap::default();
        for word in data.english.split_whitespace() {
            words.entry(word.to_owned()).or_default().0 = true;
        }
        for word in data.other.split_whitespace() {
            words.entry(word.to_owned()).or_default().1 = true;
        }
        let known = of_rules.chain(data.medicines.split_whitespace().map(str::to_owned));
        let endings = data.medicine_endings.split_whitespace().map(str::to_owned);
        Self { words, known: known.collect(), endings: endings.collect() }
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
        let ascii = normal.text.is_ascii();
        if ascii {
            count.letters = normal.text.bytes().filter(u8::is_ascii_alphabetic).count();
        }
        for word in normal.words() {
            if !ascii {
                count.letters += word.chars().filter(|c| c.is_alphabetic()).count();
                count.foreign_letters += word.chars().filter(|c| c.is_alphabetic() && !is_latin(*c)).count();
            }
            if word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
                continue;
            }
            count.words += 1;
            let (english, other) = self.words.get(word).copied().unwrap_or_default();
            let known = english || self.is_known(word);
            count.english += usize::from(english);
            count.other += usize::from(other);
            count.known += usize::from(known);
            count.only_other += usize::from(other && !known);
        }
        count
    }

    fn is_known(&self, word: &str) -> bool {
        self.known.contains(word) || self.endings.iter().any(|ending| word.ends_with(ending.as_str()))
    }
}

impl Count {
    fn is_foreign(&self) -> bool {
        let script = self.foreign_letters * 4 > self.letters;
        let outnumbered = self.other > self.english;
        let short = (1..SHORT).contains(&self.words);
        let nothing_english = self.english == 0 && (!short || self.known == 0);
        let hardly_known = short && self.only_other > 0 && self.known * 2 < self.words;
        let hardly_english = self.words >= 12 && self.english * 8 < self.words;
        script || outnumbered || nothing_english || hardly_known || hardly_english
    }
}

fn is_latin(letter: char) -> bool {
    letter.is_ascii() || matches!(letter, '\u{aa}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

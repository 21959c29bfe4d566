//! The words people type, and the word the rules use for each.
//!
//! Three steps, from sure to likely: a listed spelling ("fitting" is "seizure"), letters held down ("heeelp"), and one slip of the
//! finger in a long word worth it ("unconcious"). Two words that are one are joined ("can not"). Which words is data, in
//! `rules/words.toml`; a word the rules or common English know is never guessed at.

use super::data::WordFile;
use rustc_hash::{FxHashMap, FxHashSet};

/// Letters a word needs before a slip in it is looked for, and has at most.
const SLIPS: std::ops::RangeInclusive<usize> = 6..=16;

/// Words to read as others.
#[derive(Default)]
pub(super) struct Spelling {
    /// What people type, and what it means: one word or more.
    words: FxHashMap<String, String>,
    /// By the second of two words: the first, and the word the two make.
    joins: FxHashMap<String, Vec<(String, String)>>,
    /// Words that are meant as they stand.
    known: FxHashSet<String>,
    slips: Slips,
}

impl Spelling {
    /// Listed spellings and joins alone: what patterns are read with.
    pub fn new(file: &WordFile) -> Self {
        let pairs = |(plain, variants): (&String, &Vec<String>)| {
            variants.iter().map(|variant| (variant.clone(), plain.clone())).collect::<Vec<_>>()
        };
        let mut spelling = Self { words: file.spelling.iter().flat_map(pairs).collect(), ..Self::default() };
        for (two, joined) in file.joins.iter().flat_map(pairs) {
            let plain: Vec<String> = two.split(' ').map(|word| spelling.plain(word).to_owned()).collect();
            if let [first, second] = plain.as_slice() {
                spelling.joins.entry(second.clone()).or_default().push((first.clone(), joined));
            }
        }
        spelling
    }

    /// Adds what messages are read with: guesses, for words that neither the rules nor common English know.
    pub fn guessing(mut self, file: &WordFile, of_rules: impl Iterator<Item = String>) -> Self {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        self.known.extend(of_rules);
        self.known.extend(words(&file.language.english));
        self.known.extend(words(&file.typos.real));
        self.slips = Slips::new(words(&file.typos.words));
        self
    }

    /// The word or words the rules use for one that somebody typed.
    pub fn read<'a>(&'a self, word: &'a str) -> &'a str {
        if let Some(plain) = self.words.get(word) {
            return plain;
        }
        if word.len() < *SLIPS.start() || self.known.contains(word) {
            return self.held_down(word).unwrap_or(word);
        }
        self.held_down(word).or_else(|| self.slips.find(word).map(|meant| self.plain(meant))).unwrap_or(word)
    }

    /// The word that two make, if they make one.
    pub fn joined(&self, first: &str, second: &str) -> Option<&str> {
        self.joins.get(second)?.iter().find(|(one, _)| one == first).map(|(_, joined)| joined.as_str())
    }

    fn plain<'a>(&'a self, word: &'a str) -> &'a str {
        self.words.get(word).map_or(word, String::as_str)
    }

    /// A word with a letter held down, if letting go makes it one that is known.
    fn held_down(&self, word: &str) -> Option<&str> {
        let mut run = word.as_bytes().windows(3);
        if self.known.is_empty() || !run.any(|three| three.iter().all(|letter| Some(letter) == three.first()))
        {
            return None;
        }
        [2, 1].into_iter().find_map(|most| {
            let short = let_go(word, most);
            self.words.get(&short).or_else(|| self.known.get(&short)).map(String::as_str)
        })
    }
}

/// Every run of a letter, at most so long.
fn let_go(word: &str, most: usize) -> String {
    let (mut short, mut last, mut run) = (String::new(), None, 0);
    for letter in word.chars() {
        run = if last == Some(letter) { run + 1 } else { 1 };
        last = Some(letter);
        if run <= most {
            short.push(letter);
        }
    }
    short
}

/// Long words, found by any of their forms with one letter missing.
#[derive(Default)]
struct Slips {
    words: Vec<String>,
    near: FxHashMap<Vec<u8>, Vec<u32>>,
}

impl Slips {
    fn new(words: Vec<String>) -> Self {
        let mut near: FxHashMap<Vec<u8>, Vec<u32>> = FxHashMap::default();
        for (number, word) in (0_u32..).zip(&words) {
            let mut forms: Vec<Vec<u8>> = vec![word.clone().into_bytes()];
            forms.extend((0..word.len()).map(|at| without(word.as_bytes(), at)));
            forms.sort_unstable();
            forms.dedup();
            forms.into_iter().for_each(|form| near.entry(form).or_default().push(number));
        }
        Self { words, near }
    }

    /// The word one slip away that begins with the same letter.
    fn find(&self, word: &str) -> Option<&str> {
        let typed = word.as_bytes();
        if !SLIPS.contains(&typed.len()) || !typed.is_ascii() {
            return None;
        }
        let meant = |form: &[u8]| {
            let numbers = self.near.get(form)?.iter();
            numbers.filter_map(|number| self.words.get(*number as usize)).find(|meant| {
                meant.as_bytes().first() == typed.first() && is_one_slip(typed, meant.as_bytes())
            })
        };
        let mut form: Vec<u8> = Vec::with_capacity(typed.len());
        meant(typed)
            .or_else(|| {
                (1..typed.len()).find_map(|at| {
                    form.clear();
                    form.extend(typed.iter().take(at));
                    form.extend(typed.iter().skip(at + 1));
                    meant(&form)
                })
            })
            .map(String::as_str)
    }
}

fn without(word: &[u8], at: usize) -> Vec<u8> {
    word.iter().take(at).chain(word.iter().skip(at + 1)).copied().collect()
}

/// Is one word the other with a letter missing, doubled, changed, or two swapped?
fn is_one_slip(one: &[u8], other: &[u8]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let rest = |word: &'_ [u8], from: usize| word.get(from..).unwrap_or_default().to_vec();
    let (mine, yours) = (rest(short, same), rest(long, same));
    if short.len() < long.len() {
        return long.len() - short.len() == 1 && mine == rest(&yours, 1);
    }
    let swapped = mine.len() > 1
        && mine.first() == yours.get(1)
        && mine.get(1) == yours.first()
        && rest(&mine, 2) == rest(&yours, 2);
    swapped || rest(&mine, 1) == rest(&yours, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_one_letter_or_one_swap() {
        for (one, other, expected) in [
            ("unconcious", "unconscious", true),
            ("unconsciouss", "unconscious", true),
            ("bleading", "bleeding", true),
            ("beleding", "bleeding", true),
            ("bleeding", "bleeding", true),
            ("blending", "bleeding", true),
            ("beading", "bleeding", false),
            ("swelling", "smelting", false),
            ("collpased", "collapsed", true),
        ] {
            assert_eq!(is_one_slip(one.as_bytes(), other.as_bytes()), expected, "{one} {other}");
        }
    }

    #[test]
    fn letters_held_down_are_let_go() {
        assert_eq!(let_go("heeellpp", 2), "heellpp");
        assert_eq!(let_go("heeellpp", 1), "help");
    }
}

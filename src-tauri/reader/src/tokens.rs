//! Cuts a message into words, and words into the pieces the sentence model knows, exactly as `training/reading.py` does.
//!
//! Lower case; apostrophes and invisible characters fall away, so "can't" and "cant" are one word; "?" and "!" are words. A
//! word the vocabulary lacks is cut into the longest pieces it has (WordPiece), and counts for none if there are none. However
//! long a text is, only its beginning and its end are read, so that nobody can keep a workstation busy with one message.

use rustc_hash::FxHashMap;
use std::ops::Range;

/// Longest word that is cut into pieces, and most bytes of one whose letters are looked at.
pub(crate) const LONGEST_WORD: usize = 32;
/// Words read from the beginning of a message.
const WORDS_AT_START: usize = 1_500;
/// Bytes looked at from its end, if it goes on after that.
const BYTES_AT_END: usize = 4_096;

/// The words of a message, one after the other.
#[derive(Default)]
pub(crate) struct Words {
    text: String,
    ends: Vec<(usize, u32)>,
    sentence: u32,
}

impl Words {
    /// Reads a message: its beginning, and if it goes on, its end.
    pub fn read(text: &str) -> Self {
        let mut words = Self::default();
        words.text.reserve(text.len().min(16_384));
        let read = words.add(text);
        let rest = text.get(read..).unwrap_or_default();
        let tail = rest.ceil_char_boundary(rest.len().saturating_sub(BYTES_AT_END));
        words.add(rest.get(tail..).unwrap_or_default());
        words
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Each word with the number of its sentence.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|(end, _)| *end));
        starts
            .zip(&self.ends)
            .map(|(start, (end, sentence))| (self.text.get(start..*end).unwrap_or_default(), *sentence))
    }

    /// Runs of whole sentences of at most so many words; a longer sentence is one of its own.
    pub fn windows(&self, most: usize) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let (mut start, mut at) = (0, 0);
        for sentence in self.ends.chunk_by(|one, other| one.1 == other.1) {
            let end = at + sentence.len();
            if at > start && end - start > most {
                found.push(start..at);
                start = at;
            }
            at = end;
        }
        found.push(start..at);
        found
    }

    /// The pieces of all words, each with the number of its word, at most so many together: whole sentences while they fit.
    pub fn passes(&self, vocabulary: &Vocabulary, most: usize) -> Vec<Vec<(u32, u32)>> {
        let mut passes: Vec<Vec<(u32, u32)>> = vec![Vec::new()];
        let (mut sentence, mut number, mut pieces) = (Vec::new(), 0, Vec::new());
        for (at, (word, of_sentence)) in (0..).zip(self.iter()) {
            if of_sentence != number {
                fill(&mut passes, &mut sentence, most);
                number = of_sentence;
            }
            vocabulary.cut(word, &mut pieces);
            sentence.extend(pieces.drain(..).map(|piece| (piece, at)));
        }
        fill(&mut passes, &mut sentence, most);
        passes.retain(|pass| !pass.is_empty());
        passes
    }

    /// Adds words; says how many bytes were read.
    fn add(&mut self, text: &str) -> usize {
        let most = self.ends.len() + WORDS_AT_START;
        for (at, character) in text.char_indices() {
            match character {
                'a'..='z' | '0'..='9' => self.text.push(character),
                'A'..='Z' => self.text.push(character.to_ascii_lowercase()),
                '\''
                | '’'
                | '‘'
                | '`'
                | '´'
                | '\u{ad}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2060}'
                | '\u{feff}' => {}
                _ if !character.is_ascii() && character.is_alphabetic() => {
                    self.text.extend(character.to_lowercase())
                }
                _ => {
                    self.finish();
                    self.separate(character);
                    if self.ends.len() >= most {
                        return at + character.len_utf8();
                    }
                }
            }
        }
        self.finish();
        text.len()
    }

    fn separate(&mut self, character: char) {
        if matches!(character, '?' | '!') {
            self.text.push(character);
            self.finish();
        }
        if matches!(character, '.' | '?' | '!' | '\n') {
            self.sentence = self.sentence.saturating_add(1);
        }
    }

    fn finish(&mut self) {
        if self.text.len() > self.ends.last().map_or(0, |(end, _)| *end) {
            self.ends.push((self.text.len(), self.sentence));
        }
    }
}

/// Puts a sentence into the last pass, or, where it does not fit, into passes of its own.
fn fill(passes: &mut Vec<Vec<(u32, u32)>>, sentence: &mut Vec<(u32, u32)>, most: usize) {
    let last = passes.last_mut().filter(|pass| pass.len() + sentence.len() <= most);
    match last {
        Some(pass) => pass.append(sentence),
        None => passes.extend(sentence.chunks(most).map(<[_]>::to_vec)),
    }
    sentence.clear();
}

/// The words and pieces of words that have a number.
pub(crate) struct Vocabulary {
    whole: FxHashMap<&'static str, u32>,
    /// Pieces that go on a word, written without the `##`.
    rest: FxHashMap<&'static str, u32>,
    longest: usize,
}

impl Vocabulary {
    /// From lines: the number of a line is the number of its piece.
    pub fn new(lines: &'static str) -> Self {
        let mut vocabulary = Self { whole: FxHashMap::default(), rest: FxHashMap::default(), longest: 1 };
        for (number, line) in (0..).zip(lines.lines()) {
            let (pieces, piece) = match line.strip_prefix("##") {
                Some(piece) => (&mut vocabulary.rest, piece),
                None => (&mut vocabulary.whole, line),
            };
            pieces.insert(piece, number);
            vocabulary.longest = vocabulary.longest.max(piece.len());
        }
        vocabulary
    }

    /// Adds a word's number, or those of the longest pieces it can be cut into; none if it cannot be cut.
    pub fn cut(&self, word: &str, found: &mut Vec<u32>) {
        if let Some(number) = self.whole.get(word) {
            found.push(*number);
            return;
        }
        let before = found.len();
        if word.len() > LONGEST_WORD || !word.is_ascii() {
            return;
        }
        let mut rest = word;
        while !rest.is_empty() {
            let pieces = if rest.len() == word.len() { &self.whole } else { &self.rest };
            let ends = (1..=rest.len().min(self.longest)).rev();
            let cuts = ends.filter_map(|end| rest.split_at_checked(end));
            let longest =
                cuts.map(|(piece, rest)| (pieces.get(piece), rest)).find(|(number, _)| number.is_some());
            let Some((Some(number), after)) = longest else {
                found.truncate(before);
                return;
            };
            found.push(*number);
            rest = after;
        }
    }
}

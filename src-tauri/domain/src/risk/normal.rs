//! Turns what people type into plain words, and remembers where each stood.
//!
//! Lower case; apostrophes gone ("can't" and "cant" are one word); hyphens, commas and line breaks are spaces; the end of a
//! sentence is a word of its own, so that no pattern reaches across it; a number and its unit are two words ("39c"). Misspellings
//! and everyday synonyms become the word the rules use (`spelling`). One pass, linear in the text; invisible characters are dropped so that they cannot hide a word.

use super::lookalike;
use super::spelling::Spelling;
use std::ops::Range;

/// Words that are one with the "is" after their apostrophe; of others it is left out, as the "'s" of an owner is.
const KEEPS_ITS_S: &[&str] =
    &["its", "hes", "shes", "thats", "theres", "whats", "whos", "heres", "lets", "hows", "wheres", "whens"];

/// The word that stands for the end of a sentence.
pub(super) const STOP: &str = ".";

/// A text as the rules read it.
pub(super) struct Normal {
    /// Words with one space between, before and after.
    pub text: String,
    words: Vec<Word>,
}

struct Word {
    /// Place of the word's first byte in `Normal::text`.
    at: usize,
    /// Place in the original.
    source: Range<u32>,
    /// Number of its sentence.
    sentence: u32,
    /// A comma, a dash, a bracket or a new line stands before it.
    pause: bool,
}

impl Normal {
    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Does a comma, a dash, a bracket or a new line stand before the word?
    pub fn pauses_before(&self, word: usize) -> bool {
        self.words.get(word).is_some_and(|word| word.pause)
    }

    /// The number of the word that this byte of `text` belongs to, from the number of a word before it; a space belongs
    /// to the word after it.
    pub fn word_at(&self, byte: usize, from: usize) -> usize {
        let later = self.words.iter().skip(from + 1);
        from + later.take_while(|word| word.at <= byte).count()
    }

    pub fn word(&self, word: usize) -> &str {
        let at = |number: usize| self.words.get(number).map_or(self.text.len(), |word| word.at);
        self.text.get(at(word)..at(word + 1)).unwrap_or_default().trim_end()
    }

    /// The sentence a word stands in.
    pub fn sentence(&self, word: usize) -> u32 {
        self.words.get(word).map_or(u32::MAX, |word| word.sentence)
    }

    /// Where a run of words stood in the original.
    pub fn source(&self, words: Range<usize>) -> Range<u32> {
        let start = self.words.get(words.start).map_or(0, |word| word.source.start);
        let end = self.words.get(words.end.saturating_sub(1)).map_or(start, |word| word.source.end);
        start..end
    }

    /// The words themselves, sentence ends left out.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.text.split_ascii_whitespace().filter(|word| *word != STOP)
    }
}

/// Normalises a text.
pub(super) fn normalise(text: &str, spelling: &Spelling) -> Normal {
    let mut reader = Reader {
        spelling,
        normal: Normal {
            text: String::with_capacity(text.len() + 16),
            words: Vec::with_capacity(text.len() / 4),
        },
        word: String::new(),
        source: 0..0,
        sentence: 0,
        breaks: 0,
        pause: false,
        owner: 0,
    };
    reader.normal.text.push(' ');
    let mut characters = text.char_indices().peekable();
    let mut last = ' ';
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map_or(' ', |(_, next)| *next);
        reader.read(u32::try_from(at).unwrap_or(u32::MAX), character, last, next);
        last = character;
    }
    reader.finish_word();
    reader.normal
}

struct Reader<'a> {
    spelling: &'a Spelling,
    normal: Normal,
    word: String,
    source: Range<u32>,
    sentence: u32,
    /// Line breaks since the last word.
    breaks: u8,
    /// A comma or the like since the last word.
    pause: bool,
    /// How much of the word stands before its last apostrophe.
    owner: usize,
}

impl Reader<'_> {
    fn read(&mut self, at: u32, character: char, last: char, next: char) {
        match character {
            'a'..='z' | '0'..='9' => self.add(at, character),
            'A'..='Z' => self.add(at, character.to_ascii_lowercase()),
            '-' if last.is_alphanumeric() && next.is_alphanumeric() => self.finish_word(),
            ' ' | '/' | '"' => self.finish_word(),
            ',' | '-' | '–' | '—' | '(' | ')' => self.pause(),
            _ if is_dropped(character) => self.owner = self.word.len(),
            '.' if last.is_ascii_digit() && next.is_ascii_digit() => self.add(at, character),
            '.' | '!' | '?' | ';' | ':' | '…' => self.stop(at),
            '\n' => self.line_break(at),
            _ if character.is_alphanumeric() => {
                lookalike::plain(character, |plain| {
                    for lower in plain.to_lowercase() {
                        self.add_wide(at, lower, character.len_utf8());
                    }
                });
            }
            _ => self.finish_word(),
        }
    }

    fn add(&mut self, at: u32, character: char) {
        self.add_wide(at, character, 1);
    }

    fn add_wide(&mut self, at: u32, character: char, bytes: usize) {
        if self.word.is_empty() {
            self.source.start = at;
        }
        self.word.push(character);
        self.source.end = at.saturating_add(u32::try_from(bytes).unwrap_or(1));
        self.breaks = 0;
    }

    fn finish_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let spelling = self.spelling;
        let mut word = std::mem::take(&mut self.word);
        if word.len() == self.owner + 1 && word.ends_with('s') && !KEEPS_ITS_S.contains(&word.as_str()) {
            word.pop();
        }
        self.owner = 0;
        if let Some(folded) = lookalike::folded(&word) {
            word = folded;
        }
        let (read, rest) = match spelling.read(&word) {
            same if same == word => number_and_unit(&word),
            plain => (plain, ""),
        };
        for part in [read, rest] {
            let plain = if part.len() == word.len() { part } else { spelling.read(part) };
            plain.split(' ').filter(|one| !one.is_empty()).for_each(|one| self.push(one));
        }
        self.word = word;
        self.word.clear();
    }

    /// Adds a word, or joins it with the one before.
    fn push(&mut self, word: &str) {
        let spelling = self.spelling;
        let before = self.normal.words.last().map_or(0, |last| last.at);
        let last = self.normal.text.get(before..).unwrap_or_default().trim_end();
        if let Some(joined) = spelling.joined(last, word) {
            self.normal.text.truncate(before);
            self.normal.text.push_str(joined);
            self.normal.text.push(' ');
            if let Some(whole) = self.normal.words.last_mut() {
                whole.source.end = self.source.end;
            }
            return;
        }
        let at = self.normal.text.len();
        self.normal.text.push_str(word);
        self.normal.text.push(' ');
        let (source, pause) = (self.source.clone(), std::mem::take(&mut self.pause));
        self.normal.words.push(Word { at, source, sentence: self.sentence, pause });
    }

    fn stop(&mut self, at: u32) {
        self.finish_word();
        if self.normal.text.ends_with(" . ") || self.normal.words.is_empty() {
            return;
        }
        self.source = at..at.saturating_add(1);
        self.push(STOP);
        self.sentence += 1;
    }

    fn pause(&mut self) {
        self.finish_word();
        self.pause = true;
    }

    /// One line break may fall within a sentence, an empty line ends it.
    fn line_break(&mut self, at: u32) {
        self.pause();
        self.breaks = self.breaks.saturating_add(1);
        if self.breaks == 2 {
            self.stop(at);
        }
    }
}

/// What people type for an apostrophe, and what cannot be seen: both would hide a word.
fn is_dropped(character: char) -> bool {
    matches!(
        character,
        '\'' | '’'
            | '‘'
            | '‛'
            | '`'
            | '´'
            | '′'
            | '‵'
            | 'ʹ'
            | 'ʻ'
            | 'ʼ'
            | 'ʽ'
            | 'ˈ'
            | 'ʾ'
            | 'ʿ'
            | '՚'
            | '׳'
            | 'ꞌ'
            | '＇'
            | '｀'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
    )
}

/// A number apart from the letters that follow it without a space.
fn number_and_unit(word: &str) -> (&str, &str) {
    let digits = word.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let letters = word.get(digits..).unwrap_or_default();
    let apart = digits > 0 && letters.starts_with(|first: char| first.is_ascii_alphabetic());
    if apart { word.split_at(digits) } else { (word, "") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelling() -> Spelling {
        let file = "[spelling]\n\"going to\" = [\"gonna\"]\nstomach = [\"tummy\"]\nweeks = [\"wks\"]\ntoday = [\"2day\"]\n\
            breathe = [\"breathing\"]\n[joins]\ncant = [\"can not\"]\nanymore = [\"any more\"]\n[lists]\n\
            [typos]\nwords = \"unconscious breathing bleeding\"\nreal = \"blending\"\n[language]\nenglish = \"help so\"\nother = \"\"\nmedicines = \"\"\nmedicine_endings = \"\"";
        let file = crate::risk::data::read("words.toml", file).unwrap();
        Spelling::new(&file).guessing(&file, std::iter::empty())
    }

    #[test]
    fn people_write_as_they_do() {
        for (text, expected) in [
            ("I CAN’T breathe", " i cant breathe "),
            ("can't   breathe", " cant breathe "),
            ("self-harm, again", " self harm again "),
            ("Help. Me!!!", " help . me . "),
            ("...Help", " help "),
            ("temp 39.5. Shivering", " temp 39.5 . shivering "),
            ("one\ntwo\n\nthree", " one two . three "),
            ("I'm gonna", " im going to "),
            ("My Tummy", " my stomach "),
            ("k\u{200b}ill", " kill "),
            ("his leg's numb, it’s bad", " his leg numb its bad "),
            ("É😀A", " é a "),
            ("", " "),
            ("😀", " "),
            ("39.5c at 36wks, 500mg 2day", " 39.5 c at 36 weeks 500 mg today "),
            ("1st 2 can not do it any more", " 1 st 2 cant do it anymore "),
            ("can. not", " can . not "),
            ("sooo heeelp xxx", " so help xxx "),
            ("unconcious, braething and bledding", " unconscious breathe and bleeding "),
            ("blending", " blending "),
        ] {
            assert_eq!(normalise(text, &spelling()).text, expected, "{text}");
        }
    }

    #[test]
    fn a_joined_word_spans_both() {
        let text = "I can  not go";
        let range = normalise(text, &spelling()).source(1..2);
        assert_eq!(text.get(range.start as usize..range.end as usize), Some("can  not"));
    }

    #[test]
    fn words_are_found_again_in_the_original() {
        let text = "Ünwell – I’m gonna faint";
        let normal = normalise(text, &spelling());
        let source = |words| {
            let range = normal.source(words);
            text.get(range.start as usize..range.end as usize).unwrap()
        };
        assert_eq!(source(0..1), "Ünwell");
        assert_eq!(source(1..4), "I’m gonna");
        assert_eq!(source(4..5), "faint");
        assert_eq!(normal.word_at(normal.text.find("faint").unwrap(), 0), 4);
        assert_eq!(normal.word_at(normal.text.find("faint").unwrap(), 4), 4);
    }
}

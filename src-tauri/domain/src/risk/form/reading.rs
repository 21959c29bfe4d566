//! A text made for the rules, and where each of its words stands in the form.

use std::ops::Range;

/// What a word is in a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The patient's own word, or a choice they made.
    Said,
    /// A word of the question.
    Asked,
    /// The word that denies a question.
    Denial,
    /// A word that only makes a sentence of it.
    Added,
}

/// A text and its pieces.
#[derive(Default)]
pub(super) struct Reading {
    pub text: String,
    pieces: Vec<Piece>,
}

struct Piece {
    at: Range<usize>,
    source: Range<usize>,
    kind: Kind,
}

impl Reading {
    /// Adds words from a place of the form.
    pub fn push(&mut self, words: &str, source: Range<usize>, kind: Kind) {
        if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
            self.text.push(' ');
        }
        let start = self.text.len();
        self.text.push_str(words);
        self.pieces.push(Piece { at: start..self.text.len(), source, kind });
    }

    /// Ends the sentence.
    pub fn stop(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push_str(".\n\n");
        }
    }

    /// The kinds of words in a part of the text, and where in the form they stand; none if it is made up.
    pub fn at(&self, part: Range<usize>) -> Option<(Vec<Kind>, Range<usize>)> {
        let first = self.pieces.partition_point(|piece| piece.at.end <= part.start);
        let met = self.pieces.get(first..)?.iter().take_while(|piece| piece.at.start < part.end);
        let met: Vec<&Piece> = met.collect();
        let kinds = met.iter().map(|piece| piece.kind).collect();
        let places = met.iter().filter(|piece| !piece.source.is_empty()).map(|piece| piece.place(&part));
        let place = places.reduce(|one, other| one.start.min(other.start)..one.end.max(other.end))?;
        Some((kinds, place))
    }
}

impl Piece {
    /// Where a part of this piece stands: to the byte where it stands word for word, else all of it.
    fn place(&self, part: &Range<usize>) -> Range<usize> {
        if self.at.len() != self.source.len() {
            return self.source.clone();
        }
        let from = part.start.saturating_sub(self.at.start);
        let upto = part.end.min(self.at.end) - self.at.start;
        self.source.start + from..self.source.start + upto
    }
}

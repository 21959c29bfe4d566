//! The second reader: a small model that has learnt from written messages what danger reads like when no rule names it.
//!
//! It adds up what each word speaks for, over the whole message and over the sentences that speak loudest, in whole numbers
//! and in microseconds. It is asked only where the rules found nothing, and can make a check of that. What is deliberately
//! absent is any say over alerts, and any word of the message in its answer. How it was trained and measured stands in `training/`.

mod tokens;
mod weights;

use super::Category;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;
use tokens::Words;
use weights::Weights;

/// Most words that are read at once, if more than one sentence is.
const WINDOW: usize = 30;

/// What a message reads like to the second reader, if it reads like danger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ReadsLike {
    /// The nearest category.
    pub category: Category,
    /// The chance in a hundred that it is dangerous, as it was among messages the reader had not seen.
    pub chance: u8,
}

/// Names the model exactly, such as `1-3f0c9a2e`; none if it could not be read.
pub(super) fn version() -> Option<&'static str> {
    built_in().map(|weights| weights.version.as_str())
}

/// What a message reads like; none if it does not read like danger.
pub(super) fn reads_like(text: &str) -> Option<ReadsLike> {
    let weights = built_in()?;
    let reading = Reading::new(text, weights);
    let score = reading.score(weights);
    let speaks = score > weights.threshold;
    let category = speaks.then(|| weights.nearest(&reading.pieces, reading.words.len())).flatten()?;
    Some(ReadsLike { category, chance: weights.chance(score) })
}

fn built_in() -> Option<&'static Weights> {
    static BUILT_IN: OnceLock<Option<Weights>> = OnceLock::new();
    BUILT_IN.get_or_init(|| Weights::parse(include_bytes!("reader/model.bin"))).as_ref()
}

/// A message as the reader sees it.
struct Reading {
    /// What each word speaks for, and its sentence.
    words: Vec<(i32, u32)>,
    /// The pieces of all words.
    pieces: Vec<u32>,
}

impl Reading {
    fn new(text: &str, weights: &Weights) -> Self {
        let words = Words::read(text);
        let mut reading =
            Self { words: Vec::with_capacity(words.len()), pieces: Vec::with_capacity(words.len()) };
        let mut before = "";
        for (word, sentence) in words.iter() {
            let alone = weights.alone(word, &mut reading.pieces);
            reading.words.push((alone + weights.pair(before, word), sentence));
            before = word;
        }
        reading
    }

    /// The mean of the whole message and of its loudest run of sentences, so that neither length hides danger.
    fn score(&self, weights: &Weights) -> f32 {
        let of = |words: &[(i32, u32)]| {
            weights.score(words.iter().map(|(speaks, _)| i64::from(*speaks)).sum(), words.len())
        };
        let loudest = self.windows().into_iter().map(of).max_by(f32::total_cmp);
        let whole = of(&self.words);
        (whole + loudest.unwrap_or(whole)) / 2.0
    }

    /// Runs of whole sentences of at most `WINDOW` words; a longer sentence is one of its own.
    fn windows(&self) -> Vec<&[(i32, u32)]> {
        let mut found = Vec::new();
        let (mut start, mut at) = (0, 0);
        for sentence in self.words.chunk_by(|one, other| one.1 == other.1) {
            let end = at + sentence.len();
            if at > start && end - start > WINDOW {
                found.extend(self.words.get(start..at));
                start = at;
            }
            at = end;
        }
        found.extend(self.words.get(start..at));
        found
    }
}

#[cfg(test)]
mod tests;

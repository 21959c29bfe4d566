//! The second reader: a model that has learnt from written messages what danger reads like when no rule names it.
//!
//! A frozen sentence encoder gives every word a vector that says what it means where it stands; a small head, trained on messages,
//! adds up what those vectors and the words themselves speak for, over the whole message and over the sentences that speak
//! loudest. It takes milliseconds and is asked after the rules' verdict is known. What is deliberately absent is any say over
//! alerts, and any word of the message in its answer. How it was trained and measured stands in `training/`.

mod encoder;
mod head;
mod numbers;
mod parts;
mod tokens;

use domain::risk::{ReadsLike, SecondReading};
use encoder::{Encoder, TOKENS, WIDTH};
use head::Head;
use std::ops::Range;
use tokens::{Vocabulary, Words};

/// Most words that are read at once, if more than one sentence is.
const WINDOW: usize = 15;
/// Most passes of the encoder over one message.
const PASSES: usize = 16;

/// The model, in memory: about 13 MB of its own while it is held, beside the pages of the program's file.
pub struct Reader {
    encoder: Encoder,
    head: Head,
    vocabulary: Vocabulary,
    /// One thread: whoever works at this computer has the others.
    thread: rayon::ThreadPool,
}

impl Reader {
    /// The one built into this version; none if it cannot be read, which tests keep from being released.
    pub fn load() -> Option<Self> {
        Self::parse(include_bytes!("encoder.bin"), include_bytes!("head.bin"))
    }

    fn parse(encoder: &'static [u8], head: &[u8]) -> Option<Self> {
        let encoder = Encoder::parse(encoder)?;
        let head = Head::parse(head)?;
        let thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().ok()?;
        Some(Self { vocabulary: Vocabulary::new(encoder.pieces), encoder, head, thread })
    }

    /// Names it exactly, such as `2-3f0c9a2e`.
    pub fn version(&self) -> &str {
        &self.head.version
    }

    /// Reads the words of a message that somebody stands behind.
    pub fn read(&self, text: &str) -> SecondReading {
        let reads_like = self.thread.install(|| {
            let reading = self.reading(text)?;
            let speaks = reading.score > self.head.threshold;
            let category = speaks.then(|| self.head.nearest(&reading.vector)).flatten()?;
            Some(ReadsLike { category, chance: self.head.chance(reading.score) })
        });
        SecondReading { reader: self.version().to_owned(), reads_like }
    }

    fn reading(&self, text: &str) -> Option<Reading> {
        let words = Words::read(text);
        let mut spoken = Vec::with_capacity(words.len());
        let mut before = "";
        for (word, _) in words.iter() {
            spoken.push(self.head.word(before, word));
            before = word;
        }
        let tokens = self.tokens(&words)?;
        let vector = |range: Range<usize>| {
            let within = tokens.iter().filter(|(word, _)| range.contains(&(*word as usize)));
            encoder::mean(within.map(|(_, vector)| vector.as_slice()))
        };
        let score = |range: Range<usize>| {
            self.head.score(spoken.get(range.clone()).unwrap_or_default(), &vector(range))
        };
        let whole = score(0..words.len());
        let loudest = words.windows(WINDOW).into_iter().map(score).max_by(f32::total_cmp).unwrap_or(whole);
        Some(Reading { score: (whole + loudest) / 2.0, vector: vector(0..words.len()) })
    }

    /// Each token's word and vector; of a text of very many the first and the last.
    fn tokens(&self, words: &Words) -> Option<Vec<(u32, [f32; WIDTH])>> {
        let mut passes = words.passes(&self.vocabulary, TOKENS);
        if passes.len() > PASSES {
            passes.drain(PASSES * 3 / 4..passes.len() - PASSES / 4);
        }
        let mut found = Vec::new();
        for pass in passes {
            let (pieces, of_words): (Vec<u32>, Vec<u32>) = pass.into_iter().unzip();
            let vectors = self.encoder.read(&pieces)?;
            let (vectors, _) = vectors.as_chunks::<WIDTH>();
            found.extend(of_words.into_iter().zip(vectors.iter().copied()));
        }
        Some(found)
    }
}

/// What a message comes to.
struct Reading {
    score: f32,
    /// Of the whole message.
    vector: [f32; WIDTH],
}

#[cfg(test)]
mod tests;

//! What the second reader has learnt, as `training/train.py` wrote it: what a sentence's vector, its words and the runs of their
//! letters speak for.
//!
//! Weights of words and letters are whole numbers, so their sum is the same on every machine. A file that is not exactly so is no
//! head, and then nobody reads a second time; a test keeps that from being released. The vectors come from `encoder`.

use crate::encoder::WIDTH;
use crate::parts::Parts;
use crate::tokens::LONGEST_WORD;
use domain::risk::Category;
use sha2::{Digest, Sha256};

/// Hashed features fall into as many.
const BUCKETS: usize = 1 << 17;
/// What a weight of one is written as.
const UNIT: f32 = 1024.0;

/// What was learnt, ready to be asked.
pub(crate) struct Head {
    /// Names it exactly.
    pub version: String,
    /// The encoder it was trained with.
    #[cfg_attr(not(test), expect(dead_code, reason = "a test holds the two files together"))]
    pub encoder: Vec<u8>,
    /// A score above this speaks up.
    pub threshold: f32,
    /// What it adds to every score.
    bias: f32,
    /// Scores and the chance in a hundred each stands for, rising.
    chances: Vec<(f32, u8)>,
    vector: Vec<f32>,
    words: Vec<i16>,
    letters: Vec<i16>,
    categories: Vec<Category>,
    /// A vector for each category.
    kinds: Vec<f32>,
    kind_biases: Vec<f32>,
}

impl Head {
    /// Reads a head; none if it is not one.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let mut parts = Parts::of(bytes, b"READER2\n")?;
        let encoder = parts.bytes()?.to_vec();
        let categories: Vec<Category> = parts.text()?.lines().map(category).collect::<Option<_>>()?;
        let numbers = parts.wholes()?;
        let ([bias, threshold], chances) = numbers.split_first_chunk::<2>()?;
        let head = Self {
            version: version(bytes),
            encoder,
            threshold: *threshold as f32 / UNIT,
            bias: *bias as f32 / UNIT,
            chances: chances.chunks_exact(2).map(chance).collect::<Option<_>>()?,
            vector: parts.floats(WIDTH)?,
            words: parts.halves(BUCKETS)?,
            letters: parts.halves(BUCKETS)?,
            kinds: parts.floats(WIDTH * categories.len())?,
            kind_biases: parts.floats(categories.len())?,
            categories,
        };
        (parts.is_over() && !head.chances.is_empty()).then_some(head)
    }

    /// What a word speaks for, where it stands after another: itself, the two together, and its letters.
    pub fn word(&self, before: &str, word: &str) -> i32 {
        let pair = Hash::START.with(before.as_bytes()).then(b' ').with(word.as_bytes());
        at(&self.words, Hash::START.with(word.as_bytes())) + at(&self.words, pair) + self.runs(word)
    }

    /// What the runs of three to five bytes of a word speak for, the spaces around it included.
    fn runs(&self, word: &str) -> i32 {
        let mut padded = [b' '; LONGEST_WORD + 2];
        let length = word.len().min(LONGEST_WORD);
        for (to, from) in padded.iter_mut().skip(1).zip(word.bytes().take(length)) {
            *to = from;
        }
        let padded = padded.get(..length + 2).unwrap_or_default();
        let mut sum = 0;
        for start in 0..padded.len() {
            let mut hash = Hash::START;
            for (number, byte) in padded.iter().skip(start).take(5).enumerate() {
                hash = hash.then(*byte);
                if number >= 2 {
                    sum += at(&self.letters, hash);
                }
            }
        }
        sum
    }

    /// A score from what some words speak for and the vector of them all, so that long messages and short ones compare.
    pub fn score(&self, spoken: &[i32], vector: &[f32]) -> f32 {
        let sum: i64 = spoken.iter().copied().map(i64::from).sum();
        let of_words = sum as f32 / UNIT / (spoken.len().max(1) as f32).sqrt();
        of_words + product(&self.vector, vector) + self.bias
    }

    /// The chance in a hundred that a message of this score is dangerous, as it was among messages not trained on.
    pub fn chance(&self, score: f32) -> u8 {
        let reached = self.chances.iter().take_while(|(from, _)| *from <= score);
        reached.last().or(self.chances.first()).map_or(0, |(_, percent)| *percent)
    }

    /// The category that a vector is nearest to.
    pub fn nearest(&self, vector: &[f32]) -> Option<Category> {
        let near = self.kinds.chunks_exact(WIDTH).zip(&self.kind_biases);
        near.map(|(kind, bias)| product(kind, vector) + bias)
            .zip(&self.categories)
            .max_by(|one, other| one.0.total_cmp(&other.0))
            .map(|(_, category)| *category)
    }
}

fn product(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// FNV-1a, a byte at a time: the runs of letters that begin together share their beginning.
#[derive(Clone, Copy)]
struct Hash(u32);

impl Hash {
    /// Of nothing.
    const START: Self = Self(0x811c_9dc5);

    /// With one byte more.
    fn then(self, byte: u8) -> Self {
        Self((self.0 ^ u32::from(byte)).wrapping_mul(0x0100_0193))
    }

    /// With more bytes.
    fn with(self, bytes: &[u8]) -> Self {
        bytes.iter().fold(self, |hash, byte| hash.then(*byte))
    }

    fn bucket(self) -> usize {
        (self.0 ^ (self.0 >> 15)) as usize & (BUCKETS - 1)
    }
}

/// The weight of a hashed feature.
fn at(table: &[i16], hash: Hash) -> i32 {
    table.get(hash.bucket()).copied().map_or(0, i32::from)
}

fn version(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hex: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("2-{hex}")
}

fn category(key: &str) -> Option<Category> {
    Category::ALL.iter().copied().find(|category| category.key() == key)
}

fn chance(pair: &[i32]) -> Option<(f32, u8)> {
    let [score, percent] = pair else { return None };
    Some((*score as f32 / UNIT, u8::try_from(*percent).ok()?))
}

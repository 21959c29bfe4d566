//! What the second reader has learnt, as `training/train.py` wrote it into `model.bin`.
//!
//! A name, then parts, each after its length: pieces, categories, numbers, and a weight for each piece, each hashed word, each
//! hashed run of letters, and each category of each piece. Weights are whole numbers, so every machine adds them up to the
//! same. A file that is not exactly so is no model, and then nobody votes; a test keeps that from being released.

use super::super::Category;
use super::tokens::{LONGEST_WORD, Vocabulary};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

/// Hashed features fall into as many.
const BUCKETS: usize = 1 << 17;
/// What a weight of one is written as.
const UNIT: f32 = 1024.0;

/// A model, ready to be asked.
pub(super) struct Weights {
    /// Names it exactly.
    pub version: String,
    /// A score above this speaks up.
    pub threshold: f32,
    /// What it adds to every score.
    bias: f32,
    /// Scores and the chance in a hundred each stands for, rising.
    chances: Vec<(f32, u8)>,
    vocabulary: Vocabulary,
    /// Of each word the vocabulary has whole, its number and all it speaks for by itself: nearly every word people write.
    whole: FxHashMap<&'static str, (u32, i32)>,
    pieces: Vec<i16>,
    words: Vec<i16>,
    letters: Vec<i16>,
    categories: Vec<Category>,
    /// For each piece, a weight for each category.
    kinds: &'static [u8],
    kind_biases: Vec<i32>,
}

impl Weights {
    /// Reads a model; none if it is not one.
    pub fn parse(bytes: &'static [u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(b"READER1\n")?;
        let mut part = || {
            let (length, after) = rest.split_first_chunk::<4>()?;
            let (part, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize)?;
            rest = after;
            Some(part)
        };
        let lines = std::str::from_utf8(part()?).ok()?;
        let keys = std::str::from_utf8(part()?).ok()?;
        let numbers = whole(part()?);
        let ([bias, threshold], chances) = numbers.split_first_chunk::<2>()?;
        let mut weights = Self {
            version: version(bytes),
            threshold: *threshold as f32 / UNIT,
            bias: *bias as f32 / UNIT,
            chances: chances.chunks_exact(2).filter_map(chance).collect(),
            vocabulary: Vocabulary::new(lines),
            whole: FxHashMap::default(),
            pieces: halves(part()?),
            words: halves(part()?),
            letters: halves(part()?),
            categories: keys.lines().map(category).collect::<Option<_>>()?,
            kinds: part()?,
            kind_biases: whole(part()?),
        };
        weights.whole =
            weights.vocabulary.whole().map(|(word, at)| (word, (at, weights.sum(word, &[at])))).collect();
        (rest.is_empty() && weights.fits(lines.lines().count())).then_some(weights)
    }

    /// Has every table the length it must have?
    fn fits(&self, pieces: usize) -> bool {
        self.pieces.len() == pieces
            && self.words.len() == BUCKETS
            && self.letters.len() == BUCKETS
            && self.kinds.len() == pieces * self.categories.len()
            && self.kind_biases.len() == self.categories.len()
            && !self.chances.is_empty()
    }

    /// What a word speaks for, whatever stands before it. Adds its pieces, or none if it has none.
    pub fn alone(&self, word: &str, pieces: &mut Vec<u32>) -> i32 {
        if let Some((number, speaks)) = self.whole.get(word) {
            pieces.push(*number);
            return *speaks;
        }
        let before = pieces.len();
        self.vocabulary.cut(word, pieces);
        self.sum(word, pieces.get(before..).unwrap_or_default())
    }

    /// What a word and the one before it speak for together.
    pub fn pair(&self, before: &str, word: &str) -> i32 {
        at(&self.words, Hash::START.with(before.as_bytes()).then(b' ').with(word.as_bytes()))
    }

    /// What a word with these pieces speaks for: the pieces, the word itself, and its letters.
    fn sum(&self, word: &str, pieces: &[u32]) -> i32 {
        let of_piece = |number: &u32| self.pieces.get(*number as usize).copied().map_or(0, i32::from);
        let of_pieces: i32 = pieces.iter().map(of_piece).sum();
        of_pieces + at(&self.words, Hash::START.with(word.as_bytes())) + self.runs(word)
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

    /// A score from a sum of weights over some words, so that long messages and short ones compare.
    pub fn score(&self, sum: i64, words: usize) -> f32 {
        sum as f32 / UNIT / (words.max(1) as f32).sqrt() + self.bias
    }

    /// The chance in a hundred that a message of this score is dangerous, as it was among messages not trained on.
    pub fn chance(&self, score: f32) -> u8 {
        let reached = self.chances.iter().take_while(|(from, _)| *from <= score);
        reached.last().or(self.chances.first()).map_or(0, |(_, percent)| *percent)
    }

    /// The category that these pieces, of a message of so many words, are nearest to.
    pub fn nearest(&self, pieces: &[u32], words: usize) -> Option<Category> {
        let count = self.categories.len();
        let mut sums = vec![0_i32; count];
        for piece in pieces {
            let start = *piece as usize * count;
            let row = self.kinds.get(start..start + count).unwrap_or_default();
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += i32::from(weight.cast_signed());
            }
        }
        let root = (words.max(1) as f32).sqrt();
        let scores = sums.iter().zip(&self.kind_biases).map(|(sum, bias)| *sum as f32 / root + *bias as f32);
        scores
            .zip(&self.categories)
            .max_by(|one, other| one.0.total_cmp(&other.0))
            .map(|(_, category)| *category)
    }
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
    format!("1-{hex}")
}

fn category(key: &str) -> Option<Category> {
    Category::ALL.iter().copied().find(|category| category.key() == key)
}

fn chance(pair: &[i32]) -> Option<(f32, u8)> {
    let [score, percent] = pair else { return None };
    Some((*score as f32 / UNIT, u8::try_from(*percent).ok()?))
}

fn halves(bytes: &[u8]) -> Vec<i16> {
    let (pairs, _) = bytes.as_chunks::<2>();
    pairs.iter().map(|pair| i16::from_le_bytes(*pair)).collect()
}

fn whole(bytes: &[u8]) -> Vec<i32> {
    let (fours, _) = bytes.as_chunks::<4>();
    fours.iter().map(|four| i32::from_le_bytes(*four)).collect()
}

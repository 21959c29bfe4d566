//! The frozen sentence encoder: all-MiniLM-L6-v2 with whole-number weights, as `training/encoder.py` wrote it.
//!
//! Tokens go in, and for each comes out a vector that says what it means where it stands. Products of whole numbers are exact
//! on every processor; the rest is float32, on one thread, so that one machine says the same each time. What is deliberately
//! absent is any learning: what a vector speaks for is decided in `head`. How a message becomes tokens stands in `tokens`.

use crate::numbers::{gelu, normal, rounded, softmax, sum};
use crate::parts::Parts;
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_tensor::{Matrix, NdTensorView};

/// How long the vector of a token is.
pub(crate) const WIDTH: usize = 384;
/// Tokens in one pass, the marks of its beginning and its end included.
const PASS: usize = 128;
/// Tokens of the message in one pass.
pub(crate) const TOKENS: usize = PASS - 2;
const LAYERS: usize = 6;
const HEADS: usize = 12;
const HEAD: usize = WIDTH / HEADS;
const WIDE: usize = 4 * WIDTH;
/// The marks of a beginning and an end.
const BEGIN: u32 = 0;
const END: u32 = 1;

/// Multiplies whole numbers.
type Whole = GemmExecutor<u8, i8, i32>;

/// An encoder, ready to be asked.
pub(crate) struct Encoder {
    /// Its vocabulary, a line a piece.
    pub pieces: &'static str,
    words: &'static [u8],
    scales: Vec<f32>,
    places: Vec<f32>,
    first: Normal,
    layers: Vec<Layer>,
}

struct Layer {
    /// Query, key and value beside each other.
    inner: Linear,
    outer: Linear,
    after: Normal,
    wide: Linear,
    narrow: Linear,
    last: Normal,
}

struct Linear {
    matrix: PackedBMatrix<i8>,
    /// Of each column: what a row's own nought has put into its products.
    sums: Vec<i32>,
    scales: Vec<f32>,
    bias: Vec<f32>,
}

struct Normal {
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Encoder {
    /// Reads an encoder; none if it is not one.
    pub fn parse(bytes: &'static [u8]) -> Option<Self> {
        let whole = Whole::new();
        let mut parts = Parts::of(bytes, b"ENCODE1\n")?;
        let pieces = parts.text()?;
        let count = pieces.lines().count();
        let words = parts.bytes()?;
        let scales = parts.floats(count)?;
        let places = parts.floats(PASS * WIDTH)?;
        let first = Normal::parse(&mut parts)?;
        let layers = (0..LAYERS).map(|_| Layer::parse(&mut parts, &whole)).collect::<Option<_>>()?;
        let fits = parts.is_over() && words.len() == count * WIDTH;
        fits.then_some(Self { pieces, words, scales, places, first, layers })
    }

    /// The vector of each token of a pass, one after the other.
    pub fn read(&self, tokens: &[u32]) -> Option<Vec<f32>> {
        let tokens = tokens.get(..tokens.len().min(TOKENS))?;
        let marked = std::iter::once(&BEGIN).chain(tokens).chain(std::iter::once(&END));
        let mut x = Vec::with_capacity((tokens.len() + 2) * WIDTH);
        for (token, place) in marked.zip(self.places.chunks_exact(WIDTH)) {
            let at = *token as usize;
            let (word, scale) = (self.words.get(at * WIDTH..(at + 1) * WIDTH)?, self.scales.get(at)?);
            x.extend(
                word.iter().zip(place).map(|(part, place)| f32::from(part.cast_signed()) * scale + place),
            );
        }
        self.first.apply(&mut x);
        let (whole, float) = (Whole::new(), GemmExecutor::new());
        for layer in &self.layers {
            let seen = layer.outer.apply(&whole, &attend(&float, layer.inner.apply(&whole, &x)?)?)?;
            layer.after.apply(add(&mut x, &seen));
            let mut wide = layer.wide.apply(&whole, &x)?;
            gelu(&mut wide);
            let seen = layer.narrow.apply(&whole, &wide)?;
            layer.last.apply(add(&mut x, &seen));
        }
        x.get(WIDTH..(tokens.len() + 1) * WIDTH).map(<[f32]>::to_vec)
    }
}

/// What each token gathers from the others, head by head, out of every token's query, key and value.
fn attend(float: &GemmExecutor, all: Vec<f32>) -> Option<Vec<f32>> {
    let length = all.len() / (3 * WIDTH);
    let mut found = vec![0.0; length * WIDTH];
    let mut near = vec![0.0; length * length];
    let mut seen = vec![0.0; length * HEAD];
    for head in 0..HEADS {
        let part = |kind: usize| part(&all, kind * WIDTH + head * HEAD);
        let (query, key, value) = (part(0), part(1), part(2));
        let key = matrix(length, &key)?;
        multiply(float, &mut near, matrix(length, &query)?, key.transposed())?;
        near.chunks_exact_mut(length).for_each(softmax);
        let near = NdTensorView::try_from_data([length, length], near.as_slice()).ok()?;
        multiply(float, &mut seen, near, matrix(length, &value)?)?;
        for (to, from) in found.chunks_exact_mut(WIDTH).zip(seen.chunks_exact(HEAD)) {
            to.get_mut(head * HEAD..(head + 1) * HEAD)?.copy_from_slice(from);
        }
    }
    Some(found)
}

fn multiply(float: &GemmExecutor, to: &mut [f32], a: Matrix, b: Matrix) -> Option<()> {
    let options = GemmOptions::default();
    float.gemm(to, GemmInputA::Unpacked(a), GemmInputB::Unpacked(b), options).ok()
}

/// A head's share of every token.
fn part(all: &[f32], from: usize) -> Vec<f32> {
    all.chunks_exact(3 * WIDTH).flat_map(|row| row.iter().skip(from).take(HEAD).copied()).collect()
}

fn matrix(length: usize, numbers: &[f32]) -> Option<Matrix<'_>> {
    NdTensorView::try_from_data([length, HEAD], numbers).ok()
}

fn add<'a>(x: &'a mut [f32], seen: &[f32]) -> &'a mut [f32] {
    x.iter_mut().zip(seen).for_each(|(x, seen)| *x += seen);
    x
}

impl Layer {
    fn parse(parts: &mut Parts<'static>, whole: &Whole) -> Option<Self> {
        Some(Self {
            inner: Linear::parse(parts, whole, WIDTH, 3 * WIDTH)?,
            outer: Linear::parse(parts, whole, WIDTH, WIDTH)?,
            after: Normal::parse(parts)?,
            wide: Linear::parse(parts, whole, WIDTH, WIDE)?,
            narrow: Linear::parse(parts, whole, WIDE, WIDTH)?,
            last: Normal::parse(parts)?,
        })
    }
}

impl Normal {
    fn parse(parts: &mut Parts<'_>) -> Option<Self> {
        Some(Self { weight: parts.floats(WIDTH)?, bias: parts.floats(WIDTH)? })
    }

    fn apply(&self, x: &mut [f32]) {
        x.chunks_exact_mut(WIDTH).for_each(|row| normal(row, &self.weight, &self.bias));
    }
}

impl Linear {
    fn parse(parts: &mut Parts<'_>, whole: &Whole, inputs: usize, outputs: usize) -> Option<Self> {
        let weights: Vec<i8> = parts.bytes()?.iter().map(|byte| byte.cast_signed()).collect();
        let view = NdTensorView::try_from_data([inputs, outputs], weights.as_slice()).ok()?;
        let matrix = whole.prepack_b(view);
        let mut sums = vec![0; outputs];
        for row in weights.chunks_exact(outputs) {
            sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += i32::from(*weight));
        }
        Some(Self { matrix, sums, scales: parts.floats(outputs)?, bias: parts.floats(outputs)? })
    }

    /// Rounds each token's numbers, multiplies whole numbers, and scales what comes out.
    fn apply(&self, whole: &Whole, x: &[f32]) -> Option<Vec<f32>> {
        let (inputs, outputs) = (self.matrix.rows(), self.matrix.cols());
        let count = x.len() / inputs;
        let mut rounded_x = vec![0; x.len()];
        let rows = x.chunks_exact(inputs).zip(rounded_x.chunks_exact_mut(inputs));
        let (steps, zeros): (Vec<f32>, Vec<u8>) = rows.map(|(row, to)| rounded(row, to)).unzip();
        let a = NdTensorView::try_from_data([count, inputs], rounded_x.as_slice()).ok()?;
        let mut products = vec![0; count * outputs];
        // The noughts are taken out here: `a_quant` of rten-gemm 0.27 mixes up those of rows from the eighth on.
        let (b, options) = (GemmInputB::Packed(&self.matrix), GemmOptions::default());
        whole.gemm(&mut products, GemmInputA::Unpacked(a), b, options).ok()?;
        let mut found = Vec::with_capacity(products.len());
        for ((row, step), zero) in products.chunks_exact(outputs).zip(steps).zip(zeros) {
            let columns = self.scales.iter().zip(&self.bias).zip(&self.sums);
            found.extend(row.iter().zip(columns).map(|(product, ((scale, bias), sum))| {
                (product - i32::from(zero) * sum) as f32 * (step * scale) + bias
            }));
        }
        Some(found)
    }
}

/// The mean of some tokens' vectors, one long.
pub(crate) fn mean<'a>(tokens: impl Iterator<Item = &'a [f32]>) -> [f32; WIDTH] {
    let mut mean = [0.0; WIDTH];
    for token in tokens {
        mean.iter_mut().zip(token).for_each(|(to, from)| *to += from);
    }
    let squares: Vec<f32> = mean.iter().map(|x| x * x).collect();
    let length = sum(&squares).sqrt().max(1e-9);
    mean.map(|x| x / length)
}

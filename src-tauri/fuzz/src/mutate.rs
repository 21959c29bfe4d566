//! Damage: of bytes as they stand, and of the parts they are made of.

use crate::node::Node;
use crate::numbers::Numbers;
use crate::shape::Shape;
use crate::{cbor, der, json};
use std::iter::repeat_n;

/// No input is longer.
const LONGEST: usize = 1 << 20;
/// Few are longer than this: they are slow.
const LONG: usize = 1 << 14;
/// Where numbers end.
const ENDS: &[u64] =
    &[0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0xffff_ffff, i64::MAX as u64, u64::MAX];
/// Not UTF-8, or UTF-8 that is not what it seems.
const TEXTS: &[&[u8]] = &[
    b"\xff",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xe2\x80\xae",
    b"\0",
    b"\xf0\x9f\x98",
    b"\xef\xbb\xbf",
    b"\r\n",
    b"\\u0000",
    b"%00",
    b"\"",
    b"\xcc\x81",
];
/// What opens and may never close.
const NESTS: &[&[u8]] = &[
    b"[",
    b"{\"a\":",
    b"\x81",
    b"\x9f",
    b"\xa1\x60",
    b"\xbf\x60",
    b"\xc1",
    b"\x30\x80",
    b"\x30\x82\xff\xff",
    b"(",
];

pub(crate) struct Mutator {
    numbers: Numbers,
    shape: Shape,
    /// How long this input may become.
    longest: usize,
}

impl Mutator {
    pub fn new(numbers: Numbers, shape: Shape) -> Self {
        Self { numbers, shape, longest: LONG }
    }

    /// One of these, damaged once or several times.
    pub fn damaged(&mut self, kept: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = self.numbers.pick(kept).cloned().unwrap_or_default();
        let long = (2 * bytes.len()).clamp(LONG, LONGEST);
        self.longest = if self.numbers.one_in(1_000) { LONGEST } else { long };
        for _ in 0..=self.numbers.below(4) {
            let other = self.numbers.pick(kept).map(Vec::as_slice).unwrap_or_default();
            let parts = self.numbers.below(3) > 0 && self.parts(&mut bytes, other);
            if !parts {
                self.bytes(&mut bytes, other);
            }
        }
        bytes.truncate(self.longest);
        bytes
    }

    fn odd(&mut self) -> Vec<u8> {
        let odd = match self.shape {
            Shape::Bytes => TEXTS,
            Shape::Json => json::ODD,
            Shape::Cbor => cbor::ODD,
            Shape::Der => der::ODD,
        };
        self.numbers.pick(odd).map(|odd| odd.to_vec()).unwrap_or_default()
    }

    /// Damages a part and lets the rest fit; `false` if the bytes do not come apart.
    fn parts(&mut self, bytes: &mut Vec<u8>, other: &[u8]) -> bool {
        let Some(mut root) = self.shape.read(bytes) else { return false };
        let mut place = self.numbers.below(root.wholes());
        let Some((kind, parts)) = root.whole_at(&mut place) else { return false };
        let in_pairs = kind == b'{' || (self.shape == Shape::Cbor && kind == 5);
        let at = self.numbers.below(parts.len() + 1).min(parts.len().saturating_sub(1));
        let pair = at - at % 2..(at - at % 2 + 2).min(parts.len());
        let range = if in_pairs { pair } else { at..(at + 1).min(parts.len()) };
        match self.numbers.below(8) {
            0 => drop(parts.drain(range)),
            1 => {
                let copies: Vec<_> = parts.get(range).unwrap_or_default().to_vec();
                parts.extend(copies);
            }
            2 => {
                let with = self.numbers.below(parts.len());
                if !parts.is_empty() {
                    parts.swap(at, with);
                }
            }
            3 | 4 => self.put(parts, at, in_pairs, |mutator| Node::Leaf(mutator.odd())),
            5 => {
                if let Some(mut found) = self.shape.read(other) {
                    self.put(parts, at, in_pairs, |mutator| mutator.somewhere(&mut found));
                }
            }
            6 => self.leaf(parts, at),
            _ => self.deepen(kind, parts, at),
        }
        bytes.clear();
        self.shape.write(&root, bytes);
        true
    }

    /// In a map at the place of a value, more often than of a name.
    fn put(&mut self, parts: &mut [Node], at: usize, in_pairs: bool, node: impl FnOnce(&mut Self) -> Node) {
        let at = if in_pairs && !self.numbers.one_in(5) { at | 1 } else { at };
        if let Some(part) = parts.get_mut(at) {
            *part = node(self);
        }
    }

    fn somewhere(&mut self, root: &mut Node) -> Node {
        let mut place = self.numbers.below(root.wholes());
        match root.whole_at(&mut place) {
            Some((kind, parts)) if self.numbers.one_in(2) => Node::Whole(kind, parts.clone()),
            Some((_, parts)) => self.numbers.pick(parts).cloned().unwrap_or(Node::Leaf(Vec::new())),
            None => Node::Leaf(self.odd()),
        }
    }

    /// The bytes of one leaf, its length left as it says.
    fn leaf(&mut self, parts: &mut [Node], at: usize) {
        if let Some(Node::Leaf(leaf)) = parts.get_mut(at) {
            let mut damaged = std::mem::take(leaf);
            self.bytes(&mut damaged, &[]);
            *leaf = damaged;
        }
    }

    /// The part in itself, again and again.
    fn deepen(&mut self, kind: u8, parts: &mut [Node], at: usize) {
        let depth = if self.numbers.one_in(3) { 200 } else { self.numbers.below(8) };
        let name = match self.shape {
            Shape::Json => b"\"a\"".to_vec(),
            _ => b"\x61a".to_vec(),
        };
        if let Some(part) = parts.get_mut(at) {
            for _ in 0..depth {
                let inner = std::mem::replace(part, Node::Leaf(Vec::new()));
                let named = vec![Node::Leaf(name.clone()), inner.clone()];
                let is_map = kind == b'{' || (self.shape == Shape::Cbor && kind == 5);
                *part = Node::Whole(kind, if is_map { named } else { vec![inner] });
            }
        }
    }

    /// Some bytes, whatever they mean.
    fn bytes(&mut self, bytes: &mut Vec<u8>, other: &[u8]) {
        let range = self.range(bytes.len());
        let at = range.start;
        match self.numbers.below(13) {
            0 | 1 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << self.numbers.below(8);
                }
            }
            2 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = self.numbers.byte();
                }
            }
            3 => drop(bytes.drain(range)),
            4 => bytes.truncate(at),
            5 => {
                let again = bytes.get(range).unwrap_or_default().to_vec();
                bytes.splice(at..at, again);
            }
            6 => {
                let theirs = other.get(self.range(other.len())).unwrap_or_default().to_vec();
                bytes.splice(range, theirs);
            }
            7 => {
                let odd = self.odd();
                bytes.splice(at..at, odd);
            }
            8 => {
                let text = self.numbers.pick(TEXTS).copied().unwrap_or_default();
                bytes.splice(at..at, text.iter().copied());
            }
            9 => self.number(bytes, at),
            10 => self.digits(bytes),
            11 => {
                let new: Vec<u8> = (0..self.numbers.below(16)).map(|_| self.numbers.byte()).collect();
                bytes.splice(range, new);
            }
            _ => self.again(bytes, range),
        }
    }

    /// A number's end, in one of the ways numbers are written.
    fn number(&mut self, bytes: &mut [u8], at: usize) {
        let end = self.numbers.pick(ENDS).copied().unwrap_or_default();
        let width = 1_usize << self.numbers.below(4);
        let (little, big) = (end.to_le_bytes(), end.to_be_bytes());
        let written = if self.numbers.one_in(2) { little.get(..width) } else { big.get(8 - width..) };
        for (byte, new) in bytes.iter_mut().skip(at).zip(written.unwrap_or_default()) {
            *byte = *new;
        }
    }

    /// A number in figures becomes another.
    fn digits(&mut self, bytes: &mut Vec<u8>) {
        let from = self.numbers.below(bytes.len());
        let Some(start) = bytes.iter().skip(from).position(u8::is_ascii_digit).map(|start| from + start)
        else {
            return;
        };
        let length = bytes.iter().skip(start).take_while(|byte| byte.is_ascii_digit()).count();
        let end = self.numbers.pick(ENDS).copied().unwrap_or_default();
        let figures = if self.numbers.one_in(4) { "9".repeat(400) } else { end.to_string() };
        bytes.splice(start..start + length, figures.into_bytes());
    }

    /// The same again and again: long, or deep.
    fn again(&mut self, bytes: &mut Vec<u8>, range: std::ops::Range<usize>) {
        let is_long = self.longest == LONGEST || self.numbers.one_in(40);
        let most = if is_long { self.longest } else { 1 + self.numbers.below(2_000) };
        let piece = if self.numbers.one_in(2) {
            self.numbers.pick(NESTS).copied().unwrap_or_default().to_vec()
        } else {
            bytes.get(range.clone()).unwrap_or_default().to_vec()
        };
        let times = most.checked_div(piece.len()).unwrap_or_default();
        let new: Vec<u8> = repeat_n(piece, times).flatten().collect();
        bytes.splice(range.start..range.start, new);
    }

    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.numbers.below(length);
        let most = if self.numbers.one_in(4) { length } else { 16 };
        start..(start + 1 + self.numbers.below(most)).min(length).max(start)
    }
}

//! The recovery kit: a sheet of paper that, with the queue, brings a practice back on a bare PC.
//!
//! It holds 32 bytes as fourteen groups of four letters and digits (Crockford's base 32: no I, L, O or U), the last
//! five characters being mostly a checksum. Reading forgives case, spaces, hyphens and the usual mix-ups of O with 0
//! and of I or L with 1; a wrong character is noticed. The practice keeps the sheet in its safe; no PC keeps the seed.

use crate::hash::Hash;
use crate::keys::{Keys, Seed};
use zeroize::{Zeroize, Zeroizing};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHECKSUM: usize = 3;
const BYTES: usize = 32 + CHECKSUM;
const CHARACTERS: usize = BYTES / 5 * 8;

/// A practice's recovery kit.
#[derive(Debug)]
pub struct Kit(Seed);

/// Why a text is no recovery kit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadKit {
    /// More or fewer than 56 characters, spaces and hyphens apart.
    #[error("a recovery kit has 14 groups of 4 characters")]
    Length,
    /// A character that no kit contains.
    #[error("a recovery kit has letters and digits alone, and no U")]
    Character,
    /// At least one character is wrong.
    #[error("a character of the recovery kit is wrong")]
    Checksum,
}

impl Kit {
    /// A fresh kit.
    pub fn make() -> Self {
        Self(Seed::make())
    }

    /// The keys the directory lists for the kit.
    pub fn keys(&self) -> Keys {
        Keys::derive(&self.0)
    }

    /// What is printed: groups of four, one space between.
    pub fn text(&self) -> Zeroizing<String> {
        let seed = self.0.to_bytes();
        let mut bytes = Zeroizing::new(seed.to_vec());
        bytes.extend(checksum(&seed));
        let mut text = Zeroizing::new(String::with_capacity(CHARACTERS / 4 * 5));
        for five in bytes.as_chunks::<5>().0 {
            let bits = five.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
            for place in 0..8 {
                if place % 4 == 0 && !text.is_empty() {
                    text.push(' ');
                }
                let index = usize::try_from(bits >> (35 - 5 * place) & 31).unwrap_or_default();
                text.extend(ALPHABET.get(index).copied().map(char::from));
            }
        }
        text
    }

    /// Reads what somebody typed from the sheet.
    pub fn parse(text: &str) -> Result<Self, BadKit> {
        let digits = digits(text)?;
        if digits.len() != CHARACTERS {
            return Err(BadKit::Length);
        }
        let mut bytes = Zeroizing::new(Vec::with_capacity(BYTES));
        for eight in digits.as_chunks::<8>().0 {
            let mut bits =
                eight.iter().fold(0_u64, |bits, digit| bits << 5 | u64::from(*digit)).to_be_bytes();
            bytes.extend(bits.iter().skip(3));
            bits.zeroize();
        }
        let (seed, given) = bytes.split_first_chunk::<32>().ok_or(BadKit::Length)?;
        if given != checksum(seed) {
            return Err(BadKit::Checksum);
        }
        Ok(Self(Seed::from_bytes(seed)))
    }
}

fn digits(text: &str) -> Result<Zeroizing<Vec<u8>>, BadKit> {
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    for c in text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}' | '\u{2011}')) {
        let c = match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let digit = ALPHABET.iter().zip(0_u8..).find(|(letter, _)| char::from(**letter) == c);
        digits.push(digit.ok_or(BadKit::Character)?.1);
    }
    Ok(digits)
}

fn checksum(seed: &[u8; 32]) -> [u8; CHECKSUM] {
    let labelled = Zeroizing::new([b"duty-desk recovery kit 1".as_slice(), seed].concat());
    let [a, b, c, ..] = Hash::of(&labelled).0;
    [a, b, c]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Kit {
        Kit(Seed::from_bytes(&std::array::from_fn(|n| u8::try_from(n * 7 % 256).unwrap())))
    }

    #[test]
    fn the_sheet_brings_back_the_same_keys() {
        let kit = Kit::make();
        assert_eq!(Kit::parse(&kit.text()).unwrap().keys().public(), kit.keys().public());
        assert_eq!(kit.text().split(' ').map(str::len).collect::<Vec<_>>(), [4; 14]);
    }

    #[test]
    fn the_printed_form_never_changes() {
        assert_eq!(*sample().text(), "003G W58W 4CN3 2E1Z 8S6N 8PV2 D5R7 EZM5 HJ9S N8D8 NYVB VH6B TBCH CMW5");
    }

    #[test]
    fn typing_is_forgiven() {
        let text = sample().text();
        for typed in [
            text.to_lowercase(),
            text.replace(' ', ""),
            text.replace(' ', "-"),
            format!("\n {}\r\n", text.replace(' ', "\n")),
            text.replace('0', "O").replace('1', "l"),
            text.replace('0', "o").replace('1', "I"),
        ] {
            assert!(Kit::parse(&typed).is_ok(), "{typed}");
        }
    }

    #[test]
    fn every_single_wrong_character_and_every_neighbours_swap_is_noticed() {
        let text: Vec<char> = sample().text().replace(' ', "").chars().collect();
        for place in 0..text.len() {
            for letter in ALPHABET {
                let mut typed = text.clone();
                typed[place] = char::from(*letter);
                let same = typed == text;
                assert_eq!(Kit::parse(&typed.iter().collect::<String>()).is_ok(), same, "{place}");
            }
            let mut typed = text.clone();
            typed.swap(place, (place + 1) % text.len());
            let same = typed == text;
            assert_eq!(Kit::parse(&typed.iter().collect::<String>()).is_ok(), same, "{place}");
        }
    }

    #[test]
    fn reasons_are_told_apart() {
        let text = sample().text();
        assert_eq!(Kit::parse(&text[1..]).err(), Some(BadKit::Length));
        assert_eq!(Kit::parse("").err(), Some(BadKit::Length));
        assert_eq!(Kit::parse(&text.replace('0', "U")).err(), Some(BadKit::Character));
        assert_eq!(Kit::parse(&text.replace('0', "7")).err(), Some(BadKit::Checksum));
    }
}

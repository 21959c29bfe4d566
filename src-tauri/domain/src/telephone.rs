//! A telephone number of the United Kingdom, as a practice gives it out and as a phone dials it.
//!
//! Source: Ofcom, National Telephone Numbering Plan: national numbers have ten or eleven digits from `0`. Service
//! numbers such as 111 and 999 are deliberately not numbers of a practice or a patient.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A national number, kept as people write it: `01632 960140`. Its `Debug` hides it: it may be a patient's.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "String", into = "String")]
pub struct Telephone(String);

/// Why a text is no telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadTelephone {
    /// Something other than digits, spaces, hyphens, brackets and a leading `+44`.
    #[error("a telephone number has digits and spaces only")]
    Character,
    /// Not ten or eleven digits beginning with 0.
    #[error("a UK telephone number has 10 or 11 digits and begins with 0 or +44")]
    Length,
}

impl Telephone {
    /// A number that Ofcom gives to nobody.
    pub(crate) fn nobodys() -> Self {
        Self("01632 960000".to_owned())
    }

    /// The number as people read it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits alone, for a phone to dial.
    pub fn digits(&self) -> String {
        self.0.chars().filter(char::is_ascii_digit).collect()
    }
}

impl TryFrom<String> for Telephone {
    type Error = BadTelephone;
    fn try_from(text: String) -> Result<Self, BadTelephone> {
        let national = match text.trim().strip_prefix("+44") {
            Some(rest) => format!("0{}", rest.replace("(0)", "").trim_start().trim_start_matches('0')),
            None => text.trim().to_owned(),
        };
        let cleaned: String =
            national.chars().map(|c| if "-()\u{a0}".contains(c) { ' ' } else { c }).collect();
        if !cleaned.chars().all(|c| c.is_ascii_digit() || c == ' ') {
            return Err(BadTelephone::Character);
        }
        let number = Self(cleaned.split_whitespace().collect::<Vec<_>>().join(" "));
        let digits = number.digits();
        let fits = (10..=11).contains(&digits.len()) && digits.starts_with('0') && !digits.starts_with("00");
        if fits { Ok(number) } else { Err(BadTelephone::Length) }
    }
}

impl std::str::FromStr for Telephone {
    type Err = BadTelephone;
    fn from_str(text: &str) -> Result<Self, BadTelephone> {
        Self::try_from(text.to_owned())
    }
}

impl From<Telephone> for String {
    fn from(number: Telephone) -> Self {
        number.0
    }
}

impl fmt::Debug for Telephone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Telephone(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let cases = [
            ("01632 960140", Ok("01632 960140")),
            (" 07700  900142 ", Ok("07700 900142")),
            ("(01632) 960-140", Ok("01632 960 140")),
            ("+44 1632 960140", Ok("01632 960140")),
            ("+44 (0)1632 960140", Ok("01632 960140")),
            ("999", Err(BadTelephone::Length)),
            ("", Err(BadTelephone::Length)),
            ("00441632960140", Err(BadTelephone::Length)),
            ("1632 960140", Err(BadTelephone::Length)),
            ("01632 96O140", Err(BadTelephone::Character)),
            ("+33 1 23 45 67 89 01", Err(BadTelephone::Character)),
        ];
        for (text, expected) in cases {
            assert_eq!(text.parse::<Telephone>().map(String::from), expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn debug_shows_no_digit() {
        let number: Telephone = "07700 900142".parse().unwrap();
        assert_eq!(number.digits(), "07700900142");
        assert!(!format!("{number:?}").contains("900"));
    }
}

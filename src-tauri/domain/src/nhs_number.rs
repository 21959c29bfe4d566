//! The NHS number: ten digits, the last a check digit (modulus 11).
//!
//! Source: NHS Data Dictionary, NHS NUMBER. Numbers beginning 999 are never issued and serve for tests.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A number whose check digit holds. Its `Debug` hides it: an NHS number is patient data.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "String", into = "String")]
pub struct NhsNumber(u64);

/// Why a text is no NHS number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadNhsNumber {
    /// Other than ten digits, spaces and hyphens apart.
    #[error("an NHS number has 10 digits")]
    Length,
    /// The check digit does not fit: most often one digit is wrong.
    #[error("this NHS number has a wrong digit")]
    CheckDigit,
}

impl NhsNumber {
    /// The ten digits as they stand in messages and records, without spaces.
    pub fn digits(self) -> String {
        format!("{:010}", self.0)
    }

    /// The digits as people read them: `999 000 0018`.
    pub fn spaced(self) -> String {
        let (head, rest) = (self.0 / 10_000_000, self.0 % 10_000_000);
        format!("{head:03} {:03} {:04}", rest / 10_000, rest % 10_000)
    }
}

impl std::str::FromStr for NhsNumber {
    type Err = BadNhsNumber;
    fn from_str(text: &str) -> Result<Self, BadNhsNumber> {
        let digits: Vec<u64> = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}' | '\u{2011}'))
            .map(|c| c.to_digit(10).map(u64::from).ok_or(BadNhsNumber::Length))
            .collect::<Result<_, _>>()?;
        let [body @ .., check] = digits.as_slice() else { return Err(BadNhsNumber::Length) };
        if body.len() != 9 {
            return Err(BadNhsNumber::Length);
        }
        let sum: u64 = body.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
        let all_alike = body.iter().all(|digit| digit == check);
        match 11 - sum % 11 {
            11 if *check == 0 && !all_alike => {}
            expected if expected == *check && !all_alike => {}
            _ => return Err(BadNhsNumber::CheckDigit),
        }
        Ok(Self(digits.iter().fold(0, |number, digit| number * 10 + digit)))
    }
}

impl TryFrom<String> for NhsNumber {
    type Error = BadNhsNumber;
    fn try_from(text: String) -> Result<Self, BadNhsNumber> {
        text.parse()
    }
}

impl From<NhsNumber> for String {
    fn from(number: NhsNumber) -> Self {
        number.digits()
    }
}

impl fmt::Debug for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NhsNumber(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, BadNhsNumber>) {
        assert_eq!(text.parse::<NhsNumber>().map(NhsNumber::spaced), expected.map(str::to_owned), "{text}");
    }

    #[test]
    fn ten_digits_with_a_fitting_check_digit() {
        check("9990000018", Ok("999 000 0018"));
        check("999 000-0026", Ok("999 000 0026"));
        check(" 9000000009 ", Ok("900 000 0009"));
        check("9990548609", Ok("999 054 8609"));
        check("9990000019", Err(BadNhsNumber::CheckDigit));
        check("9989453456", Err(BadNhsNumber::CheckDigit));
        check("0000000000", Err(BadNhsNumber::CheckDigit));
        check("999000001", Err(BadNhsNumber::Length));
        check("99900000188", Err(BadNhsNumber::Length));
        check("99900000l8", Err(BadNhsNumber::Length));
        check("", Err(BadNhsNumber::Length));
    }

    #[test]
    fn debug_shows_no_digit() {
        let number: NhsNumber = "9990000018".parse().unwrap();
        assert!(!format!("{number:?}").contains("999"));
    }
}

//! The name somebody signs in under.

use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// A user name: 2 to 64 letters, digits, dots, hyphens, underscores and apostrophes. Capitals make no difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserName(String);

/// Not a user name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a user name has 2 to 64 letters, digits, dots, hyphens, underscores and apostrophes")]
pub struct BadUserName;

impl UserName {
    /// As it is stored and compared.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The one spelling of what somebody typed, whether or not it may be a user name.
    pub(crate) fn spelling(typed: &str) -> String {
        typed.trim().nfkc().flat_map(char::to_lowercase).collect()
    }
}

impl std::str::FromStr for UserName {
    type Err = BadUserName;
    fn from_str(typed: &str) -> Result<Self, BadUserName> {
        let name = Self::spelling(typed);
        let fits = (2..=64).contains(&name.chars().count())
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '\''));
        if fits { Ok(Self(name)) } else { Err(BadUserName) }
    }
}

impl TryFrom<String> for UserName {
    type Error = BadUserName;
    fn try_from(typed: String) -> Result<Self, BadUserName> {
        typed.parse()
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_blanks_and_widths_make_no_difference() {
        for typed in ["jo.marsden", " Jo.Marsden ", "ＪＯ.marsden"] {
            assert_eq!(
                typed.parse::<UserName>().map(|n| n.to_string()),
                Ok("jo.marsden".to_owned()),
                "{typed}"
            );
        }
        for bad in ["", "j", "jo marsden", "jo/marsden", "jo\u{0}marsden"] {
            assert!(bad.parse::<UserName>().is_err(), "{bad}");
        }
        assert!("j".repeat(65).parse::<UserName>().is_err());
    }
}

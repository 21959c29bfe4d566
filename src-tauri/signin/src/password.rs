//! Passwords: which are good enough, and how one becomes a key.
//!
//! The rules are the National Cyber Security Centre's: length, no well-known ones, nothing anybody could guess from the name
//! on the door, and no rules about capitals and signs, which only make people write them down. A password typed on any
//! keyboard means the same bytes (NFC). Argon2id makes a guess cost 64 MiB and three passes; its settings are stored with each
//! account so that they can grow. The derivation takes a good part of a second: call it on a blocking thread.

use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// Shortest password, in characters.
pub const SHORTEST: usize = 12;
/// Longest password, in characters.
pub const LONGEST: usize = 256;
/// How much must be left when everything guessable is taken out.
const UNGUESSABLE: usize = 8;

/// Lower-case words and runs that guessers try first, one a line.
const COMMON: &str = include_str!("password/common.txt");

/// What somebody typed as their password, wiped when dropped.
pub struct Password(Zeroizing<String>);

impl From<String> for Password {
    fn from(typed: String) -> Self {
        let typed = Zeroizing::new(typed);
        // Room for the longest normal form, so that no half-written copy is left behind by growing.
        let mut normal = Zeroizing::new(String::with_capacity(typed.len() * 3));
        normal.extend(typed.nfc());
        Self(normal)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Why a new password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Weak {
    /// Fewer than 12 characters.
    #[error("a password has at least {SHORTEST} characters")]
    TooShort,
    /// More than 256 characters.
    #[error("a password has at most {LONGEST} characters")]
    TooLong,
    /// Mostly a well-known password, a run of keys, or a few characters over and over.
    #[error("the password is too common")]
    Common,
    /// Mostly the user's or the practice's name.
    #[error("the password is made of the user's or the practice's name")]
    Name,
}

impl Password {
    /// Whether it may become somebody's password.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self, user_name: &str, practice_name: &str) -> Result<(), Weak> {
        let length = self.0.chars().count();
        if length < SHORTEST {
            return Err(Weak::TooShort);
        }
        if length > LONGEST {
            return Err(Weak::TooLong);
        }
        let names = [user_name, practice_name];
        let nameless = without(fold(&self.0), names.into_iter().flat_map(parts));
        if left(&nameless, length) < UNGUESSABLE {
            return Err(Weak::Name);
        }
        let rest = without(nameless, COMMON.lines().map(|line| Zeroizing::new(line.to_owned())));
        if left(&rest, length) < UNGUESSABLE || few_characters(&self.0) {
            return Err(Weak::Common);
        }
        Ok(())
    }
}

/// Characters left, counted as if nothing had been taken out when nothing was.
fn left(rest: &str, length: usize) -> usize {
    if rest.contains(GAP) { rest.chars().filter(|c| *c != GAP).count() } else { length }
}

/// Stands where a guessable word was, so that what is left on its two sides does not join into another.
const GAP: char = '\u{0}';

fn without(mut text: Zeroizing<String>, words: impl Iterator<Item = Zeroizing<String>>) -> Zeroizing<String> {
    for word in words {
        text = Zeroizing::new(text.replace(word.as_str(), "\u{0}"));
    }
    text
}

/// Lower case, with the usual disguises (p4$$w0rd) undone.
fn fold(text: &str) -> Zeroizing<String> {
    let mut folded = Zeroizing::new(String::with_capacity(text.len() * 3));
    folded.extend(text.chars().flat_map(char::to_lowercase).map(undisguised));
    folded
}

fn undisguised(c: char) -> char {
    match c {
        '@' | '4' => 'a',
        '3' => 'e',
        '1' | '!' => 'i',
        '0' => 'o',
        '$' | '5' => 's',
        '7' => 't',
        other => other,
    }
}

fn parts(name: &str) -> Vec<Zeroizing<String>> {
    let name = fold(name);
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= 3);
    let together = name.chars().filter(|c| c.is_alphanumeric()).collect();
    let whole = [name.trim().to_owned(), together];
    whole.into_iter().chain(words.map(str::to_owned)).filter(|w| !w.is_empty()).map(Zeroizing::new).collect()
}

fn few_characters(text: &str) -> bool {
    let distinct: std::collections::BTreeSet<char> = text.chars().flat_map(char::to_lowercase).collect();
    distinct.len() < 5
}

/// How a password is turned into a key: Argon2id's settings, stored with each account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stretch {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Stretch {
    /// 64 MiB, three passes, one lane.
    pub const STANDARD: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 };

    /// Next to nothing: for tests that are about something else.
    #[cfg(test)]
    pub const CHEAP: Self = Self { memory_kib: 8, passes: 1, lanes: 1 };

    #[cfg(test)]
    pub(crate) const fn with_passes(memory_kib: u32, passes: u32) -> Self {
        Self { memory_kib, passes, lanes: 1 }
    }

    /// The key of a password. `None` when the settings are not Argon2's or beyond reason (a damaged file).
    pub(crate) fn derive_key(self, password: &Password, salt: &[u8; 16]) -> Option<Zeroizing<[u8; 32]>> {
        if self.memory_kib > 1024 * 1024 || self.passes > 1000 || self.lanes > 16 {
            return None;
        }
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).ok()?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(password.0.as_bytes(), salt, key.as_mut_slice())
            .ok()?;
        Some(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        Password::from(text.to_owned())
    }

    #[test]
    fn length_and_surprise_count_and_composition_does_not() {
        let cases: &[(&str, Result<(), Weak>)] = &[
            ("correct horse battery", Ok(())),
            ("tulips under the kettle", Ok(())),
            ("jo likes green kettles", Ok(())),
            ("82917364500912", Ok(())),
            ("ålesund-havn-i-mars", Ok(())),
            ("short", Err(Weak::TooShort)),
            ("elevenchars", Err(Weak::TooShort)),
            ("password1234", Err(Weak::Common)),
            ("P4$$w0rd2026!", Err(Weak::Common)),
            ("passwordpassword", Err(Weak::Common)),
            ("123456789012", Err(Weak::Common)),
            ("qwertyuiop123", Err(Weak::Common)),
            ("Welcome2026!!", Err(Weak::Common)),
            ("aaaaaaaaaaaaaa", Err(Weak::Common)),
            ("abababababab", Err(Weak::Common)),
            ("Summer2026!!", Err(Weak::Common)),
            ("jo.marsden.2026", Err(Weak::Name)),
            ("JoMarsden99!", Err(Weak::Name)),
            ("HollinLaneSurgery", Err(Weak::Name)),
            ("hollin-lane-2026", Err(Weak::Name)),
        ];
        for (text, expected) in cases {
            assert_eq!(password(text).check("jo.marsden", "Hollin Lane Surgery"), *expected, "{text}");
        }
        assert_eq!(password(&"long and longer ".repeat(20)).check("a", "b"), Err(Weak::TooLong));
    }

    #[test]
    fn the_same_password_from_two_keyboards_is_the_same_key() {
        let salt = [7; 16];
        let (composed, decomposed) =
            (password("caf\u{e9} au lait sucr\u{e9}"), password("cafe\u{301} au lait sucre\u{301}"));
        let key = |p: &Password| Stretch::CHEAP.derive_key(p, &salt).unwrap();
        assert_eq!(key(&composed), key(&decomposed));
        assert_ne!(key(&composed), key(&password("cafe au lait sucre")));
    }

    /// RFC 9106 has no vector without secret and data; this one is from the reference implementation's own test suite
    /// (`argon2id`, t=2, m=2^16, p=1, "password", "somesalt") at its published value.
    #[test]
    fn the_standard_is_argon2id_version_19() {
        let params = Params::new(65_536, 2, 1, Some(32)).unwrap();
        let mut out = [0; 32];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(b"password", b"somesalt", &mut out)
            .unwrap();
        let hex: String = out.iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(hex, "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
        assert_eq!(Stretch::STANDARD, Stretch { memory_kib: 65_536, passes: 3, lanes: 1 });
    }

    #[test]
    fn unreasonable_settings_are_refused_before_they_take_memory() {
        for stretch in [(u32::MAX, 1, 1), (8, u32::MAX, 1), (8, 1, u32::MAX), (0, 1, 1), (8, 0, 1)] {
            let (memory_kib, passes, lanes) = stretch;
            let stretch = Stretch { memory_kib, passes, lanes };
            assert!(stretch.derive_key(&password("x"), &[0; 16]).is_none(), "{stretch:?}");
        }
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", password("tulips under the kettle")), "Password(…)");
    }
}

//! Whether a letter and the practice's index speak of the same person.

use super::{PatientDetails, PersonName};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

impl PatientDetails {
    /// Do the name and the date of birth a letter gives agree with the index? None where it gives neither.
    pub fn matches(&self, index: &Self) -> Option<bool> {
        let name = self.name.as_ref().zip(index.name.as_ref()).map(|(said, known)| same_name(said, known));
        let born = self.born.zip(index.born).map(|(said, known)| said == known);
        [name, born].into_iter().flatten().reduce(|one, other| one && other)
    }
}

/// Surname and first forename, whatever the case, the accents and the hyphens.
fn same_name(said: &PersonName, known: &PersonName) -> bool {
    let first = |name: &PersonName| plain(name.given.split_whitespace().next().unwrap_or_default());
    plain(&said.family) == plain(&known.family) && first(said) == first(known)
}

fn plain(text: &str) -> String {
    text.nfd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .filter(|letter| letter.is_alphanumeric())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(family: &str, given: &str) -> PersonName {
        PersonName { family: family.to_owned(), given: given.to_owned(), title: None }
    }

    #[test]
    fn letter_and_index_are_compared_by_surname_first_forename_and_birth() {
        let born = |text: &str| text.parse().unwrap();
        let index = PatientDetails {
            name: Some(name("O'Brien-Núñez", "Zoë Ann")),
            born: Some(born("1987-03-14")),
            ..PatientDetails::default()
        };
        let said = |family: Option<&str>, given: &str, birth: Option<&str>| PatientDetails {
            name: family.map(|family| name(family, given)),
            born: birth.map(born),
            ..PatientDetails::default()
        };
        for (said, expected) in [
            (said(Some("obrien NUNEZ"), "zoe", Some("1987-03-14")), Some(true)),
            (said(Some("O’Brien-Nu\u{301}n\u{303}ez"), "Zoe\u{308} Mary", None), Some(true)),
            (said(Some("O'Brien-Núñez"), "Zoë", Some("1987-04-13")), Some(false)),
            (said(Some("O'Brien-Núñez"), "Zara", Some("1987-03-14")), Some(false)),
            (said(Some("Núñez"), "Zoë", None), Some(false)),
            (said(None, "", Some("1987-03-14")), Some(true)),
            (said(None, "", Some("1988-03-14")), Some(false)),
            (said(None, "", None), None),
        ] {
            assert_eq!(said.matches(&index), expected, "{:?} {:?}", said.name, said.born);
        }
        let unnamed = PatientDetails::default();
        assert_eq!(said(Some("Patel"), "Amira", None).matches(&unnamed), None);
    }
}

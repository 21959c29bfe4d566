//! The words of an answer: one verdict, asked for while they are typed and again when they are sent.
//!
//! What a patient may be sent is the same question at both times, so it stands here once. A screen shows the verdict and
//! decides nothing by it. Whether this person may answer this conversation at all is asked elsewhere: see `decide`.

use super::circumstances::{LONGEST_ANSWER, words};
use super::refusal::Refusal;
use crate::links;
use serde::{Deserialize, Serialize};

/// What there is to say of the words of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct AnswerCheck {
    /// The first thing that stands against sending them.
    pub refused: Option<Refusal>,
    /// Links that patients should not be sent, in their order.
    pub links: Vec<String>,
    /// How many characters still fit; below zero, how many are too many.
    pub left: i32,
    /// Whom the words greet, if that is nobody of this conversation: it may be meant for another patient. It is only asked.
    pub greets: Option<String>,
}

/// What may stand after "Dear" without being a name.
const NOBODY: [&str; 12] =
    ["mr", "mrs", "ms", "miss", "mx", "dr", "sir", "madam", "patient", "parent", "carer", "all"];
const GREETINGS: [&str; 6] = ["dear ", "hello ", "hi ", "good morning ", "good afternoon ", "good evening "];

/// The verdict on the words of an answer. `called`: the names of the people of the conversation; with none, a greeting is
/// not looked at.
pub fn check_answer(text: &str, called: &[String]) -> AnswerCheck {
    let links: Vec<String> = links::strange(text).into_iter().map(str::to_owned).collect();
    let length = words(text, LONGEST_ANSWER).err();
    let refused = length.or_else(|| (!links.is_empty()).then_some(Refusal::LinkNotAllowed));
    let left = count(LONGEST_ANSWER) - count(text.chars().count());
    AnswerCheck { refused, links, left, greets: greets_another(text, called) }
}

/// The name in the greeting, if no part of it is a name of somebody here.
fn greets_another(text: &str, called: &[String]) -> Option<String> {
    let name = greeted(text)?;
    let parts = |name: &str| -> Vec<String> {
        let words = name.split(|letter: char| !letter.is_alphanumeric());
        let words = words.map(str::to_lowercase).filter(|word| word.chars().count() > 1);
        words.filter(|word| !NOBODY.contains(&word.as_str())).collect()
    };
    let known: Vec<String> = called.iter().flat_map(|name| parts(name)).collect();
    let meant = parts(name);
    let another = !known.is_empty() && !meant.is_empty() && !meant.iter().any(|part| known.contains(part));
    another.then(|| name.to_owned())
}

/// `Nora` of "Dear Nora, ..."; none where the first line is no greeting of a name.
fn greeted(text: &str) -> Option<&str> {
    let line = text.trim_start().lines().next()?;
    let greeting = GREETINGS
        .iter()
        .find(|one| line.get(..one.len()).is_some_and(|start| start.eq_ignore_ascii_case(one)))?;
    let name = line.get(greeting.len()..)?.split([',', '!', '.', ':', ';']).next()?.trim();
    let named = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    (!name.is_empty() && name.split_whitespace().count() <= 4 && name.split_whitespace().all(named))
        .then_some(name)
}

fn count(characters: usize) -> i32 {
    i32::try_from(characters).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_thing_that_stands_against_the_words_is_named_and_every_strange_link() {
        let most = u32::try_from(LONGEST_ANSWER).unwrap();
        for (text, refused, links, left) in [
            (String::new(), Some(Refusal::Empty), &[][..], 5_000),
            (" \n ".to_owned(), Some(Refusal::Empty), &[], 4_997),
            ("Collect on Thursday.".to_owned(), None, &[], 4_980),
            ("(see www.nhs.uk)".to_owned(), None, &[], 4_984),
            ("reception@hollinlane.co.uk".to_owned(), None, &[], 4_974),
            (
                "bit.ly/x9 evil.com".to_owned(),
                Some(Refusal::LinkNotAllowed),
                &["bit.ly/x9", "evil.com"],
                4_982,
            ),
            ("x".repeat(5_000), None, &[], 0),
            ("x".repeat(5_001), Some(Refusal::TooLong { most }), &[], -1),
            // A character is what the patient's side counts, not how a browser stores it.
            ("👍".repeat(5_000), None, &[], 0),
        ] {
            let check = check_answer(&text, &[]);
            assert_eq!((check.refused, check.left), (refused, left), "{text:.40}");
            assert_eq!(check.links, links, "{text:.40}");
        }
    }

    #[test]
    fn a_greeting_of_somebody_else_is_asked_about_and_nothing_else_is() {
        let here = ["Callum Price".to_owned(), "Huw Price".to_owned()];
        for (text, greets) in [
            ("Dear Nora, your tablets are ready.", Some("Nora")),
            ("dear Nora\nYour tablets are ready.", Some("Nora")),
            ("  Hello Mrs Halloran!", Some("Mrs Halloran")),
            ("Good morning Nora: on Thursday", Some("Nora")),
            ("Dear Callum, your tablets are ready.", None),
            ("Dear Mr Price,", None),
            ("Hello CALLUM, on Thursday.", None),
            ("Hi Huw, on Thursday.", None),
            ("Dear patient, on Thursday.", None),
            ("Dear Patient, on Thursday.", None),
            ("Hello, Nora told us.", None),
            ("Hello and thank you", None),
            ("Thank you, Nora is here.", None),
            ("Dear ", None),
            ("", None),
        ] {
            assert_eq!(check_answer(text, &here).greets.as_deref(), greets, "{text:?}");
        }
        assert_eq!(check_answer("Dear Nora,", &[]).greets, None, "nobody is known by name");
    }
}

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
}

/// The verdict on the words of an answer.
pub fn check_answer(text: &str) -> AnswerCheck {
    let links: Vec<String> = links::strange(text).into_iter().map(str::to_owned).collect();
    let length = words(text, LONGEST_ANSWER).err();
    let refused = length.or_else(|| (!links.is_empty()).then_some(Refusal::LinkNotAllowed));
    AnswerCheck { refused, links, left: count(LONGEST_ANSWER) - count(text.chars().count()) }
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
            let check = check_answer(&text);
            assert_eq!((check.refused, check.left), (refused, left), "{text:.40}");
            assert_eq!(check.links, links, "{text:.40}");
        }
    }
}

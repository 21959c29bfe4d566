//! What the second reader says of a message in which the rules found nothing, and what that makes of it.
//!
//! It comes after the rules' verdict is known and shown, and can make a check of nothing. What is deliberately absent is any
//! say over what the rules found. The model itself is the crate `reader`; when it is asked stands in the engine.

use super::{Assessment, Category, Tier};
use serde::{Deserialize, Serialize};

/// What a message reads like to the second reader, if it reads like danger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ReadsLike {
    /// The nearest category.
    pub category: Category,
    /// The chance in a hundred that it is dangerous, as it was among messages the reader had not seen.
    pub chance: u8,
}

/// What the second reader said of one message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SecondReading {
    /// Names the reader exactly, such as `2-3f0c9a2e`.
    pub reader: String,
    /// None if the message does not read like danger to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reads_like: Option<ReadsLike>,
}

impl Assessment {
    /// Did the rules read the message and find nothing, and has the second reader yet to read it?
    pub fn awaits_second_reader(&self) -> bool {
        self.tier == Tier::None && self.reader.is_none()
    }

    /// Adds what the second reader said, if it was awaited: a check where it reads like danger. Anything else stays as it is.
    pub fn read_again(&mut self, reading: &SecondReading) {
        if !self.awaits_second_reader() {
            return;
        }
        self.reader = Some(reading.reader.clone());
        self.reads_like = reading.reads_like;
        if self.reads_like.is_some() {
            self.tier = Tier::Check;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{About, WhyUnassessed, assess};
    use super::*;

    fn found(tier: Tier) -> Assessment {
        Assessment { tier, ..assess("Please send my prescription to Boots", About::default()) }
    }

    fn reading(chance: Option<u8>) -> SecondReading {
        let reads_like = chance.map(|chance| ReadsLike { category: Category::Stroke, chance });
        SecondReading { reader: "2-3f0c9a2e".to_owned(), reads_like }
    }

    #[test]
    fn the_vote_makes_a_check_of_nothing_and_touches_no_other_tier() {
        for (tier, chance, after, reader) in [
            (Tier::None, Some(80), Tier::Check, Some("2-3f0c9a2e")),
            (Tier::None, None, Tier::None, Some("2-3f0c9a2e")),
            (
                Tier::Unassessed { why: WhyUnassessed::Language },
                Some(80),
                Tier::Unassessed { why: WhyUnassessed::Language },
                None,
            ),
            (Tier::Check, Some(80), Tier::Check, None),
            (Tier::Alert, Some(80), Tier::Alert, None),
        ] {
            let mut both = found(tier);
            both.read_again(&reading(chance));
            assert_eq!((both.tier, both.reader.as_deref()), (after, reader), "{tier:?} {chance:?}");
            assert_eq!(both.reads_like, reading(chance).reads_like.filter(|_| reader.is_some()));
        }
    }

    #[test]
    fn it_is_awaited_once_and_only_where_the_rules_found_nothing() {
        let mut one = found(Tier::None);
        assert!(one.awaits_second_reader() && !found(Tier::Check).awaits_second_reader());
        one.read_again(&reading(None));
        assert!(!one.awaits_second_reader());
        one.read_again(&reading(Some(90)));
        assert_eq!((one.tier, one.reads_like), (Tier::None, None));
    }

    #[test]
    fn an_assessment_of_before_the_second_reader_still_reads_and_is_written_the_same() {
        let old = r#"{"rules":"1-a955b8f9","tier":{"kind":"check"},"findings":[]}"#;
        let read: Assessment = serde_json::from_str(old).unwrap();
        assert_eq!((&read.reader, read.reads_like, read.tier), (&None, None, Tier::Check));
        assert_eq!(serde_json::to_string(&read).unwrap(), old);
        assert!(!read.is_lowered());
    }

    #[test]
    fn an_assessment_that_the_reader_of_before_added_to_is_not_read_again() {
        let old = r#"{"rules":"3-a955b8f9","tier":{"kind":"none"},"findings":[],"reader":"1-3f0c9a2e"}"#;
        let mut read: Assessment = serde_json::from_str(old).unwrap();
        assert!(!read.awaits_second_reader());
        read.read_again(&reading(Some(90)));
        assert_eq!(serde_json::to_string(&read).unwrap(), old);
    }
}

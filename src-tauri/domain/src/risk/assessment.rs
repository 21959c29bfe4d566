//! What the reading of one message comes to: a tier, and the findings behind it.

use super::category::Category;
use super::condition::Conditions;
use super::second::ReadsLike;
use serde::{Deserialize, Serialize};

/// What the rules and the second reader say about one message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Assessment {
    /// The rules that were asked.
    pub rules: RuleSetVersion,
    /// The outcome: the highest tier found.
    pub tier: Tier,
    /// What was found, gravest first.
    pub findings: Vec<Finding>,
    /// The second reader that read it because the rules found nothing, such as `2-3f0c9a2e`; none if it has not, or was not to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reader: Option<String>,
    /// What made the second reader ask for a check; none if the message does not read like danger to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reads_like: Option<ReadsLike>,
}

/// Names a rule set exactly: release and a digest of its data, such as `1-3f0c9a2e`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct RuleSetVersion(pub String);

/// How urgently a message needs a person. In order: the later, the more urgent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Tier {
    /// Read, and nothing found.
    None,
    /// Not read; counts as a check until a person has looked.
    Unassessed {
        /// Why not.
        why: WhyUnassessed,
    },
    /// A clinician looks today.
    Check,
    /// Interrupts, at once.
    Alert,
}

/// Why a message could not be assessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum WhyUnassessed {
    /// Not, or not mainly, in English.
    Language,
    /// No words: empty, only a picture, only signs.
    NoWords,
    /// The rules could not be loaded. Tests keep this from being released.
    NoRules,
}

/// Something a rule found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The rule: `SH-02`.
    pub rule: String,
    /// What the danger is.
    pub category: Category,
    /// How urgent after context.
    pub tier: Tier,
    /// First byte of the words in the original text (UTF-8).
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// The context that lowered it from an alert: `NEG-1`. None if it stands as the rule says.
    pub lowered_by: Option<String>,
    /// Why this is dangerous, in words for staff.
    pub why: String,
}

/// What is known about the person the message is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Age in whole years.
    pub age: Option<u16>,
    /// What the record says they live with.
    pub conditions: Conditions,
}

impl Finding {
    /// By this findings stand: gravest first, what stands as its rule says before what was lowered.
    pub(super) fn order(&self) -> (std::cmp::Reverse<Tier>, bool, Category, u32) {
        (std::cmp::Reverse(self.tier), self.lowered_by.is_some(), self.category, self.start)
    }

    /// The place of the words in UTF-16 code units, as a browser counts.
    pub fn utf16(&self, text: &str) -> (u32, u32) {
        let units = |end: u32| {
            let head = text.get(..end as usize).unwrap_or(text);
            u32::try_from(head.encode_utf16().count()).unwrap_or(u32::MAX)
        };
        (units(self.start), units(self.end))
    }
}

impl Assessment {
    /// The gravest finding, if there is any.
    pub fn gravest(&self) -> Option<&Finding> {
        self.findings.first()
    }

    /// Is every finding one that context lowered?
    pub fn is_lowered(&self) -> bool {
        let lowered = self.findings.iter().all(|finding| finding.lowered_by.is_some());
        self.tier == Tier::Check && !self.findings.is_empty() && lowered
    }

    /// What danger the rules found or the second reader was reminded of, gravest first; a category may come more than once.
    pub fn categories(&self) -> impl Iterator<Item = Category> {
        let of_rules = self.findings.iter().map(|finding| finding.category);
        of_rules.chain(self.reads_like.map(|like| like.category))
    }
}

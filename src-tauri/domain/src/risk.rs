//! Reads every inbound message for danger: on the workstation, offline, the same way each time, down to the characters.
//!
//! Two tiers. An *alert* interrupts people and must be few and right; a *check* is read by a clinician the same day.
//! Context such as "no" or "years ago" lowers an alert to a check and never silences it; a text the rules cannot read is
//! *unassessed*, never *none*. The vocabulary is reviewed data in `rules/*.toml`, not code. A second reader, a
//! small model, may raise a message that no rule names to a check; any say of a model over alerts is deliberately absent. A
//! clinical safety officer has yet to sign this set off. How a text is read stands in `normal`, the pattern language in `pattern`, scope in `context`.

mod category;
mod compile;
mod condition;
mod context;
mod data;
mod language;
mod matching;
mod normal;
mod pattern;
mod reader;
mod scan;
mod set;
mod spelling;

pub use category::Category;
pub use condition::{Condition, Conditions};
pub use data::BadRules;
pub use reader::ReadsLike;
pub use set::RuleSet;

use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

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
    /// The second reader that was asked because the rules found nothing, such as `1-3f0c9a2e`; none if it was not asked.
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

    /// Asks the second reader where the rules read the message and found nothing. Its vote makes a check of that; where the
    /// rules have said anything their word stands, without waiting for it.
    fn with_second_reader(mut self, text: &str) -> Self {
        if self.tier != Tier::None {
            return self;
        }
        self.reader = reader::version().map(str::to_owned);
        self.reads_like = reader::reads_like(text);
        if self.reads_like.is_some() {
            self.tier = Tier::Check;
        }
        self
    }
}

/// Assesses a message by the rules and the second reader built into this version.
pub fn assess(text: &str, about: About) -> Assessment {
    static BUILT_IN: OnceLock<Result<RuleSet, BadRules>> = OnceLock::new();
    match BUILT_IN.get_or_init(RuleSet::built_in) {
        Ok(rules) => rules.assess(text, about).with_second_reader(text),
        Err(_) => Assessment {
            rules: RuleSetVersion("none".to_owned()),
            tier: Tier::Unassessed { why: WhyUnassessed::NoRules },
            findings: Vec::new(),
            reader: None,
            reads_like: None,
        },
    }
}

#[cfg(test)]
mod tests;

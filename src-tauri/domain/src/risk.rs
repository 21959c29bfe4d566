//! Reads every inbound message for danger: on the workstation, offline, the same way each time, down to the characters.
//!
//! Two tiers. An *alert* interrupts people and must be few and right; a *check* is read by a clinician the same day.
//! Context such as "no" or "years ago" lowers an alert to a check and never silences it; a text the rules cannot read is
//! *unassessed*, never *none*. The vocabulary is reviewed data in `rules/*.toml`, not code. A second reader, a
//! model, reads afterwards what the rules found nothing in and may make a check of it: it is the crate `reader`, and any say of
//! it over alerts is deliberately absent. A clinical safety officer has yet to sign this set off. How a text is read stands in `normal`, the pattern language in `pattern`, scope in `context`.

mod assessment;
mod category;
mod clauses;
mod compile;
mod condition;
mod context;
mod data;
mod form;
mod language;
mod level;
mod lookalike;
mod matching;
mod normal;
mod pattern;
mod scan;
mod second;
mod set;
mod spelling;

pub use assessment::{About, Assessment, Finding, RuleSetVersion, Tier, WhyUnassessed};
pub use category::Category;
pub use condition::{Condition, Conditions};
pub use data::BadRules;
pub use level::RiskLevel;
pub use second::{ReadsLike, SecondReading};
pub use set::RuleSet;

use crate::message::form::Form;
use std::sync::OnceLock;

/// Assesses a message by the rules built into this version.
pub fn assess(text: &str, about: About) -> Assessment {
    assess_letter(text, None, about)
}

/// The same of a letter that may be a form: a form is read pair by pair, and findings stand at their place in its text.
pub fn assess_letter(text: &str, form: Option<&Form>, about: About) -> Assessment {
    read(text, form, about).map_or_else(no_rules, |(assessment, _)| assessment)
}

/// The words of a letter that somebody stands behind, for the second reader: of a form not the questions that were denied.
pub fn stated(text: &str, form: Option<&Form>) -> String {
    read(text, form, About::default()).map_or_else(|| text.to_owned(), |(_, stated)| stated)
}

fn read(text: &str, form: Option<&Form>, about: About) -> Option<(Assessment, String)> {
    static BUILT_IN: OnceLock<Result<RuleSet, BadRules>> = OnceLock::new();
    let rules = BUILT_IN.get_or_init(RuleSet::built_in).as_ref().ok()?;
    Some(match form::told(form, text) {
        Some(told) => rules.assess_form(&told, about),
        None => rules.assess_words(text, about),
    })
}

fn no_rules() -> Assessment {
    Assessment {
        rules: RuleSetVersion("none".to_owned()),
        tier: Tier::Unassessed { why: WhyUnassessed::NoRules },
        findings: Vec::new(),
        reader: None,
        reads_like: None,
    }
}

#[cfg(test)]
mod tests;

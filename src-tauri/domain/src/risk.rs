//! Reads every inbound message for danger: on the workstation, offline, the same way each time, down to the characters.
//!
//! Two tiers. An *alert* interrupts people and must be few and right; a *check* is read by a clinician the same day.
//! Context such as "no" or "years ago" lowers an alert to a check and never silences it; a text the rules cannot read is
//! *unassessed*, never *none*. The vocabulary is reviewed data in `rules/*.toml`, not code. A second reader, a
//! small model, may raise a message that no rule names to a check; any say of a model over alerts is deliberately absent. A
//! clinical safety officer has yet to sign this set off. How a text is read stands in `normal`, the pattern language in `pattern`, scope in `context`.

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
mod reader;
mod scan;
mod set;
mod spelling;

pub use assessment::{About, Assessment, Finding, RuleSetVersion, Tier, WhyUnassessed};
pub use category::Category;
pub use condition::{Condition, Conditions};
pub use data::BadRules;
pub use level::RiskLevel;
pub use reader::ReadsLike;
pub use set::RuleSet;

use crate::message::form::Form;
use std::sync::OnceLock;

/// Assesses a message by the rules and the second reader built into this version.
pub fn assess(text: &str, about: About) -> Assessment {
    assess_letter(text, None, about)
}

/// The same of a letter that may be a form: a form is read pair by pair, and findings stand at their place in its text.
pub fn assess_letter(text: &str, form: Option<&Form>, about: About) -> Assessment {
    static BUILT_IN: OnceLock<Result<RuleSet, BadRules>> = OnceLock::new();
    match BUILT_IN.get_or_init(RuleSet::built_in) {
        Ok(rules) => {
            let (assessment, stated) = match form::told(form, text) {
                Some(told) => rules.assess_form(&told, about),
                None => rules.assess_words(text, about),
            };
            with_second_reader(assessment, &stated)
        }
        Err(_) => Assessment {
            rules: RuleSetVersion("none".to_owned()),
            tier: Tier::Unassessed { why: WhyUnassessed::NoRules },
            findings: Vec::new(),
            reader: None,
            reads_like: None,
        },
    }
}

/// Asks the second reader where the rules read the message and found nothing. Its vote makes a check of that; where the
/// rules have said anything their word stands, without waiting for it.
fn with_second_reader(mut assessment: Assessment, text: &str) -> Assessment {
    if assessment.tier != Tier::None {
        return assessment;
    }
    assessment.reader = reader::version().map(str::to_owned);
    assessment.reads_like = reader::reads_like(text);
    if assessment.reads_like.is_some() {
        assessment.tier = Tier::Check;
    }
    assessment
}

#[cfg(test)]
mod tests;

//! The rules that read messages: they load, they alert, a "no" lowers what they find, and everyday business stays quiet.

use super::{Trouble, must};
use domain::risk::{About, RuleSet, Tier, assess};

const MESSAGES: [(&str, Tier); 3] = [
    ("I do not want to live any more. I want to kill myself tonight.", Tier::Alert),
    ("I am fine otherwise, no chest pain and sleeping well", Tier::Check),
    ("Please could my repeat prescription go to the pharmacy on Castle Street?", Tier::None),
];

pub(super) fn check() -> Result<(), Trouble> {
    let rules = RuleSet::built_in().map_err(|_| Trouble::Wrong)?;
    for (text, tier) in MESSAGES {
        let found = assess(text, About::default());
        must(found.tier == tier && found.rules == *rules.version(), Trouble::Wrong)?;
    }
    Ok(())
}

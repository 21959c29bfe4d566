//! The rules that read messages: they load, they alert, a "no" lowers what they find, everyday business stays quiet,
//! and the second reader hears what no rule names.

use super::trouble::{Trouble, must};
use domain::risk::{About, RuleSet, Tier, assess};
use reader::Reader;

const MESSAGES: [(&str, Tier); 3] = [
    ("I do not want to live any more. I want to kill myself tonight.", Tier::Alert),
    ("I am fine otherwise, no chest pain and sleeping well", Tier::Check),
    ("Please could my repeat prescription go to the pharmacy on Castle Street?", Tier::None),
];
/// Danger in words that no rule has.
const PARAPHRASE: &str = "He keeps dropping his cup and his smile is only on one half since breakfast.";

pub(super) fn check() -> Result<(), Trouble> {
    let rules = RuleSet::built_in().map_err(|_| Trouble::Wrong)?;
    for (text, tier) in MESSAGES {
        let found = assess(text, About::default());
        must(found.tier == tier && found.rules == *rules.version(), Trouble::Wrong)?;
    }
    let reader = Reader::load().ok_or(Trouble::Wrong)?;
    let mut heard = assess(PARAPHRASE, About::default());
    must(heard.awaits_second_reader(), Trouble::Wrong)?;
    heard.read_again(&reader.read(PARAPHRASE));
    must(heard.tier == Tier::Check, Trouble::Wrong)
}

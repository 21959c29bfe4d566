//! What patients write, and what follows from it.

use crate::conversation::Event;
use crate::message::Letter;
use crate::risk::{About, Assessment, Tier, assess};
use crate::{EventId, derive_uuid};
use std::sync::LazyLock;

/// What patients write, and what the rules say of it.
pub(super) static WORDS: LazyLock<Vec<(&str, Assessment)>> = LazyLock::new(|| {
    [
        "Which day can I collect my tablets, please?",
        "I want to kill myself tonight. I have the tablets here.",
        "My knee has been swollen since Monday.",
        "Dziekuje bardzo za recepte, kiedy moge ja odebrac?",
    ]
    .map(|words| (words, assess(words, About::default())))
    .to_vec()
});

/// What follows from a letter, with the same ids on every workstation.
pub(super) fn admission(letter: Letter) -> Vec<(EventId, Event)> {
    let id = letter.id;
    let known = WORDS.iter().find(|(words, _)| *words == letter.text);
    let assessment = known.map(|(_, assessment)| assessment.clone()).expect("one of ours");
    let gravest = assessment.gravest().filter(|_| assessment.tier == Tier::Alert);
    let raised = gravest.map(|gravest| Event::AlertRaised { letter: id, category: gravest.category });
    let admitted =
        Event::Admitted { letter: Box::new(letter), gateway: "desk".parse().unwrap(), signature: vec![] };
    let events = [admitted, Event::Assessed { letter: id, assessment }].into_iter().chain(raised);
    events.map(|event| (EventId(derive_uuid(event.kind(), &[id.0.as_bytes()])), event)).collect()
}

//! Which letters the second reader has yet to read, and what it said once it has.
//!
//! The rules' verdict stands and is shown meanwhile. A letter that was answered, judged or closed in that time has had its
//! person, and is not read. What the reading makes of an assessment stands in `risk`.

use super::state::{Conversation, Received};
use super::step::letter_mut;
use crate::risk::{Assessment, SecondReading};
use crate::{ConversationId, EventId, LetterId, derive_uuid};

/// The id of the event that says what the second reader said of a letter: the same on every workstation.
pub fn second_reading(conversation: ConversationId, letter: LetterId) -> EventId {
    EventId(derive_uuid("readAgain", &[conversation.0.as_bytes(), letter.0.as_bytes()]))
}

impl Conversation {
    /// The letters nobody has answered or judged in which the rules found nothing and which the second reader has yet to read.
    pub fn await_second_reader(&self) -> Vec<&Received> {
        // What stands there and could not be read here is a later version's.
        let new = |received: &&Received| !self.folded.contains(&second_reading(self.id, received.letter));
        self.can_be_read_again().into_iter().filter(new).collect()
    }

    fn can_be_read_again(&self) -> Vec<&Received> {
        if self.closed.is_some() {
            return vec![];
        }
        let awaits = |received: &&Received| {
            let assessment = received.assessment.as_ref();
            received.cleared.is_none() && assessment.is_some_and(Assessment::awaits_second_reader)
        };
        self.unanswered().into_iter().filter(awaits).collect()
    }

    /// Adds what the second reader said of a letter, unless the letter has had its person meanwhile.
    pub(super) fn read_again(&mut self, letter: LetterId, reading: &SecondReading) {
        let waits = self.can_be_read_again().iter().any(|received| received.letter == letter);
        let received = letter_mut(self, letter).filter(|_| waits);
        if let Some(assessment) = received.and_then(|received| received.assessment.as_mut()) {
            assessment.read_again(reading);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::event::{Actor, Event, Recorded};
    use super::super::{step, step_unknown};
    use super::*;
    use crate::alert::{ClearedLetter, NoDanger, WhyNoDanger};
    use crate::message::fixture::letter;
    use crate::risk::{About, Category, ReadsLike, Tier, assess};
    use crate::{DeviceId, StaffId};
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    fn at() -> DateTime<Utc> {
        "2026-08-25T09:00:00Z".parse().unwrap()
    }

    fn happens(state: Conversation, by: Option<StaffId>, event: Event) -> Conversation {
        let id = EventId(Uuid::from_u128(10_000 + state.folded.len() as u128));
        let actor = Actor { staff: by, roles: vec![crate::staff::Role::Gp], device: DeviceId(Uuid::nil()) };
        step(state, &Recorded { id, at: at(), actor, event })
    }

    /// A conversation with one letter, read by the rules.
    fn with(text: &str) -> (Conversation, LetterId) {
        let letter = letter(1, at(), text);
        let (id, assessment) = (letter.id, assess(text, About::default()));
        let admitted =
            Event::Admitted { letter: Box::new(letter), gateway: "desk".parse().unwrap(), signature: vec![] };
        let state = happens(Conversation::new(ConversationId(Uuid::from_u128(77))), None, admitted);
        (happens(state, None, Event::Assessed { letter: id, assessment }), id)
    }

    fn reading(letter: LetterId, like: Option<Category>) -> Event {
        let reads_like = like.map(|category| ReadsLike { category, chance: 80 });
        Event::ReadAgain { letter, reading: SecondReading { reader: "2-3f0c9a2e".to_owned(), reads_like } }
    }

    fn waits(state: &Conversation) -> usize {
        state.await_second_reader().len()
    }

    #[test]
    fn what_the_rules_found_nothing_in_waits_until_it_was_read_again_and_may_become_a_check() {
        for (like, tier) in [(Some(Category::Stroke), Tier::Check), (None, Tier::None)] {
            let (state, letter) = with("Which day can I collect my tablets, please?");
            assert_eq!((state.tier(), waits(&state)), (Some(Tier::None), 1));
            let state = happens(state, None, reading(letter, like));
            assert_eq!((state.tier(), waits(&state)), (Some(tier), 0), "{like:?}");
            assert!(state.alerts.is_empty(), "it raises no alert");
        }
    }

    #[test]
    fn what_the_rules_found_waits_for_nobody_and_what_another_reader_says_of_it_changes_nothing() {
        for text in
            ["I want to kill myself tonight", "I do not have any chest pain", "Boli mnie w klatce piersiowej"]
        {
            let (state, letter) = with(text);
            assert_eq!(waits(&state), 0, "{text}");
            let after = happens(state.clone(), None, reading(letter, Some(Category::Stroke)));
            assert_eq!(after.tier(), state.tier(), "{text}");
            assert_eq!(after.letter(letter).unwrap().assessment, state.letter(letter).unwrap().assessment);
        }
    }

    #[test]
    fn a_letter_that_has_had_its_person_is_not_read_again() {
        let (state, letter) = with("Which day can I collect my tablets, please?");
        let no_danger = NoDanger { why: WhyNoDanger::Denied, look_again: false };
        let cleared = Some(ClearedLetter { letter, no_danger, words: String::new() });
        let by = Some(StaffId(Uuid::from_u128(2)));
        let state = happens(state, by, Event::Reviewed { cleared });
        assert_eq!(waits(&state), 0);
        let late = happens(state, None, reading(letter, Some(Category::Stroke)));
        let assessment = late.letter(letter).unwrap().assessment.as_ref();
        assert_eq!(
            assessment.map(|one| (one.tier, one.reads_like)),
            Some((Tier::None, None)),
            "it comes too late"
        );
    }

    #[test]
    fn what_a_later_version_wrote_of_it_is_not_written_a_second_time() {
        let (state, letter) = with("Which day can I collect my tablets, please?");
        let id = second_reading(state.id, letter);
        assert_eq!(waits(&step_unknown(state, id)), 0);
    }

    #[test]
    fn the_event_is_written_and_read_the_same() {
        let (_, letter) = with("Hello");
        let written = serde_json::to_string(&reading(letter, Some(Category::Stroke))).unwrap();
        assert!(written.contains(r#""kind":"readAgain""#), "{written}");
        assert!(
            written.contains(r#""reading":{"reader":"2-3f0c9a2e","readsLike":{"category":"#),
            "{written}"
        );
        assert!(serde_json::from_str::<Event>(&written).unwrap() == reading(letter, Some(Category::Stroke)));
        let quiet = serde_json::to_string(&reading(letter, None)).unwrap();
        assert!(quiet.ends_with(r#""reading":{"reader":"2-3f0c9a2e"}}"#), "{quiet}");
    }
}

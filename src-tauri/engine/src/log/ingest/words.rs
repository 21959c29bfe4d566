//! What search is to find of an event.

use crate::store::search::{Words, called};
use domain::conversation::Event;
use domain::message::{Letter, PatientDetails};
use domain::{ConversationId, EventId};

/// None if there is nothing in it to find.
pub(super) fn words(
    id: ConversationId,
    event_id: EventId,
    patient: Option<&PatientDetails>,
    event: &Event,
) -> Option<Words> {
    let (number, who, words) = match event {
        Event::Admitted { letter, .. } => (letter.patient.nhs_number, who(letter), letter.text.clone()),
        Event::Replied { text, .. } => {
            let who = patient.into_iter().flat_map(called).collect();
            (patient.and_then(|patient| patient.nhs_number), who, text.clone())
        }
        _ => return None,
    };
    Some(Words { event: event_id, conversation: id, number, who: who.join("\n"), words })
}

/// The patient, and whoever wrote for them.
fn who(letter: &Letter) -> Vec<String> {
    let writer = letter.writer.name().filter(|name| !name.is_empty()).map(str::to_owned);
    called(&letter.patient).chain(writer).collect()
}

//! What search is to find of an event.

use crate::store::search::Words;
use domain::conversation::Event;
use domain::message::PatientDetails;
use domain::{ConversationId, EventId};

/// None if there is nothing in it to find.
pub(super) fn words(
    id: ConversationId,
    event_id: EventId,
    patient: Option<&PatientDetails>,
    event: &Event,
) -> Option<Words> {
    let name = |details: &PatientDetails| {
        details.name.as_ref().map(|name| format!("{} {}", name.given, name.family)).unwrap_or_default()
    };
    let (who, words) = match event {
        Event::Admitted { letter, .. } => {
            let number = letter.patient.nhs_number.map(|number| number.spaced()).unwrap_or_default();
            (format!("{} {number}", name(&letter.patient)), letter.text.clone())
        }
        Event::Replied { text, .. } => (patient.map(name).unwrap_or_default(), text.clone()),
        _ => return None,
    };
    Some(Words { event: event_id, conversation: id, who, words })
}

//! What of a conversation goes into the patient's record: everything, in the order it happened.
//!
//! Every message with its writer, what the rules found and who read it, calls, alerts and who answered them, deliveries
//! and the outcome (product E2). It is cut at the closing it belongs to: what came later is the next version's. Built
//! from the fold alone, so that every workstation builds the same; how it looks on paper is `record`'s.

mod people;
#[cfg(test)]
mod tests;
mod told;

use crate::shared::Shared;
use chrono::{DateTime, Utc};
use domain::conversation::{self, Closing, Conversation, EntryKind};
use domain::delivery::Destination;
use domain::message::PatientDetails;
use domain::{ConversationId, DeliveryId, StaffId, derive_uuid};
use record::Transcript;
use uuid::Uuid;

/// Where a document ends: its closing.
struct Cut<'a> {
    version: u32,
    place: usize,
    at: DateTime<Utc>,
    by: StaffId,
    closing: &'a Closing,
}

/// The document that this delivery carries; none if the conversation holds no such closing.
pub(crate) fn transcript(
    state: &Conversation,
    delivery: DeliveryId,
    index: Option<&PatientDetails>,
    shared: &Shared,
) -> Option<Transcript> {
    let cut = cut(state, delivery)?;
    let opened = state.letters().next().map(|letter| letter.received_at);
    let earlier = cut.version.checked_sub(1).filter(|version| *version > 0);
    let used = state.triage.permitted_use.as_ref();
    let permitted = used.and_then(|id| shared.policy.permitted_use(id)).map(|one| one.name.clone());
    Some(Transcript {
        document: document(state.id, cut.version),
        version: cut.version,
        replaces: earlier.map(|version| document(state.id, version)),
        practice: record::transcript::Practice {
            name: shared.policy.name.clone(),
            ods: shared.policy.ods.clone(),
            telephone: shared.policy.telephone.as_str().to_owned(),
        },
        patient: people::patient(&state.patient, index),
        permitted_use: permitted.or_else(|| used.map(ToString::to_string)).unwrap_or_default(),
        outcome: told::outcome(&cut.closing.outcome),
        summary: cut.closing.summary.clone(),
        file_as: told::file_as(cut.closing.file_as),
        online: told::online(cut.closing.online),
        opened: opened.unwrap_or(cut.at),
        closed: cut.at,
        closed_by: people::staff(shared, cut.by, &[]),
        entries: told::entries(state, cut.place, cut.at, shared),
    })
}

/// The answers that stand in the document of this delivery.
pub(crate) fn answers(state: &Conversation, delivery: DeliveryId) -> Option<Vec<DeliveryId>> {
    let cut = cut(state, delivery)?;
    let before = state.entries.iter().take(cut.place);
    Some(
        before
            .filter_map(|entry| match &entry.what {
                EntryKind::Sent(sent) => Some(sent.delivery),
                _ => None,
            })
            .collect(),
    )
}

/// How the conversation was closed, from this document's closing on.
pub(crate) fn closings(state: &Conversation, delivery: DeliveryId) -> impl Iterator<Item = &Closing> {
    let from = cut(state, delivery).map_or(usize::MAX, |cut| cut.place);
    state.entries.iter().skip(from).filter_map(closing)
}

fn closing(entry: &conversation::Entry) -> Option<&Closing> {
    match &entry.what {
        EntryKind::Closed(closing) => Some(closing),
        _ => None,
    }
}

fn cut(state: &Conversation, delivery: DeliveryId) -> Option<Cut<'_>> {
    let Destination::Record { version } = state.delivery(delivery)?.to else { return None };
    let mut closed = state.entries.iter().enumerate().filter(|(_, entry)| closing(entry).is_some());
    let (place, entry) = closed.nth(usize::try_from(version.checked_sub(1)?).ok()?)?;
    Some(Cut { version, place, at: entry.at, by: entry.by?, closing: closing(entry)? })
}

/// The id of a version of a conversation's document: the same on every workstation, and no patient's.
fn document(conversation: ConversationId, version: u32) -> Uuid {
    derive_uuid("document", &[conversation.0.as_bytes(), &version.to_be_bytes()])
}

//! Each message between patient and practice as a Communication, word for word.

use super::document::{Document, filled, instant, profile, text_only};
use super::types::{Annotation, CodeableConcept, Coding, Communication, Payload, Reference, Resource};
use crate::transcript::{Channel, Delivery, DeliveryState, Entry, FileAs, Writer};
use crate::{passages, words};
use chrono::{DateTime, Utc};
use domain::message::form::Form;

/// What differs between the three kinds of message.
struct Message<'a> {
    sender: Reference,
    recipient: Reference,
    channel: Channel,
    sent: Option<DateTime<Utc>>,
    received: Option<DateTime<Utc>>,
    text: &'a str,
    form: Option<&'a Form>,
    status: &'static str,
    status_reason: Option<CodeableConcept>,
    category: Option<Coding>,
    note: Option<String>,
}

impl Document<'_> {
    /// The messages in order. What else happened stands in the narrative.
    pub fn messages(&mut self) -> Vec<Reference> {
        let transcript = self.transcript;
        let mut references = Vec::new();
        for (place, entry) in transcript.entries.iter().enumerate() {
            if let Some(message) = self.message(entry) {
                references.push(self.communication(place, message));
            }
        }
        references
    }

    fn message<'m>(&mut self, entry: &'m Entry) -> Option<Message<'m>> {
        match entry {
            Entry::Received { from, channel, at, identity, text, form } => Some(Message {
                form: form.as_ref(),
                sender: self.writer(from),
                recipient: self.practice(),
                received: Some(*at),
                note: filled(identity).map(|identity| format!("Identity: {identity}")),
                ..plain(*channel, text)
            }),
            Entry::Sent { by, to, channel, at, text, delivery } => Some(Message {
                sender: self.staff(by),
                recipient: self.reader(to.as_ref()),
                sent: Some(*at),
                received: arrived(delivery),
                status: status(delivery),
                status_reason: failure(delivery),
                note: Some(passages::delivery(delivery, words::local_date(*at))),
                ..plain(*channel, text)
            }),
            Entry::Acknowledgement { channel, at, text } => Some(Message {
                sender: self.practice(),
                recipient: self.patient(),
                sent: Some(*at),
                category: Some(NOTIFICATION),
                ..plain(*channel, text)
            }),
            Entry::Finding { .. }
            | Entry::Call { .. }
            | Entry::Escalation { .. }
            | Entry::Routed { .. }
            | Entry::Note { .. } => None,
        }
    }

    fn reader(&mut self, to: Option<&Writer>) -> Reference {
        match to {
            Some(other) => self.writer(other),
            None => self.patient(),
        }
    }

    fn communication(&mut self, place: usize, message: Message<'_>) -> Reference {
        let id = self.derive("communication", &[&(place as u64).to_be_bytes()]);
        let subject = self.patient();
        let words_filed = self.transcript.file_as == FileAs::ExactCopy && !message.text.is_empty();
        let words = || Payload { content_string: Some(message.text.to_owned()), content_reference: None };
        let mut payload: Vec<Payload> = words_filed.then(words).into_iter().collect();
        if let Some((form, received)) = message.form.zip(message.received).filter(|_| words_filed) {
            let form = self.form(place, form, message.sender.clone(), received);
            payload.push(Payload { content_string: None, content_reference: Some(form) });
        }
        self.refer(id, None, || {
            Resource::Communication(Box::new(Communication {
                id: id.to_string(),
                meta: profile("https://fhir.hl7.org.uk/StructureDefinition/UKCore-Communication"),
                status: message.status,
                status_reason: message.status_reason,
                category: message.category.map(coded).into_iter().collect(),
                medium: vec![medium(message.channel)],
                subject,
                sent: message.sent.map(instant),
                received: message.received.map(instant),
                recipient: vec![message.recipient],
                sender: message.sender,
                payload,
                note: message.note.map(|text| Annotation { text }).into_iter().collect(),
            }))
        })
    }
}

const NOTIFICATION: Coding = Coding {
    system: "http://terminology.hl7.org/CodeSystem/communication-category",
    code: "notification",
    display: "Notification",
};

fn plain(channel: Channel, text: &str) -> Message<'_> {
    Message {
        sender: Reference::default(),
        recipient: Reference::default(),
        channel,
        sent: None,
        received: None,
        text,
        form: None,
        status: "completed",
        status_reason: None,
        category: None,
        note: None,
    }
}

fn coded(coding: Coding) -> CodeableConcept {
    CodeableConcept { coding: vec![coding], text: None }
}

/// Completed once it arrived, stopped if it failed, otherwise on its way.
fn status(delivery: &[Delivery]) -> &'static str {
    match delivery.last().map(|step| step.state) {
        Some(DeliveryState::Delivered | DeliveryState::Read) => "completed",
        Some(DeliveryState::Failed) => "stopped",
        Some(DeliveryState::Sent | DeliveryState::OnPage) | None => "in-progress",
    }
}

fn failure(delivery: &[Delivery]) -> Option<CodeableConcept> {
    let last = delivery.last().filter(|step| step.state == DeliveryState::Failed)?;
    last.why.as_deref().and_then(filled).map(|why| text_only(&why))
}

fn arrived(delivery: &[Delivery]) -> Option<DateTime<Utc>> {
    let arrival = |step: &&Delivery| matches!(step.state, DeliveryState::Delivered | DeliveryState::Read);
    delivery.iter().find(arrival).map(|step| step.at)
}

fn medium(channel: Channel) -> CodeableConcept {
    let code = match channel {
        Channel::NhsApp | Channel::WebForm => Some(("ONLINEWRIT", "online written")),
        Channel::Email => Some(("EMAILWRIT", "email")),
        Channel::Letter => Some(("MAILWRIT", "mail")),
        Channel::Telephone => Some(("PHONE", "telephone")),
        Channel::InPerson => Some(("FACE", "face-to-face")),
        Channel::TextMessage => None,
    };
    let system = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode";
    CodeableConcept {
        coding: code.map(|(code, display)| Coding { system, code, display }).into_iter().collect(),
        text: Some(words::channel(channel).to_owned()),
    }
}

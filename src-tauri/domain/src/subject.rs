//! Where in the practice's log a record belongs. One subject, one chain of hashes.

use crate::shared::SharedRecord;
use crate::{ConversationId, DeviceId, GatewayId, LetterId, PatientId, SafetyId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A subject of the queue: dot-separated tokens of `a-z 0-9 -`, at most 200 bytes (also a valid NATS subject).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Subject(String);

/// What a subject is about, parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The events of one conversation.
    Conversation(ConversationId),
    /// A letter a gateway received, sealed to the letterbox.
    Inbox(GatewayId, LetterId),
    /// What a gateway is to send, sealed to it.
    Outbound(GatewayId),
    /// Letterbox key, hours and acknowledgement text: signed, readable by gateways.
    Public,
    /// Devices, staff, gateways and epochs.
    Directory,
    /// A record of which the practice has one: see [`SharedRecord`].
    Shared(SharedRecord),
    /// One patient's shared record.
    Patient(PatientId),
    /// One hazard, incident or drill.
    Safety(SafetyId),
    /// One device's audit entries.
    Audit(DeviceId),
    /// "Something dangerous waits", without content.
    Bell,
    /// A workstation asks to join: said in passing, never stored.
    Joining,
    /// Who is at a workstation: said in passing, never stored.
    Presence,
}

/// A text is not a subject of this log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a subject of a practice's log")]
pub struct BadSubject;

impl Subject {
    /// The events of one conversation.
    pub fn conversation(id: ConversationId) -> Self {
        Self(format!("conversation.{id}"))
    }
    /// One letter of one gateway.
    pub fn inbox(gateway: &GatewayId, letter: LetterId) -> Self {
        Self(format!("inbox.{gateway}.{letter}"))
    }
    /// What one gateway is to send.
    pub fn outbound(gateway: &GatewayId) -> Self {
        Self(format!("outbound.{gateway}"))
    }
    /// What gateways may read.
    pub fn public() -> Self {
        Self("public".to_owned())
    }
    /// Devices, staff, gateways, epochs.
    pub fn directory() -> Self {
        Self("directory".to_owned())
    }
    /// A record of which the practice has one.
    pub fn shared(record: SharedRecord) -> Self {
        debug_assert!(!record.is_many(), "{record:?} needs an id");
        Self(record.word().to_owned())
    }
    /// What a message belongs to that the disk has changed: nothing that is ever appended.
    pub fn damaged() -> Self {
        Self("damaged".to_owned())
    }
    /// The practice's settings.
    pub fn policy() -> Self {
        Self::shared(SharedRecord::Policy)
    }
    /// One patient's shared record.
    pub fn patient(id: PatientId) -> Self {
        Self(format!("patient.{id}"))
    }
    /// Who is on duty.
    pub fn rota() -> Self {
        Self::shared(SharedRecord::Rota)
    }
    /// Names and roles of staff.
    pub fn staff() -> Self {
        Self::shared(SharedRecord::Names)
    }
    /// What locums read before the first message.
    pub fn briefing() -> Self {
        Self::shared(SharedRecord::Briefing)
    }
    /// Whose records open to named clinicians alone.
    pub fn restricted() -> Self {
        Self::shared(SharedRecord::Restricted)
    }
    /// One hazard, incident or drill.
    pub fn safety(id: SafetyId) -> Self {
        Self(format!("safety.{id}"))
    }
    /// One device's audit.
    pub fn audit(device: DeviceId) -> Self {
        Self(format!("audit.{device}"))
    }
    /// What a workstation that wants to join and a manager's say to each other in passing: never stored.
    pub fn joining() -> Self {
        Self("joining".to_owned())
    }
    /// Who is at which workstation, with which alerts on the screen: never stored.
    pub fn presence() -> Self {
        Self("presence".to_owned())
    }
    /// The contentless bell.
    pub fn bell() -> Self {
        Self("bell".to_owned())
    }

    /// The text as it stands in the log.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the subject is about.
    pub fn kind(&self) -> Result<Kind, BadSubject> {
        let tokens: Vec<&str> = self.0.split('.').collect();
        match tokens.as_slice() {
            ["conversation", id] => id.parse().map(Kind::Conversation).map_err(|_| BadSubject),
            ["inbox", gateway, letter] => Ok(Kind::Inbox(
                gateway.parse().map_err(|_| BadSubject)?,
                letter.parse().map_err(|_| BadSubject)?,
            )),
            ["outbound", gateway] => gateway.parse().map(Kind::Outbound).map_err(|_| BadSubject),
            ["patient", id] => id.parse().map(Kind::Patient).map_err(|_| BadSubject),
            ["safety", id] => id.parse().map(Kind::Safety).map_err(|_| BadSubject),
            ["audit", device] => device.parse().map(Kind::Audit).map_err(|_| BadSubject),
            ["public"] => Ok(Kind::Public),
            ["directory"] => Ok(Kind::Directory),
            ["bell"] => Ok(Kind::Bell),
            ["joining"] => Ok(Kind::Joining),
            ["presence"] => Ok(Kind::Presence),
            [word] => match SharedRecord::of_word(word) {
                Some(record) if !record.is_many() => Ok(Kind::Shared(record)),
                _ => Err(BadSubject),
            },
            _ => Err(BadSubject),
        }
    }

    /// The shared record that stands on this subject, if one does.
    pub fn record(&self) -> Option<SharedRecord> {
        match self.kind().ok()? {
            Kind::Shared(record) => Some(record),
            Kind::Patient(_) => Some(SharedRecord::Patient),
            Kind::Safety(_) => Some(SharedRecord::Safety),
            _ => None,
        }
    }
}

impl TryFrom<String> for Subject {
    type Error = BadSubject;
    fn try_from(text: String) -> Result<Self, BadSubject> {
        let subject = Self(text);
        subject.kind().map(|_| ())?;
        Ok(subject)
    }
}

impl std::str::FromStr for Subject {
    type Err = BadSubject;
    fn from_str(text: &str) -> Result<Self, BadSubject> {
        Self::try_from(text.to_owned())
    }
}

impl From<Subject> for String {
    fn from(subject: Subject) -> Self {
        subject.0
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn every_subject_reads_back_as_what_it_was_made_for() {
        let (id, gateway) = (Uuid::from_u128(7), "front".parse::<GatewayId>().unwrap());
        let cases = [
            (Subject::conversation(ConversationId(id)), Kind::Conversation(ConversationId(id))),
            (Subject::inbox(&gateway, LetterId(id)), Kind::Inbox(gateway.clone(), LetterId(id))),
            (Subject::outbound(&gateway), Kind::Outbound(gateway.clone())),
            (Subject::patient(PatientId(id)), Kind::Patient(PatientId(id))),
            (Subject::safety(SafetyId(id)), Kind::Safety(SafetyId(id))),
            (Subject::audit(DeviceId(id)), Kind::Audit(DeviceId(id))),
            (Subject::public(), Kind::Public),
            (Subject::directory(), Kind::Directory),
            (Subject::policy(), Kind::Shared(SharedRecord::Policy)),
            (Subject::rota(), Kind::Shared(SharedRecord::Rota)),
            (Subject::staff(), Kind::Shared(SharedRecord::Names)),
            (Subject::shared(SharedRecord::Briefing), Kind::Shared(SharedRecord::Briefing)),
            (Subject::shared(SharedRecord::Restricted), Kind::Shared(SharedRecord::Restricted)),
            (Subject::bell(), Kind::Bell),
            (Subject::joining(), Kind::Joining),
            (Subject::presence(), Kind::Presence),
        ];
        for (subject, kind) in cases {
            assert_eq!(subject.as_str().parse::<Subject>().map(|s| s.kind()), Ok(Ok(kind)), "{subject}");
        }
    }

    #[test]
    fn foreign_texts_are_refused() {
        for bad in [
            "",
            "conversation",
            "conversation.x",
            "inbox.front",
            "letters.1",
            "public.x",
            "patient.*",
            "patient",
            "safety",
        ] {
            assert_eq!(bad.parse::<Subject>(), Err(BadSubject), "{bad}");
        }
    }
}

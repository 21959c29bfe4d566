//! Everything the record is to hold about one closed conversation, in the order it happened.
//!
//! It is plain data, complete in itself: the documents are made from this and from nothing else. Words are kept exactly
//! as they were written; formatting for people happens later. `Debug` shows ids and instants only, for these values hold
//! patients' words and names. How it is laid out on paper stands in [`crate::pdf`], how for systems in [`crate::fhir`].

use chrono::{DateTime, NaiveDate, Utc};
use domain::message::form::Form;
use domain::staff::Role;
use domain::{NhsNumber, OdsCode, StaffId};
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// One version of the document of one conversation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Transcript {
    /// The id of this document. Every id inside it is derived from this one.
    pub document: Uuid,
    /// 1 for the first; a conversation opened again files the next.
    pub version: u32,
    /// The document that this one replaces as a whole.
    pub replaces: Option<Uuid>,
    /// Whose desk it was.
    pub practice: Practice,
    /// Whose record it goes into.
    pub patient: Patient,
    /// What the practice's list of permitted uses calls this conversation.
    pub permitted_use: String,
    /// How it ended.
    pub outcome: String,
    /// The summary written on closing.
    pub summary: String,
    /// With the words of the messages, or without.
    pub file_as: FileAs,
    /// Whether the patient or a proxy may see it online at once.
    pub online: Online,
    /// When the first message came or went.
    pub opened: DateTime<Utc>,
    /// When it was closed; the date of the document.
    pub closed: DateTime<Utc>,
    /// Who closed it, and so the document's author.
    pub closed_by: Staff,
    /// What happened, in order.
    pub entries: Vec<Entry>,
}

/// The practice as it names itself.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practice {
    pub name: String,
    /// Its code in the Organisation Data Service.
    pub ods: OdsCode,
    /// The number patients call.
    pub telephone: String,
}

/// The patient, as the practice's index knew them on closing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Patient {
    /// Family name, in its own spelling.
    pub family: String,
    /// Given names.
    pub given: String,
    /// Title, if known.
    pub title: Option<String>,
    /// NHS number, if known.
    pub nhs_number: Option<NhsNumber>,
    /// Date of birth, if known.
    pub born: Option<NaiveDate>,
    /// Administrative gender.
    pub gender: Gender,
}

/// Administrative gender, as FHIR and the NHS Data Dictionary have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Gender {
    Female,
    Male,
    /// Neither.
    Other,
    /// Not known here.
    Unknown,
}

/// A member of staff and the role they acted in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    pub id: StaffId,
    /// The name the record shows.
    pub name: String,
    pub role: Role,
}

/// Who wrote a message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Writer {
    /// As given; empty if no name is.
    pub name: String,
    /// What they are to the patient, such as "daughter"; nothing if they are the patient or [`Writer::who`] says it.
    pub relation: Option<String>,
    /// What they are, if nobody near the patient.
    #[serde(default)]
    pub who: Who,
}

/// What a writer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Who {
    /// The patient, or somebody for the patient.
    #[default]
    Near,
    /// A clinician or another member of a care team.
    Clinician,
    /// Another organisation.
    Organisation,
    /// Another computer system.
    System,
    NotSaid,
}

/// How much of the conversation is filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FileAs {
    /// Every word.
    ExactCopy,
    /// Who wrote when and what was decided, without the words of the messages.
    Summary,
}

/// Whether the patient or a proxy sees the document online.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Online {
    /// As soon as it is filed.
    Shown,
    /// Not before a person has checked it.
    HiddenUntilChecked,
}

/// The way a message took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Channel {
    NhsApp,
    /// The practice's form on the web.
    WebForm,
    /// E-mail.
    Email,
    /// A text message to a phone.
    TextMessage,
    /// A letter on paper.
    Letter,
    /// Taken down during a call.
    Telephone,
    /// Taken down at the desk.
    InPerson,
}

/// How urgent the rules found a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Tier {
    /// Interrupted everybody.
    Alert,
    /// Marked for a clinician the same day.
    Check,
}

/// What became of a message on its way to the patient.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    /// How far it came.
    pub state: DeliveryState,
    pub at: DateTime<Utc>,
    /// Why it failed, in words, if it did.
    pub why: Option<String>,
}

/// How far a message came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DeliveryState {
    /// The channel took it over.
    Sent,
    /// It lies on the patient's page, not known to be opened.
    OnPage,
    /// It reached the patient's device or account.
    Delivered,
    /// It was opened.
    Read,
    /// It did not arrive.
    Failed,
}

/// That somebody read a finding, and what they made of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    pub by: Staff,
    pub at: DateTime<Utc>,
    /// What they concluded.
    pub note: Option<String>,
}

/// What found a danger in a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FoundBy {
    /// A rule, such as "CV-01".
    Rule(String),
    SecondReader,
    /// It could not be assessed.
    Nobody,
}

/// One thing that happened.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Entry {
    /// A message from the patient, or from somebody about the patient.
    Received {
        /// Who wrote it.
        from: Writer,
        /// The way it came.
        channel: Channel,
        /// When it arrived.
        at: DateTime<Utc>,
        /// How the writer's identity is known, such as "NHS login P9".
        identity: String,
        /// Exactly what was written; of a form its text.
        text: String,
        /// The form, if it is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        form: Option<Form>,
    },
    /// What the rules found in the message before it.
    Finding {
        found_by: FoundBy,
        /// Its category, such as "chest pain".
        category: String,
        /// How urgent.
        tier: Tier,
        /// What lowered it, such as "NEG-2 (“no”)".
        lowered: Option<String>,
        read: Option<Reading>,
    },
    /// A message from the practice.
    Sent {
        /// Who wrote it.
        by: Staff,
        /// To whom, if not to the patient.
        to: Option<Writer>,
        /// The way it went.
        channel: Channel,
        /// When it was sent.
        at: DateTime<Utc>,
        /// Exactly what was written.
        text: String,
        /// What became of it, in order.
        delivery: Vec<Delivery>,
    },
    /// The automatic acknowledgement.
    Acknowledgement {
        /// The way it went.
        channel: Channel,
        /// When it was sent.
        at: DateTime<Utc>,
        /// Exactly what it said.
        text: String,
    },
    /// A telephone call made or taken.
    Call {
        by: Staff,
        at: DateTime<Utc>,
        /// What was done, such as "Called the patient, no answer".
        what: String,
        /// What was said.
        note: Option<String>,
    },
    /// A step of an escalation: alert taken, accepted, resolved, 999 called.
    Escalation {
        by: Staff,
        at: DateTime<Utc>,
        /// What was done.
        what: String,
        /// In their words.
        note: Option<String>,
    },
    /// Handed to somebody else.
    Routed {
        /// Who handed it on.
        by: Staff,
        at: DateTime<Utc>,
        /// To whom or to which list.
        to: String,
        why: Option<String>,
    },
    /// A note by staff.
    Note {
        by: Staff,
        at: DateTime<Utc>,
        /// What it says.
        text: String,
    },
}

impl Transcript {
    /// The instants, ids and counts that a log may hold.
    fn outline(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transcript")
            .field("document", &self.document)
            .field("version", &self.version)
            .field("closed", &self.closed)
            .field("entries", &self.entries.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.outline(f)
    }
}

/// `Debug` of a value that holds people's names or words: its type, nothing else.
macro_rules! hidden_debug {
    ($($name:ident),+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(hidden)"))
            }
        }
    )+};
}

hidden_debug!(Practice, Patient, Staff, Writer, Delivery, Reading, Entry);

#[cfg(test)]
mod tests {
    use crate::fixture::{example, nasty};

    #[test]
    fn debug_shows_no_word_and_no_name() {
        for transcript in [example(), nasty()] {
            let shown = format!("{transcript:?} {:?} {:?}", transcript.entries, transcript.patient);
            for word in ["PATEL", "Patel", "Clenil", "Marsden", "999", "pain", "<script>"] {
                assert!(!shown.contains(word), "{word} in {shown}");
            }
        }
    }

    #[test]
    fn a_transcript_survives_the_wire() {
        for transcript in [example(), nasty()] {
            let wire = serde_json::to_string(&transcript).unwrap();
            assert!(serde_json::from_str::<crate::Transcript>(&wire).unwrap() == transcript);
        }
    }
}

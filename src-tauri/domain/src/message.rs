//! What a patient wrote, as a gateway received it, and what goes back.
//!
//! A letter is not yet a conversation: the gateway that took it in cannot read what is already there. It says who wrote,
//! about whom, how sure that is, and where an answer can go. Nothing in it is trusted beyond its `Identity`. The
//! words are kept exactly as they came.

#[cfg(any(test, feature = "testing"))]
pub mod fixture;
pub mod form;
mod same;

use crate::acknowledgement::Acknowledgement;
pub use crate::channel::Channel;
use crate::delivery::DeliveryState;
use crate::policy::UseId;
use crate::{ConversationId, DeliveryId, GatewayId, LetterId, NhsNumber};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How sure it is that the writer is who the letter says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Identity {
    /// Signed in with NHS login to the level the NHS App asks for (P9).
    NhsLogin,
    /// Somebody typed it. Nothing confidential goes back before a person has verified it.
    Claimed,
}

/// Who held the pen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Writer {
    Patient,
    /// Somebody for the patient: a daughter, a carer, a parent.
    Other {
        /// The writer's name as given; empty if the source gives none.
        name: String,
        /// "daughter", "father", "carer".
        relation: String,
    },
    /// A clinician, or another member of a care team.
    Clinician {
        /// As given; empty if the source gives none.
        name: String,
    },
    /// A care home, a pharmacy, another service.
    Organisation {
        /// As given; empty if the source gives none.
        name: String,
    },
    /// Another computer system.
    System {
        /// As given; empty if the source gives none.
        name: String,
    },
    /// The source does not say who wrote: never taken for the patient.
    NotSaid {
        /// What the source does give, such as a name without saying whose; empty if nothing.
        name: String,
    },
}

impl Writer {
    /// Whoever wrote in the patient's place, as given; none for the patient, empty if the source gives none.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Patient => None,
            Self::Other { name, .. }
            | Self::Clinician { name }
            | Self::Organisation { name }
            | Self::System { name }
            | Self::NotSaid { name } => Some(name),
        }
    }
}

/// A name as the person gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PersonName {
    /// Surname.
    pub family: String,
    /// Forename or forenames.
    pub given: String,
    /// "Ms", "Mr", "Dr", where given.
    pub title: Option<String>,
}

/// About whom the letter is, as the letter says. Parts may be missing: the NHS App sends the NHS number alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PatientDetails {
    /// NHS number, check digit held.
    pub nhs_number: Option<NhsNumber>,
    /// Name as given.
    pub name: Option<PersonName>,
    /// Date of birth as given.
    pub born: Option<NaiveDate>,
    /// Gender as given or recorded.
    pub gender: Option<Gender>,
    /// Where to telephone, as given.
    pub telephone: Option<String>,
    /// Where an ambulance would go, as recorded.
    pub address: Option<String>,
}

/// Administrative gender (FHIR `administrative-gender`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Gender {
    Female,
    Male,
    Other,
    /// Not known.
    Unknown,
}

/// Where an answer to this letter can go. The address means something to that gateway alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyRoute {
    /// The gateway that took the letter in.
    pub gateway: GatewayId,
    /// How the answer travels.
    pub channel: Channel,
    /// For the NHS App the communication id, for the web form the patient's page.
    pub address: String,
}

/// A patient's letter.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Made by the gateway from what makes it the same letter when sent twice.
    pub id: LetterId,
    /// How it came.
    pub channel: Channel,
    /// When the gateway accepted it: the instant from which every clock runs.
    pub received_at: DateTime<Utc>,
    /// When the patient wrote it, where the channel says.
    pub written_at: Option<DateTime<Utc>>,
    /// Who held the pen.
    pub writer: Writer,
    /// How sure that is.
    pub identity: Identity,
    /// About whom.
    pub patient: PatientDetails,
    /// What the writer says it is about, where the form asks.
    pub about: Option<UseId>,
    /// The conversation it answers, where the channel carries our own reference.
    pub in_reply_to: Option<ConversationId>,
    /// Where an answer can go; none where the channel has no way back.
    pub reply: Option<ReplyRoute>,
    /// The words, exactly; of a form its [`form::Form::text`].
    pub text: String,
    /// The form, where the letter is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<form::Form>,
    /// What the patient was told on receipt. A gateway before this one composed it also where no page shows it.
    pub acknowledgement: Option<Acknowledgement>,
}

impl Letter {
    /// The conversation this letter belongs to: the one it answers, or one of its own that every engine names alike.
    pub fn conversation(&self) -> ConversationId {
        self.in_reply_to.unwrap_or_else(|| self.id.conversation())
    }

    /// What the writer was told at once: what their own page shows them. No other channel carries anything back by itself.
    pub fn told(&self) -> Option<&Acknowledgement> {
        let page = self.reply.as_ref().is_some_and(|route| route.channel == Channel::WebForm);
        self.acknowledgement.as_ref().filter(|_| page)
    }

    /// What the gateway signs: a label, so that no signature made for something else passes here, and the letter as JSON,
    /// fields in order of declaration. New fields are optional and left out when absent, so that an old letter signs as
    /// it did.
    pub fn signing_bytes(&self) -> Vec<u8> {
        const LABEL: &[u8] = b"duty-desk letter v1\0";
        [LABEL, &serde_json::to_vec(self).unwrap_or_default()].concat()
    }
}

/// What a gateway says through `inbox`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Inbound {
    /// A patient wrote.
    Letter {
        letter: Box<Letter>,
        /// The gateway's Ed25519 signature over [`Letter::signing_bytes`]; it stays with the letter for ever.
        signature: Vec<u8>,
    },
    /// Something we sent moved on.
    Receipt {
        /// What moved.
        receipt: Receipt,
    },
}

/// A delivery moved on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The conversation whose delivery it is.
    pub conversation: ConversationId,
    pub delivery: DeliveryId,
    /// Where it is now.
    pub state: DeliveryState,
    /// When, by the gateway's clock.
    pub at: DateTime<Utc>,
    /// How often it had been tried before: each try is its own to the log, the gateway and whoever hears of it.
    #[serde(default, skip_serializing_if = "crate::delivery::is_first")]
    pub tries_before: u32,
}

/// What a gateway is to send, sealed to it alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbound {
    /// Makes sending idempotent.
    pub delivery: DeliveryId,
    /// Our own reference, returned with the patient's reply.
    pub conversation: ConversationId,
    pub route: ReplyRoute,
    /// The patient's NHS number where the channel addresses by it.
    pub nhs_number: Option<NhsNumber>,
    /// Who signs it, as the patient reads it: "Jo, reception, Hollin Lane Surgery".
    pub from: String,
    /// The words.
    pub text: String,
    /// When the practice sent it.
    pub at: DateTime<Utc>,
    /// How often it had been tried before: each try is its own to the log, the gateway and whoever hears of it.
    #[serde(default, skip_serializing_if = "crate::delivery::is_first")]
    pub tries_before: u32,
}

macro_rules! hidden {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(hidden)"))
            }
        }
    )*};
}
hidden!(PatientDetails, ReplyRoute, Letter, Inbound, Outbound);

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_signature_over_a_letter_covers_its_label_and_its_words() {
        let letter = Letter {
            id: LetterId(Uuid::nil()),
            channel: Channel::WebForm,
            received_at: DateTime::UNIX_EPOCH,
            written_at: None,
            writer: Writer::Patient,
            identity: Identity::Claimed,
            patient: PatientDetails::default(),
            about: None,
            in_reply_to: None,
            reply: None,
            text: "My knee".to_owned(),
            form: None,
            acknowledgement: None,
        };
        let signed = letter.signing_bytes();
        let json = signed.strip_prefix(b"duty-desk letter v1\0".as_slice()).unwrap();
        assert!(serde_json::from_slice::<Letter>(json).unwrap() == letter);
        assert!(
            !String::from_utf8_lossy(json).contains("form"),
            "a letter without one signs as it always did"
        );
        assert_ne!(Letter { text: "My knees".to_owned(), ..letter.clone() }.signing_bytes(), signed);
        assert_ne!(Letter { form: Some(form::Form::default()), ..letter }.signing_bytes(), signed);
    }

    /// A gateway once composed it for every channel; only a page has ever shown it.
    #[test]
    fn only_whoever_has_a_page_was_told_anything() {
        let now = DateTime::UNIX_EPOCH;
        let said = crate::acknowledgement::compose(&crate::policy::PracticePolicy::default(), now);
        let letter = Letter { acknowledgement: Some(said.clone()), ..fixture::letter(1, now, "My knee") };
        let route = letter.reply.clone().unwrap();
        assert_eq!(letter.told(), None, "the NHS App was sent nothing");
        assert_eq!(Letter { reply: None, ..letter.clone() }.told(), None, "another system was sent nothing");
        let page = Some(ReplyRoute { channel: Channel::WebForm, ..route });
        assert_eq!(Letter { reply: page, ..letter }.told(), Some(&said));
    }

    /// As a Duty Desk before forms wrote it.
    #[test]
    fn a_letter_without_a_form_is_still_read() {
        let old = r#"{"id":"00000000-0000-0000-0000-000000000007","channel":"webForm",
            "received_at":"2026-08-25T08:58:00Z","written_at":null,
            "writer":{"kind":"other","name":"Ife Bello","relation":"daughter"},"identity":"claimed",
            "patient":{"nhsNumber":null,"name":null,"born":null,"gender":null,"telephone":null,"address":null},
            "about":null,"in_reply_to":null,"reply":null,"text":"Chest pain: No","acknowledgement":null}"#;
        let letter: Letter = serde_json::from_str(old).unwrap();
        assert!(letter.form.is_none() && letter.text == "Chest pain: No");
        assert_eq!(
            letter.writer,
            Writer::Other { name: "Ife Bello".to_owned(), relation: "daughter".to_owned() }
        );
    }
}

//! What can happen in a conversation. Every change the practice shares is one of these, in the queue, for ever.
//!
//! New kinds and new optional fields may come; none is ever changed or taken away. Who did it and when stand in
//! the envelope's header and reach the fold through [`Recorded`].

use super::closing::Closing;
use super::triage::{ExcludedTopic, IdentityCheck, Route};
use crate::alert::{ClearedLetter, Contact, NoDanger};
use crate::delivery::DeliveryState;
use crate::message::{Channel, Letter};
use crate::policy::UseId;
use crate::risk::{Assessment, Category, SecondReading};
use crate::staff::Role;
use crate::{DeliveryId, DeviceId, EventId, GatewayId, LetterId, StaffId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// An event of a conversation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Event {
    /// A letter joined the conversation.
    Admitted {
        /// The letter, exactly.
        letter: Box<Letter>,
        /// Who took it in.
        gateway: GatewayId,
        /// That gateway's Ed25519 signature over [`Letter::signing_bytes`].
        signature: Vec<u8>,
    },
    /// The rules read a letter.
    Assessed {
        letter: LetterId,
        /// What they found, with the version of the rule set.
        assessment: Assessment,
    },
    /// The second reader read a letter in which the rules had found nothing. A Duty Desk that does not know it shows the
    /// conversation read-only and asks for an update.
    ReadAgain {
        letter: LetterId,
        /// What it said, with the version of the reader.
        reading: SecondReading,
    },
    /// Somebody must act on a letter now: because of what was found in it or, where a person did it, what they saw.
    AlertRaised {
        letter: LetterId,
        /// The gravest category.
        category: Category,
    },
    /// A person opened the words.
    LookedAt,
    /// A person works on it.
    Taken,
    /// They gave it back to the queue.
    GivenBack,
    /// A person has read a finding.
    FindingRead {
        letter: LetterId,
        /// Which of its findings, counted from 0.
        finding: u32,
    },
    /// A person checked that the writer is the patient (or may write for them).
    IdentityVerified { how: IdentityCheck },
    /// What the conversation is about.
    UseChosen {
        /// One of the practice's permitted uses.
        to: UseId,
    },
    /// A person looked for danger.
    RiskReviewed {
        /// Did they see any?
        red_flag: bool,
    },
    /// A clinician read what waits and decided: what was found need wait for no other. A Duty Desk that does not know it
    /// shows the conversation read-only and asks for an update.
    Reviewed {
        /// Of a check that was none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cleared: Option<ClearedLetter>,
    },
    /// This may not be continued as messages; or, with none, it may after all.
    TopicExcluded {
        /// Why not.
        topic: Option<ExcludedTopic>,
    },
    /// A clinician decided to answer an excluded topic by message.
    ExclusionOverridden { reason: String },
    /// Triage ended.
    Routed {
        /// Where it went.
        to: Route,
        /// How long triage took, in seconds.
        seconds: u32,
        /// For whoever has it next.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// It was taken back before anybody had gone on with it: triage is open again.
    RouteUndone,
    /// The practice answered.
    Replied {
        /// The delivery that carries it.
        delivery: DeliveryId,
        /// How it travels.
        channel: Channel,
        /// Who signs it, as the patient reads it.
        from: String,
        /// The words.
        text: String,
        /// The patient may answer until then; none if the conversation closes.
        wait_until: Option<NaiveDate>,
    },
    DeliveryMoved {
        delivery: DeliveryId,
        /// Where it is now.
        state: DeliveryState,
        /// When, by whoever carried it.
        at: DateTime<Utc>,
    },
    /// A call, a meeting or an attempt outside an alert.
    ContactRecorded {
        /// What was done.
        contact: Contact,
        /// When, as the person says.
        at: DateTime<Utc>,
        /// In their words.
        note: String,
    },
    /// A person uncovered an alert.
    AlertSeen {
        /// Whose letter raised it.
        letter: LetterId,
    },
    /// A person acts on an alert.
    AlertTaken {
        /// Whose letter raised it.
        letter: LetterId,
    },
    /// A person could not go on: it sounds for everyone.
    AlertPassed {
        /// Whose letter raised it.
        letter: LetterId,
    },
    /// A person tried to reach the patient.
    AlertAttempted {
        /// Whose letter raised it.
        letter: LetterId,
        /// What was done.
        contact: Contact,
        /// When, as the person says.
        at: DateTime<Utc>,
        /// In their words.
        note: String,
    },
    /// A clinician took responsibility.
    AlertAccepted {
        /// Whose letter raised it.
        letter: LetterId,
    },
    /// The outcome is recorded.
    AlertResolved {
        /// Whose letter raised it.
        letter: LetterId,
        /// Outcome and next step, in a clinician's or the holder's words.
        outcome: String,
        /// It was no danger. A Duty Desk that does not know this reads that it ended, with the same words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        no_danger: Option<NoDanger>,
    },
    /// It ended, with an outcome.
    Closed {
        /// The delivery of the document to the record.
        delivery: DeliveryId,
        /// How it ended and what goes into the record.
        closing: Closing,
    },
    /// It goes on after all; closing again files a new version.
    Reopened { why: String },
}

impl Event {
    /// The name in the envelope's header.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Admitted { .. } => "admitted",
            Self::Assessed { .. } => "assessed",
            Self::ReadAgain { .. } => "readAgain",
            Self::AlertRaised { .. } => "alertRaised",
            Self::LookedAt => "lookedAt",
            Self::Taken => "taken",
            Self::GivenBack => "givenBack",
            Self::FindingRead { .. } => "findingRead",
            Self::IdentityVerified { .. } => "identityVerified",
            Self::UseChosen { .. } => "useChosen",
            Self::RiskReviewed { .. } => "riskReviewed",
            Self::Reviewed { .. } => "reviewed",
            Self::TopicExcluded { .. } => "topicExcluded",
            Self::ExclusionOverridden { .. } => "exclusionOverridden",
            Self::Routed { .. } => "routed",
            Self::RouteUndone => "routeUndone",
            Self::Replied { .. } => "replied",
            Self::DeliveryMoved { .. } => "deliveryMoved",
            Self::ContactRecorded { .. } => "contactRecorded",
            Self::AlertSeen { .. } => "alertSeen",
            Self::AlertTaken { .. } => "alertTaken",
            Self::AlertPassed { .. } => "alertPassed",
            Self::AlertAttempted { .. } => "alertAttempted",
            Self::AlertAccepted { .. } => "alertAccepted",
            Self::AlertResolved { .. } => "alertResolved",
            Self::Closed { .. } => "closed",
            Self::Reopened { .. } => "reopened",
        }
    }
}

impl std::fmt::Debug for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind())
    }
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The person; none for what the application does by itself.
    pub staff: Option<StaffId>,
    /// The roles they act in.
    pub roles: Vec<Role>,
    /// The workstation.
    pub device: DeviceId,
}

/// An event with what the queue and the envelope's header say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub id: EventId,
    /// When the queue stored it; for what still waits in the outbox, when it was written.
    pub at: DateTime<Utc>,
    pub actor: Actor,
    pub event: Event,
}

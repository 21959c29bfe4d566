//! Why a command cannot be done. Each variant is one thing a person must do first; the words live with the screens.

use super::triage::Step;
use crate::StaffId;
use crate::staff::Action;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Refusal {
    /// Their role does not allow it.
    #[error("not allowed in this role")]
    NotAllowed { action: Action },
    /// Training or briefing must be attested first.
    #[error("not attested")]
    NotAttested,
    /// The record opens to named clinicians alone.
    #[error("a restricted record")]
    Restricted,
    /// A colleague is working on it.
    #[error("held by a colleague")]
    HeldBy {
        staff: StaffId,
        /// Until when, if they do nothing.
        until: DateTime<Utc>,
    },
    /// Triage is not done.
    #[error("triage is not done")]
    TriageOpen { missing: Vec<Step> },
    /// Nobody has made sure who the writer is.
    #[error("identity is not verified")]
    IdentityNotVerified,
    /// A finding has not been read by a person.
    #[error("a finding is unread")]
    FindingUnread,
    /// A message has come that this person has not seen.
    #[error("a message has arrived since")]
    UnseenMessage,
    /// An alert is not resolved.
    #[error("an alert is open")]
    AlertOpen,
    /// It may not be continued as a message: phone or appointment only.
    #[error("this cannot be continued as a message")]
    ExcludedTopic,
    /// A clinical question needs a clinician.
    #[error("a clinician must answer this")]
    ClinicianNeeded,
    /// What was found, or what a person saw, waits for a clinician's review.
    #[error("a clinician must review this first")]
    ReviewNeeded,
    /// Its alert was real: it is the clinician's who accepted it.
    #[error("it is a clinician's")]
    WithClinician { staff: StaffId },
    /// There are no words.
    #[error("there is nothing to send")]
    Empty,
    /// Too many words.
    #[error("too long")]
    TooLong {
        /// How many characters fit.
        most: u32,
    },
    /// A link that is not on the practice's list.
    #[error("a link that patients should not be sent")]
    LinkNotAllowed,
    /// The patient cannot be answered this way.
    #[error("there is no way back to the patient by message")]
    NoRoute,
    /// Still on its way, or failed: the record would lack it.
    #[error("an answer has not arrived")]
    AnswerNotDelivered,
    #[error("the conversation is closed")]
    Closed,
    #[error("the conversation is not closed")]
    NotClosed,
    /// The practice has no such permitted use.
    #[error("not a permitted use of this practice")]
    UnknownUse,
    /// No such letter, finding, alert or delivery here.
    #[error("not in this conversation")]
    NotHere,
    /// It is already so.
    #[error("already done")]
    AlreadyDone,
    /// Too late to take it back: somebody has gone on with it.
    #[error("somebody has gone on with it")]
    MovedOn,
    /// An alert ends only after a clinician has accepted it.
    #[error("no clinician has accepted it")]
    NotAccepted,
    /// An alert ends only after the patient was reached or help was sent.
    #[error("nobody has reached the patient")]
    NoContact,
    /// The outcome must be said.
    #[error("the outcome is missing")]
    OutcomeMissing,
    /// Written by a newer Duty Desk: update this PC.
    #[error("this PC needs an update to go on")]
    NeedsUpdate,
    /// A slot of the rota needs a duty clinician and another clinician as deputy.
    #[error("the slot cannot be published")]
    RotaNotReady {
        /// What it lacks.
        why: crate::rota::NotReady,
    },
    /// A hazard must be looked at again in the future.
    #[error("the review date has passed")]
    ReviewPast,
    /// An incident belongs to a hazard.
    #[error("the incident has no hazard")]
    HazardMissing,
    /// The time given lies in the future.
    #[error("that time has not come yet")]
    NotYet,
}

//! A hazard and an incident as they are typed.

use super::{Control, IncidentKind, Rating};
use crate::{ConversationId, SafetyId, StaffId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A hazard as it is typed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct HazardForm {
    /// In a few words.
    pub name: String,
    /// How it comes about.
    pub cause: String,
    /// What it does to a patient.
    pub effect: String,
    /// What holds it down.
    pub controls: Vec<Control>,
    /// Before controls.
    pub initial: Rating,
    /// With controls.
    pub residual: Rating,
    /// Who answers for it.
    pub owner: StaffId,
    /// It is looked at again by then.
    pub review_by: NaiveDate,
}

/// An incident as it is typed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct IncidentForm {
    /// What sort.
    pub kind: IncidentKind,
    pub happened_at: DateTime<Utc>,
    /// What happened.
    pub what: String,
    /// What it did to the patient.
    pub harm: String,
    /// The conversation it happened in.
    pub conversation: Option<ConversationId>,
    /// The hazard it belongs to.
    pub hazard: Option<SafetyId>,
    /// What was learned and changed.
    pub learned: String,
}

//! The practice's clinical safety work (DCB0160): the register of hazards, incidents tied to them, the weekly alert drill.
//!
//! Each record is whole each time and keeps who changed it and why; nothing is ever deleted, only closed. The log of
//! alerts itself is not here: it follows from the conversations. Ratings and what they mean stand in `rating`, what may
//! be done and by whom in `decide`, the hazards a register begins with in `known`.

mod decide;
mod form;
mod known;
mod rating;
#[cfg(test)]
mod tests;

pub use decide::{Around, Command, answer_id, decide};
pub use form::{HazardForm, IncidentForm};
pub use known::known_hazards;
pub use rating::{Likelihood, Rating, Severity};

use crate::alert::ByAt;
use crate::{ConversationId, SafetyId, StaffId};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A drill is due when the last one is this old.
pub const DRILL_EVERY: Duration = Duration::days(7);
/// A drill that nobody here has answered asks for this long.
pub const DRILL_LASTS: Duration = Duration::minutes(15);

/// What stands on a `safety` subject.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SafetyRecord {
    /// Something that could harm a patient.
    Hazard { hazard: Box<Hazard> },
    /// Something that went wrong.
    Incident { incident: Box<Incident> },
    /// An alert drill.
    Drill { started: ByAt },
    /// A workstation answered a drill.
    DrillAnswer {
        drill: SafetyId,
        answered: ByAt,
        workstation: String,
        /// Did the computer show a desktop alert?
        desktop_alert: bool,
    },
}

/// A hazard of the register.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hazard {
    /// In a few words.
    pub name: String,
    /// What happens, and how it comes about.
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
    /// Who closed it; a hazard is never deleted.
    pub closed: Option<ByAt>,
    /// Every version: who, when, why, and how it was rated from then on.
    pub history: Vec<Revision>,
}

/// What holds a hazard down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Control {
    /// Of what sort.
    pub kind: ControlKind,
    pub what: String,
    /// Where it can be seen that it works.
    pub evidence: String,
}

/// Sorts of controls, as DCB0160 has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum ControlKind {
    /// How the system is made.
    Design,
    Test,
    /// That people are trained.
    Training,
    /// How the practice works.
    Process,
}

/// One version of a hazard or an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Revision {
    pub by: ByAt,
    pub why: String,
    /// The residual rating from then on; none for an incident.
    pub residual: Option<Rating>,
}

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum IncidentKind {
    /// It went to the wrong person or place.
    Misrouted,
    /// It was dealt with too late.
    Delayed,
    /// It was not seen at all.
    Missed,
    /// Something else.
    Other,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Incident {
    /// What sort.
    pub kind: IncidentKind,
    pub happened_at: DateTime<Utc>,
    /// What happened.
    pub what: String,
    /// What it did to the patient.
    pub harm: String,
    /// The conversation it happened in.
    pub conversation: Option<ConversationId>,
    /// The hazard it belongs to; without one it cannot be closed.
    pub hazard: Option<SafetyId>,
    pub reported: ByAt,
    /// What was learned and changed.
    pub learned: String,
    pub closed: Option<ByAt>,
    /// Every version.
    pub history: Vec<Revision>,
}

impl SafetyRecord {
    /// The hazard, if it is one.
    pub fn hazard(&self) -> Option<&Hazard> {
        match self {
            Self::Hazard { hazard } => Some(hazard),
            _ => None,
        }
    }

    /// The incident, if it is one.
    pub fn incident(&self) -> Option<&Incident> {
        match self {
            Self::Incident { incident } => Some(incident),
            _ => None,
        }
    }
}

impl std::fmt::Debug for SafetyRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Hazard { .. } => "Hazard(hidden)",
            Self::Incident { .. } => "Incident(hidden)",
            Self::Drill { .. } => "Drill",
            Self::DrillAnswer { .. } => "DrillAnswer",
        })
    }
}

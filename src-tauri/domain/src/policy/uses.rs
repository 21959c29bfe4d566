//! What messages may be used for (A1): a list the practice sets.
//!
//! Every conversation carries one use. A clinical use closes "Answer here" to reception and starts the two clinical
//! clocks. What is *excluded* (emergencies, bad news) is not a use and never appears here.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The id of a permitted use: 1 to 40 lower-case letters, digits and hyphens, such as `prescription-collection`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "String", into = "String")]
pub struct UseId(String);

/// Not the id of a permitted use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the id of a permitted use is 1 to 40 lower-case letters, digits and hyphens")]
pub struct BadUseId;

/// Something messages may be used for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PermittedUse {
    /// Stays the same when the name changes.
    pub id: UseId,
    /// As staff read it.
    pub name: String,
    /// Needs a clinician to answer.
    pub clinical: bool,
    /// Offered to patients as something to write about. Staff may choose the others in triage.
    pub offered: bool,
    /// As patients read it: "collecting a prescription".
    pub wording: String,
}

impl UseId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PermittedUse {
    /// The list of A1, with a clinical query for what patients write about anyway.
    pub(super) fn standard() -> Vec<Self> {
        let permitted = |id: &str, name: &str, clinical, offered, wording: &str| Self {
            id: UseId(id.to_owned()),
            name: name.to_owned(),
            clinical,
            offered,
            wording: wording.to_owned(),
        };
        vec![
            permitted(
                "reminder",
                "Reminder or confirmation",
                false,
                true,
                "a reminder or an appointment you have",
            ),
            permitted(
                "prescription-collection",
                "Prescription collection",
                false,
                true,
                "collecting a prescription",
            ),
            permitted("normal-result", "Normal result", false, true, "a test result"),
            permitted("follow-up", "Follow-up after advice", true, true, "a follow-up we asked you for"),
            permitted("records", "Registration and records", false, true, "your details and records"),
            permitted("clinical-query", "Clinical query", true, false, "a health question"),
        ]
    }
}

impl TryFrom<String> for UseId {
    type Error = BadUseId;
    fn try_from(id: String) -> Result<Self, BadUseId> {
        let fits = (1..=40).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits { Ok(Self(id)) } else { Err(BadUseId) }
    }
}

impl std::str::FromStr for UseId {
    type Err = BadUseId;
    fn from_str(id: &str) -> Result<Self, BadUseId> {
        Self::try_from(id.to_owned())
    }
}

impl From<UseId> for String {
    fn from(id: UseId) -> Self {
        id.0
    }
}

impl fmt::Display for UseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

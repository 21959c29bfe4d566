//! How messages travel between patient and practice.

use serde::{Deserialize, Serialize};

/// How a message travels between patient and practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "PatientChannel"))] // the bindings' runtime has a `Channel`
#[serde(rename_all = "camelCase")]
pub enum Channel {
    /// The NHS App's messages and replies.
    NhsApp,
    /// The practice's own web form and the patient's page behind it.
    WebForm,
}

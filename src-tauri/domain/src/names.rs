//! How people read each other's names, and the names of workstations.

use crate::{DeviceId, StaffId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Names of staff, as colleagues and patients read them, and of workstations. One shared record, whole each time.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Names {
    /// By person.
    pub people: BTreeMap<StaffId, Name>,
    /// Workstations.
    #[serde(default)]
    pub devices: BTreeMap<DeviceId, String>,
}

/// One person's names.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Name {
    /// As colleagues read it: "Dr N Okafor".
    pub name: String,
    /// As patients read it under an answer: "Jo, reception".
    pub signature: String,
}

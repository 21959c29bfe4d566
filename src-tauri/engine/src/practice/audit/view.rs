//! What the audit's screen sees.

use crate::view::StaffView;
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::unusual::Why;
use domain::audit::{Fault, What};
use domain::message::PersonName;
use domain::staff::Role;
use domain::{ConversationId, DeviceId, StaffId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Which entries to show.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct AuditFilter {
    /// About the patient with this NHS number, as typed.
    pub patient: Option<String>,
    /// By this person.
    pub staff: Option<StaffId>,
    /// From this day on.
    pub from: Option<NaiveDate>,
    /// Until the end of this day.
    pub until: Option<NaiveDate>,
}

/// A window of entries, newest first.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct AuditPage {
    /// How many there are in all.
    pub total: u32,
    /// The first row's place.
    pub offset: u32,
    /// The entries.
    pub rows: Vec<AuditRow>,
    /// Everybody who can be asked for, by name.
    pub people: Vec<StaffView>,
    /// What was typed as NHS number is none: nothing was looked up.
    pub bad_number: bool,
}

/// One entry.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct AuditRow {
    /// Whose chain it stands in.
    pub device: DeviceId,
    /// Its number there.
    pub number: u32,
    pub at: Option<DateTime<Utc>>,
    /// Who; none for the application itself and for whoever did not get in.
    pub by: Option<StaffView>,
    /// The roles they acted in.
    pub roles: Vec<Role>,
    /// From which workstation.
    pub workstation: String,
    /// What; none if a newer Duty Desk wrote it.
    pub what: Option<What>,
    /// About which conversation.
    pub conversation: Option<ConversationId>,
    /// About whom, if the practice's index knows them.
    pub name: Option<PersonName>,
    pub nhs_number: Option<String>,
}

/// What checking the audit found.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct AuditCheck {
    pub at: DateTime<Utc>,
    /// How many entries were checked.
    pub entries: u32,
    /// The chains.
    pub workstations: Vec<WorkstationView>,
    /// What does not hold.
    pub faults: Vec<Fault>,
    /// Could the practice's log be compared?
    pub log_reached: bool,
}

/// A workstation's chain.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct WorkstationView {
    pub device: DeviceId,
    /// Its name in its newest entry.
    pub name: String,
    /// How many entries it wrote, as far as is known here.
    pub entries: u32,
    /// How many of them stand in the practice's log.
    pub told: u32,
    /// How many workstations have written down how far it goes.
    pub anchored_by: u32,
    /// Is it this one?
    pub own: bool,
}

/// Something for the quarterly review.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct UnusualView {
    pub id: Uuid,
    /// Why it is listed.
    pub why: Why,
    pub by: StaffView,
    /// Whose colleague, for a colleague's record.
    pub of: Option<StaffView>,
    /// Whose record.
    pub name: Option<PersonName>,
    pub nhs_number: Option<String>,
    /// The first time.
    pub first: DateTime<Utc>,
    /// The last time.
    pub last: DateTime<Utc>,
    /// How often.
    pub times: u32,
    /// What was found when somebody looked into it.
    pub resolved: Option<ResolvedView>,
}

/// How an unusual access was settled.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ResolvedView {
    /// By whom.
    pub by: Option<StaffView>,
    pub at: DateTime<Utc>,
    /// In their words.
    pub note: String,
}

/// As which kind of file entries leave the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum ExportFormat {
    /// For a spreadsheet.
    Csv,
    /// Every entry with its hash, for another program to check.
    Json,
}

/// A file that was written.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct AuditExport {
    /// Where it lies.
    pub path: String,
    /// How many entries it holds.
    pub rows: u32,
}

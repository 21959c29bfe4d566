//! Who works here and what each role may do: one table, read by the engine and the directory, never by a screen alone.
//!
//! A receptionist can do everything that needs no clinical judgement; a clinician's judgement is needed to answer a
//! clinical question, to accept an alert and to overrule a rule; a manager runs people and settings but gains no
//! clinical right by it. Administrators of the computers have no rights here at all unless they hold a role.

use serde::{Deserialize, Serialize};

/// A role at the practice. One person may hold several; what they may do is the union.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// Receives, triages, answers administrative questions.
    Receptionist,
    /// Does the practice's records and letters.
    Administrator,
    /// A nurse or other registered clinician who does not hold the duty list.
    Nurse,
    /// A general practitioner of the practice.
    Gp,
    /// A general practitioner for dated sessions.
    Locum,
    /// Runs the practice: people, rota, policy, devices.
    Manager,
    /// Information-governance lead or Caldicott Guardian.
    GovernanceLead,
    /// Clinical safety officer (DCB0160).
    SafetyOfficer,
}

/// Something a person may or may not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// Open a conversation and read its words; search.
    ReadMessages,
    /// Work the triage checklist and route.
    Triage,
    /// Answer in a permitted administrative use.
    AnswerAdministrative,
    /// Answer a clinical question, decide on the duty list, record a clinical outcome.
    AnswerClinical,
    /// Close with an outcome and file.
    Close,
    /// Take an alert and try to reach the patient.
    TakeAlert,
    /// Accept an alert as the responsible clinician, and resolve it.
    AcceptAlert,
    /// Change the practice's settings.
    ChangePolicy,
    /// Add, change and end accounts.
    ManageStaff,
    /// Enrol, rename and revoke workstations and gateways.
    ManageDevices,
    /// Publish who is on duty.
    PublishRota,
    /// Add or correct a patient in the index.
    RegisterPatient,
    ReadAudit,
    /// Read metrics and the safety log.
    ReadSafety,
    /// Keep the hazard register, close incidents, start drills.
    ManageSafety,
}

impl Role {
    /// Every role, in the order people read them.
    pub const ALL: [Role; 8] = [
        Role::Receptionist,
        Role::Administrator,
        Role::Nurse,
        Role::Gp,
        Role::Locum,
        Role::Manager,
        Role::GovernanceLead,
        Role::SafetyOfficer,
    ];

    /// Is this a registered clinician's role?
    pub fn is_clinical(self) -> bool {
        matches!(self, Role::Nurse | Role::Gp | Role::Locum)
    }

    /// Does somebody in this role look through what comes in, and so hears of an alert at once?
    pub fn is_on_triage(self) -> bool {
        self == Role::Receptionist
    }

    /// The permission table.
    pub fn may(self, action: Action) -> bool {
        use Action::{
            AcceptAlert, AnswerAdministrative, AnswerClinical, ChangePolicy, Close, ManageDevices,
            ManageSafety, ManageStaff, PublishRota, ReadAudit, ReadMessages, ReadSafety, RegisterPatient,
            TakeAlert, Triage,
        };
        match action {
            ReadMessages | Triage | TakeAlert => !matches!(self, Role::GovernanceLead | Role::SafetyOfficer),
            AnswerAdministrative | Close | RegisterPatient => {
                !matches!(self, Role::GovernanceLead | Role::SafetyOfficer)
            }
            AnswerClinical | AcceptAlert => self.is_clinical(),
            ChangePolicy | ManageStaff | ManageDevices | PublishRota => self == Role::Manager,
            ReadAudit => matches!(self, Role::Manager | Role::GovernanceLead),
            ManageSafety => matches!(self, Role::Manager | Role::SafetyOfficer),
            ReadSafety => {
                matches!(
                    self,
                    Role::Manager | Role::GovernanceLead | Role::SafetyOfficer | Role::Gp | Role::Nurse
                )
            }
        }
    }
}

/// Is somebody with these roles a registered clinician?
pub fn is_clinician(roles: &[Role]) -> bool {
    roles.iter().any(|role| role.is_clinical())
}

/// May somebody with these roles do this?
pub fn may(roles: &[Role], action: Action) -> bool {
    roles.iter().any(|role| role.may(action))
}

#[cfg(test)]
mod tests;

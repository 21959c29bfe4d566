//! What the screens see of people, workstations, joining and recovery.

use chrono::{DateTime, Utc};
use domain::staff::Role;
use domain::{DeviceId, StaffId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

view! {
    /// Somebody on the list of staff.
    pub struct StaffRow {
        /// The person.
        pub id: StaffId,
        pub name: String,
        /// What patients read under their answers.
        pub signature: String,
        /// The name they sign in under; none if they cannot sign in on this workstation.
        pub user_name: Option<String>,
        /// Their roles; none once they have left.
        pub roles: Vec<Role>,
        /// Do they work here?
        pub current: bool,
        /// Is it the person signed in?
        pub you: bool,
        /// When their access ends by itself.
        pub expires: Option<DateTime<Utc>>,
        /// Locked out on this workstation until then.
        pub locked_until: Option<DateTime<Utc>>,
    }

    /// Somebody who is to be added.
    pub struct NewStaff {
        pub name: String,
        /// What patients read under their answers; their name if empty.
        pub signature: String,
        /// The name they will sign in under.
        pub user_name: String,
        pub roles: Vec<Role>,
        pub password: String,
        /// When their access ends by itself.
        pub expires: Option<DateTime<Utc>>,
    }

    /// What an authenticator scans.
    pub struct AuthenticatorView {
        /// The secret, to be typed.
        pub totp_secret: String,
        /// The same as a picture.
        pub totp_qr_svg: String,
    }

    /// A workstation on the list.
    pub struct DeviceRow {
        pub id: DeviceId,
        /// Its name; empty if it has none.
        pub name: String,
        /// Is it the one this runs on?
        pub this: bool,
        /// Is it trusted?
        pub current: bool,
    }

    /// A workstation that asks to join.
    pub struct JoinRequest {
        /// Which attempt.
        pub attempt: Uuid,
        /// What it calls itself.
        pub workstation: String,
        /// Since when.
        pub since: DateTime<Utc>,
    }

    /// A new recovery kit, to be printed.
    pub struct KitView {
        pub practice: String,
        /// Fourteen groups of four.
        pub recovery_kit: String,
    }

    /// How a workstation asks to join.
    pub struct JoinForm {
        /// Where the practice's log is.
        pub log: String,
        /// The workstation's name.
        pub workstation: String,
    }

    /// How a practice is brought back.
    pub struct RestoreForm {
        /// Where the practice's log, or a copy of it, is.
        pub log: String,
        /// The recovery kit, as typed.
        pub recovery_kit: String,
        /// The workstation's name.
        pub workstation: String,
        pub manager_name: String,
        /// The manager's user name.
        pub user_name: String,
        /// The manager's password.
        pub password: String,
    }

    /// What the kit has opened: to be decided before anything is said.
    pub struct RestoreDraft {
        pub practice: String,
        /// Its workstations until now: kept or revoked by choice.
        pub devices: Vec<DeviceRow>,
        /// People who could be the manager who restores.
        pub people: Vec<PersonChoice>,
        /// What the manager's authenticator scans.
        pub authenticator: AuthenticatorView,
    }

    /// Somebody to choose.
    pub struct PersonChoice {
        /// The person.
        pub id: StaffId,
        pub name: String,
        pub roles: Vec<Role>,
    }
}

/// How an attempt to join stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum JoinState {
    NotAsked,
    /// Looking for a manager's workstation.
    Looking,
    /// Show this code.
    Code {
        /// The practice that answered.
        practice: String,
        /// The code that the manager types.
        code: String,
    },
    /// Let in.
    Joined,
    /// It came to nothing.
    Failed {
        why: JoinFailure,
    },
}

/// Why an attempt to join came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum JoinFailure {
    /// There is no practice's log at that place.
    NoLog,
    /// The log lies on another computer.
    NetworkShare,
    /// A virtual machine and the computer around it share the log's folder.
    HostFolder,
    /// The log is on a drive that a program provides.
    ProgramDrive,
    /// A program copies the log's folder to other computers.
    SyncedFolder,
    /// The log cannot be reached.
    Unreachable,
    /// A manager said no, or the codes differed.
    Refused,
    /// A real practice needs the key store, unlocked.
    Keystore,
    /// Disk, or a fault of ours.
    Failed,
}

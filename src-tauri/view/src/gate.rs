//! What stands before sign-in, setting a practice up, and the session that begins behind it.

use crate::FactorsAsked;
use chrono::{DateTime, Utc};
use domain::StaffId;
use domain::audit::Attestation;
pub use domain::bell::Waiting;
use domain::policy::UseId;
use domain::staff::{Action, Role};
use serde::{Deserialize, Serialize};

/// What stands before sign-in.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Gate {
    /// Nothing is set up in this folder.
    SetUp,
    SignIn {
        practice: String,
        workstation: String,
        /// The people of the demonstration; none in a real practice.
        demonstration: Option<Vec<DemoPerson>>,
        /// What guards the device secret.
        protection: Protection,
        /// Does something wait?
        waiting: Waiting,
        /// The ways in beside password and code.
        asked: FactorsAsked,
    },
    /// It cannot be opened, and why.
    Blocked { why: Blocked },
    /// Somebody is signed in.
    SignedIn { session: Session },
}

view! {
    /// Who is signed in.
    pub struct Session {
        /// The person.
        pub staff_id: StaffId,
        /// Their name as colleagues read it.
        pub name: String,
        pub roles: Vec<Role>,
        /// What they may do; hiding a button by it is a courtesy.
        pub may: Vec<Action>,
        /// The practice's name.
        pub practice: String,
        /// The practice's telephone number.
        pub telephone: String,
        /// The workstation's name.
        pub workstation: String,
        /// Permitted uses, in the practice's order.
        pub uses: Vec<UseView>,
        /// What must be attested before messages open, in this order.
        pub due: Vec<Attestation>,
        /// When this person's access ends by itself.
        pub access_until: Option<DateTime<Utc>>,
        /// Is this the demonstration practice?
        pub demonstration: bool,
        /// Where patients write, in the demonstration and for testing: the web form's address.
        pub patient_page: Option<String>,
    }

    /// A permitted use as the screens offer it.
    pub struct UseView {
        pub id: UseId,
        pub name: String,
        /// Does it need a clinician?
        pub clinical: bool,
    }
}

/// What guards the device secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Protection {
    /// The operating system's key store.
    Keystore,
    /// A file, in the demonstration only.
    DemonstrationFile,
}

/// Why the practice cannot be opened here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Blocked {
    /// This machine has no key store.
    KeystoreAbsent,
    KeystoreLocked,
    /// A policy of the computer, or how its user is signed in, forbids it.
    KeystoreForbidden,
    KeystoreFailed,
    /// The device secret is gone: recovery kit.
    SecretMissing,
    VaultDamaged,
    /// The sign-in file is an old copy of this workstation's.
    VaultOlder,
    DiskFull,
    /// The folder may not be written.
    FolderClosed,
    /// The disk does not answer as it should.
    DiskFailed,
    /// The practice's log cannot be read: the backup.
    LogDamaged,
    /// The practice's log was here and is gone: the backup.
    LogMissing,
    /// The folder lies on another computer, where locks do not hold.
    NetworkShare,
    /// A virtual machine and the computer around it share the folder.
    HostFolder,
    /// The folder is on a drive that a program provides.
    ProgramDrive,
    /// A program copies the folder to other computers.
    SyncedFolder,
    /// Another Duty Desk runs on this folder.
    InUse,
    /// Made by a newer Duty Desk.
    NeedsUpdate,
    /// A manager revoked this workstation; it has wiped itself.
    Revoked,
}

view! {
    /// What a first run asks.
    pub struct SetUpForm {
        pub ods_code: String,
        pub practice_name: String,
        /// The number patients call.
        pub telephone: String,
        /// This workstation's name.
        pub workstation: String,
        /// A folder in a second place for the copies of the messages; empty and it is asked for later.
        pub backup_place: String,
        /// The first manager's name, as colleagues read it.
        pub manager_name: String,
        pub user_name: String,
        pub password: String,
    }

    /// What the first run shows before it makes anything.
    pub struct SetUpDraft {
        /// To be printed and kept in the safe.
        pub recovery_kit: String,
        /// For the authenticator, typed.
        pub totp_secret: String,
        /// For the authenticator, as a picture (SVG).
        pub totp_qr_svg: String,
    }

    /// A person of the demonstration practice, with what signs them in.
    pub struct DemoPerson {
        pub user_name: String,
        pub name: String,
        pub role: Role,
        pub password: String,
        /// The current code.
        pub code: String,
    }
}

//! The copies of the log: the daily one beside it, and those in a second place.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Where a second place lies as seen from the log, as far as the system says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum BackupLies {
    /// On the log's own drive: what takes the log takes the copies too.
    SameDrive,
    OtherDrive,
    NetworkShare,
    /// A virtual machine and the computer around it share it.
    HostFolder,
    /// On a drive that a program provides.
    ProgramDrive,
    /// A program copies it to other computers.
    SyncedFolder,
}

/// Why no copy reaches the second place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum BackupTrouble {
    /// Unplugged, offline or renamed.
    NotThere,
    Full,
    /// It may not be written.
    Closed,
    /// It does not answer as it should.
    Failed,
}

view! {
    /// What is known of the copies.
    pub struct BackupsView {
        /// Does this computer keep the log, and so its copies?
        pub here: bool,
        /// The last copy beside the log.
        pub last: Option<DateTime<Utc>>,
        /// The second place; none was named.
        pub second: Option<SecondPlaceView>,
    }

    /// The second place.
    pub struct SecondPlaceView {
        /// As the manager named it.
        pub folder: String,
        /// Where it lies; none where that cannot be said.
        pub lies: Option<BackupLies>,
        /// Of when the newest copy there is.
        pub copied: Option<DateTime<Utc>>,
        /// No copy reaches it.
        pub failing: Option<BackupFailing>,
    }

    /// Copies that do not reach the second place.
    pub struct BackupFailing {
        /// The first that did not.
        pub since: DateTime<Utc>,
        /// Why the last one did not.
        pub why: BackupTrouble,
    }
}

/// What the bar says of the second place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SecondCopy {
    /// Nothing to say: copies arrive, or this computer does not keep the log.
    Fine,
    /// None was named.
    NoPlace,
    /// It is on the log's own drive.
    SameDrive,
    /// Copies do not arrive.
    Failing {
        /// Since when.
        since: DateTime<Utc>,
    },
}

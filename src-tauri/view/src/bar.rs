//! The top bar: the time, who is on duty, what is open, how many wait, and whether the queue is reached.

use crate::{AlertBrief, Looked, SecondCopy, StaffView};
use chrono::{DateTime, Utc};
use domain::SafetyId;
use serde::{Deserialize, Serialize};

view! {
    /// The top bar.
    pub struct Bar {
        /// Now, by the engine's clock.
        pub now: DateTime<Utc>,
        /// Is the practice open?
        pub open: bool,
        /// When it closes (if open) or opens next.
        pub until: Option<DateTime<Utc>>,
        /// A break later today (lunch), if any.
        pub break_from: Option<DateTime<Utc>>,
        /// The end of that break.
        pub break_until: Option<DateTime<Utc>>,
        /// Who is on duty.
        pub duty: Option<StaffView>,
        /// Who stands in.
        pub deputy: Option<StaffView>,
        /// The queue.
        pub sync: Sync,
        /// Open alerts, in brief.
        pub alerts: Vec<AlertBrief>,
        /// Do desktop alerts work on this machine?
        pub desktop_alerts: DesktopAlerts,
        /// A drill that this workstation has not answered.
        pub drill: Option<DrillBrief>,
        /// How many wait in each queue.
        pub counts: Counts,
        /// Days since the last backup, when it is time to say so.
        pub backup_overdue_days: Option<u32>,
        /// What is to be said of the second place for copies.
        pub second_copy: SecondCopy,
        /// Patients' messages should come in on this computer and cannot: another program has the address, or the key
        /// store does not answer.
        pub doors_shut: bool,
    }

    /// How many conversations stand in each queue.
    pub struct Counts {
        /// Nobody has triaged them.
        pub needs_triage: u32,
        pub mine: u32,
        pub duty_list: u32,
        /// The patient's turn.
        pub waiting: u32,
        /// Answered but not closed, and documents that did not arrive.
        pub to_file: u32,
        /// Only a person can put right.
        pub needs_you: u32,
    }
}

/// The state of the queue.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Sync {
    /// In step.
    Live,
    /// Reading what is new.
    CatchingUp {
        /// How many are left.
        left: u32,
    },
    /// The queue cannot be reached.
    Offline {
        /// Since when.
        since: DateTime<Utc>,
        /// How many wait to be sent.
        waiting: u32,
    },
    /// A part of the work keeps failing here.
    Failing {
        /// Since when.
        since: DateTime<Utc>,
        /// What comes in may not show; else what is decided may not go out.
        unseen: bool,
    },
    /// This machine's clock is more than 30 seconds off.
    ClockWrong {
        /// By how many seconds (positive: ahead).
        seconds: i64,
    },
}

/// Do desktop alerts work on this machine?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum DesktopAlerts {
    /// The last one was accepted by the system.
    Working,
    /// Nobody shows them: the application falls back to its own window and sound.
    NoDaemon,
    /// The system refused.
    Refused,
    /// The person, or a policy of the computer, has switched notifications off.
    SwitchedOff,
    /// The person has asked not to be disturbed.
    DoNotDisturb,
    /// Windows shows alerts only of applications that were installed.
    NotInstalled,
    /// Not tried yet.
    Untried,
}

view! {
    /// An alert drill that this workstation has not answered.
    pub struct DrillBrief {
        pub id: SafetyId,
        /// Who started it, when.
        pub started: Looked,
    }
}

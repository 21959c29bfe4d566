//! What a person can ask of a conversation. Written down with the person and the time before it is sent anywhere.

use super::closing::{Closing, Outcome};
use super::triage::{ExcludedTopic, IdentityCheck, Route};
use crate::LetterId;
use crate::alert::{Contact, NoDanger};
use crate::policy::UseId;
use crate::staff::Action;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A person's command.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Command {
    /// Open the words.
    Look,
    /// Work on it.
    Take,
    /// Back to the queue.
    GiveBack,
    /// "I have read it".
    ReadFinding {
        letter: LetterId,
        /// Which finding, counted from 0.
        finding: u32,
    },
    /// Identity is checked.
    VerifyIdentity { how: IdentityCheck },
    /// What it is about.
    ChooseUse {
        /// One of the practice's permitted uses.
        to: UseId,
    },
    /// A person looked for danger.
    ReviewRisk {
        /// Did they see any?
        red_flag: bool,
        /// With a red flag: is everybody called now, rather than a clinician today?
        #[serde(default)]
        alert: bool,
    },
    /// A clinician has read what waits, and decided.
    Review {
        /// How many messages they had seen; an unseen one is not reviewed.
        seen: u32,
    },
    /// A clinician ends an alert or a check of a letter: it was no danger.
    EndAsNoDanger {
        letter: LetterId,
        no_danger: NoDanger,
        /// In their words: staff only, and in the record.
        words: String,
    },
    /// Say that this may not be continued as messages, or (with none) that it may after all.
    ExcludeTopic {
        /// Why not.
        topic: Option<ExcludedTopic>,
    },
    /// A clinician answers an excluded topic by message all the same.
    OverrideExclusion { reason: String },
    /// Send it where it belongs.
    Route {
        to: Route,
        /// How long triage took, in seconds.
        seconds: u32,
        /// For whoever has it next: staff only, and in the record.
        #[serde(default)]
        note: String,
    },
    /// A clinician has decided that the patient is to be seen, and reception books it: what and how soon stands in the note.
    AskToBook {
        /// For reception: staff only, and in the record.
        note: String,
    },
    /// Take back what was just sent on, before anybody has gone on with it.
    Unroute,
    /// Answer the patient.
    Reply {
        /// The words.
        text: String,
        /// How many messages the writer had seen; an unseen one refuses the send.
        seen: u32,
        /// Close at once with this, or wait for the patient.
        then: AfterSend,
        /// Ends triage with "answer here" in the same step, after this many seconds; none if it has ended.
        #[serde(default)]
        ends_triage: Option<u32>,
    },
    /// Record a call, a meeting or an attempt.
    RecordContact {
        /// What was done.
        contact: Contact,
        at: DateTime<Utc>,
        /// In a few words.
        note: String,
        /// Ends triage with "phone now" in the same step, after this many seconds; none if it has ended.
        #[serde(default)]
        ends_triage: Option<u32>,
    },
    /// Send a failed answer again.
    Resend,
    /// Uncover an alert.
    SeeAlert {
        /// Whose letter raised it.
        letter: LetterId,
    },
    /// "I am taking this".
    TakeAlert {
        /// Whose letter raised it.
        letter: LetterId,
    },
    /// Pass to duty, deputy and triage; or "I cannot go on".
    PassAlert {
        /// Whose letter raised it.
        letter: LetterId,
    },
    /// A try to reach the patient.
    AttemptContact {
        /// Whose letter raised it.
        letter: LetterId,
        /// What was done.
        contact: Contact,
        at: DateTime<Utc>,
        /// In a few words.
        note: String,
    },
    /// A clinician takes responsibility.
    AcceptAlert {
        /// Whose letter raised it.
        letter: LetterId,
    },
    /// Record the outcome and end the alert.
    ResolveAlert {
        /// Whose letter raised it.
        letter: LetterId,
        /// Outcome and next step.
        outcome: String,
    },
    /// Close and file.
    Close {
        /// How it ended.
        closing: Closing,
        /// How many messages the closer had seen.
        seen: u32,
    },
    /// Go on after all.
    Reopen { why: String },
}

/// What follows a send.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum AfterSend {
    /// Close and file.
    Close {
        /// How it ended.
        closing: Closing,
    },
    /// Wait for the patient's reply.
    Wait {
        /// Until the end of this day.
        until: NaiveDate,
    },
}

impl Command {
    /// Its name, as it crosses from the screens and stands in the audit.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Take => "take",
            Self::GiveBack => "giveBack",
            Self::ReadFinding { .. } => "readFinding",
            Self::VerifyIdentity { .. } => "verifyIdentity",
            Self::ChooseUse { .. } => "chooseUse",
            Self::ReviewRisk { .. } => "reviewRisk",
            Self::Review { .. } => "review",
            Self::EndAsNoDanger { .. } => "endAsNoDanger",
            Self::ExcludeTopic { .. } => "excludeTopic",
            Self::OverrideExclusion { .. } => "overrideExclusion",
            Self::Route { .. } => "route",
            Self::AskToBook { .. } => "askToBook",
            Self::Unroute => "unroute",
            Self::Reply { .. } => "reply",
            Self::RecordContact { .. } => "recordContact",
            Self::Resend => "resend",
            Self::SeeAlert { .. } => "seeAlert",
            Self::TakeAlert { .. } => "takeAlert",
            Self::PassAlert { .. } => "passAlert",
            Self::AttemptContact { .. } => "attemptContact",
            Self::AcceptAlert { .. } => "acceptAlert",
            Self::ResolveAlert { .. } => "resolveAlert",
            Self::Close { .. } => "close",
            Self::Reopen { .. } => "reopen",
        }
    }

    /// What a person wrote in it.
    pub fn words(&self) -> Vec<&str> {
        let all = match self {
            Self::Reply { text, .. } => vec![text],
            Self::RecordContact { note, .. }
            | Self::AttemptContact { note, .. }
            | Self::Route { note, .. }
            | Self::AskToBook { note } => vec![note],
            Self::ResolveAlert { outcome, .. } => vec![outcome],
            Self::EndAsNoDanger { words, .. } => vec![words],
            Self::OverrideExclusion { reason } => vec![reason],
            Self::Reopen { why } => vec![why],
            Self::Close { closing: Closing { outcome: Outcome::Other { what }, summary, .. }, .. } => {
                vec![what, summary]
            }
            Self::Close { closing, .. } => vec![&closing.summary],
            Self::Look
            | Self::Take
            | Self::GiveBack
            | Self::ReadFinding { .. }
            | Self::VerifyIdentity { .. }
            | Self::ChooseUse { .. }
            | Self::ReviewRisk { .. }
            | Self::Review { .. }
            | Self::ExcludeTopic { .. }
            | Self::Unroute
            | Self::Resend
            | Self::SeeAlert { .. }
            | Self::TakeAlert { .. }
            | Self::PassAlert { .. }
            | Self::AcceptAlert { .. } => vec![],
        };
        all.into_iter().map(String::as_str).filter(|words| !words.trim().is_empty()).collect()
    }

    /// What a role must allow before the conversation is even looked at. A clinical use asks for more when it is
    /// answered or closed.
    pub fn needs(&self) -> Action {
        match self {
            Self::Look => Action::ReadMessages,
            Self::Take
            | Self::GiveBack
            | Self::ReadFinding { .. }
            | Self::VerifyIdentity { .. }
            | Self::ChooseUse { .. }
            | Self::ReviewRisk { .. }
            | Self::ExcludeTopic { .. }
            | Self::Route { .. }
            | Self::Unroute => Action::Triage,
            Self::OverrideExclusion { .. } | Self::AskToBook { .. } | Self::Review { .. } => {
                Action::AnswerClinical
            }
            Self::Reply { .. } | Self::Resend => Action::AnswerAdministrative,
            Self::RecordContact { .. }
            | Self::SeeAlert { .. }
            | Self::TakeAlert { .. }
            | Self::PassAlert { .. }
            | Self::AttemptContact { .. }
            | Self::ResolveAlert { .. } => Action::TakeAlert,
            Self::AcceptAlert { .. } | Self::EndAsNoDanger { .. } => Action::AcceptAlert,
            Self::Close { .. } | Self::Reopen { .. } => Action::Close,
        }
    }
}

impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Command(hidden)")
    }
}

impl std::fmt::Debug for AfterSend {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AfterSend(hidden)")
    }
}

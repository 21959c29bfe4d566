//! One line of the audit.
//!
//! New kinds and new optional fields may come; none is ever changed or taken away, because the text of an entry is what
//! its hash covers. What a person searched for is not kept: it may be a patient's words.

use super::chain::Anchor;
use super::difference::Difference;
use crate::conversation::Refusal;
use crate::staff::Role;
use crate::{ConversationId, NhsNumber, StaffId};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One line of the audit.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// Its name: no two entries have the same text.
    pub id: Uuid,
    /// When, by the workstation's clock.
    pub at: DateTime<Utc>,
    /// Who; none for what the application does by itself, and for somebody who did not get in.
    pub staff: Option<StaffId>,
    /// The roles they acted in.
    pub roles: Vec<Role>,
    /// The workstation's name at that time.
    pub workstation: String,
    /// About which conversation.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub conversation: Option<ConversationId>,
    /// About which patient.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub patient: Option<NhsNumber>,
    pub what: What,
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry").field("id", &self.id).field("what", &self.what.kind()).finish_non_exhaustive()
    }
}

/// What happened.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum What {
    /// Somebody signed in.
    SignedIn,
    /// Somebody did not get in.
    SignInRefused { why: SignInRefusal },
    /// The workstation locked.
    Locked { cause: LockCause },
    /// A list of conversations was shown, for the first time in this session.
    Listed {
        /// Which, by its name in the interface.
        list: String,
    },
    /// Conversations were searched. The words are not kept.
    Searched {
        /// How many conversations were shown.
        found: u32,
    },
    /// A conversation was shown.
    Viewed {
        /// How many of its messages there were, both ways: these were read.
        messages: u32,
    },
    /// A command on a conversation was carried out.
    Did {
        /// Which, by its name in the interface.
        command: String,
    },
    /// Something was asked for and refused.
    Refused {
        /// What, by its name in the interface.
        asked: String,
        /// Why, by the refusal's name in the interface.
        why: String,
    },
    /// A record of the practice was put in force: a setting, the rota, a briefing.
    Published {
        /// Which, by its name in the practice's log.
        record: String,
        /// What it says otherwise than the one before it. Entries from before this was written have none.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        changes: Vec<Difference>,
    },
    /// A rule was overridden.
    Overrode {
        rule: String,
        /// Why, in the person's words.
        reason: String,
    },
    /// Something left the application as a file.
    Exported {
        export: String,
        /// How many rows.
        rows: u32,
    },
    /// The folder of filed documents was opened.
    OpenedFolder,
    /// The audit was read.
    ReadAudit {
        /// About whom, if it was one person.
        about: Option<StaffId>,
    },
    /// The audit was checked.
    Verified {
        /// How many faults were found.
        faults: u32,
    },
    /// How far other workstations' chains go, as seen here.
    Anchored { heads: Vec<Anchor> },
    /// A person attested.
    Attested { to: Attestation },
    /// Somebody added a way to sign in to their own account, on this workstation.
    FactorAdded {
        /// Which kind.
        factor: Factor,
    },
    /// Somebody took one off.
    FactorRemoved {
        /// Which kind.
        factor: Factor,
    },
    /// An unusual access was looked into.
    Reviewed {
        /// Which: the item's id.
        item: Uuid,
        /// What was found, in the reviewer's words.
        note: String,
    },
}

/// Why somebody did not get in. Which factor was wrong is never known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum SignInRefusal {
    /// A factor was wrong.
    Wrong,
    /// Too many wrong tries.
    TooMany,
    /// The smartcard or its PIN was not accepted.
    Card,
    /// The security key or its PIN was not accepted.
    SecurityKey,
    /// The factors were right; access has ended.
    Ended,
    /// The factors were right; no access here.
    NoAccess,
}

/// What a person adds to their account beside password and code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Factor {
    /// A smartcard.
    Card,
    SecurityKey,
}

impl From<Factor> for SignInRefusal {
    fn from(factor: Factor) -> Self {
        match factor {
            Factor::Card => Self::Card,
            Factor::SecurityKey => Self::SecurityKey,
        }
    }
}

/// Why the workstation locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum LockCause {
    /// Nobody touched it.
    Idle,
    /// The person asked, or the application ended.
    OnDemand,
    /// The session reached its length.
    TooLong,
    /// The smartcard left its reader.
    CardRemoved,
    /// The person's access has ended.
    AccessEnded,
}

/// What a person can attest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Attestation {
    /// Training in confidentiality, phishing and identity; holds for a year.
    Training,
    /// A version of the briefing for locums.
    Briefing { version: u32 },
}

impl What {
    /// Its name, for looking up entries by kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::SignedIn => "signedIn",
            Self::SignInRefused { .. } => "signInRefused",
            Self::Locked { .. } => "locked",
            Self::Listed { .. } => "listed",
            Self::Searched { .. } => "searched",
            Self::Viewed { .. } => "viewed",
            Self::Did { .. } => "did",
            Self::Refused { .. } => "refused",
            Self::Published { .. } => "published",
            Self::Overrode { .. } => "overrode",
            Self::Exported { .. } => "exported",
            Self::OpenedFolder => "openedFolder",
            Self::ReadAudit { .. } => "readAudit",
            Self::Verified { .. } => "verified",
            Self::Anchored { .. } => "anchored",
            Self::Attested { .. } => "attested",
            Self::FactorAdded { .. } => "factorAdded",
            Self::FactorRemoved { .. } => "factorRemoved",
            Self::Reviewed { .. } => "reviewed",
        }
    }

    /// A refusal of something asked for.
    pub fn refused(asked: impl Into<String>, why: &Refusal) -> Self {
        let named = serde_json::to_value(why).ok();
        let kind = named.as_ref().and_then(|value| value.get("kind")).and_then(|kind| kind.as_str());
        Self::Refused { asked: asked.into(), why: kind.unwrap_or_default().to_owned() }
    }
}

/// How long the same words on the same screen are one view. A message more is another view.
const ONE_VIEW: TimeDelta = TimeDelta::minutes(5);

/// Is reading this conversation again still the view that was written down?
pub fn same_view(written: Option<(DateTime<Utc>, u32)>, now: DateTime<Utc>, messages: u32) -> bool {
    written.is_some_and(|(at, seen)| seen == messages && at <= now && now < at + ONE_VIEW)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::staff::Action;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_787_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn a_view_lasts_five_minutes_and_ends_with_a_new_message() {
        for (written, now, messages, same) in [
            (None, 0, 2, false),
            (Some((at(0), 2)), 299, 2, true),
            (Some((at(0), 2)), 300, 2, false),
            (Some((at(0), 2)), 1, 3, false),
            (Some((at(10), 2)), 0, 2, false),
        ] {
            assert_eq!(same_view(written, at(now), messages), same, "{now} {messages}");
        }
    }

    #[test]
    fn an_entry_reads_back_and_its_text_is_frozen() {
        let entry = Entry {
            id: Uuid::from_u128(1),
            at: at(0),
            staff: Some(StaffId(Uuid::from_u128(2))),
            roles: vec![Role::Gp],
            workstation: "ROOM-4".to_owned(),
            conversation: Some(ConversationId(Uuid::from_u128(3))),
            patient: "999 000 0018".parse().ok(),
            what: What::Viewed { messages: 4 },
        };
        let text = serde_json::to_string(&entry).unwrap();
        assert_eq!(
            text,
            r#"{"id":"00000000-0000-0000-0000-000000000001","at":"2026-08-17T20:53:20Z","staff":"00000000-0000-0000-0000-000000000002","roles":["gp"],"workstation":"ROOM-4","conversation":"00000000-0000-0000-0000-000000000003","patient":"9990000018","what":{"kind":"viewed","messages":4}}"#
        );
        assert_eq!(serde_json::from_str::<Entry>(&text).unwrap(), entry);
    }

    #[test]
    fn a_kind_is_the_name_it_is_written_with() {
        let all = [
            What::SignedIn,
            What::SignInRefused { why: SignInRefusal::Wrong },
            What::Locked { cause: LockCause::Idle },
            What::Listed { list: "mine".to_owned() },
            What::Searched { found: 1 },
            What::Viewed { messages: 1 },
            What::Did { command: "take".to_owned() },
            What::refused("act", &Refusal::NotAllowed { action: Action::Close }),
            What::Overrode { rule: "restricted".to_owned(), reason: "alert".to_owned() },
            What::Exported { export: "audit".to_owned(), rows: 1 },
            What::OpenedFolder,
            What::ReadAudit { about: None },
            What::Verified { faults: 0 },
            What::Anchored { heads: vec![] },
            What::Attested { to: Attestation::Training },
            What::FactorAdded { factor: Factor::Card },
            What::FactorRemoved { factor: Factor::SecurityKey },
            What::Reviewed { item: Uuid::nil(), note: "on duty".to_owned() },
        ];
        for what in all {
            assert_eq!(serde_json::to_value(&what).unwrap()["kind"], what.kind());
        }
    }

    #[test]
    fn a_refusal_keeps_its_name_and_nothing_else() {
        let refused = What::refused("close", &Refusal::NotAllowed { action: Action::Close });
        assert!(refused == What::Refused { asked: "close".to_owned(), why: "notAllowed".to_owned() });
    }
}

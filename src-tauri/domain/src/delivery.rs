//! Something that is to arrive: a reply with a patient, a document in the record. One state machine for both.
//!
//! A delivery only moves forward; a receipt that comes late or twice changes nothing. `Failed` needs a person, and so
//! does what was handed over and never confirmed. What a state means stands in `known`. What drives it lives in the
//! engine: `outbound` for patients, `filing` for the record.

mod known;

pub use known::{CONFIRMED_WITHIN, Known, Task};

use crate::channel::Channel;
use crate::{DeliveryId, GatewayId, StaffId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Where something is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Destination {
    Patient {
        channel: Channel,
    },
    /// The patient's record, as a document.
    Record {
        /// 1 for the first document of a conversation; each reopening files the next.
        version: u32,
    },
}

/// How far it is, as events say it. What that means for a person is [`Known`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum DeliveryState {
    /// Ours to send.
    Queued,
    /// Handed over; no receipt yet.
    Sent,
    /// It lies where it is fetched from: the patient's page, their telephone, the folder for the record.
    Arrived,
    /// Whom it is for has it: the patient opened it, or the record took it.
    Read,
    /// It will not arrive. A person must act.
    Failed {
        /// What stands in its way.
        why: WhyFailed,
    },
}

/// Why something will not arrive. The words live with the screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum WhyFailed {
    /// There is no way back to this patient.
    NoRoute,
    /// Whoever was to carry or take it refused it.
    Rejected,
    /// It is longer than its carrier takes.
    TooLarge,
    /// The folder for the record cannot be written.
    Folder,
    /// The document could not be made.
    Render,
    /// Another document already has its name in the record.
    Conflict,
    /// The gateway it was left with carries nothing any more.
    GatewayEnded,
    /// A reason that only a newer Duty Desk knows.
    Unknown,
}

impl WhyFailed {
    const ALL: [Self; 8] = [
        Self::NoRoute,
        Self::Rejected,
        Self::TooLarge,
        Self::Folder,
        Self::Render,
        Self::Conflict,
        Self::GatewayEnded,
        Self::Unknown,
    ];

    /// Its name on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoRoute => "noRoute",
            Self::Rejected => "rejected",
            Self::TooLarge => "tooLarge",
            Self::Folder => "folder",
            Self::Render => "render",
            Self::Conflict => "conflict",
            Self::GatewayEnded => "gatewayEnded",
            Self::Unknown => "unknown",
        }
    }
}

impl<'de> Deserialize<'de> for WhyFailed {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let code = String::deserialize(from)?;
        Ok(Self::ALL.into_iter().find(|why| why.code() == code).unwrap_or(Self::Unknown))
    }
}

impl DeliveryState {
    fn rank(&self) -> u8 {
        match self {
            Self::Queued => 0,
            Self::Sent => 1,
            Self::Failed { .. } => 2,
            Self::Arrived => 3,
            Self::Read => 4,
        }
    }
}

/// One delivery with its history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Its id, also the idempotency key with whoever carries it.
    pub id: DeliveryId,
    pub to: Destination,
    /// Who sent it.
    pub by: StaffId,
    /// When it was queued.
    pub at: DateTime<Utc>,
    /// How far it is.
    pub state: DeliveryState,
    pub since: DateTime<Utc>,
    /// The gateway it was handed to, as far as the conversation tells: where its answers went at that moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<GatewayId>,
    /// How often it had been tried before: each try is its own to the log, the gateway and whoever hears of it.
    #[serde(default, skip_serializing_if = "is_first")]
    pub tries_before: u32,
}

/// What was never tried again is written as it always was.
#[allow(clippy::trivially_copy_pass_by_ref)] // serde hands a reference over
pub(crate) fn is_first(tries_before: &u32) -> bool {
    *tries_before == 0
}

impl Delivery {
    /// Moves forward, never back. Returns whether anything changed. A failure may be followed by a new try.
    pub fn advance(&mut self, to: DeliveryState, at: DateTime<Utc>) -> bool {
        let retry = matches!((&self.state, &to), (DeliveryState::Failed { .. }, DeliveryState::Queued));
        if !retry && to.rank() <= self.state.rank() {
            return false;
        }
        self.tries_before += u32::from(retry);
        self.state = to;
        self.since = at;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn late_and_repeated_receipts_change_nothing() {
        let at = DateTime::UNIX_EPOCH;
        let mut delivery = Delivery {
            id: DeliveryId(Uuid::nil()),
            to: Destination::Record { version: 1 },
            by: StaffId(Uuid::nil()),
            at,
            state: DeliveryState::Queued,
            since: at,
            gateway: None,
            tries_before: 0,
        };
        let failed = DeliveryState::Failed { why: WhyFailed::Folder };
        for (to, moves) in [
            (DeliveryState::Sent, true),
            (DeliveryState::Sent, false),
            (DeliveryState::Queued, false),
            (failed.clone(), true),
            (DeliveryState::Queued, true),
            (DeliveryState::Arrived, true),
            (failed, false),
            (DeliveryState::Sent, false),
            (DeliveryState::Read, true),
            (DeliveryState::Arrived, false),
        ] {
            assert_eq!(delivery.advance(to.clone(), at), moves, "{to:?}");
        }
        assert_eq!(delivery.tries_before, 1);
    }

    #[test]
    fn a_reason_of_a_newer_version_is_still_a_failure() {
        let read = |text: &str| serde_json::from_str::<DeliveryState>(text).unwrap();
        let failed = |why| DeliveryState::Failed { why };
        for why in WhyFailed::ALL {
            let written = serde_json::to_string(&failed(why)).unwrap();
            assert_eq!(written, format!(r#"{{"kind":"failed","why":"{}"}}"#, why.code()));
            assert_eq!(read(&written), failed(why));
        }
        assert_eq!(read(r#"{"kind":"failed","why":"onTheMoon"}"#), failed(WhyFailed::Unknown));
    }
}

//! A letter for tests, as the NHS App brings it.

#![allow(clippy::unwrap_used, reason = "tests alone use it")]

use super::{Channel, Identity, Letter, PatientDetails, ReplyRoute, Writer};
use crate::LetterId;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A letter of this number, with these words, that can be answered.
pub fn letter(number: u128, received_at: DateTime<Utc>, text: &str) -> Letter {
    Letter {
        id: LetterId(Uuid::from_u128(number)),
        channel: Channel::NhsApp,
        received_at,
        written_at: None,
        writer: Writer::Patient,
        identity: Identity::NhsLogin,
        patient: PatientDetails { nhs_number: "9990000026".parse().ok(), ..PatientDetails::default() },
        about: None,
        in_reply_to: None,
        reply: Some(ReplyRoute {
            gateway: "desk".parse().unwrap(),
            channel: Channel::NhsApp,
            address: "page".to_owned(),
        }),
        text: text.to_owned(),
        form: None,
        acknowledgement: None,
    }
}

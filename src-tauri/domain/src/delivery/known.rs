//! What is known of a delivery, and whose task it is.
//!
//! Every screen and every document names a delivery after this. Each kind says what somebody did or told, never what is
//! likely to follow: a file in a folder is not yet in the record, and an answer on a page is not yet read.

use super::{Delivery, DeliveryState, Destination, WhyFailed};
use crate::channel::Channel;
use crate::timing::is_over;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// A gateway says within seconds what it did with an answer. One that has said nothing for so long is not to be waited for.
pub const CONFIRMED_WITHIN: Duration = Duration::minutes(15);

/// What is known of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Known {
    /// It has not left.
    Waiting,
    /// Whoever carries it has it and has said nothing yet.
    HandedOver,
    /// The same, past the time in which they say something.
    Unconfirmed,
    /// It lies on the patient's page. Nobody has opened it, and nobody has told the patient.
    OnPage,
    /// The NHS App says that it reached the patient.
    Delivered,
    /// It was shown to whoever opened it.
    Shown,
    /// It is written into the folder. Whether the record system took it is not known.
    Written,
    /// The record system took it.
    Taken,
    /// It will not arrive.
    Failed { why: WhyFailed },
}

/// What a person has to see to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// An answer that did not reach the patient.
    NotDelivered(WhyFailed),
    /// An answer of which nobody knows.
    Unconfirmed,
    /// A document that did not reach the record.
    NotFiled(WhyFailed),
}

impl Delivery {
    /// What is known of it at an instant.
    pub fn known(&self, now: DateTime<Utc>) -> Known {
        match (&self.state, self.to) {
            (DeliveryState::Failed { why }, _) => Known::Failed { why: *why },
            (DeliveryState::Queued, _) => Known::Waiting,
            (DeliveryState::Sent, Destination::Patient { .. }) if self.is_late(now) => Known::Unconfirmed,
            (DeliveryState::Sent, _) => Known::HandedOver,
            (DeliveryState::Arrived, Destination::Patient { channel: Channel::WebForm }) => Known::OnPage,
            (DeliveryState::Arrived, Destination::Patient { channel: Channel::NhsApp }) => Known::Delivered,
            (DeliveryState::Read, Destination::Patient { .. }) => Known::Shown,
            // Also of a Duty Desk that called it accepted: it knew no more than this.
            (DeliveryState::Arrived, Destination::Record { .. }) => Known::Written,
            (DeliveryState::Read, Destination::Record { .. }) => Known::Taken,
        }
    }

    /// Whose word is missing longer than it may be?
    fn is_late(&self, now: DateTime<Utc>) -> bool {
        is_over(self.since, CONFIRMED_WITHIN, now)
    }

    /// What a person has to see to, unless `reached`: the patient was reached in another way and that is recorded.
    pub fn task(&self, reached: bool, now: DateTime<Utc>) -> Option<Task> {
        match (self.known(now), self.to) {
            (Known::Failed { why }, Destination::Record { .. }) => Some(Task::NotFiled(why)),
            (_, Destination::Patient { .. }) if reached => None,
            (Known::Failed { why }, Destination::Patient { .. }) => Some(Task::NotDelivered(why)),
            (Known::Unconfirmed, Destination::Patient { .. }) => Some(Task::Unconfirmed),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DeliveryId, StaffId};
    use uuid::Uuid;

    const WEB: Destination = Destination::Patient { channel: Channel::WebForm };
    const APP: Destination = Destination::Patient { channel: Channel::NhsApp };
    const RECORD: Destination = Destination::Record { version: 1 };

    fn delivery(to: Destination, state: DeliveryState) -> Delivery {
        let (id, by, at) = (DeliveryId(Uuid::nil()), StaffId(Uuid::nil()), DateTime::UNIX_EPOCH);
        Delivery { id, to, by, at, state, since: at, gateway: None, tries_before: 0 }
    }

    #[test]
    fn each_state_is_named_after_what_is_known_and_nothing_more() {
        let failed = || DeliveryState::Failed { why: WhyFailed::Rejected };
        for (to, state, known) in [
            (WEB, DeliveryState::Queued, Known::Waiting),
            (WEB, DeliveryState::Sent, Known::HandedOver),
            (WEB, DeliveryState::Arrived, Known::OnPage),
            (WEB, DeliveryState::Read, Known::Shown),
            (WEB, failed(), Known::Failed { why: WhyFailed::Rejected }),
            (APP, DeliveryState::Arrived, Known::Delivered),
            (APP, DeliveryState::Read, Known::Shown),
            (RECORD, DeliveryState::Queued, Known::Waiting),
            (RECORD, DeliveryState::Arrived, Known::Written),
            (RECORD, DeliveryState::Read, Known::Taken),
            (RECORD, failed(), Known::Failed { why: WhyFailed::Rejected }),
        ] {
            assert_eq!(delivery(to, state.clone()).known(DateTime::UNIX_EPOCH), known, "{to:?} {state:?}");
        }
    }

    #[test]
    fn what_failed_or_is_never_confirmed_is_somebodys_task_until_the_patient_is_reached() {
        let (sent, failed) = (DeliveryState::Sent, DeliveryState::Failed { why: WhyFailed::GatewayEnded });
        let then = DateTime::UNIX_EPOCH + CONFIRMED_WITHIN;
        let before = then - Duration::seconds(1);
        for (to, state, reached, now, task) in [
            (WEB, &sent, false, before, None),
            (WEB, &sent, false, then, Some(Task::Unconfirmed)),
            (APP, &sent, true, then, None),
            (APP, &failed, false, before, Some(Task::NotDelivered(WhyFailed::GatewayEnded))),
            (APP, &failed, true, before, None),
            (RECORD, &failed, true, before, Some(Task::NotFiled(WhyFailed::GatewayEnded))),
            (WEB, &DeliveryState::Arrived, false, then, None),
        ] {
            assert_eq!(delivery(to, state.clone()).task(reached, now), task, "{to:?} {state:?} {now}");
        }
    }
}

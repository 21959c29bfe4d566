//! "Something dangerous waits": what stands on the `bell` subject, for workstations that nobody has opened and for the
//! gateway that pages whoever is on call. It holds no content: the id is a hash and names nobody.

use crate::EventId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A bell rings, or no longer does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Bell {
    /// Somebody is needed now.
    Rings {
        /// Which bell.
        id: EventId,
    },
    /// Somebody has it.
    Silent {
        /// Which bell.
        id: EventId,
    },
}

/// Does something wait for a person while nobody is signed in?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Waiting {
    Nothing,
    /// A bell rang: a person is needed now.
    Alert {
        /// Since when.
        since: DateTime<Utc>,
    },
    /// Letters wait, the practice is open and nobody is signed in.
    NobodySignedIn {
        /// Since when.
        since: DateTime<Utc>,
    },
}

impl Waiting {
    /// Is a person needed who was not called yet? An alert on top of unread messages calls once more; another bell beside
    /// a ringing one, or what has waited since earlier than was known, does not.
    pub fn calls_after(self, before: Self) -> bool {
        self.weight() > before.weight()
    }

    fn weight(self) -> u8 {
        match self {
            Self::Nothing => 0,
            Self::NobodySignedIn { .. } => 1,
            Self::Alert { .. } => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_danger_on_top_of_unread_messages_calls_once_more_and_another_bell_does_not() {
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        let unread = |seconds| Waiting::NobodySignedIn { since: at(seconds) };
        let alert = |seconds| Waiting::Alert { since: at(seconds) };
        for (before, now, calls) in [
            (Waiting::Nothing, unread(1), true),
            (Waiting::Nothing, alert(1), true),
            (unread(1), alert(2), true),
            (unread(2), unread(1), false),
            (alert(2), alert(1), false),
            (alert(2), unread(1), false),
            (alert(2), Waiting::Nothing, false),
        ] {
            assert_eq!(now.calls_after(before), calls, "{before:?} then {now:?}");
        }
    }
}

//! What the screens are told when something has changed.

use crate::Prompt;
use domain::{ConversationId, LetterId};
use serde::{Deserialize, Serialize};

/// Something changed; the screens ask again for what they show.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Change {
    /// Conversations changed.
    Conversations {
        ids: Vec<ConversationId>,
    },
    /// The bar changed: counts, sync, duty, alerts.
    Bar,
    /// An alert was raised or changed stage and tells this person.
    Alert {
        conversation: ConversationId,
        letter: LetterId,
        /// Is it new?
        raised: bool,
    },
    /// The safety register changed.
    Safety,
    /// An alert drill began: a harmless desktop alert, and a notice to answer.
    Drill,
    /// The idle lock is near.
    LockingIn {
        /// Seconds left.
        seconds: u32,
    },
    /// Somebody is active again.
    NotLocking,
    Locked,
    /// What stands before sign-in changed.
    Gate,
    /// What one can sign in with here changed.
    Factors,
    /// What somebody signs in with, or adds, waits for its person.
    Prompt {
        /// What the person is to do.
        now: Prompt,
    },
    /// People, workstations or who asks to join changed.
    Roster,
}

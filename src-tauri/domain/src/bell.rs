//! "Something dangerous waits": what stands on the `bell` subject, for workstations that nobody has opened and for the
//! gateway that pages whoever is on call. It holds no content: the id is a hash and names nobody.

use crate::EventId;
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

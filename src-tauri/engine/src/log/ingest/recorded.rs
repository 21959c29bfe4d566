//! An event as a conversation folds it: what was sealed, with when the queue stored it.

use chrono::{DateTime, Utc};
use crypto::Author;
use domain::conversation::{Actor, Event, Recorded};

pub(crate) fn recorded(stored_at: DateTime<Utc>, header: &crypto::Header, event: Event) -> Recorded {
    let device = match &header.author {
        Author::Device(device) => *device,
        Author::Gateway(_) => domain::DeviceId(uuid::Uuid::nil()),
    };
    let actor = Actor { staff: header.actor, roles: header.roles.clone(), device };
    Recorded { id: header.id, at: stored_at, actor, event }
}

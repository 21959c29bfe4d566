//! How a conversation stands: what the queue confirms of it, and what people here see with what still waits on top.
//!
//! What waits is folded in the order in which it is to be appended. Deliberately absent is any decision: that is `act`.

use crate::practice::unlocked::Unlocked;
use crate::store::outbox::{self, Unsent};
use crate::store::{StoreError, conversations};
use chrono::{DateTime, Utc};
use domain::conversation::{Actor, Command, Conversation, Event, Recorded, step};
use domain::{ConversationId, EventId, Subject, derive_uuid};
use sqlx::SqliteConnection;
use uuid::Uuid;

/// A conversation as the queue confirms it and as people here see it.
pub(crate) struct Standing {
    pub confirmed: Conversation,
    pub seen: Conversation,
    pub waiting: Vec<Unsent>,
    /// How many of those that wait are on the disk.
    pub(crate) stored: usize,
}

impl Standing {
    /// A conversation with what waits, on the disk, on top of what is confirmed.
    pub(crate) fn over(confirmed: Conversation, waiting: Vec<Unsent>) -> Self {
        let mut standing = Self { seen: confirmed.clone(), stored: waiting.len(), confirmed, waiting };
        standing.see();
        standing
    }

    /// Puts what waits on top of what is confirmed, anew.
    pub(crate) fn see(&mut self) {
        self.seen = self.waiting.iter().fold(self.confirmed.clone(), fold_waiting);
    }

    /// The queue has this event: if it was ours it no longer waits.
    pub(crate) fn came_back(&mut self, event: EventId) -> bool {
        let Some(place) = self.waiting.iter().position(|waiting| waiting.id == event) else { return false };
        self.waiting.remove(place);
        self.stored = self.stored.saturating_sub(usize::from(place < self.stored));
        true
    }

    /// What waits and is not on the disk yet.
    pub(crate) fn fresh(&self) -> impl Iterator<Item = &Unsent> {
        self.waiting.iter().skip(self.stored)
    }
}

/// One command's events, ready to be put on their way.
pub(crate) struct Decided {
    pub act: Uuid,
    pub actor: Actor,
    pub at: DateTime<Utc>,
    pub command: Option<Command>,
    pub events: Vec<(EventId, Event)>,
}

impl Unlocked {
    /// How a conversation stands; none if nothing is known of it.
    pub(crate) async fn standing(
        &self,
        connection: &mut SqliteConnection,
        id: ConversationId,
    ) -> Result<Option<Standing>, StoreError> {
        let confirmed = conversations::confirmed(&mut *connection, id).await?;
        let waiting = outbox::on(&mut *connection, &Subject::conversation(id)).await?;
        if confirmed.is_none() && waiting.is_empty() {
            return Ok(None);
        }
        let confirmed = confirmed.unwrap_or_else(|| Conversation::new(id));
        Ok(Some(Standing::over(confirmed, waiting)))
    }
}

/// The id of an event of an act: deciding the act again leaves one.
pub(crate) fn event_id(act: Uuid, place: u64) -> EventId {
    EventId(derive_uuid("act", &[act.as_bytes(), &place.to_be_bytes()]))
}

/// Puts one event that waits on top.
pub(crate) fn fold_waiting(state: Conversation, waiting: &Unsent) -> Conversation {
    let Some(event) = waiting.content.event.clone() else { return state };
    step(state, &Recorded { id: waiting.id, at: waiting.at, actor: waiting.content.actor.clone(), event })
}

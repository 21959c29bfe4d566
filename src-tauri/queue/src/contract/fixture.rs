//! What the facts are given to work with.

use crate::{Message, Queue, Seq};
use async_trait::async_trait;
use domain::{ConversationId, EventId, Subject};
use std::sync::Arc;
use uuid::Uuid;

/// One fresh, empty log, which goes away with this value.
#[async_trait]
pub trait Fixture: Send + Sync {
    /// Another client of the log, as another PC would have.
    async fn client(&self) -> Arc<dyn Queue>;
    /// Returns once the log may have forgotten the ids it has seen.
    async fn outlast_the_dedup_window(&self);
}

pub(super) fn conversation(number: u128) -> Subject {
    Subject::conversation(ConversationId(Uuid::from_u128(number)))
}

pub(super) fn event(number: u128) -> EventId {
    EventId(Uuid::from_u128(number))
}

pub(super) async fn everything(log: &dyn Queue) -> Vec<Message> {
    log.read(Seq::START, usize::MAX).await.unwrap()
}

//! Records how far a delivery came: one event a step and try, the same one on every workstation that takes the step.

use crate::errors::ActError;
use crate::practice::unlocked::Unlocked;
use domain::conversation::Event;
use domain::delivery::{Delivery, DeliveryState};
use domain::{ConversationId, EventId, derive_uuid};

/// Moves a delivery on by this step.
pub(super) async fn moved(
    unlocked: &Unlocked,
    conversation: ConversationId,
    delivery: &Delivery,
    step: &str,
    state: DeliveryState,
) -> Result<(), ActError> {
    let try_since = delivery.since.timestamp_millis().to_be_bytes();
    let id = derive_uuid("delivery", &[delivery.id.0.as_bytes(), step.as_bytes(), &try_since]);
    let event = Event::DeliveryMoved { delivery: delivery.id, state, at: unlocked.0.clock.now() };
    unlocked.note(conversation, event, EventId(id)).await
}

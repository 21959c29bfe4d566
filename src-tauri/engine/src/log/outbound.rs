//! Hands answers over to the gateway that can carry them.
//!
//! Any unlocked workstation may do it and resume it: the message in the queue has an id that follows from the delivery,
//! so that an answer leaves once. What happens to it afterwards comes back as receipts through the inbox. What was left with a gateway that has ended since goes to the one the patient wrote through last, or fails.

use crate::errors::ActError;
use crate::log::delivery::moved;
use crate::practice::health::Part;
use crate::practice::unlocked::Unlocked;
use crate::store::conversations;
use crate::store::deliveries::{self, Carried};
use crypto::Hash;
use domain::conversation::{Conversation, Sent};
use domain::delivery::{DeliveryState, WhyFailed};
use domain::message::{Outbound, ReplyRoute};
use domain::{GatewayId, Subject};
use queue::{AppendError, Expect};
use std::time::Duration;

/// The backstop of the bell.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// Hands over until the practice is locked.
pub(crate) async fn run(unlocked: Unlocked) {
    let stop = unlocked.0.stop.clone();
    loop {
        let bell = unlocked.0.delivery_bell.notified();
        unlocked.round_ended(Part::Answers, hand_over(&unlocked).await);
        tokio::select! {
            () = stop.cancelled() => return,
            () = bell => {}
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
    }
}

/// One answer that cannot be handed over stops no other.
pub(crate) async fn hand_over(unlocked: &Unlocked) -> Result<(), ActError> {
    let (queued, handed_over) = {
        let mut connection = unlocked.0.store.read().await?;
        let queued = deliveries::queued(&mut connection, false).await?;
        (queued, deliveries::handed_over(&mut connection).await?)
    };
    let mut failed = None;
    for one in &queued {
        failed = hand_over_one(unlocked, one).await.err().or(failed);
    }
    for one in &handed_over {
        failed = recall(unlocked, one).await.err().or(failed);
    }
    failed.map_or(Ok(()), Err)
}

async fn hand_over_one(unlocked: &Unlocked, one: &Carried) -> Result<(), ActError> {
    let Some(state) = send(unlocked, one).await? else { return Ok(()) };
    let label = match &state {
        DeliveryState::Failed { .. } => "failed",
        _ => "sent",
    };
    moved(unlocked, one.conversation, &one.delivery, label, state).await
}

/// An answer that was left with a gateway that has ended fails: nobody will carry it. Where the patient has written
/// through another gateway since, it is sent through that one by itself.
async fn recall(unlocked: &Unlocked, one: &Carried) -> Result<(), ActError> {
    let directory = unlocked.directory();
    let is_current = |gateway: &GatewayId| directory.current_gateway(gateway).is_some();
    if one.delivery.gateway.as_ref().is_none_or(is_current) {
        return Ok(());
    }
    moved(
        unlocked,
        one.conversation,
        &one.delivery,
        "ended",
        DeliveryState::Failed { why: WhyFailed::GatewayEnded },
    )
    .await?;
    let mut connection = unlocked.0.store.read().await?;
    let state = conversations::confirmed(&mut connection, one.conversation).await?;
    drop(connection);
    let route = state.and_then(|state| state.reply);
    if route.is_some_and(|route| is_current(&route.gateway)) {
        moved(unlocked, one.conversation, &one.delivery, "again", DeliveryState::Queued).await?;
    }
    Ok(())
}

/// Where the delivery stands after this try; none if it is to be tried again later.
async fn send(unlocked: &Unlocked, one: &Carried) -> Result<Option<DeliveryState>, ActError> {
    let mut connection = unlocked.0.store.read().await?;
    // Only what the queue has confirmed leaves: a send that no longer fits must not reach the patient.
    let Some(state) = conversations::confirmed(&mut connection, one.conversation).await? else {
        return Ok(None);
    };
    drop(connection);
    let Some((sent, at)) = answer(&state, one) else { return Ok(None) };
    let Some(route) = state.reply.clone() else {
        return Ok(Some(DeliveryState::Failed { why: WhyFailed::NoRoute }));
    };
    let confirmed = state.delivery(one.delivery.id);
    let left_with = confirmed.and_then(|delivery| delivery.gateway.clone());
    let tries_before = confirmed.map_or(0, |delivery| delivery.tries_before);
    let outbound = Outbound { tries_before, ..outbound(&state, one, sent, at, route) };
    let gateway = outbound.route.gateway.clone();
    let subject = Subject::outbound(&gateway);
    let Ok(last) = unlocked.0.queue.last(&subject).await else { return Ok(None) };
    let previous = last.as_ref().map(|last| Hash::of(&last.bytes));
    let (id, envelope) = match unlocked.seal_outbound(&gateway, &outbound, left_with.as_ref(), previous) {
        Ok(sealed) => sealed,
        Err(ActError::NoKey) => {
            return Ok(Some(DeliveryState::Failed { why: WhyFailed::GatewayEnded }));
        }
        Err(error) => return Err(error),
    };
    let expected = Some(Expect::after(last.map(|last| last.id)));
    match unlocked.append(&subject, expected, id, envelope.bytes()).await {
        // An id already there is the same answer, handed over before a crash.
        Ok(_) | Err(AppendError::IdReused) => Ok(Some(DeliveryState::Sent)),
        Err(AppendError::Moved { .. } | AppendError::Unavailable(_)) => Ok(None),
        Err(AppendError::TooLarge) => Ok(Some(DeliveryState::Failed { why: WhyFailed::TooLarge })),
    }
}

fn answer<'a>(state: &'a Conversation, one: &Carried) -> Option<(&'a Sent, chrono::DateTime<chrono::Utc>)> {
    let (entry, sent) = state.answers().find(|(_, sent)| sent.delivery == one.delivery.id)?;
    Some((sent, entry.at))
}

fn outbound(
    state: &Conversation,
    one: &Carried,
    sent: &Sent,
    at: chrono::DateTime<chrono::Utc>,
    route: ReplyRoute,
) -> Outbound {
    Outbound {
        delivery: one.delivery.id,
        conversation: one.conversation,
        route,
        nhs_number: state.patient.nhs_number,
        from: sent.from.clone(),
        text: sent.text.clone(),
        at,
        tries_before: 0,
    }
}

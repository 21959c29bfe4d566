//! The NHS App's receipts: a Task that says a message of ours was delivered or read.
//!
//! Source: NHS App API, callback "realtime receipts". A receipt for something this gateway did not send is "not found".

use super::outcome::{Code, Outcome};
use super::r4::{identifiers, must_understand};
use super::read::{At, Taken};
use super::reply::COMMUNICATION_ID;
use crate::gateway::Gateway;
use crate::known_practice::Ready;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use domain::delivery::{DeliveryState, WhyFailed};
use domain::{DeliveryId, LetterId};
use serde_json::Value;

/// What a receipt says of a message; nothing if the practice need not know of it.
pub(super) struct News {
    delivery: DeliveryId,
    state: Option<DeliveryState>,
}

/// Takes in a receipt; what the practice need not know of is accepted and forgotten.
pub(super) async fn receive(gateway: &Gateway, ready: &Ready, resource: &Value) -> Result<LetterId, Outcome> {
    let at = gateway.now();
    let News { delivery, state } = read(resource, at)?;
    let heard = state.clone().unwrap_or(DeliveryState::Sent);
    let Some(receipt) = gateway.correspondence().receipt(delivery, heard, at) else {
        let words = "This gateway has sent no such message.";
        return Err(Outcome::new(StatusCode::NOT_FOUND, Code::NotFound, words).at("Task.identifier"));
    };
    if state.is_none() {
        return Ok(LetterId(delivery.0));
    }
    let id = crate::post::receipt_id(&receipt);
    gateway.report(&ready.letterbox, receipt).await?;
    Ok(id)
}

pub(super) fn read(resource: &Value, now: DateTime<Utc>) -> Result<News, Outcome> {
    let taken = Taken::default();
    let task = At::root(resource, "Task", &taken)?;
    must_understand(&task)?;
    let code = status(&task)?;
    let delivery = delivery(&task, now)?;
    let state = match code.word()?.as_str() {
        "Delivered" => Some(DeliveryState::Arrived),
        "Read" => Some(DeliveryState::Read),
        "Rejected" => Some(DeliveryState::Failed { why: WhyFailed::Rejected }),
        "Notified" | "Unnotified" | "NotificationAttempted" => None,
        _ => return Err(code.wrong("A status of the NHS App belongs here.")),
    };
    Ok(News { delivery, state })
}

fn status<'a>(task: &At<'a>) -> Result<At<'a>, Outcome> {
    let code = task.field("code")?;
    match code.list("coding")?.first() {
        Some(coding) => coding.field("code"),
        None => Err(code.wrong("A coding belongs here.")),
    }
}

fn delivery(task: &At<'_>, now: DateTime<Utc>) -> Result<DeliveryId, Outcome> {
    let known = identifiers(task, COMMUNICATION_ID, now)?;
    let Some(id) = known.first() else {
        return Err(task.field("identifier")?.wrong("A communication id belongs here."));
    };
    id.word()?.parse().map_err(|_| id.wrong("A communication id belongs here."))
}

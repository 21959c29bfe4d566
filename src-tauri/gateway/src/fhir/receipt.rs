//! The NHS App's receipts: a Task that says a message of ours was delivered or read.
//!
//! Source: NHS App API, callback "realtime receipts". Its examples write the system of the communication id with and
//! without TLS, so both are taken. A receipt for something this gateway did not send is "not found".

use super::outcome::{Code, Outcome};
use super::read::At;
use super::reply::COMMUNICATION_ID;
use crate::gateway::Gateway;
use crate::known_practice::Ready;
use axum::http::StatusCode;
use domain::delivery::{DeliveryState, WhyFailed};
use domain::message::Receipt;
use domain::{DeliveryId, LetterId};

const COMMUNICATION_ID_OLD: &str = "http://fhir.nhs.uk/Id/nhs-app-communication-id";

/// Takes in a receipt; what the practice need not know of is accepted and forgotten.
pub(super) async fn receive(
    gateway: &Gateway,
    ready: &Ready,
    resource: &At<'_>,
) -> Result<LetterId, Outcome> {
    let task = resource.of_type("Task")?;
    let code = status(&task)?;
    let at = gateway.now();
    let delivery = delivery(&task)?;
    let Some(conversation) = gateway.correspondence().conversation_of(delivery) else {
        let words = "This gateway has sent no such message.";
        return Err(Outcome::new(StatusCode::NOT_FOUND, Code::NotFound, words).at("Task.identifier"));
    };
    let state = match code.word()? {
        "Delivered" => DeliveryState::Arrived,
        "Read" => DeliveryState::Read,
        "Rejected" => DeliveryState::Failed { why: WhyFailed::Rejected },
        "Notified" | "Unnotified" | "NotificationAttempted" => return Ok(LetterId(delivery.0)),
        _ => return Err(code.wrong("A status of the NHS App belongs here.")),
    };
    let receipt = Receipt { conversation, delivery, state, at };
    let id = crate::post::receipt_id(&receipt);
    gateway.report(&ready.letterbox, receipt).await?;
    Ok(id)
}

fn status<'a>(task: &At<'a>) -> Result<At<'a>, Outcome> {
    let code = task.field("code")?;
    match code.list("coding")?.first() {
        Some(coding) => coding.field("code"),
        None => Err(code.wrong("A coding belongs here.")),
    }
}

fn delivery(task: &At<'_>) -> Result<DeliveryId, Outcome> {
    let identifiers = task.field("identifier")?;
    let known =
        identifiers.identifier(COMMUNICATION_ID).or_else(|| identifiers.identifier(COMMUNICATION_ID_OLD));
    let id = known.ok_or_else(|| identifiers.wrong("A communication id belongs here."))?;
    id.word()?.parse().map_err(|_| id.wrong("A communication id belongs here."))
}

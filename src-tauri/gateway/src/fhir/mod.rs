//! The doors for other systems: the NHS App's replies and receipts, and FHIR questionnaires.
//!
//! `POST /FHIR/R4/CommunicationRequest` and `/Task` are the callbacks of the NHS App API; `/QuestionnaireResponse` takes
//! a new request from any system that the practice trusts. Who calls is proven by mutual TLS at the proxy in front.
//! Every refusal is an OperationOutcome that names the place in the resource and never what stood there.

mod outcome;
mod questionnaire;
mod read;
mod receipt;
mod reply;

pub(crate) use outcome::Outcome;

use crate::gateway::Gateway;
use crate::known_practice::Ready;
use crate::post::NotAccepted;
use crate::source::Source;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use domain::LetterId;
use read::At;
use serde_json::Value;
use std::sync::Arc;

pub(crate) fn routes() -> Router<Arc<Gateway>> {
    let method = || async { Outcome::method_not_allowed() };
    Router::new()
        .route("/FHIR/R4/CommunicationRequest", post(take_reply).fallback(method))
        .route("/FHIR/R4/QuestionnaireResponse", post(take_questionnaire).fallback(method))
        .route("/FHIR/R4/Task", post(take_receipt).fallback(method))
        .route("/FHIR/R4/{*other}", axum::routing::any(|| async { Outcome::no_such_door() }))
}

async fn take_reply(
    State(gateway): State<Arc<Gateway>>,
    Source(source): Source,
    headers: HeaderMap,
    body: Body,
) -> Response {
    answer(async {
        let (ready, resource) = enter(&gateway, source, &headers, body).await?;
        receive_reply(&gateway, &ready, &resource).await
    })
    .await
}

async fn take_questionnaire(
    State(gateway): State<Arc<Gateway>>,
    Source(source): Source,
    headers: HeaderMap,
    body: Body,
) -> Response {
    answer(async {
        let (ready, resource) = enter(&gateway, source, &headers, body).await?;
        let incoming = questionnaire::read(&At::root(&resource), &ready.policy.ods)?;
        post_letter(&gateway, &ready, incoming).await
    })
    .await
}

async fn take_receipt(
    State(gateway): State<Arc<Gateway>>,
    Source(source): Source,
    headers: HeaderMap,
    body: Body,
) -> Response {
    answer(async {
        let (ready, resource) = enter(&gateway, source, &headers, body).await?;
        receipt::receive(&gateway, &ready, &At::root(&resource)).await
    })
    .await
}

/// Takes in a reply of the NHS App, from outside or from the demonstration's phone.
pub(crate) async fn receive_reply(
    gateway: &Gateway,
    ready: &Ready,
    resource: &Value,
) -> Result<LetterId, Outcome> {
    let mut incoming = reply::read(&At::root(resource), &ready.policy.ods)?;
    if incoming.in_reply_to.is_none() {
        incoming.in_reply_to =
            reply::answers(&incoming).and_then(|id| gateway.correspondence().conversation_of(id));
    }
    post_letter(gateway, ready, incoming).await
}

async fn post_letter(
    gateway: &Gateway,
    ready: &Ready,
    incoming: crate::post::Incoming,
) -> Result<LetterId, Outcome> {
    if incoming.text.chars().count() > gateway.limits.text_characters {
        return Err(Outcome::too_long());
    }
    let accepted = gateway.accept(ready, incoming).await.map_err(Outcome::from)?;
    Ok(accepted.letter)
}

/// What every door asks first: not too often, no web page, the right form, not too large, the practice known, and JSON.
async fn enter(
    gateway: &Gateway,
    source: std::net::IpAddr,
    headers: &HeaderMap,
    body: Body,
) -> Result<(Ready, Value), Outcome> {
    gateway.admit(source).map_err(|later| Outcome::too_many(later.seconds))?;
    if headers.contains_key(header::ORIGIN) {
        return Err(Outcome::from_a_page());
    }
    if !is_json(headers) {
        return Err(Outcome::not_json());
    }
    let bytes = to_bytes(body, gateway.limits.body_bytes).await.map_err(|_| Outcome::too_large())?;
    let ready = gateway.ready().ok_or_else(Outcome::not_ready)?;
    let resource = serde_json::from_slice(&bytes).map_err(|_| Outcome::malformed())?;
    Ok((ready, resource))
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(essence.as_str(), "application/json" | "application/fhir+json")
}

async fn answer(work: impl Future<Output = Result<LetterId, Outcome>>) -> Response {
    match work.await {
        Ok(letter) => Outcome::accepted(letter).into_response(),
        Err(outcome) => outcome.into_response(),
    }
}

impl From<NotAccepted> for Outcome {
    fn from(reason: NotAccepted) -> Self {
        match reason {
            NotAccepted::Conflict => Self::conflict(),
            NotAccepted::Unavailable => Self::unavailable(),
        }
    }
}

//! The doors for other systems: the NHS App's replies and receipts, and FHIR questionnaires.
//!
//! `POST /FHIR/R4/CommunicationRequest` and `/Task` are the callbacks of the NHS App API, shut unless the practice has
//! connected the NHS App; `/QuestionnaireResponse` takes a new request from any system that the practice trusts. Who calls
//! is proven by mutual TLS at the proxy in front. Every refusal, on every path here, is an OperationOutcome that names
//! the place in the resource and never what stood there. What R4 means is known in `r4`, `people` and `answers` alone.

mod answers;
mod enter;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod generated;
mod json;
mod left_out;
mod outcome;
mod people;
mod questionnaire;
mod r4;
mod read;
mod receipt;
mod reply;

pub(crate) use outcome::Outcome;

use crate::gateway::Gateway;
use crate::known_practice::Ready;
use crate::limit::Door;
use crate::post::{Incoming, NotAccepted};
use crate::source::Source;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use domain::LetterId;
use enter::enter;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

pub(crate) fn routes(longest: Duration) -> Router<Arc<Gateway>> {
    let method = || async { Outcome::method_not_allowed() };
    let nowhere = || any(|| async { Outcome::no_such_door() });
    Router::new()
        .route("/FHIR/R4/CommunicationRequest", post(take_reply).fallback(method))
        .route("/FHIR/R4/QuestionnaireResponse", post(take_questionnaire).fallback(method))
        .route("/FHIR/R4/Task", post(take_receipt).fallback(method))
        .route("/FHIR", nowhere())
        .route("/FHIR/{*other}", nowhere())
        .layer(axum::middleware::from_fn(move |request, next: axum::middleware::Next| async move {
            let answered = tokio::time::timeout(longest, next.run(request)).await;
            answered.unwrap_or_else(|_| Outcome::too_slow().into_response())
        }))
}

async fn take_reply(
    State(gateway): State<Arc<Gateway>>,
    Source(source): Source,
    headers: HeaderMap,
    body: Body,
) -> Response {
    answer(async {
        let (ready, resource) = enter(&gateway, Door::Replies, source, &headers, body).await?;
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
        let (ready, resource) = enter(&gateway, Door::Questionnaires, source, &headers, body).await?;
        let incoming = questionnaire::read(&resource, &ready.policy.ods, gateway.now())?;
        post_letter(&gateway, &ready, incoming, gateway.limits.form_characters).await
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
        let (ready, resource) = enter(&gateway, Door::Receipts, source, &headers, body).await?;
        receipt::receive(&gateway, &ready, &resource).await
    })
    .await
}

/// Takes in a reply of the NHS App, from outside or from the demonstration's phone.
pub(crate) async fn receive_reply(
    gateway: &Gateway,
    ready: &Ready,
    resource: &Value,
) -> Result<LetterId, Outcome> {
    let mut incoming = reply::read(resource, &ready.policy.ods, gateway.now())?;
    {
        let known = gateway.correspondence();
        let named = incoming.in_reply_to;
        let answered = named.or_else(|| known.conversation_of(reply::answers(&incoming)?));
        // A conversation about somebody else is never joined: the letter begins one of its own.
        incoming.in_reply_to = answered.filter(|id| known.may_join(*id, incoming.patient.nhs_number));
    }
    post_letter(gateway, ready, incoming, gateway.limits.text_characters).await
}

async fn post_letter(
    gateway: &Gateway,
    ready: &Ready,
    incoming: Incoming,
    longest: usize,
) -> Result<LetterId, Outcome> {
    let characters = incoming.text.chars().count();
    if characters > longest {
        return Err(Outcome::too_long(characters, longest));
    }
    let accepted = gateway.accept(ready, incoming).await.map_err(Outcome::from)?;
    Ok(accepted.letter)
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

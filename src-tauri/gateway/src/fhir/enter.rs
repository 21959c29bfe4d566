//! What every door for systems asks before it reads: not too often, no web page, the right form, not too large, the
//! practice known, and JSON that says one thing.

use super::json;
use super::outcome::Outcome;
use crate::gateway::Gateway;
use crate::known_practice::Ready;
use crate::limit::Door;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, header};
use serde_json::Value;
use std::net::IpAddr;

/// The first bytes of what gzip has packed.
const PACKED: [u8; 2] = [0x1f, 0x8b];

/// Lets a resource in.
pub(super) async fn enter(
    gateway: &Gateway,
    door: Door,
    source: IpAddr,
    headers: &HeaderMap,
    body: Body,
) -> Result<(Ready, Value), Outcome> {
    gateway.admit(door, source).map_err(|later| Outcome::too_many(later.seconds))?;
    if headers.contains_key(header::ORIGIN) {
        return Err(Outcome::from_a_page());
    }
    if door.is_nhs_app() && !gateway.nhs_app_door_opens_to(headers) {
        return Err(Outcome::no_nhs_app());
    }
    right_kind(headers)?;
    let bytes = to_bytes(body, gateway.limits.body_bytes).await.map_err(|_| Outcome::too_large())?;
    if bytes.starts_with(&PACKED) {
        return Err(packed());
    }
    let ready = gateway.ready().ok_or_else(Outcome::not_ready)?;
    Ok((ready, json::parse(&bytes)?))
}

fn packed() -> Outcome {
    Outcome::not_this_kind("Packed bodies are not taken here: send it without a Content-Encoding.")
}

/// FHIR R4 as JSON in UTF-8, as it is.
fn right_kind(headers: &HeaderMap) -> Result<(), Outcome> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let encoding = text(header::CONTENT_ENCODING).trim().to_ascii_lowercase();
    if !matches!(encoding.as_str(), "" | "identity") {
        return Err(packed());
    }
    let stated = text(header::CONTENT_TYPE).to_ascii_lowercase();
    let mut parts = stated.split(';').map(str::trim);
    if !matches!(parts.next(), Some("application/json" | "application/fhir+json")) {
        let words = "The content type is application/json or application/fhir+json.";
        return Err(Outcome::not_this_kind(words));
    }
    for (name, value) in parts.filter_map(|part| part.split_once('=')) {
        let value = value.trim().trim_matches('"');
        match name.trim() {
            "charset" if !matches!(value, "utf-8" | "utf8" | "us-ascii") => {
                return Err(Outcome::not_this_kind("The body must be UTF-8."));
            }
            "fhirversion" if !value.starts_with("4.0") => {
                return Err(Outcome::not_this_kind("The resource must be FHIR R4."));
            }
            _ => {}
        }
    }
    Ok(())
}

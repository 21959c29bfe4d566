//! The demonstration's phones: what the NHS App would show to each patient who wrote, and a box to answer.
//!
//! An answer goes through the same door as the NHS App's own replies, inside this process. None of this exists in a
//! gateway that was not started for a demonstration.

use super::form::Typed;
use super::layout::Page;
use super::patient::read;
use crate::correspondence::{Line, Mailbox};
use crate::fhir;
use crate::gateway::Gateway;
use crate::known_practice::Ready;
use crate::paged::Paged;
use axum::http::StatusCode;
use domain::NhsNumber;
use domain::acknowledgement::moment_words;
use maud::{Markup, html};
use serde_json::{Value, json};
use uuid::Uuid;

/// NHS numbers that are never issued.
const INVENTED: [&str; 8] = [
    "9990000018",
    "9990000026",
    "9990000034",
    "9990000042",
    "9990000050",
    "9990000069",
    "9990000077",
    "9990000085",
];

/// The box of a patient who has not written yet.
const NEW: &str = "new";

/// All phones; what could not be sent stands in its box again.
pub(super) fn page(ready: &Ready, gateway: &Gateway, refused: Option<(&'static str, &Typed)>) -> Page {
    let typed = |place: &str| {
        let typed = refused.map(|(_, typed)| typed).filter(|typed| typed.field("box") == place);
        typed.map(Typed::words).unwrap_or_default()
    };
    let phones: Vec<(NhsNumber, Vec<Line>)> = {
        let seen = gateway.correspondence();
        let lines = |number| (number, seen.lines(&Mailbox::Phone(number)));
        seen.phones().into_iter().map(lines).collect()
    };
    let pages = gateway.correspondence().pages();
    let body = html! {
        h1 { "Demonstration: the patients' phones" }
        div class="inset" { p { "This page stands in for the NHS App. No patient is real. What you send here goes through "
            "the same door as a message from outside. The practice's public page is " a href="/" { "here" } "." } }
        @if let Some((note, _)) = refused { div class="summary" role="alert" { h2 { (note) } } }
        div class="phones" {
            section class="phone" { h2 { "Any patient" } (first_letter(&typed(NEW))) }
            @if !pages.is_empty() { (on_call(&pages)) }
            @for (number, lines) in &phones { (phone(*number, lines, &typed(&number.digits()))) }
        }
    };
    let mut page = Page::new(StatusCode::OK, "Demonstration", &ready.policy, body);
    page.lively = true;
    page.keeps_words = true;
    page
}

fn phone(number: NhsNumber, lines: &[Line], typed: &str) -> Markup {
    // A reply goes under the communication id of the last thing on the phone, with our reference to the conversation.
    let last = lines.last();
    let communication = last.map_or_else(Uuid::new_v4, |line| line.id);
    html! {
        section class="phone" {
            h2 { "NHS App of " span class="nowrap" { (number.spaced()) } }
            div class="news" aria-live="polite" { ol class="lines" { @for line in lines { (read(line)) } } }
            form method="post" action="/demonstration" {
                input type="hidden" name="nhs" value=(number.digits());
                input type="hidden" name="communication" value=(communication);
                @if let Some(line) = last { input type="hidden" name="conversation" value=(line.conversation); }
                (words(&number.digits(), "Answer the practice", typed))
            }
        }
    }
}

/// What whoever is on call is paged while the practice is closed.
fn on_call(pages: &[Paged]) -> Markup {
    html! {
        section class="phone" {
            h2 { "On-call phone" }
            div class="news" aria-live="polite" { ol class="lines" {
                @for page in pages {
                    li { p { b { (page.to.name) ", " span class="nowrap" { (page.to.telephone.as_str()) } } }
                        p { (page.text) } p { (moment_words(page.at)) } }
                }
            } }
        }
    }
}

fn first_letter(typed: &str) -> Markup {
    html! {
        form method="post" action="/demonstration" {
            input type="hidden" name="communication" value=(Uuid::new_v4());
            label for="nhs" { "NHS number" }
            select id="nhs" class="box" name="nhs" { @for digits in INVENTED { option { (digits) } } }
            (words(NEW, "Write to the practice", typed))
        }
    }
}

fn words(id: &str, label: &str, typed: &str) -> Markup {
    html! {
        input type="hidden" name="box" value=(id);
        label for={ "words-" (id) } { (label) }
        // A browser drops the first line end in a text area: this one is for it.
        textarea class="box" id={ "words-" (id) } name="words" rows="3" dir="auto" { "\n" (typed) }
        button class="go small" type="submit" { "Send" }
    }
}

/// Sends what was typed through the NHS App's door.
pub(super) async fn answer(gateway: &Gateway, ready: &Ready, typed: &Typed) -> Result<(), &'static str> {
    let resource = as_reply(gateway, ready, typed);
    match fhir::receive_reply(gateway, ready, &resource).await {
        Ok(_) => Ok(()),
        Err(_) => Err("The practice did not take that message. Was anything written?"),
    }
}

fn as_reply(gateway: &Gateway, ready: &Ready, typed: &Typed) -> Value {
    let now = gateway.now().to_rfc3339();
    json!({
        "resourceType": "CommunicationRequest",
        "status": "completed",
        "contained": [{
            "resourceType": "QuestionnaireResponse", "id": "answers", "status": "completed", "authored": now,
            "item": [{ "linkId": "1", "answer": [{ "valueString": typed.words() }] }],
        }],
        "basedOn": [{ "identifier": {
            "system": "https://fhir.nhs.uk/Id/nhs-app-communication-id", "value": typed.field("communication") } }],
        "identifier": [{
            "system": "https://fhir.nhs.uk/NHSApp/request-id", "value": typed.field("conversation") }],
        "payload": [{ "contentReference": { "reference": "#answers" } }],
        "recipient": [{ "type": "Organization", "identifier": {
            "system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": ready.policy.ods.to_string() } }],
        "requester": { "type": "Patient", "identifier": {
            "system": "https://fhir.nhs.uk/Id/nhs-number", "value": typed.field("nhs") } },
        "authoredOn": now,
    })
}

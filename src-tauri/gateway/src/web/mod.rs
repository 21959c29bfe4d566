//! The doors for people: the practice's page with its form, the patient's own page, and the demonstration's phones.
//!
//! Every page works without script, at 320 px, and shows urgent help before it invites to wait. What somebody typed comes
//! back to them on every page that says no. Nothing is fetched from elsewhere and no cookie is set. Words and layout
//! stand in `start` and `patient`, the checks of the form in `form`.

mod birthday;
mod demonstration;
mod form;
#[cfg(test)]
mod fuzz;
mod layout;
mod patient;
mod start;

use crate::correspondence::{Line, Mailbox, What};
use crate::gateway::Gateway;
use crate::known_practice::Ready;
use crate::limit::Door;
use crate::post::{Accepted, Incoming};
use crate::same_site;
use crate::source::Source;
use crate::token::PageToken;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::DeliveryId;
use domain::delivery::DeliveryState;
use form::{Mistake, Typed};
use layout::{Page, help_anywhere};
use maud::html;
use std::net::IpAddr;
use std::sync::Arc;

/// A form may have so many times the bytes of a resource.
const FORM: usize = 4;

type Shared = State<Arc<Gateway>>;

pub(crate) fn routes(demonstration: bool) -> Router<Arc<Gateway>> {
    let doors = Router::new()
        .route("/", get(start))
        .route("/messages", post(send).get(|| async { Redirect::to("/") }))
        .route("/sent/{token}", get(sent))
        .route("/p/{token}", get(patient_page).post(send_further))
        .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT }))
        .route("/page.css", get(layout::style))
        .route("/page.js", get(layout::script));
    match demonstration {
        true => doors.route("/demonstration", get(phones).post(answer_from_phone)),
        false => doors,
    }
}

/// Is the practice known, so that letters can come in?
pub(crate) async fn health(State(gateway): Shared) -> Response {
    let json = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    ([json], format!("{{\"ready\":{}}}", gateway.ready().is_some())).into_response()
}

/// Whatever has no door.
pub(crate) async fn not_found() -> Response {
    let body = html! { h1 { "Page not found" } p { "Check the address, or " a href="/" { "start here" } "." } (help_anywhere()) };
    plain(StatusCode::NOT_FOUND, "Page not found", body)
}

/// Whatever took too long: what became of it is not known.
pub(crate) fn too_slow() -> Response {
    let body = html! {
        h1 { "This took too long" }
        p { "If you were sending a message, we may not have it." }
        p { "Call us, or " a href="/" { "start again" } "." }
        (help_anywhere())
    };
    plain(StatusCode::REQUEST_TIMEOUT, "This took too long", body)
}

/// Whatever asks for a computer of another name.
pub(crate) fn not_this_name() -> Response {
    let body = html! {
        h1 { "There is no page under this name" }
        p { "This gateway answers only under this computer’s own name, like localhost." }
        p { "For whoever looks after it: if a proxy stands in front, “proxied” must be set in its configuration." }
        (help_anywhere())
    };
    plain(StatusCode::MISDIRECTED_REQUEST, "There is no page under this name", body)
}

async fn start(State(gateway): Shared) -> Response {
    match gateway.ready() {
        Some(ready) => start::page(&ready, gateway.now()).into_response(),
        None => not_ready(&Typed::default()),
    }
}

async fn send(State(gateway): Shared, Source(source): Source, headers: HeaderMap, body: Body) -> Response {
    let (typed, ready) = match enter(&gateway, &headers, body).await {
        Ok(entered) => entered,
        Err(refused) => return refused,
    };
    let longest = gateway.limits.text_characters;
    let checked = form::new_letter(&typed, &ready.policy, longest, gateway.now());
    match take(&gateway, source, &ready, checked).await {
        Ok(accepted) => {
            let token = PageToken::of(&gateway.keys.sign, accepted.letter);
            Redirect::to(&format!("/sent/{}", token.text())).into_response()
        }
        Err(refused) => {
            let page = start::again(&ready, refused.status, &typed, &refused.mistakes);
            refused.with_retry(page.into_response())
        }
    }
}

async fn sent(State(gateway): Shared, Path(token): Path<String>) -> Response {
    let Some(token) = PageToken::read(&gateway.keys.sign, &token) else { return not_found().await };
    let Some(ready) = gateway.ready() else { return not_ready(&Typed::default()) };
    let at = gateway.received_at(token.letter).await;
    patient::sent(&ready, &token, gateway.conversation_on(&token), at).into_response()
}

async fn patient_page(State(gateway): Shared, Path(token): Path<String>) -> Response {
    let Some(token) = PageToken::read(&gateway.keys.sign, &token) else { return not_found().await };
    let Some(ready) = gateway.ready() else { return not_ready(&Typed::default()) };
    shown(&gateway, &ready, &token, &Typed::default(), &[], StatusCode::OK).await
}

async fn send_further(
    State(gateway): Shared,
    Source(source): Source,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let Some(token) = PageToken::read(&gateway.keys.sign, &token) else { return not_found().await };
    let (typed, ready) = match enter(&gateway, &headers, body).await {
        Ok(entered) => entered,
        Err(refused) => return refused,
    };
    let conversation = gateway.conversation_on(&token);
    let checked = form::further_letter(&typed, token, conversation, gateway.limits.text_characters);
    match take(&gateway, source, &ready, checked).await {
        Ok(_) => Redirect::to(&format!("/p/{}", token.text())).into_response(),
        Err(refused) => {
            let page = shown(&gateway, &ready, &token, &typed, &refused.mistakes, refused.status).await;
            refused.with_retry(page)
        }
    }
}

async fn phones(State(gateway): Shared) -> Response {
    let Some(ready) = gateway.ready() else { return not_ready(&Typed::default()) };
    let mailboxes: Vec<Mailbox> = gateway.correspondence().phones().into_iter().map(Mailbox::Phone).collect();
    for mailbox in mailboxes {
        let lines = gateway.correspondence().lines(&mailbox);
        report_read(&gateway, &ready, &mailbox, &lines).await;
    }
    demonstration::page(&ready, &gateway, None).into_response()
}

async fn answer_from_phone(State(gateway): Shared, headers: HeaderMap, body: Body) -> Response {
    let (typed, ready) = match enter(&gateway, &headers, body).await {
        Ok(entered) => entered,
        Err(refused) => return refused,
    };
    match demonstration::answer(&gateway, &ready, &typed).await {
        Ok(()) => Redirect::to("/demonstration").into_response(),
        Err(note) => {
            let mut page = demonstration::page(&ready, &gateway, Some(note));
            page.status = StatusCode::BAD_REQUEST;
            page.into_response()
        }
    }
}

async fn shown(
    gateway: &Gateway,
    ready: &Ready,
    token: &PageToken,
    typed: &Typed,
    mistakes: &[Mistake],
    status: StatusCode,
) -> Response {
    let mailbox = Mailbox::Page(token.route());
    let lines = gateway.correspondence().lines(&mailbox);
    report_read(gateway, ready, &mailbox, &lines).await;
    let conversation = gateway.conversation_on(token);
    let shown = patient::Shown { token, conversation, lines: &lines, typed, mistakes };
    patient::page(ready, status, &shown).into_response()
}

/// Tells the practice which answers have been opened. What the log does not take now is told at the next look.
async fn report_read(gateway: &Gateway, ready: &Ready, mailbox: &Mailbox, lines: &[Line]) {
    for line in lines.iter().filter(|line| matches!(line.what, What::Answered { read: false, .. })) {
        let delivery = DeliveryId(line.id);
        let told = gateway.correspondence().receipt(delivery, DeliveryState::Read, gateway.now());
        let Some(receipt) = told else { continue };
        if gateway.report(&ready.letterbox, receipt).await.is_ok() {
            gateway.correspondence().opened(mailbox, delivery);
        }
    }
}

/// A form that was not taken: nothing of it is kept but on the page that says so.
struct Refused {
    status: StatusCode,
    mistakes: Vec<Mistake>,
    retry_after: Option<u32>,
}

impl Refused {
    fn with_retry(&self, mut page: Response) -> Response {
        if let Some(seconds) = self.retry_after {
            page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        page
    }
}

/// Reads the form; a form of the wrong kind or size gets a page of its own, and so do a page of another site and a
/// practice not yet known.
async fn enter(gateway: &Gateway, headers: &HeaderMap, body: Body) -> Result<(Typed, Ready), Response> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !kind.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded") {
        let body = html! { h1 { "This form could not be read" } p { a href="/" { "Start again" } "." } (help_anywhere()) };
        return Err(plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, "This form could not be read", body));
    }
    // A message that is too long comes back to be made shorter, also in a script of which each letter is nine bytes here.
    // What is longer still is not read at all, and cannot come back.
    let Ok(bytes) = to_bytes(body, gateway.limits.body_bytes.saturating_mul(FORM)).await else {
        let body = html! {
            h1 { "Your message is too long" }
            p { "It is not sent, and it is too long to show it to you here." }
            p { "Your words may still be there if you go back in your browser, or they may be gone." }
            p { "Call us, or " a href="/" { "start again" } " with a shorter message." }
            (help_anywhere())
        };
        return Err(plain(StatusCode::PAYLOAD_TOO_LARGE, "Your message is too long", body));
    };
    let typed = Typed::read(&bytes);
    if !same_site::is_own(headers, gateway.proxied) {
        return Err(given_back(StatusCode::FORBIDDEN, "This form is not from our page", &typed));
    }
    match gateway.ready() {
        Some(ready) => Ok((typed, ready)),
        None => Err(not_ready(&typed)),
    }
}

async fn take(
    gateway: &Gateway,
    source: IpAddr,
    ready: &Ready,
    checked: Result<Incoming, Vec<Mistake>>,
) -> Result<Accepted, Refused> {
    let telephone = ready.policy.telephone.as_str();
    let call = format!("Try again, or call us on {telephone}");
    let refused = |status, words: String, retry_after| {
        let mistakes = vec![Mistake { field: "words", words }];
        Refused { status, mistakes, retry_after }
    };
    if let Err(later) = gateway.admit(Door::Form, source) {
        let words = if later.everybody {
            format!(
                "We are getting too many messages just now. Call us on {telephone}, or try again in a few minutes"
            )
        } else {
            format!("Too many messages were sent from your connection. {call}")
        };
        return Err(refused(StatusCode::TOO_MANY_REQUESTS, words, Some(later.seconds)));
    }
    let incoming = checked.map_err(|mistakes| Refused {
        status: StatusCode::UNPROCESSABLE_ENTITY,
        mistakes,
        retry_after: None,
    })?;
    gateway.accept(ready, incoming).await.map_err(|_| {
        let words = format!("We could not take your message. {call}");
        refused(StatusCode::SERVICE_UNAVAILABLE, words, Some(5))
    })
}

/// The practice is not known yet: no message can be taken.
fn not_ready(typed: &Typed) -> Response {
    let mut page = given_back(StatusCode::SERVICE_UNAVAILABLE, "We cannot take messages now", typed);
    page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(5_u32));
    page
}

/// Nothing was taken, and everything that was typed is given back.
fn given_back(status: StatusCode, title: &str, typed: &Typed) -> Response {
    let words = typed.words();
    let rest = typed.all_but_words();
    let body = html! {
        h1 { (title) }
        (help_anywhere())
        p { "Call us, or " a href="/" { "try again" } " in a few minutes." }
        @if !words.is_empty() {
            p { "Your message is not sent. Here are your words, so that you can keep them:" }
            textarea class="box" rows="7" readonly dir="auto" aria-label="Your words" { "\n" (words) }
        }
        @if !rest.is_empty() {
            p { "You also wrote:" }
            ul { @for value in rest { li dir="auto" { (value) } } }
        }
    };
    plain(status, title, body)
}

fn plain(status: StatusCode, title: &str, body: maud::Markup) -> Response {
    Page { status, title: title.to_owned(), practice: String::new(), body, lively: false }.into_response()
}

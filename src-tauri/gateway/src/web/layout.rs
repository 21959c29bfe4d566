//! The frame of every page: name of the practice, a quick way out, one style sheet and one small script, both our own.

use crate::known_practice::Ready;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::policy::PracticePolicy;
use maud::{DOCTYPE, Markup, html};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// Where "Quick exit" leads: a page that says nothing about anybody.
const ELSEWHERE: &str = "https://www.bbc.co.uk/weather";

/// A page and the status it goes out with.
pub(crate) struct Page {
    pub status: StatusCode,
    pub title: String,
    pub practice: String,
    pub body: Markup,
    /// Looks for news by itself.
    pub lively: bool,
    /// Keeps what is typed while the page is left, in this tab alone. Never a page that a patient uses: others may sit there
    /// next.
    pub keeps_words: bool,
}

impl Page {
    pub fn new(status: StatusCode, title: &str, policy: &PracticePolicy, body: Markup) -> Self {
        Self {
            status,
            title: title.to_owned(),
            practice: policy.name.clone(),
            body,
            lively: false,
            keeps_words: false,
        }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let page = html! {
            (DOCTYPE)
            html lang="en-GB" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="robots" content="noindex";
                    title { (self.title) @if !self.practice.is_empty() { " – " (self.practice) } }
                    link rel="stylesheet" href="/page.css";
                    script src="/page.js" defer {}
                }
                body data-lively[self.lively] data-keeps-words[self.keeps_words] {
                    a class="skip" href="#main" { "Skip to main content" }
                    header class="top" { div class="wrap" {
                        span { (self.practice) }
                        a class="exit" href=(ELSEWHERE) rel="noreferrer" { "Quick exit" }
                    } }
                    div class="wrap" { main id="main" tabindex="-1" { (self.body) } }
                    footer { div class="wrap" {
                        p { "“Quick exit” takes you to a weather page. It does not clear the history of your browser." }
                    } }
                }
            }
        };
        let html = (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        (self.status, [html], page.into_string()).into_response()
    }
}

/// The style sheet, from the tokens of the design.
pub(super) async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

/// The script: quick exit that replaces this page, and news on a page that is only read.
pub(super) async fn script() -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], SCRIPT).into_response()
}

/// A telephone number that a phone dials.
pub(super) fn dial(number: &str) -> Markup {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    html! { a href={ "tel:" (digits) } { b { (number) } } }
}

/// The practice's own number.
pub(super) fn dial_practice(ready: &Ready) -> Markup {
    dial(ready.policy.telephone.as_str())
}

/// Urgent help that needs to know nothing of the practice.
pub(super) fn help_anywhere() -> Markup {
    html! {
        section class="care" { h2 { "Need help now? Do not wait for us" } div {
            p { "Emergency: call " (dial("999")) "." }
            p { "Mental health: call " (dial("111")) ", option 2. Samaritans: " (dial("116 123")) "." }
            p { "Anything else that cannot wait: call " (dial("111")) "." }
        } }
    }
}

/// Urgent help above everything that invites to wait.
pub(super) fn help(ready: &Ready) -> Markup {
    html! {
        section class="care" { h2 { "Need help now? Do not wait for us" } div {
            p { "Emergency: call " (dial("999")) "." }
            p { "Mental health: call " (dial("111")) ", option 2. Samaritans: " (dial("116 123")) "." }
            p { "Getting worse: call us on " (dial_practice(ready)) ". When we are closed, call " (dial("111")) "." }
        } }
    }
}

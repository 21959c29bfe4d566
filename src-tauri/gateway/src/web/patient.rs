//! What a patient sees after sending, and on their own page: urgent help first, then the time, then the words.

use super::form::{Mistake, Typed};
use super::layout::{Page, help};
use super::start::{summary, words_field, writer_question};
use crate::correspondence::{Line, What};
use crate::known_practice::Ready;
use crate::token::{PageToken, confirm_code};
use axum::http::StatusCode;
use domain::ConversationId;
use domain::acknowledgement::{Acknowledgement, date_words, moment_words};
use domain::calendar::{Calendar, date_in_london};
use maud::{Markup, html};
use uuid::Uuid;

/// "Your message is sent." The times are those that were told on its receipt, not of this look at the page.
pub(super) fn sent(
    ready: &Ready,
    token: &PageToken,
    conversation: ConversationId,
    said: Option<&Acknowledgement>,
) -> Page {
    let body = html! {
        div class="col" {
            h1 { "Your message is sent" }
            (help(ready))
            @if let Some(said) = said { (answer_by(said)) }
            (code(ready, conversation, said))
            h2 { "What happens next" }
            ul {
                li { "Our reception team reads your message and passes it to the right person." }
                li { "We answer on " a href={ "/p/" (token.text()) } { "your page" } ", or we phone you." }
                li { "Your message goes into your health record." }
            }
            @if let Some(said) = said { (in_full(said)) }
            h2 { "Your page" }
            p { "Our answer will be on " a href={ "/p/" (token.text()) } { "your page" }
                ". Keep its address if nobody else uses this device. Anybody who has the address can read the page." }
        }
    };
    Page::new(StatusCode::OK, "Your message is sent", &ready.policy, body)
}

fn answer_by(said: &Acknowledgement) -> Markup {
    html! { section class="panel" { p { "We will answer by" br; b { (said.promised.answer.words) } } } }
}

fn code(ready: &Ready, conversation: ConversationId, said: Option<&Acknowledgement>) -> Markup {
    let calendar = Calendar::new(&ready.policy);
    let next = said.map(|said| date_words(date_in_london(calendar.next_opening(said.promised.answer.told))));
    html! {
        h2 { "Your code: " span class="nowrap" { (confirm_code(&ready.policy.name, conversation)) } }
        p { "Call us and say this code. We can tell you that we have your message."
            @if let Some(next) = next { " If you hear nothing, call on " (next) "." } }
        p { "If we call you, you can ask us for the code. Then you know it is us." }
    }
}

/// The acknowledgement word for word, as it is kept with the message.
fn in_full(said: &Acknowledgement) -> Markup {
    html! {
        details { summary { "What we have told you, in full" }
            @for paragraph in &said.paragraphs { p { (paragraph) } } }
    }
}

/// What a patient's page shows.
pub(super) struct Shown<'a> {
    pub token: &'a PageToken,
    pub conversation: ConversationId,
    pub lines: &'a [Line],
    pub typed: &'a Typed,
    pub mistakes: &'a [Mistake],
}

/// The patient's page.
pub(super) fn page(ready: &Ready, status: StatusCode, shown: &Shown<'_>) -> Page {
    let form = shown.typed.token().unwrap_or_else(Uuid::new_v4);
    let address = format!("/p/{}", shown.token.text());
    let body = html! {
        @if !shown.mistakes.is_empty() { (summary(shown.mistakes)) }
        div class="col" {
            h1 { "Your messages with us" }
            (help(ready))
            p { "Your code: " b class="nowrap" { (confirm_code(&ready.policy.name, shown.conversation)) } }
            div class="news" aria-live="polite" {
                @if !shown.lines.iter().any(|line| matches!(line.what, What::Answered { .. })) {
                    p { "We have your message. There is no answer yet. " a href=(address) { "Look again" } }
                }
                ol class="lines" { @for line in shown.lines { (read(line)) } }
            }
            h2 id="write" { "Write to us again" }
            form method="post" action=(address) novalidate autocomplete="off" {
                input type="hidden" name="form" value=(form);
                (writer_question(shown.typed, shown.mistakes, "Who is writing?",
                    ["The patient", "Somebody else, for the patient"]))
                (words_field(shown.typed, shown.mistakes, "Your message", "It joins the messages above."))
                button class="go" type="submit" { "Send my message" }
            }
        }
    };
    let title =
        if shown.mistakes.is_empty() { "Your messages with us" } else { "Error: Your messages with us" };
    let mut page = Page::new(status, title, &ready.policy, body);
    page.lively = shown.mistakes.is_empty();
    page
}

/// One message, with who and when before the words.
pub(super) fn read(line: &Line) -> Markup {
    let when = moment_words(line.at);
    html! {
        @match &line.what {
            What::Wrote { text, told } => {
                li class="mine" { p class="hint" { "You, " (when) } p class="said" dir="auto" { (text) } }
                @if let Some(told) = told {
                    li class="auto" { p class="hint" { "Automatic answer, " (when) }
                        @for paragraph in &told.paragraphs { p { (paragraph) } } }
                }
            }
            What::Answered { from, text, .. } => {
                li class="ours" { p class="hint" { (from) ", " (when) } p class="said" dir="auto" { (text) } }
            }
        }
    }
}

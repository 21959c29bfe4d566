//! The practice's page: where to get help first, then what messages are for, when an answer comes, and the form.

use super::form::{Mistake, Typed};
use super::layout::{Page, dial, dial_practice};
use crate::known_practice::Ready;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use domain::acknowledgement::{hours_words, promise};
use domain::calendar::Calendar;
use maud::{Markup, html};
use uuid::Uuid;

/// The page as somebody first sees it.
pub(super) fn page(ready: &Ready, now: DateTime<Utc>) -> Page {
    let body = html! {
        h1 { "Send us a message" }
        (urgent(ready))
        (uses(ready))
        (when(ready, now))
        h2 id="write" { "Write your message" }
        (form(ready, &Typed::default(), &[]))
    };
    Page::new(StatusCode::OK, "Send us a message", &ready.policy, body)
}

/// The form again, with what was typed and what is wrong with it.
pub(super) fn again(ready: &Ready, status: StatusCode, typed: &Typed, mistakes: &[Mistake]) -> Page {
    let body = html! {
        (summary(mistakes))
        h1 { "Write your message" }
        div class="inset" { p {
            b { "Need help today?" } " Call " (dial_practice(ready)) ". When we are closed, call " (dial("111"))
            ". In an emergency, call " (dial("999")) "."
        } }
        (form(ready, typed, mistakes))
    };
    Page::new(status, "Error: Write your message", &ready.policy, body)
}

/// Everything that is wrong, each a way to its field. Nothing was sent, and that is said.
pub(super) fn summary(mistakes: &[Mistake]) -> Markup {
    html! {
        div class="summary" role="alert" tabindex="-1" {
            h2 { "Your message is not sent yet" }
            ul { @for mistake in mistakes { li { a href={ "#" (mistake.field) } { (mistake.words) } } } }
        }
    }
}

fn urgent(ready: &Ready) -> Markup {
    let hours = hours_words(&ready.policy.hours).join("; ");
    html! {
        div class="two" {
            section class="care em" { h2 { "Call 999 now for an emergency" } div {
                p { "For example:" }
                ul {
                    li { "chest pain, or you cannot breathe properly" }
                    li { "you have taken too many tablets, or might end your life" }
                    li { "signs of a stroke, or bleeding that will not stop" }
                }
                p { "We do not watch messages every minute." }
            } }
            section class="care" { h2 { "Need help today? Do not message" } div {
                p { "Call us on " (dial_practice(ready)) ", " (hours) "." }
                p { "When we are closed, call " (dial("111")) " or use "
                    a href="https://111.nhs.uk" rel="noreferrer" { "111 online" } "." }
                p { "For help with your mental health, call " (dial("111")) " and choose option 2. Samaritans: "
                    (dial("116 123")) "." }
            } }
        }
    }
}

fn uses(ready: &Ready) -> Markup {
    let days = ready.policy.service_levels.administrative_days;
    let wait = if days == 1 { "1 working day".to_owned() } else { format!("{days} working days") };
    html! {
        h2 { "What messages are for" }
        div class="two" {
            section class="list do" aria-label="You can message us about" {
                p { b { "You can message us about" } }
                ul { @for offered in offered(ready) { li { (offered.wording) } } }
            }
            section class="list no" aria-label="Do not message us about" {
                p { b { "Do not message us about" } }
                ul { li { "anything that cannot wait " (wait) } li { "a new problem that worries you: call us" } }
            }
        }
    }
}

fn offered(ready: &Ready) -> impl Iterator<Item = &domain::policy::PermittedUse> {
    ready.policy.permitted_uses.iter().filter(|permitted| permitted.offered)
}

fn when(ready: &Ready, now: DateTime<Utc>) -> Markup {
    let promised = promise(&Calendar::new(&ready.policy), now);
    html! {
        div class="col" {
            h2 { "When we will answer" }
            p { "If you send a message now, we will answer by " b { (promised.answer.words) }
                ". A doctor or nurse reads health questions by " (promised.clinical_review.words) "." }
            a class="go" href="#write" { "Write a message" }
            p { "You can also use the NHS App, phone us or come to the desk. We treat you the same whichever you choose." }
        }
    }
}

fn form(ready: &Ready, typed: &Typed, mistakes: &[Mistake]) -> Markup {
    let token = typed.token().unwrap_or_else(Uuid::new_v4);
    html! {
        form class="col" method="post" action="/messages" novalidate autocomplete="off" {
            input type="hidden" name="form" value=(token);
            (question(mistakes, "about", "What is it about?", html! {
                @for (n, permitted) in offered(ready).enumerate() {
                    (radio("about", permitted.id.as_str(), &capital(&permitted.wording), typed, n == 0))
                }
            }))
            (words_field(typed, mistakes, "Your message", "Say what you need and by when."))
            (writer_question(typed, mistakes, "Who is this message for?", ["Me", "Somebody else: I write for them"]))
            (question(mistakes, "given", "The patient's name", html! {
                p class="hint" { "If the patient has only one name, write it in either box." }
                (input(typed, "given", "First name", "given-name", ""))
                (input(typed, "family", "Last name", "family-name", ""))
            }))
            (question(mistakes, "day", "The patient's date of birth", html! {
                p class="hint" { "Like 27 3 1972 or 27 March 1972" }
                div class="date" {
                    (input(typed, "day", "Day", "bday-day", "n2"))
                    (input(typed, "month", "Month", "bday-month", "m"))
                    (input(typed, "year", "Year", "bday-year", "n4"))
                }
            }))
            (question(mistakes, "nhs", "The patient's NHS number, if you know it", html! {
                p class="hint" { "10 digits. You can leave it out." }
                (bare_input(typed, "nhs", "n10"))
            }))
            (question(mistakes, "telephone", "Phone number, if we need to call", html! {
                p class="hint" { "We may call you sooner than we can write. You can leave it out." }
                (bare_input(typed, "telephone", "n20"))
            }))
            p { "When you send this, our team reads it and it goes into the health record." }
            button class="go" type="submit" { "Send my message" }
        }
    }
}

/// Who holds the pen: asked on every form, for the one who answers need not be the one who wrote first.
pub(super) fn writer_question(
    typed: &Typed,
    mistakes: &[Mistake],
    legend: &str,
    labels: [&str; 2],
) -> Markup {
    let [patient, other] = labels;
    question(
        mistakes,
        "writer",
        legend,
        html! {
            (radio("writer", "patient", patient, typed, true))
            (radio("writer", "other", other, typed, false))
            div class="more" {
                p class="hint" { "Only if you write for somebody else:" }
                (input(typed, "writer-name", "Your own name", "name", ""))
                (input(typed, "relation", "Who you are to the patient, like daughter or carer", "off", ""))
            }
        },
    )
}

/// The words, the one field on every form.
pub(super) fn words_field(typed: &Typed, mistakes: &[Mistake], label: &str, hint: &str) -> Markup {
    let wrong = mistakes.iter().find(|mistake| mistake.field == "words");
    html! {
        div class={ "q" @if wrong.is_some() { " wrong" } } {
            label class="big" for="words" { (label) }
            p class="hint" id="words-hint" { (hint) }
            @if let Some(mistake) = wrong { p class="error" id="words-error" { (mistake.words) } }
            // A browser drops the first line end in a text area: this one is for it.
            textarea id="words" name="words" class="box" rows="7" dir="auto"
                aria-describedby=[wrong.map_or(Some("words-hint"), |_| Some("words-hint words-error"))] {
                "\n" (typed.words())
            }
        }
    }
}

fn question(mistakes: &[Mistake], field: &'static str, legend: &str, inside: Markup) -> Markup {
    let wrong = mistakes.iter().find(|mistake| mistake.field == field);
    let error = format!("{field}-error");
    html! {
        fieldset class={ "q" @if wrong.is_some() { " wrong" } } aria-describedby=[wrong.map(|_| &error)] {
            legend { (legend) }
            @if let Some(mistake) = wrong { p class="error" id=(error) { (mistake.words) } }
            (inside)
        }
    }
}

fn radio(name: &str, value: &str, label: &str, typed: &Typed, first: bool) -> Markup {
    let id = if first { name.to_owned() } else { format!("{name}-{value}") };
    html! {
        div class="radio" {
            input type="radio" id=(id) name=(name) value=(value) checked[typed.field(name) == value];
            label for=(id) { (label) }
        }
    }
}

fn input(typed: &Typed, name: &str, label: &str, autocomplete: &str, class: &str) -> Markup {
    let numeric = class.starts_with('n');
    html! {
        div class="field" {
            label for=(name) { (label) }
            input class={ "box " (class) } id=(name) name=(name) value=(typed.field(name)) autocomplete=(autocomplete)
                inputmode=[numeric.then_some("numeric")];
        }
    }
}

/// An input that its question names.
fn bare_input(typed: &Typed, name: &str, class: &str) -> Markup {
    let label = if name == "nhs" { "NHS number" } else { "Phone number" };
    html! {
        input class={ "box " (class) } id=(name) name=(name) value=(typed.field(name)) inputmode="tel" aria-label=(label);
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

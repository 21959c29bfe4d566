//! A form as a QuestionnaireResponse, question by question, beside the text of its message.

use super::document::Document;
use super::types::{AnsweredItem, Coded, GivenAnswer, QuestionnaireResponse, Reference, Resource};
use chrono::{DateTime, Utc};
use domain::message::form::{Answer, Form, Given, Item};

impl Document<'_> {
    /// Refers to a form that came as this entry.
    pub fn form(
        &mut self,
        place: usize,
        form: &Form,
        sender: Reference,
        received: DateTime<Utc>,
    ) -> Reference {
        let id = self.derive("form", &[&(place as u64).to_be_bytes()]);
        let subject = self.patient();
        self.refer(id, None, || {
            Resource::QuestionnaireResponse(Box::new(QuestionnaireResponse {
                id: id.to_string(),
                status: if form.amended { "amended" } else { "completed" },
                subject,
                authored: super::instant(received),
                // FHIR wants whom it points to, never a name alone.
                source: Some(sender).filter(|sender| sender.reference.is_some()),
                item: items(&form.items, ""),
            }))
        })
    }
}

fn items(items: &[Item], above: &str) -> Vec<AnsweredItem> {
    let number = |place: usize| if above.is_empty() { place.to_string() } else { format!("{above}.{place}") };
    items.iter().zip(1..).flat_map(|(one, place)| item(one, &number(place))).collect()
}

/// An item; its group stands beside it where it has answers as well, for FHIR takes one or the other.
fn item(item: &Item, number: &str) -> Vec<AnsweredItem> {
    let text = super::filled(&item.question);
    let answer: Vec<GivenAnswer> = item.answers.iter().map(|one| answer(one, number)).collect();
    let below = items(&item.items, number);
    let link_id = number.to_owned();
    let one = AnsweredItem { link_id, text, answer, item: Vec::new() };
    match (one.answer.is_empty(), below.is_empty()) {
        (false, false) => std::iter::once(one).chain(below).collect(),
        (false, true) => vec![one],
        (true, _) => vec![AnsweredItem { item: below, ..one }],
    }
}

fn answer(answer: &Answer, number: &str) -> GivenAnswer {
    let mut given = GivenAnswer { item: items(&answer.items, number), ..GivenAnswer::default() };
    match &answer.given {
        Given::YesNo { yes } => given.value_boolean = Some(*yes),
        Given::Number { number } => match number.parse::<i32>() {
            Ok(whole) => given.value_integer = Some(whole),
            Err(_) => given.value_string = Some(number.clone()),
        },
        Given::Choice { .. } => {
            given.value_coding = answer.given.words().map(|display| Coded { display });
        }
        Given::Words { .. } | Given::Nothing { .. } => given.value_string = answer.given.words(),
    }
    let empty = given.value_boolean.is_none()
        && given.value_integer.is_none()
        && given.value_coding.is_none()
        && given.value_string.is_none();
    if empty && given.item.is_empty() {
        given.value_string = Some("(no answer)".to_owned());
    }
    given
}

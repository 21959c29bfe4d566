//! A new request as a FHIR R4 QuestionnaireResponse: what a form asked and what the patient, or somebody for them, said.
//!
//! Questions and answers stay such, in the order of the form; what cannot be put into words is named at its end.
//! Nobody has proven here who wrote.

use super::answers::{Labels, items};
use super::left_out::note;
use super::outcome::{Code, Outcome};
use super::people::{Person, details, writer};
use super::r4::{ODS_CODE, chosen_by, housekeeping, identifiers, must_understand, usable, written};
use super::read::{At, Taken};
use crate::post::{Incoming, Reply};
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use domain::OdsCode;
use domain::message::form::Form;
use domain::message::{Channel, Identity};
use serde_json::Value;
use std::collections::HashSet;

/// Reads a questionnaire for this practice.
pub(super) fn read(resource: &Value, ods: &OdsCode, now: DateTime<Utc>) -> Result<Incoming, Outcome> {
    let taken = Taken::default();
    let form = At::root(resource, "QuestionnaireResponse", &taken)?;
    must_understand(&form)?;
    housekeeping(&form);
    form.understood(&["questionnaire"]);
    let amended = is_amended(&form)?;
    the_practice(&form, ods, now)?;
    let (subject, number) = Person::patient(&form, form.field("subject")?, now)?;
    let patient = details(&subject, number, now)?;
    let written_at = form.maybe("authored").map(|at| written(&at)).transpose()?.flatten();
    let identifier = identifier(&form, now)?;
    let identifiers_are_final = identifier.is_some() && !amended;
    let identifiers = match identifier {
        Some(words) => words,
        // Without either, next month's same request would pass for this one sent twice.
        None => vec![form.field("authored")?.word()?, number.digits()],
    };
    let writer = writer(&form, form.maybe("source"), &subject, now)?;
    let answers = answers(&form, amended)?;
    Ok(Incoming {
        identifiers,
        identifiers_are_final,
        channel: Channel::WebForm,
        written_at,
        writer,
        identity: Identity::Claimed,
        patient,
        about: None,
        in_reply_to: None,
        reply: Reply::Nowhere,
        text: answers.text(),
        form: Some(answers),
    })
}

fn is_amended(form: &At<'_>) -> Result<bool, Outcome> {
    let status = form.field("status")?;
    if status.peek_self() == Some("amended") {
        status.is("amended")?;
        return Ok(true);
    }
    status.is("completed").map(|()| false)
}

fn answers(form: &At<'_>, amended: bool) -> Result<Form, Outcome> {
    let items = items(form, Labels::Number)?;
    if items.is_empty() {
        let words = "Nothing is answered.";
        return Err(
            Outcome::new(StatusCode::BAD_REQUEST, Code::Required, words).at("QuestionnaireResponse.item")
        );
    }
    Ok(Form { amended, left_out: note(form)?, ..Form::of(items) })
}

/// The sender's own identifier of this form, if it has one that counts.
fn identifier(form: &At<'_>, now: DateTime<Utc>) -> Result<Option<Vec<String>>, Outcome> {
    let Some(identifier) = form.maybe("identifier") else { return Ok(None) };
    for one in usable(identifier.one_or_more(), now)? {
        if let Some(value) = one.maybe_word("value")? {
            let system = one.maybe_word("system")?.unwrap_or_default();
            chosen_by(&one);
            return Ok(Some(vec![system, value]));
        }
    }
    Ok(None)
}

/// The form need not say for whom it is; if it does, it must be for this practice. Organisations that an answer or a
/// person in the form points to stand beside it and are not whom it is for.
fn the_practice(form: &At<'_>, ods: &OdsCode, now: DateTime<Utc>) -> Result<(), Outcome> {
    let contained = form.maybe_list("contained")?;
    let mut pointed_to = HashSet::new();
    collect_pointed_to(form.value(), &mut pointed_to);
    let organisations = contained.into_iter().filter(|one| one.peek("resourceType") == Some("Organization"));
    let (mut ours, mut others) = (false, Vec::new());
    for organisation in organisations {
        let beside = organisation.peek("id").is_some_and(|id| pointed_to.contains(id));
        for code in identifiers(&organisation, ODS_CODE, now)? {
            match code.names_practice(ods)? {
                true => {
                    ours = true;
                    organisation.understood(&["resourceType", "id"]);
                }
                false if !beside => others.push(code),
                false => {}
            }
        }
    }
    match others.first().filter(|_| !ours) {
        Some(other) => Err(other.another_practice()),
        None => Ok(()),
    }
}

/// The ids of the contained resources that anything but a patient's own practice points to.
fn collect_pointed_to<'a>(value: &'a Value, ids: &mut HashSet<&'a str>) {
    match value {
        Value::Array(elements) => elements.iter().for_each(|element| collect_pointed_to(element, ids)),
        Value::Object(fields) => {
            for (name, field) in fields {
                match name.as_str() {
                    "generalPractitioner" | "managingOrganization" => {}
                    "reference" => ids.extend(field.as_str().and_then(|path| path.strip_prefix('#'))),
                    _ => collect_pointed_to(field, ids),
                }
            }
        }
        _ => {}
    }
}

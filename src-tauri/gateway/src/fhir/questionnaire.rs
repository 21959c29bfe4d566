//! A new request as a FHIR R4 QuestionnaireResponse: what a form asked and what the patient, or somebody for them, said.
//!
//! Questions and answers become one text, each answer after its question, in the order of the form. What cannot be put
//! into words (an attachment) is refused rather than left out. Nobody has proven here who wrote.

use super::outcome::{Code, Outcome};
use super::read::{At, NHS_NUMBER, ODS_CODE};
use crate::post::{Incoming, Reply};
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::OdsCode;
use domain::message::{Channel, Gender, Identity, PatientDetails, PersonName, Writer};
use serde_json::Value;

/// Reads a questionnaire for this practice.
pub(super) fn read(resource: &At<'_>, ods: &OdsCode) -> Result<Incoming, Outcome> {
    let form = resource.of_type("QuestionnaireResponse")?;
    form.field("status")?.is("completed")?;
    the_practice(&form, ods)?;
    let patient = patient(&form)?;
    let authored = form.field("authored")?;
    let text = text(&form)?;
    let digits = patient.nhs_number.map(domain::NhsNumber::digits).unwrap_or_default();
    let (identifiers, identifiers_are_final) = match form.maybe("identifier") {
        Some(identifier) => (identifier_words(&identifier)?, true),
        None => (vec![authored.word()?.to_owned(), digits], false),
    };
    Ok(Incoming {
        identifiers,
        identifiers_are_final,
        channel: Channel::WebForm,
        written_at: authored.date_time()?,
        writer: writer(&form)?,
        identity: Identity::Claimed,
        patient,
        about: None,
        in_reply_to: None,
        reply: Reply::Nowhere,
        text,
    })
}

fn identifier_words(identifier: &At<'_>) -> Result<Vec<String>, Outcome> {
    let system = identifier.maybe("system").map(|system| system.word()).transpose()?.unwrap_or_default();
    Ok(vec![system.to_owned(), identifier.field("value")?.word()?.to_owned()])
}

/// The form need not say for whom it is; if it does, it must be for this practice.
fn the_practice(form: &At<'_>, ods: &OdsCode) -> Result<(), Outcome> {
    let organisations = form.maybe_list("contained").into_iter().filter(|one| is_a(one, "Organization"));
    for organisation in organisations {
        if let Some(code) = organisation.maybe("identifier").and_then(|all| all.identifier(ODS_CODE)) {
            code.is_practice(ods)?;
        }
    }
    Ok(())
}

fn is_a(resource: &At<'_>, kind: &str) -> bool {
    resource.maybe("resourceType").is_some_and(|at| at.is(kind).is_ok())
}

/// What a reference points to within the resource.
fn contained<'a>(form: &At<'a>, reference: &At<'a>) -> Option<At<'a>> {
    let id = reference.maybe("reference")?.word().ok()?.strip_prefix('#')?;
    form.maybe_list("contained").into_iter().find(|one| one.maybe("id").is_some_and(|at| at.is(id).is_ok()))
}

fn patient(form: &At<'_>) -> Result<PatientDetails, Outcome> {
    let subject = form.field("subject")?;
    let described = contained(form, &subject);
    let stated = subject.maybe("identifier").and_then(|one| one.identifier(NHS_NUMBER));
    let number = stated.or_else(|| described.as_ref()?.maybe("identifier")?.identifier(NHS_NUMBER));
    let number = number.ok_or_else(|| subject.wrong("An NHS number belongs here."))?.nhs_number()?;
    let mut patient = PatientDetails { nhs_number: Some(number), ..PatientDetails::default() };
    if let Some(described) = described {
        patient.name = name(&described)?;
        patient.born = born(&described)?;
        patient.gender = gender(&described)?;
        patient.telephone = telephone(&described)?;
    }
    Ok(patient)
}

fn name(person: &At<'_>) -> Result<Option<PersonName>, Outcome> {
    let Some(name) = person.maybe_list("name").into_iter().next() else { return Ok(None) };
    let joined = |parts: Vec<At<'_>>| {
        parts.iter().map(|part| part.word()).collect::<Result<Vec<_>, _>>().map(|words| words.join(" "))
    };
    let family = name.maybe("family").map(|family| family.word()).transpose()?;
    let text = name.maybe("text").map(|text| text.word()).transpose()?;
    let Some(family) = family.or(text) else { return Ok(None) };
    let title = joined(name.maybe_list("prefix"))?;
    Ok(Some(PersonName {
        family: family.to_owned(),
        given: joined(name.maybe_list("given"))?,
        title: (!title.is_empty()).then_some(title),
    }))
}

fn born(person: &At<'_>) -> Result<Option<NaiveDate>, Outcome> {
    let Some(date) = person.maybe("birthDate") else { return Ok(None) };
    date.word()?.parse().map(Some).map_err(|_| date.wrong("A date belongs here."))
}

fn gender(person: &At<'_>) -> Result<Option<Gender>, Outcome> {
    let Some(gender) = person.maybe("gender") else { return Ok(None) };
    Ok(Some(match gender.word()? {
        "female" => Gender::Female,
        "male" => Gender::Male,
        "other" => Gender::Other,
        "unknown" => Gender::Unknown,
        _ => return Err(gender.wrong("A gender of FHIR belongs here.")),
    }))
}

fn telephone(person: &At<'_>) -> Result<Option<String>, Outcome> {
    let is_phone = |one: &At<'_>| one.maybe("system").is_some_and(|at| at.is("phone").is_ok());
    let Some(phone) = person.maybe_list("telecom").into_iter().find(is_phone) else { return Ok(None) };
    phone.field("value")?.word().map(|number| Some(number.to_owned()))
}

fn writer(form: &At<'_>) -> Result<Writer, Outcome> {
    let Some(source) = form.maybe("source") else { return Ok(Writer::Patient) };
    let person = contained(form, &source);
    let stated = source.maybe("type").map(|kind| kind.word()).transpose()?;
    let other =
        stated == Some("RelatedPerson") || person.as_ref().is_some_and(|one| is_a(one, "RelatedPerson"));
    if !other {
        return match stated {
            None | Some("Patient") => Ok(Writer::Patient),
            Some(_) => Err(source.not_supported("The source is the patient or a related person.")),
        };
    }
    let named = person.as_ref().map(name).transpose()?.flatten();
    let full_name = named.map(|name| format!("{} {}", name.given, name.family).trim().to_owned());
    let display = source.maybe("display").map(|display| display.word()).transpose()?;
    let name = full_name.or(display.map(str::to_owned));
    Ok(Writer::Other {
        name: name.ok_or_else(|| source.wrong("The related person's name belongs here."))?,
        relation: person.map(|one| relation(&one)).transpose()?.unwrap_or_default(),
    })
}

fn relation(person: &At<'_>) -> Result<String, Outcome> {
    let Some(relation) = person.maybe_list("relationship").into_iter().next() else {
        return Ok(String::new());
    };
    let coded = || relation.maybe_list("coding").into_iter().find_map(|coding| coding.maybe("display"));
    relation.maybe("text").or_else(coded).map_or(Ok(String::new()), |at| at.word().map(str::to_owned))
}

fn text(form: &At<'_>) -> Result<String, Outcome> {
    let mut lines = Vec::new();
    for item in form.list("item")? {
        lines.extend(item_lines(&item)?);
    }
    if lines.is_empty() {
        let words = "Nothing is answered.";
        return Err(
            Outcome::new(StatusCode::BAD_REQUEST, Code::Required, words).at("QuestionnaireResponse.item")
        );
    }
    Ok(lines.join("\n"))
}

/// One item with everything beneath it; nothing if nothing in it is answered.
fn item_lines(item: &At<'_>) -> Result<Vec<String>, Outcome> {
    let question = match item.maybe("text") {
        Some(text) => text.word()?,
        None => item.field("linkId")?.word()?,
    };
    let mut answers = Vec::new();
    let mut below = Vec::new();
    for answer in item.maybe_list("answer") {
        answers.push(answer_words(&answer)?);
        for nested in answer.maybe_list("item") {
            below.extend(item_lines(&nested)?);
        }
    }
    for nested in item.maybe_list("item") {
        below.extend(item_lines(&nested)?);
    }
    let colon = if question.ends_with(['?', ':', '.']) { "" } else { ":" };
    let own = match (answers.is_empty(), below.is_empty()) {
        (true, true) => return Ok(Vec::new()),
        (true, false) => format!("{question}{colon}"),
        (false, _) => format!("{question}{colon} {}", answers.join(", ")),
    };
    Ok(std::iter::once(own).chain(below).collect())
}

fn answer_words(answer: &At<'_>) -> Result<String, Outcome> {
    const TEXTS: [&str; 5] = ["valueString", "valueDate", "valueDateTime", "valueTime", "valueUri"];
    for name in TEXTS {
        if let Some(text) = answer.maybe(name) {
            return Ok(text.text()?.to_owned());
        }
    }
    if let Some(coding) = answer.maybe("valueCoding") {
        let shown = coding.maybe("display").map_or_else(|| coding.field("code"), Ok)?;
        return Ok(shown.word()?.to_owned());
    }
    if let Some(yes) = answer.maybe("valueBoolean").and_then(|at| at.value().as_bool()) {
        return Ok(if yes { "Yes" } else { "No" }.to_owned());
    }
    let number = answer.maybe("valueInteger").or_else(|| answer.maybe("valueDecimal"));
    if let Some(Value::Number(number)) = number.map(|at| at.value()) {
        return Ok(number.to_string());
    }
    if let Some(quantity) = answer.maybe("valueQuantity") {
        return quantity_words(&quantity);
    }
    Err(match answer.fields() {
        Some(fields) if fields.keys().any(|name| name.starts_with("value")) => {
            answer.not_supported("This kind of answer cannot be taken in.")
        }
        _ => answer.wrong("A value belongs here."),
    })
}

fn quantity_words(quantity: &At<'_>) -> Result<String, Outcome> {
    let Value::Number(number) = quantity.field("value")?.value() else {
        return Err(quantity.wrong("A number belongs here."));
    };
    let comparator = quantity.maybe("comparator").map(|at| at.word()).transpose()?.unwrap_or_default();
    let unit = quantity.maybe("unit").or_else(|| quantity.maybe("code"));
    let unit = unit.map(|at| at.word()).transpose()?.unwrap_or_default();
    Ok(format!("{comparator}{number} {unit}").trim().to_owned())
}

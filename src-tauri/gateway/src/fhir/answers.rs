//! Questions and answers as they stand in a QuestionnaireResponse, what belongs to an answer beneath it.
//!
//! Answers come with a value, with a reason why there is none, or with questions of their own alone. What cannot be put
//! into words, a photo above all, is named where it stands and counted at the letter's end.

use super::outcome::Outcome;
use super::r4::{absent_reason, is_system};
use super::read::At;
use domain::message::form::{Answer, Given, Item};
use serde_json::Value;

/// What a question is called that has no text of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Labels {
    /// Its number in the form.
    Number,
    /// Nothing: the practice asked it, and the answer stands alone.
    None,
}

/// What a form may count for a choice: PHQ-9 and the like.
const SCORES: [&str; 2] = [
    "http://hl7.org/fhir/StructureDefinition/ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/itemWeight",
];

/// Everything that is answered in this form or group, question by question.
pub(super) fn items(group: &At<'_>, labels: Labels) -> Result<Vec<Item>, Outcome> {
    let mut items = Vec::new();
    for at in group.maybe_list("item")? {
        items.extend(item(&at, labels)?);
    }
    Ok(items)
}

/// One question with everything beneath it. A question that nobody answered is counted and not repeated: its words
/// would read like something the patient has.
fn item(at: &At<'_>, labels: Labels) -> Result<Option<Item>, Outcome> {
    at.understood(&["linkId", "definition"]);
    let text = at.peek("text").map(|_| at.field("text")?.word()).transpose()?;
    let mut answers = answers(at, labels)?;
    let below = items(at, labels)?;
    if let Some(reason) = absent_reason(at).filter(|_| answers.is_empty()) {
        answers.push(alone(nothing(Some(reason))));
    }
    if answers.is_empty() && below.is_empty() {
        if text.is_some() {
            at.taken().note("question without an answer".to_owned());
        }
        return Ok(None);
    }
    let number = at.peek("linkId").filter(|_| labels == Labels::Number && !answers.is_empty());
    let question = text.or_else(|| number.map(str::to_owned)).unwrap_or_default();
    if question.is_empty() {
        // Blank words without a question are nothing at all.
        answers.retain(|one| !is_blank(&one.given) || !one.items.is_empty());
    }
    Ok(Some(Item { question, answers, items: below }))
}

fn is_blank(given: &Given) -> bool {
    given.words().is_none() && !matches!(given, Given::Nothing { .. })
}

fn alone(given: Given) -> Answer {
    Answer { given, items: Vec::new() }
}

fn said(words: String) -> Given {
    Given::Words { words }
}

fn nothing(reason: Option<&str>) -> Given {
    Given::Nothing { why: reason.map(str::to_owned) }
}

fn answers(item: &At<'_>, labels: Labels) -> Result<Vec<Answer>, Outcome> {
    let Some(field) = item.maybe("answer") else { return Ok(Vec::new()) };
    if labels == Labels::None && field.value().is_string() {
        // The NHS App's published example of a free-text reply, against its own schema.
        return Ok(vec![alone(said(field.text()?))]);
    }
    let answers = field.elements().ok_or_else(|| field.wrong("A list belongs here."))?;
    let one = |answer: &At<'_>| Ok(Answer { given: given(answer)?, items: items(answer, labels)? });
    answers.iter().map(one).collect()
}

/// What was answered.
fn given(answer: &At<'_>) -> Result<Given, Outcome> {
    let fields = answer.fields().ok_or_else(|| answer.wrong("An answer belongs here."))?;
    let named = |start: &'static str| fields.keys().filter(move |name| name.starts_with(start));
    let values: Vec<(&String, At<'_>)> =
        named("value").filter_map(|name| Some((name, answer.maybe(name)?))).collect();
    match values.as_slice() {
        [] => {}
        [(name, value)] => return value_given(name, value),
        [_, (_, second), ..] => return Err(second.wrong("An answer has one value.")),
    }
    let beside = named("_value").filter_map(|name| answer.maybe(name));
    let reason = beside.chain([answer.clone()]).find_map(|element| absent_reason(&element));
    if reason.is_none() && answer.maybe_list("item")?.is_empty() && fields.is_empty() {
        return Err(answer.wrong("A value belongs here."));
    }
    Ok(nothing(reason))
}

fn no_answer(reason: Option<&str>) -> String {
    reason.map_or_else(|| "(no answer)".to_owned(), |reason| format!("(no answer: {reason})"))
}

fn value_given(name: &str, value: &At<'_>) -> Result<Given, Outcome> {
    match name {
        "valueCoding" => {
            let score = score(value)?;
            Ok(coding(value)?.map_or(nothing(None), |words| Given::Choice { words, score }))
        }
        "valueCodeableConcept" => {
            Ok(concept(value)?.map_or(nothing(None), |words| Given::Choice { words, score: None }))
        }
        "valueQuantity" => quantity(value).map(said),
        "valueReference" => reference(value).map(said),
        "valueAttachment" => attachment(value).map(|what| said(format!("({what}, not taken in)"))),
        "valueBoolean" => match value.value() {
            Value::Bool(yes) => Ok(Given::YesNo { yes: *yes }),
            _ => Err(value.wrong("True or false belongs here.")),
        },
        "valueInteger" | "valueDecimal" => Ok(Given::Number { number: number(value)? }),
        "valueString" | "valueMarkdown" => value.text().map(said),
        "valueDate" | "valueDateTime" | "valueInstant" | "valueTime" | "valueUri" | "valueUrl"
        | "valueCanonical" | "valueCode" | "valueId" => value.word().map(said),
        _ => {
            value.left_out("answer of a kind that is not read".to_owned());
            Ok(said("(an answer of a kind that is not taken in)".to_owned()))
        }
    }
}

/// What the form counts for a choice.
fn score(coding: &At<'_>) -> Result<Option<String>, Outcome> {
    for one in coding.maybe_list("extension")? {
        if one.peek("url").is_some_and(|url| SCORES.iter().any(|known| is_system(url, known))) {
            one.understood(&["url"]);
            let value = one.maybe("valueDecimal").or_else(|| one.maybe("valueInteger"));
            return value.map(|value| number(&value)).transpose();
        }
    }
    Ok(None)
}

/// A code by its words; the code itself where there are none.
fn coding(coding: &At<'_>) -> Result<Option<String>, Outcome> {
    let shown = match coding.maybe_word("display")? {
        Some(display) => Some(display),
        None => coding.maybe_word("code")?,
    };
    if shown.is_some() {
        coding.understood(&["system", "version", "code", "userSelected"]);
    }
    Ok(shown)
}

/// What a concept is called: by whoever wrote it, else by its codes.
pub(super) fn concept(concept: &At<'_>) -> Result<Option<String>, Outcome> {
    let text = concept.maybe_word("text")?;
    if text.is_some() {
        return Ok(text);
    }
    let mut words = Vec::new();
    for one in concept.maybe_list("coding")? {
        words.extend(coding(&one)?);
    }
    words.dedup();
    Ok(Some(words.join(", ")).filter(|words| !words.is_empty()))
}

fn number(value: &At<'_>) -> Result<String, Outcome> {
    match value.value() {
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(value.wrong("A number belongs here.")),
    }
}

fn quantity(quantity: &At<'_>) -> Result<String, Outcome> {
    let value = match quantity.maybe("value") {
        Some(value) => number(&value)?,
        None => {
            let reason = quantity.maybe("_value").as_ref().and_then(absent_reason);
            no_answer(reason)
        }
    };
    let comparator = quantity.maybe_word("comparator")?.unwrap_or_default();
    let unit = match quantity.maybe_word("unit")? {
        Some(unit) => unit,
        None => quantity.maybe_word("code")?.unwrap_or_default(),
    };
    quantity.understood(&["system", "code"]);
    Ok(format!("{comparator}{value} {unit}").trim().to_owned())
}

/// What is pointed to, by the name the sender gives it.
fn reference(value: &At<'_>) -> Result<String, Outcome> {
    if let Some(display) = value.maybe_word("display")? {
        value.understood(&["reference", "type"]);
        return Ok(display);
    }
    let identifier = value.maybe("identifier").map(|one| one.maybe_word("value")).transpose()?.flatten();
    let path = value.maybe_word("reference")?;
    let known: Vec<String> = [path, identifier].into_iter().flatten().collect();
    if known.is_empty() {
        return Ok(no_answer(None));
    }
    value.understood(&["type"]);
    Ok(known.join(", "))
}

/// A file that is not taken in, by its title and kind.
pub(super) fn attachment(file: &At<'_>) -> Result<String, Outcome> {
    let title = file.maybe_word("title")?.map(|title| format!(" “{title}”")).unwrap_or_default();
    let kind = file.maybe_word("contentType")?.map(|kind| format!(" ({kind})")).unwrap_or_default();
    let what = format!("attachment{title}{kind}");
    file.left_out(what.clone());
    Ok(what)
}

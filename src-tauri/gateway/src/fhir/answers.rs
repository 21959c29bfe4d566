//! Questions and answers as one text, each answer after its question, what belongs to an answer beneath it.
//!
//! Answers come with a value, with a reason why there is none, or with questions of their own alone. What cannot be put
//! into words, a photo above all, is named where it stands and counted at the letter's end.

use super::outcome::Outcome;
use super::r4::absent_reason;
use super::read::At;
use serde_json::Value;

/// What a question is called that has no text of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Labels {
    /// Its number in the form.
    Number,
    /// Nothing: the practice asked it, and the answer stands alone.
    None,
}

/// One answer in words, and what belongs to it.
struct Answer {
    words: Option<String>,
    below: Vec<String>,
}

/// What stands between two questions: an empty line, so that whoever reads for risk never takes the answer to one into
/// the next.
pub(super) const BETWEEN: &str = "\n\n";

/// Everything that is answered in this form or group, question by question.
pub(super) fn lines(group: &At<'_>, labels: Labels) -> Result<Vec<String>, Outcome> {
    let mut lines = Vec::new();
    for item in group.maybe_list("item")? {
        lines.extend(item_lines(&item, labels)?);
    }
    Ok(lines)
}

/// One question with everything beneath it. A question that nobody answered is counted and not repeated: its words
/// would read like something the patient has.
fn item_lines(item: &At<'_>, labels: Labels) -> Result<Vec<String>, Outcome> {
    item.understood(&["linkId", "definition"]);
    let text = item.peek("text").map(|_| item.field("text")?.word()).transpose()?;
    let mut answers = answers(item, labels)?;
    let below = lines(item, labels)?;
    if let Some(reason) = absent_reason(item).filter(|_| answers.is_empty()) {
        answers.push(Answer { words: Some(no_answer(Some(reason))), below: Vec::new() });
    }
    if answers.is_empty() && below.is_empty() {
        if text.is_some() {
            item.taken().note("question without an answer".to_owned());
        }
        return Ok(Vec::new());
    }
    let number = item.peek("linkId").filter(|_| labels == Labels::Number && !answers.is_empty());
    let question = text.or_else(|| number.map(str::to_owned));
    Ok(question_lines(question, answers).into_iter().chain(below).collect())
}

fn question_lines(question: Option<String>, answers: Vec<Answer>) -> Vec<String> {
    let Some(question) = question else {
        return answers.into_iter().flat_map(|one| one.words.into_iter().chain(one.below)).collect();
    };
    let colon = if question.ends_with(['?', ':', '.', '!']) { "" } else { ":" };
    let label = format!("{question}{colon}");
    if answers.is_empty() {
        return vec![label];
    }
    if answers.iter().all(|one| one.below.is_empty()) {
        let words: Vec<String> = answers.into_iter().filter_map(|one| one.words).map(or_none).collect();
        return vec![format!("{label} {}", words.join(", "))];
    }
    let one = |answer: Answer| {
        let own = answer.words.map_or_else(|| label.clone(), |words| format!("{label} {}", or_none(words)));
        std::iter::once(own).chain(answer.below.into_iter().map(|below| indented(&below)))
    };
    answers.into_iter().flat_map(one).collect()
}

/// The same, every line of it indented.
fn indented(text: &str) -> String {
    let line = |line: &str| if line.is_empty() { String::new() } else { format!("  {line}") };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

fn or_none(words: String) -> String {
    if words.trim().is_empty() { no_answer(None) } else { words }
}

fn answers(item: &At<'_>, labels: Labels) -> Result<Vec<Answer>, Outcome> {
    let Some(field) = item.maybe("answer") else { return Ok(Vec::new()) };
    if labels == Labels::None && field.value().is_string() {
        // The NHS App's published example of a free-text reply, against its own schema.
        return Ok(vec![Answer { words: Some(field.text()?), below: Vec::new() }]);
    }
    let answers = field.elements().ok_or_else(|| field.wrong("A list belongs here."))?;
    let one = |answer: &At<'_>| Ok(Answer { words: words(answer)?, below: lines(answer, labels)? });
    answers.iter().map(one).collect()
}

/// An answer in words; none if it has questions of its own alone.
fn words(answer: &At<'_>) -> Result<Option<String>, Outcome> {
    let fields = answer.fields().ok_or_else(|| answer.wrong("An answer belongs here."))?;
    let named = |start: &'static str| fields.keys().filter(move |name| name.starts_with(start));
    let values: Vec<(&String, At<'_>)> =
        named("value").filter_map(|name| Some((name, answer.maybe(name)?))).collect();
    match values.as_slice() {
        [] => {}
        [(name, value)] => return value_words(name, value).map(Some),
        [_, (_, second), ..] => return Err(second.wrong("An answer has one value.")),
    }
    let beside = named("_value").filter_map(|name| answer.maybe(name));
    let reason = beside.chain([answer.clone()]).find_map(|element| absent_reason(&element));
    if reason.is_some() {
        return Ok(Some(no_answer(reason)));
    }
    match (answer.maybe_list("item")?.is_empty(), fields.is_empty()) {
        (false, _) => Ok(None),
        (true, false) => Ok(Some(no_answer(None))),
        (true, true) => Err(answer.wrong("A value belongs here.")),
    }
}

fn no_answer(reason: Option<&str>) -> String {
    reason.map_or_else(|| "(no answer)".to_owned(), |reason| format!("(no answer: {reason})"))
}

fn value_words(name: &str, value: &At<'_>) -> Result<String, Outcome> {
    match name {
        "valueCoding" => Ok(coding(value)?.unwrap_or_else(|| no_answer(None))),
        "valueCodeableConcept" => Ok(concept(value)?.unwrap_or_else(|| no_answer(None))),
        "valueQuantity" => quantity(value),
        "valueReference" => reference(value),
        "valueAttachment" => attachment(value).map(|what| format!("({what}, not taken in)")),
        "valueBoolean" => match value.value() {
            Value::Bool(true) => Ok("Yes".to_owned()),
            Value::Bool(false) => Ok("No".to_owned()),
            _ => Err(value.wrong("True or false belongs here.")),
        },
        "valueInteger" | "valueDecimal" => number(value),
        "valueString" | "valueMarkdown" => value.text(),
        "valueDate" | "valueDateTime" | "valueInstant" | "valueTime" | "valueUri" | "valueUrl"
        | "valueCanonical" | "valueCode" | "valueId" => value.word(),
        _ => {
            value.left_out("answer of a kind that is not read".to_owned());
            Ok("(an answer of a kind that is not taken in)".to_owned())
        }
    }
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

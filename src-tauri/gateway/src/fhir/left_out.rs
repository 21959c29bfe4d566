//! What of a resource is not in the letter: named at its end, so that nothing a patient sent vanishes unsaid.

use super::outcome::Outcome;
use super::read::{At, Taken};
use serde_json::Value;

/// So many kinds of parts are named; a resource that has more is not one that is taken here.
const KINDS: usize = 40;
/// The longest name of a field in R4 and its profiles has fewer characters.
const LONGEST_NAME: usize = 60;

/// The note of what the letter leaves out, if it leaves anything out.
pub(super) fn note(root: &At<'_>) -> Result<Option<String>, Outcome> {
    let mut parts = root.taken().notes();
    if walk(root.value(), &[], root.taken(), &mut parts) == Read::Nothing {
        parts.push("everything".to_owned());
    }
    let mut counted: Vec<(String, usize)> = Vec::new();
    for part in &parts {
        match counted.iter_mut().find(|(name, _)| name == part) {
            Some((_, times)) => *times += 1,
            None => counted.push((part.clone(), 1)),
        }
    }
    if counted.len() > KINDS {
        return Err(root.not_supported("Too much of this cannot be taken in."));
    }
    let named = counted.iter().map(|(name, times)| match times {
        1 => name.clone(),
        _ => format!("{name} ({times})"),
    });
    let named = named.collect::<Vec<_>>().join(", ");
    Ok(match parts.len() {
        0 => None,
        1 => Some(format!("1 further part was not taken in: {named}.")),
        count => Some(format!("{count} further parts were not taken in: {named}.")),
    })
}

/// How much of an element has been read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Read {
    All,
    Some,
    Nothing,
}

/// Names the largest parts of which nothing has been read.
fn walk(value: &Value, way: &[&str], taken: &Taken, parts: &mut Vec<String>) -> Read {
    let children: Vec<(Option<&str>, &Value)> = match value {
        Value::Array(elements) => elements.iter().map(|element| (None, element)).collect(),
        Value::Object(fields) => fields.iter().map(|(name, field)| (Some(name.as_str()), field)).collect(),
        Value::Null => return Read::All,
        _ => return if taken.holds(value) { Read::All } else { Read::Nothing },
    };
    let mut unread = Vec::new();
    let (mut all, mut nothing) = (true, true);
    for (name, child) in children {
        let way = way_to(way, name, child);
        let read = walk(child, &way, taken, parts);
        if read == Read::Nothing {
            unread.extend(labels(&way, child));
        }
        all &= read == Read::All;
        nothing &= read == Read::Nothing;
    }
    match (all, nothing) {
        (true, _) => Read::All,
        (false, true) => Read::Nothing,
        _ => {
            parts.extend(unread);
            Read::Some
        }
    }
}

/// The names that lead to an element; they begin anew at every resource.
fn way_to<'a>(way: &[&'a str], name: Option<&'a str>, element: &'a Value) -> Vec<&'a str> {
    match element.get("resourceType").and_then(Value::as_str) {
        Some(kind) => vec![kind],
        None => way.iter().copied().chain(name).collect(),
    }
}

/// What an unread element is called. A list is no part of its own: each of its elements is one.
fn labels(way: &[&str], element: &Value) -> Vec<String> {
    match element {
        Value::Array(elements) => elements.iter().map(|one| label(&way_to(way, None, one))).collect(),
        _ => vec![label(way)],
    }
}

/// The last two names on the way, as words: `general practitioner`, `Patient telecom`.
fn label(way: &[&str]) -> String {
    let last = way.get(way.len().saturating_sub(2)..).unwrap_or_default();
    last.iter().map(|name| words(name)).collect::<Vec<_>>().join(" ")
}

fn words(name: &str) -> String {
    let name = name.trim_start_matches('_');
    if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(|c| c.is_ascii_alphanumeric()) {
        return "unnamed part".to_owned();
    }
    let mut words = String::new();
    for (n, c) in name.chars().enumerate() {
        match c {
            c if n > 0 && c.is_ascii_uppercase() => words.extend([' ', c.to_ascii_lowercase()]),
            c => words.push(c),
        }
    }
    words
}

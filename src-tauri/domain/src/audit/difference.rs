//! What a record that was put in force says otherwise than the one before it.
//!
//! Old and new stand as a person reads them, with the names of staff of that day, because the text of an entry is what its
//! hash covers. Nothing of a patient but the NHS number stands here. Which record shows what is `shared::changes`' to say.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// One thing that is otherwise than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// Which setting or property, by its name in the record: `alertRetryMinutes`, `serviceLevels.reviewDays`, `roles`.
    pub what: String,
    /// Whose or which, where there are many: a person, a day, a workstation, an NHS number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// What it was; none where there was nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What it is now; none where nothing is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

impl Difference {
    /// Something of which the record has one.
    pub fn new(what: &str, from: Option<String>, to: Option<String>) -> Self {
        Self { what: what.to_owned(), of: None, from, to }
    }

    /// The same, of one of many.
    #[must_use]
    pub fn of(self, which: impl Into<String>) -> Self {
        Self { of: Some(which.into()), ..self }
    }
}

/// What tells one of many from the others, in the order in which it is looked for.
const NAMED_BY: [&str; 3] = ["day", "date", "id"];

/// Every value in which two records of one kind differ, settings inside settings by their whole name.
pub fn between(before: &impl Serialize, after: &impl Serialize) -> Vec<Difference> {
    let value = |of: Result<Value, _>| of.unwrap_or_default();
    let mut found = Vec::new();
    compare("", &value(serde_json::to_value(before)), &value(serde_json::to_value(after)), &mut found);
    found
}

fn compare(name: &str, before: &Value, after: &Value, found: &mut Vec<Difference>) {
    if before == after {
        return;
    }
    if let (Value::Object(before), Value::Object(after)) = (before, after) {
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for key in names {
            let whole = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
            let of = |object: &Map<String, Value>| object.get(key).cloned().unwrap_or_default();
            compare(&whole, &of(before), &of(after), found);
        }
        return;
    }
    match many(before, after) {
        Some(key) => one_by_one(name, key, before, after, found),
        None => found.push(Difference::new(name, read(before), read(after))),
    }
}

/// By what the members of two lists are named, if they are.
fn many(before: &Value, after: &Value) -> Option<&'static str> {
    let (before, after) = (before.as_array()?, after.as_array()?);
    NAMED_BY.into_iter().find(|key| before.iter().chain(after).all(|one| one.get(key).is_some()))
}

fn one_by_one(name: &str, key: &str, before: &Value, after: &Value, found: &mut Vec<Difference>) {
    let all = |list: &Value| list.as_array().cloned().unwrap_or_default();
    let (before, after) = (all(before), all(after));
    let named = |list: &[Value], which: &Value| list.iter().find(|one| one.get(key) == Some(which)).cloned();
    let mut seen: Vec<&Value> = Vec::new();
    for which in before.iter().chain(&after).filter_map(|one| one.get(key)) {
        if seen.contains(&which) {
            continue;
        }
        seen.push(which);
        let mut changed = Vec::new();
        match (named(&before, which), named(&after, which)) {
            (Some(was), Some(is)) => compare(name, &was, &is, &mut changed),
            (was, is) => {
                let rest = |one: Option<Value>| one.and_then(|one| read(&without(one, key)));
                changed.push(Difference::new(name, rest(was), rest(is)));
            }
        }
        let which = read(which).unwrap_or_default();
        found.extend(changed.into_iter().map(|one| one.of(&which)));
    }
}

fn without(mut one: Value, key: &str) -> Value {
    if let Some(object) = one.as_object_mut() {
        object.remove(key);
    }
    one
}

/// A value as a person reads it; none where there is nothing to read.
fn read(value: &Value) -> Option<String> {
    let text = match value {
        Value::Null => return None,
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => clock(text).to_owned(),
        Value::Array(list) => list.iter().filter_map(read).collect::<Vec<_>>().join(", "),
        Value::Object(object) => {
            match (object.get("opens").and_then(read), object.get("closes").and_then(read)) {
                (Some(opens), Some(closes)) => format!("{opens} to {closes}"),
                _ => object.iter().filter_map(member).collect::<Vec<_>>().join(" · "),
            }
        }
    };
    (!text.is_empty()).then_some(text)
}

/// What is so in a thing is named; what is not is left out.
fn member((name, value): (&String, &Value)) -> Option<String> {
    match value {
        Value::Bool(yes) => yes.then(|| name.clone()),
        value => read(value),
    }
}

/// `08:00` of `08:00:00`: nobody sets seconds.
fn clock(text: &str) -> &str {
    let figures = |part: &str| part.len() == 2 && part.bytes().all(|one| one.is_ascii_digit());
    match text.strip_suffix(":00") {
        Some(short) if short.split(':').count() == 2 && short.split(':').all(figures) => short,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn lines(before: Value, after: Value) -> Vec<String> {
        between(&before, &after)
            .into_iter()
            .map(|one| {
                let or = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
                format!("{} {} {} > {}", one.what, or(one.of), or(one.from), or(one.to))
            })
            .collect()
    }

    #[test]
    fn what_differs_is_named_with_its_old_and_its_new_value_and_nothing_else_is() {
        for (before, after, changed) in [
            (json!({ "a": 1, "b": "x" }), json!({ "a": 1, "b": "x" }), vec![]),
            (json!({ "a": 5 }), json!({ "a": 3 }), vec!["a - 5 > 3"]),
            (
                json!({ "a": { "b": true, "c": 1 } }),
                json!({ "a": { "b": false, "c": 1 } }),
                vec!["a.b - yes > no"],
            ),
            (json!({ "a": "" }), json!({ "a": "words" }), vec!["a - - > words"]),
            (json!({}), json!({ "who": { "name": "Dr O", "telephone": "0" } }), vec!["who - - > Dr O · 0"]),
            (
                json!({ "hours": [{ "day": "Mon", "periods": [{ "opens": "08:00:00", "closes": "18:30:00" }] },
                                  { "day": "Tue", "periods": [] }] }),
                json!({ "hours": [{ "day": "Mon", "periods": [{ "opens": "08:00:00", "closes": "12:00:00" },
                                                              { "opens": "13:00:00", "closes": "18:30:00" }] },
                                  { "day": "Tue", "periods": [] }] }),
                vec!["hours.periods Mon 08:00 to 18:30 > 08:00 to 12:00, 13:00 to 18:30"],
            ),
            (
                json!({ "closures": [] }),
                json!({ "closures": [{ "date": "2026-12-24", "reason": "Training" }] }),
                vec!["closures 2026-12-24 - > Training"],
            ),
            (
                json!({ "uses": [{ "id": "a", "clinical": false, "name": "Ask" }] }),
                json!({ "uses": [{ "id": "a", "clinical": true, "name": "Ask" },
                                 { "id": "b", "clinical": true, "offered": false, "name": "Tell" }] }),
                vec!["uses.clinical a no > yes", "uses b - > clinical · Tell"],
            ),
            (json!({ "list": ["a", "b"] }), json!({ "list": ["a"] }), vec!["list - a, b > a"]),
        ] {
            assert_eq!(lines(before, after), changed);
        }
    }

    #[test]
    fn a_time_is_read_without_seconds_and_other_words_as_they_are() {
        for (text, short) in
            [("08:00:00", "08:00"), ("08:00:30", "08:00:30"), ("a:00", "a:00"), ("08:00", "08:00")]
        {
            assert_eq!(clock(text), short);
        }
    }
}

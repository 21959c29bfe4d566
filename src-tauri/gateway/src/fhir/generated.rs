//! Thousands of resources, valid and slightly broken: nothing crashes, and no text vanishes. Every string that was sent
//! stands in the letter, or the letter names what it left out, or it is refused.

use super::{Outcome, questionnaire, reply};
use crate::post::Incoming;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

const FREE_TEXT: &str = include_str!("../../tests/fixtures/reply-free-text.json");

/// How many of each kind are tried: together ten thousand, or what `DUTY_DESK_CASES` says.
fn cases() -> usize {
    std::env::var("DUTY_DESK_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(10_000) / 2
}

/// A word that stands nowhere else, so that it can be looked for.
fn word() -> impl Strategy<Value = Value> {
    "w[0-9a-f]{12}z".prop_map(Value::from)
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        word().prop_map(|word| json!({ "valueString": word })),
        any::<bool>().prop_map(|yes| json!({ "valueBoolean": yes })),
        (-9_999..9_999_i32).prop_map(|number| json!({ "valueInteger": number })),
        (word(), word())
            .prop_map(|(code, display)| json!({ "valueCoding": { "code": code, "display": display } })),
        word().prop_map(|code| json!({ "valueCoding": { "code": code } })),
        (word(), 0..99)
            .prop_map(|(unit, value)| json!({ "valueQuantity": { "value": value, "unit": unit } })),
        (word(), word())
            .prop_map(|(path, shown)| json!({ "valueReference": { "reference": path, "display": shown } })),
        (word(), word())
            .prop_map(|(title, data)| json!({ "valueAttachment": { "title": title, "data": data } })),
        word().prop_map(|unknown| json!({ "valuePeriod": { "start": unknown } })),
        word().prop_map(
            |said| json!({ "_valueString": { "extension": [{ "url": said, "valueString": said }] } })
        ),
        Just(json!({})),
    ]
}

fn item() -> impl Strategy<Value = Value> {
    let question =
        |(text, answers): (Value, Vec<Value>)| json!({ "linkId": "n", "text": text, "answer": answers });
    let leaf = (word(), prop::collection::vec(value(), 0..3)).prop_map(question);
    leaf.prop_recursive(4, 24, 3, |inner| {
        let nested = (word(), value(), prop::collection::vec(inner.clone(), 0..3)).prop_map(|(text, answer, items)| {
            json!({ "linkId": "n", "text": text, "answer": [with(answer, json!({ "item": items }))] })
        });
        let group = (word(), prop::collection::vec(inner, 1..3))
            .prop_map(|(text, items)| json!({ "linkId": "g", "text": text, "item": items }));
        prop_oneof![nested, group]
    })
}

fn with(mut resource: Value, fields: Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        resource[name] = value.clone();
    }
    resource
}

/// A field that stands somewhere, known or not.
fn field() -> impl Strategy<Value = (String, Value)> {
    let names = prop::sample::select(vec![
        "extension",
        "note",
        "encounter",
        "author",
        "text",
        "partOf",
        "basedOn",
        "contained",
        "subject",
        "source",
        "status",
        "identifier",
        "meta",
        "name",
        "surprise",
        "item",
        "answer",
        "modifierExtension",
        "payload",
        "period",
        "use",
        "display",
        "active",
        "birthDate",
        "telecom",
        "_text",
        "linkId",
        "value",
        "reference",
        "type",
        "requester",
    ]);
    let content = prop_oneof![
        word(),
        word().prop_map(|word| json!([word])),
        word().prop_map(|word| json!({ "display": word })),
        (word(), word()).prop_map(|(one, other)| json!([{ "system": one, "value": other }])),
        (word(), word())
            .prop_map(|(kind, text)| json!([{ "resourceType": "Observation", "id": kind, "note": text }])),
        word().prop_map(
            |family| json!([{ "resourceType": "Patient", "id": "p", "name": [{ "family": family }],
            "identifier": [{ "system": super::r4::NHS_NUMBER, "value": "9990000018" }] }])
        ),
        Just(Value::Null),
        Just(json!(7)),
        Just(json!([])),
    ];
    (names.prop_map(str::to_owned), content)
}

/// A resource, and how it is damaged: a field put in or taken out at some object of it.
fn resource(is_reply: bool) -> impl Strategy<Value = Value> {
    let damage = prop::collection::vec((any::<prop::sample::Index>(), field(), any::<bool>()), 0..4);
    let items = prop::collection::vec(item(), 1..4);
    (items, word(), damage).prop_map(move |(items, payload, damage)| {
        let number = json!({ "system": super::r4::NHS_NUMBER, "value": "9990000018" });
        let mut resource = if is_reply {
            let mut reply: Value = serde_json::from_str(FREE_TEXT).unwrap();
            reply["contained"][0]["item"] = json!(items);
            with(reply, json!({ "payload": [{ "contentReference": { "reference": "#answers" } }, { "contentString": payload }] }))
        } else {
            json!({
                "resourceType": "QuestionnaireResponse", "status": "completed", "authored": "2026-08-25T08:40:00Z",
                "subject": { "identifier": number }, "source": { "identifier": number }, "item": items,
            })
        };
        for (place, (name, content), put) in damage {
            let objects = objects(&mut resource, 0);
            nth(&mut resource, &mut place.index(objects), &mut |fields| {
                match put {
                    true => fields.insert(name.clone(), content.clone()),
                    false => fields.remove(&name),
                };
            });
        }
        resource
    })
}

fn objects(value: &mut Value, before: usize) -> usize {
    match value {
        Value::Array(all) => all.iter_mut().fold(before, |count, one| objects(one, count)),
        Value::Object(all) => all.values_mut().fold(before + 1, |count, one| objects(one, count)),
        _ => before,
    }
}

fn nth(value: &mut Value, left: &mut usize, act: &mut dyn FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(|one| nth(one, left, act)),
        Value::Object(all) => {
            all.values_mut().for_each(|one| nth(one, left, act));
            if *left == 0 {
                act(all);
            }
            *left = left.wrapping_sub(1);
        }
        _ => {}
    }
}

/// The words in a resource that can be looked for.
fn words(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(all) => all.iter().for_each(|one| words(one, found)),
        Value::Object(all) => all.values().for_each(|one| words(one, found)),
        Value::String(text) if text.starts_with('w') && text.ends_with('z') => found.push(text.clone()),
        _ => {}
    }
}

/// Words that say nothing a reader needs: where the sender keeps a record, numbers of questions, codes beside their
/// words, and under what the NHS App keeps a message.
fn is_technical(resource: &Value, word: &str) -> bool {
    const NAMES: [&str; 6] = ["code", "linkId", "reference", "system", "type", "url"];
    let is_kept_under = |all: &Map<String, Value>| {
        let system = all.get("system").and_then(Value::as_str).unwrap_or_default();
        reply::IDS.iter().any(|known| super::r4::is_system(system, known))
    };
    match resource {
        Value::Array(all) => all.iter().any(|one| is_technical(one, word)),
        Value::Object(all) => {
            NAMES.iter().any(|name| all.get(*name).and_then(Value::as_str) == Some(word))
                || (is_kept_under(all) && all.get("value").and_then(Value::as_str) == Some(word))
                || all.values().any(|one| is_technical(one, word))
        }
        _ => false,
    }
}

fn read(is_reply: bool, resource: &Value) -> Result<Incoming, Outcome> {
    let (ods, now) = ("A81001".parse().unwrap(), "2026-08-25T09:00:00Z".parse().unwrap());
    if is_reply { reply::read(resource, &ods, now) } else { questionnaire::read(resource, &ods, now) }
}

#[test]
fn no_questionnaire_crashes_and_none_of_its_text_vanishes() {
    check(false);
}

#[test]
fn no_reply_crashes_and_none_of_its_text_vanishes() {
    check(true);
}

#[test]
fn a_use_that_nobody_knows_is_named_where_only_the_value_is_kept() {
    let mut reply: Value = serde_json::from_str(FREE_TEXT).unwrap();
    assert!(!read(true, &reply).unwrap().text.contains("not taken in: "));
    reply["identifier"] = json!([{ "system": reply::IDS[0], "use": "unheard-of", "value": "7" }]);
    let letter = read(true, &reply).unwrap();
    assert!(letter.text.contains("not taken in: "), "{}", letter.text);
}

fn check(is_reply: bool) {
    let mut runner = TestRunner::new(Config::default());
    let strategy = resource(is_reply);
    let mut taken = 0;
    for _ in 0..cases() {
        let resource = strategy.new_tree(&mut runner).unwrap().current();
        let mut sent = Vec::new();
        words(&resource, &mut sent);
        match read(is_reply, &resource) {
            Ok(letter) => {
                taken += 1;
                let told =
                    json!([letter.text, letter.writer, letter.patient, letter.identifiers]).to_string();
                let mut missing =
                    sent.iter().filter(|word| !told.contains(*word) && !is_technical(&resource, word));
                let named = letter.text.contains("not taken in: ");
                assert!(named || missing.next().is_none(), "{resource} became {told}");
            }
            Err(outcome) => {
                let said = format!("{outcome:?}");
                assert!(sent.iter().all(|word| !said.contains(word)), "{said}");
            }
        }
    }
    println!("{taken} of {} taken", cases());
    assert!(taken > cases() / 5);
}

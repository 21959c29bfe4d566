//! Whatever a sender's computer makes of FHIR: it becomes a letter or is refused, and JSON means what it means elsewhere.

use super::{json, questionnaire, receipt, reply};
use fuzz::{Shape, Target};
use serde_json::Value;

const QUESTIONNAIRE: &str = include_str!("../../tests/fixtures/questionnaire.json");
const FREE_TEXT: &str = include_str!("../../tests/fixtures/reply-free-text.json");
const KEYWORD: &str = include_str!("../../tests/fixtures/reply-keyword.json");
const RECEIPT: &str = r#"{"resourceType":"Task","status":"completed","intent":"order","identifier":[{"system":
    "https://fhir.nhs.uk/Id/nhs-app-communication-id","value":"00000000-0000-0000-0000-000000000007"}],"code":{"coding":[{
    "system":"https://fhir.nhs.uk/NHSApp/campaign-status","code":"Read"}]},"lastModified":"2026-08-25T09:00:00Z"}"#;

fn target(name: &'static str, tries: u64) -> Target {
    fuzz::target(name, Shape::Json, tries).measured(|run| allocation_counter::measure(run).bytes_max).seeds([
        QUESTIONNAIRE,
        FREE_TEXT,
        KEYWORD,
        RECEIPT,
    ])
}

/// What sort of answer it is, without where in the resource it was found.
fn kind<T>(answer: Result<T, super::Outcome>) -> String {
    match answer {
        Ok(_) => "taken".to_owned(),
        Err(outcome) => {
            let said = format!("{outcome:?}");
            let said = said.split("expression").next().unwrap_or_default();
            said.chars().filter(|c| !c.is_ascii_digit()).collect()
        }
    }
}

#[test]
fn json_tree() {
    target("json", 700).check(|bytes| {
        let read = json::parse(bytes);
        if let Ok(value) = &read {
            assert!(json::parse(value.to_string().as_bytes()).is_ok_and(|again| again == *value));
            // Half characters are ours alone to mend; whatever else another reader understands is the same.
            if let Ok(theirs) = serde_json::from_slice::<Value>(bytes) {
                assert_eq!(*value, theirs);
            }
        }
        kind(read)
    });
}

#[test]
fn fhir_resource() {
    let (ods, now) = ("A81001".parse().unwrap(), "2026-08-25T09:00:00Z".parse().unwrap());
    target("fhir resource", 500).check(|bytes| {
        let Ok(resource) = json::parse(bytes) else { return Vec::new() };
        let letter = questionnaire::read(&resource, &ods, now);
        let further = reply::read(&resource, &ods, now);
        for taken in [&letter, &further].into_iter().flatten() {
            assert!(!taken.text.trim().is_empty(), "a letter without words");
        }
        vec![kind(letter), kind(further), kind(receipt::read(&resource, now))]
    });
}

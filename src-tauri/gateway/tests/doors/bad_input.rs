//! What is refused, case by case: status, FHIR's code and the place in the resource; and nothing of it comes back.

use crate::fhir::{FORM, FREE_TEXT, QUESTIONNAIRE, REPLY, TASK, changed, check_outcome};
use crate::practice::{Doors, Practice};
use serde_json::{Value, json};
use uuid::Uuid;

/// One value of a good resource changed: where, to what, and what is answered (`.status`: the place in the resource).
type Case = (&'static str, Value, u16, &'static str, &'static str);

fn check(doors: &Doors, path: &str, body: &str, status: u16, code: &str, expression: &str) {
    let answer = doors.post_json(path, body);
    let shown: String = body.chars().take(200).collect();
    assert_eq!(answer.status, status, "{path} {shown}: {}", answer.text);
    let outcome = answer.json();
    check_outcome(&outcome, "error");
    assert_eq!(outcome["issue"][0]["code"], code, "{path} {shown}: {outcome}");
    assert_eq!(
        outcome["issue"][0]["expression"][0].as_str().unwrap_or_default(),
        expression,
        "{path} {shown}"
    );
    assert_eq!(answer.header("content-type"), "application/fhir+json");
    for secret in ["Jane", "9990000019", "yesterday", "B82041"] {
        assert!(!answer.text.contains(secret), "{secret} comes back");
    }
}

fn check_changed(doors: &Doors, path: &str, resource: &str, kind: &str, cases: &[Case]) {
    for (pointer, value, status, code, place) in cases {
        check(
            doors,
            path,
            &changed(resource, pointer, value.clone()),
            *status,
            code,
            &format!("{kind}{place}"),
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_resource_of_the_door_is_refused() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let long = changed(FREE_TEXT, "/contained/0/item/0/answer", json!("x".repeat(10_001)));
    let large = changed(FREE_TEXT, "/contained/0/item/0/answer", json!("x".repeat(300_000)));
    let deep = "[".repeat(500);
    let cases = [
        (REPLY, "{", 400, "structure", ""),
        (REPLY, "", 400, "structure", ""),
        (REPLY, &deep, 422, "too-costly", ""),
        (REPLY, "\u{feff}{}", 400, "structure", "resourceType"),
        (REPLY, "null", 400, "structure", "resourceType"),
        (REPLY, "{}", 400, "structure", "resourceType"),
        (REPLY, FORM, 400, "structure", "resourceType"),
        (REPLY, &long, 413, "too-long", ""),
        (REPLY, &large, 413, "too-long", ""),
        (QUESTIONNAIRE, "]", 400, "structure", ""),
        (QUESTIONNAIRE, FREE_TEXT, 400, "structure", "resourceType"),
        (TASK, FORM, 400, "structure", "resourceType"),
        ("/FHIR/R4/Patient", "{}", 404, "not-supported", ""),
    ];
    for (path, body, status, code, expression) in cases {
        check(&doors, path, body, status, code, expression);
    }
    assert_eq!(practice.inbox().await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_reply_hears_what_is_wrong_and_where() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let answer = "/contained/0/item/0/answer";
    let cases: &[Case] = &[
        ("/status", json!("active"), 400, "value", ".status"),
        ("/status", Value::Null, 400, "required", ".status"),
        ("/basedOn", json!([]), 400, "value", ".basedOn"),
        ("/basedOn/0/identifier/system", json!("x"), 400, "value", ".basedOn"),
        ("/basedOn/0/identifier/value", json!("x".repeat(101)), 400, "value", ".basedOn[0].identifier.value"),
        ("/contained", json!({}), 400, "value", ".contained"),
        ("/contained/0/resourceType", json!("Patient"), 400, "value", ".contained"),
        (answer, json!("  \n "), 400, "value", ".contained[0].item"),
        (answer, Value::Null, 400, "value", ".contained[0].item"),
        (answer, json!([{}]), 400, "value", ".contained[0].item[0].answer[0]"),
        (answer, json!([{ "valueString": 7 }]), 400, "value", ".contained[0].item[0].answer[0].valueString"),
        ("/requester/identifier/value", json!("9990000019"), 422, "value", ".requester.identifier.value"),
        ("/requester/identifier/value", json!("Jane Doe"), 422, "value", ".requester.identifier.value"),
        ("/requester/type", json!("Practitioner"), 400, "value", ".requester.type"),
        ("/requester", Value::Null, 400, "required", ".requester"),
        (
            "/recipient/0/identifier/value",
            json!("B82041"),
            422,
            "business-rule",
            ".recipient[0].identifier.value",
        ),
        ("/recipient", json!([{}]), 400, "value", ".recipient"),
        ("/authoredOn", json!("yesterday"), 400, "value", ".authoredOn"),
        ("/authoredOn", Value::Null, 400, "required", ".authoredOn"),
    ];
    check_changed(&doors, REPLY, FREE_TEXT, "CommunicationRequest", cases);
    assert_eq!(practice.inbox().await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_questionnaire_hears_what_is_wrong_and_where() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let ods = "/contained/2/identifier/0/value";
    let cases: &[Case] = &[
        ("/status", json!("in-progress"), 400, "value", ".status"),
        ("/authored", json!("2026-13"), 400, "value", ".authored"),
        ("/subject", Value::Null, 400, "required", ".subject"),
        ("/subject/identifier/value", json!("9990000019"), 422, "value", ".subject.identifier.value"),
        ("/subject/identifier", json!({}), 400, "value", ".subject"),
        (ods, json!("B82041"), 422, "business-rule", ".contained[2].identifier[0].value"),
        ("/contained/0/birthDate", json!("yesterday"), 400, "value", ".contained[0].birthDate"),
        ("/subject/type", json!("Group"), 422, "business-rule", ".subject"),
        ("/item", json!([{ "linkId": "1" }]), 400, "required", ".item"),
        ("/item/2/answer", json!("Jane"), 400, "value", ".item[2].answer"),
        ("/item/2/answer/0", json!({}), 400, "value", ".item[2].answer[0]"),
    ];
    check_changed(&doors, QUESTIONNAIRE, FORM, "QuestionnaireResponse", cases);
    assert_eq!(practice.inbox().await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_receipt_hears_what_is_wrong_and_where() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let task = json!({
        "resourceType": "Task", "intent": "order", "status": "completed",
        "identifier": [{ "system": "http://fhir.nhs.uk/Id/nhs-app-communication-id", "value": Uuid::from_u128(5) }],
        "code": { "coding": [{ "code": "Read" }] },
    });
    let cases: &[Case] = &[
        ("/status", json!("completed"), 404, "not-found", ".identifier"),
        ("/code", Value::Null, 400, "required", ".code"),
        ("/code/coding", json!([]), 400, "value", ".code.coding"),
        ("/identifier/0/value", json!("Jane"), 400, "value", ".identifier[0].value"),
        ("/identifier", json!([]), 400, "value", ".identifier"),
    ];
    check_changed(&doors, TASK, &task.to_string(), "Task", cases);
}

//! Patients' letters as the NHS App sends them, in both forms its documentation gives, and the post that brings them.

use anyhow::Result;
use serde_json::{Value, json};

/// The reply as the published example has it: the answer is a string, and there is a space before the id.
#[must_use]
pub fn free_text_reply(number: &str, text: &str, written: &str) -> String {
    reply(number, &json!(text), written)
}

/// The reply as the schema has it: the answer is a list of values.
#[must_use]
pub fn keyword_reply(number: &str, text: &str, written: &str) -> String {
    reply(number, &json!([{ "valueString": text }]), written)
}

/// Posts a letter to the doors at this address, and gives the status they answered.
pub fn post(base: &str, letter: &str) -> Result<u16> {
    let config = ureq::Agent::config_builder().http_status_as_error(false).proxy(None);
    let agent: ureq::Agent = config.build().into();
    let request =
        agent.post(format!("{base}/FHIR/R4/CommunicationRequest")).header("content-type", "application/json");
    Ok(request.send(letter)?.status().as_u16())
}

fn reply(number: &str, answer: &Value, written: &str) -> String {
    let identifier = |system: &str, value: &str| json!({ "identifier": { "system": format!("https://fhir.nhs.uk/Id/{system}"), "value": value } });
    let mut requester = identifier("nhs-number", number);
    if let Some(fields) = requester.as_object_mut() {
        fields.insert("type".to_owned(), json!("Patient"));
    }
    json!({
        "resourceType": "CommunicationRequest",
        "status": "completed",
        "contained": [{
            "resourceType": "QuestionnaireResponse", "id": "answers", "status": "completed",
            "authored": written, "item": [{ "linkId": "1", "answer": answer }]
        }],
        "payload": [{ "contentReference": { "reference": "#answers" } }],
        "basedOn": [identifier("nhs-app-communication-id", " 6f1b0d3e-7f7c-4b44-9c39-1f3f0c9a2e11")],
        "requester": requester,
        "recipient": [identifier("ods-organization-code", "A81999")],
        "authoredOn": written
    })
    .to_string()
}

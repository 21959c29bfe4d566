//! A form in the record: a table for people, questions and answers for systems; and who wrote it.

use crate::fixture::{example, received};
use crate::transcript::{Entry, FileAs, Transcript, Who, Writer};
use crate::{documents, fhir, pdf};
use domain::message::form::{Answer, Form, Given, Item};
use serde_json::{Value, json};

fn answered(question: &str, given: Given) -> Item {
    Item { question: question.to_owned(), answers: vec![Answer { given, items: vec![] }], items: vec![] }
}

fn form() -> Form {
    let mut tablets = answered("Which tablets?", Given::Words { words: "amlodipine".to_owned() });
    tablets.answers[0].items = vec![answered("How many?", Given::Number { number: "2".to_owned() })];
    let group = Item {
        question: "Your <chest>".to_owned(),
        items: vec![answered("Chest pain", Given::YesNo { yes: false }), tablets],
        ..Item::default()
    };
    let mut form = Form::of(vec![group]);
    form.left_out = Some("1 further part was not taken in: note.".to_owned());
    form
}

fn transcript(who: Who) -> Transcript {
    let mut entry = received("", None, &form().text(), "2026-08-25T08:58:00Z");
    if let Entry::Received { from, form: it, .. } = &mut entry {
        *from = Writer { name: String::new(), relation: None, who };
        *it = Some(form());
    }
    Transcript { entries: vec![entry], ..example() }
}

fn bundle(transcript: &Transcript) -> Value {
    serde_json::from_slice(&fhir::bundle(transcript, b"%PDF-1.7 placeholder")).unwrap()
}

fn resources<'a>(bundle: &'a Value, kind: &str) -> Vec<&'a Value> {
    let entries = bundle["entry"].as_array().unwrap().iter();
    entries.map(|entry| &entry["resource"]).filter(|one| one["resourceType"] == kind).collect()
}

#[test]
fn a_form_is_filed_as_questions_and_answers() {
    let bundle = bundle(&transcript(Who::Near));
    let form = resources(&bundle, "QuestionnaireResponse")[0];
    assert_eq!(
        form["item"],
        json!([{ "linkId": "1", "text": "Your <chest>", "item": [
            { "linkId": "1.1", "text": "Chest pain", "answer": [{ "valueBoolean": false }] },
            { "linkId": "1.2", "text": "Which tablets?", "answer": [{ "valueString": "amlodipine",
                "item": [{ "linkId": "1.2.1", "text": "How many?", "answer": [{ "valueInteger": 2 }] }] }] },
        ] }])
    );
    let payload = &resources(&bundle, "Communication")[0]["payload"];
    assert_eq!(payload[0]["contentString"], self::form().text());
    let url = payload[1]["contentReference"]["reference"].as_str().unwrap();
    assert_eq!(url, format!("urn:uuid:{}", form["id"].as_str().unwrap()));
    let told = resources(&bundle, "Composition")[0]["section"][1]["text"]["div"].as_str().unwrap();
    assert!(told.contains("<tr><th>Chest pain</th><td>No</td></tr>"), "{told}");
    assert!(told.contains("<tr><th colspan=\"2\">Your &lt;chest&gt;</th></tr>"), "{told}");
}

#[test]
fn a_summary_holds_no_question_and_no_answer() {
    let bundle = bundle(&Transcript { file_as: FileAs::Summary, ..transcript(Who::Near) }).to_string();
    assert!(!bundle.contains("amlodipine") && !bundle.contains("QuestionnaireResponse"));
}

#[test]
fn a_form_is_printed_as_a_table() {
    let table = pdf::render(&transcript(Who::Near)).unwrap();
    let mut as_text = transcript(Who::Near);
    if let Some(Entry::Received { form, .. }) = as_text.entries.first_mut() {
        *form = None;
    }
    assert!(table != pdf::render(&as_text).unwrap());
    assert!(documents(&transcript(Who::Near)).is_ok());
}

#[test]
fn whoever_wrote_is_filed_as_what_the_source_says() {
    for (who, kind) in [
        (Who::Clinician, Some("Practitioner")),
        (Who::Organisation, Some("Organization")),
        (Who::System, Some("Device")),
        (Who::NotSaid, None),
    ] {
        let bundle = bundle(&transcript(who));
        assert!(resources(&bundle, "RelatedPerson").is_empty(), "{who:?}");
        let sender = &resources(&bundle, "Communication")[0]["sender"];
        let of_kind = |id: &str| {
            let all = bundle["entry"].as_array().unwrap().iter();
            all.filter(|one| one["fullUrl"] == id).map(|one| one["resource"]["resourceType"].clone()).next()
        };
        let referred = sender["reference"].as_str().and_then(of_kind);
        assert_eq!(referred.as_ref().and_then(Value::as_str), kind, "{who:?}");
        assert!(!sender["display"].as_str().unwrap().is_empty());
    }
}

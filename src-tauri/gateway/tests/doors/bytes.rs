//! What comes in before it is a resource: characters, sizes and nesting as senders' computers make them.

use crate::fhir::{QUESTIONNAIRE, REPLY, reply};
use crate::practice::Practice;
use crate::senders::{check_refused, form, letter_of, question};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn bytes_are_taken_or_refused_in_words_that_are_true() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let plain = reply("PLACE").to_string();
    for (body, words) in [
        (plain.replace("PLACE", "cut \\ud83d"), "cut \u{fffd}"),
        (format!("\u{feff}{}", plain.replace("PLACE", "marked")), "marked"),
        (plain.replace("PLACE", "a\\u0000b\\u000bc"), "a\u{fffd}b\nc"),
        (plain.replace("https://fhir.nhs.uk/Id/nhs-app", "http://fhir.nhs.uk/Id/nhs-app"), "PLACE"),
    ] {
        assert_eq!(letter_of(&practice, &doors.post_json(REPLY, body)).await.text, words);
    }
    let mut deep = json!([question("Last", json!([{ "valueString": "x" }]))]);
    for n in 0..45 {
        deep = json!([question("More", json!([{ "valueString": n.to_string(), "item": deep }]))]);
    }
    let told = doors.post_json(QUESTIONNAIRE, form(deep));
    check_refused(&told, 422, "too-costly", "");
    assert!(told.text.contains("nested too deeply"));
    for (headers, body) in [
        ([("content-type", "application/fhir+json"), ("content-encoding", "gzip")], b"{}".as_slice()),
        ([("content-type", "application/fhir+json"), ("accept", "*/*")], b"\x1f\x8b\x08\0"),
        ([("content-type", "application/fhir+json; charset=iso-8859-1"), ("accept", "*/*")], b"{}"),
        ([("content-type", "application/fhir+json; fhirVersion=3.0"), ("accept", "*/*")], b"{}"),
    ] {
        check_refused(&doors.post_with(QUESTIONNAIRE, &headers, body), 415, "not-supported", "");
    }
    let answer = doors.post(QUESTIONNAIRE, "application/fhir+json", b"{\"a\":\"\xff\"}");
    assert!(answer.status == 400 && answer.text.contains("not UTF-8"), "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_form_is_taken_and_a_longer_one_hears_how_long() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let many = |count: usize| -> Value {
        (0..count)
            .map(|n| question(&format!("Number {n}"), json!([{ "valueString": "y".repeat(480) }])))
            .collect()
    };
    let letter = letter_of(&practice, &doors.post_json(QUESTIONNAIRE, form(many(42)))).await;
    assert!(letter.text.chars().count() > 20_000 && letter.text.contains("Number 41: yyy"));
    let answer = doors.post_json(QUESTIONNAIRE, form(many(200)));
    check_refused(&answer, 413, "too-long", "");
    assert!(answer.text.contains("At most 60000 are taken here"), "{}", answer.text);
}

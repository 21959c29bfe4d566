//! Who wrote: the patient only where the source says so and is the subject, and never by somebody else's number.

use crate::fhir::{QUESTIONNAIRE, REPLY, reply};
use crate::outbound::{answer_to, wait_for};
use crate::practice::Practice;
use crate::senders::{NUMBER, check_refused, form_with, letter_of, with};
use domain::ConversationId;
use domain::delivery::{DeliveryState, WhyFailed};
use domain::message::{Identity, Writer};
use serde_json::{Value, json};
use uuid::Uuid;

fn person(number: &str) -> Value {
    json!({ "system": NUMBER, "value": number })
}

fn not_said(name: &str) -> Writer {
    Writer::NotSaid { name: name.to_owned() }
}

fn other(name: &str, relation: &str) -> Writer {
    Writer::Other { name: name.to_owned(), relation: relation.to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_writer_is_whoever_the_source_says() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let daughter = json!({ "resourceType": "RelatedPerson", "id": "d", "patient": { "reference": "Patient/88" },
        "name": [{ "family": "Bello", "given": ["Ife"] }], "relationship": [{ "text": "daughter" }] });
    let past = with(daughter.clone(), json!({ "id": "e", "period": { "end": "2025" } }));
    for (source, writer) in [
        (json!({ "reference": "Patient/88" }), Writer::Patient),
        (json!({ "reference": "Patient/88/_history/2" }), Writer::Patient),
        (json!({ "reference": "https://s.example/Patient/88/_history/2" }), not_said("")),
        (json!({ "identifier": person("9990000018") }), Writer::Patient),
        (json!({ "type": "Patient", "identifier": person("9990000018") }), Writer::Patient),
        (Value::Null, not_said("")),
        (json!({ "type": "Patient" }), not_said("")),
        (json!({ "reference": "Patient/89" }), other("", "another patient")),
        (
            json!({ "type": "Patient", "identifier": person("9990000026") }),
            other("NHS number 999 000 0026", "another patient"),
        ),
        (json!({ "reference": "RelatedPerson/7" }), other("", "relation not said")),
        (
            json!({ "reference": "https://s.example/RelatedPerson/7", "display": "Ife Bello" }),
            other("Ife Bello", "relation not said"),
        ),
        (
            json!({ "type": "RelatedPerson", "identifier": person("9990000026") }),
            other("NHS number 999 000 0026", "relation not said"),
        ),
        (json!({ "reference": "#d" }), other("Ife Bello", "daughter")),
        (json!({ "reference": "#e" }), other("Ife Bello", "no longer related")),
        (json!({ "reference": "#nowhere" }), not_said("")),
        (json!({ "display": "Ife Bello" }), not_said("Ife Bello")),
        (
            json!({ "identifier": person("9990000026") }),
            other("NHS number 999 000 0026", "not the patient, not said who"),
        ),
        (
            json!({ "reference": "Practitioner/3", "display": "Dr O Hale" }),
            Writer::Clinician { name: "Dr O Hale".to_owned() },
        ),
        (
            json!({ "type": "Organization", "display": "Care home" }),
            Writer::Organisation { name: "Care home".to_owned() },
        ),
        (json!({ "reference": "Device/9" }), Writer::System { name: String::new() }),
    ] {
        let fields = json!({ "source": source, "contained": [daughter, past] });
        let letter = letter_of(&practice, &doors.post_json(QUESTIONNAIRE, form_with(fields))).await;
        assert!(letter.writer == writer, "{source}: {:?}", letter.writer);
        assert_eq!(letter.patient.nhs_number.unwrap().digits(), "9990000018", "{source}");
        assert_eq!(letter.identity, Identity::Claimed);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sources_that_contradict_themselves_are_refused() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let of_another = json!({ "resourceType": "RelatedPerson", "id": "d", "patient": { "identifier": person("9990000026") } });
    for (source, place) in [
        (json!({ "type": "Patient", "reference": "RelatedPerson/7" }), "source"),
        (json!({ "reference": "Patient/88", "identifier": person("9990000026") }), "source"),
        (json!({ "reference": "#d" }), "contained[0].patient"),
    ] {
        let answer =
            doors.post_json(QUESTIONNAIRE, form_with(json!({ "source": source, "contained": [of_another] })));
        check_refused(&answer, 422, "business-rule", &format!("QuestionnaireResponse.{place}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_for_somebody_else_is_not_signed_in_as_them() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let child = json!({ "type": "Patient", "identifier": person("9990000026") });
    let answer = doors.post_json(REPLY, with(reply("For my child"), json!({ "subject": child })));
    let letter = letter_of(&practice, &answer).await;
    assert_eq!(letter.patient.nhs_number.unwrap().digits(), "9990000026");
    assert_eq!(letter.identity, Identity::Claimed);
    assert!(letter.writer == other("NHS number 999 000 0018", "another patient"));

    let mut contradicts = reply("Mine?");
    contradicts["contained"][0]["subject"] = child;
    check_refused(
        &doors.post_json(REPLY, contradicts),
        422,
        "business-rule",
        "CommunicationRequest.contained[0].subject",
    );
    let mut by_carer = reply("From a carer");
    by_carer["contained"][0]["source"] = json!({ "reference": "RelatedPerson/1", "display": "A carer" });
    let letter = letter_of(&practice, &doors.post_json(REPLY, by_carer)).await;
    assert!(letter.writer == other("A carer", "relation not said") && letter.identity == Identity::Claimed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_never_joins_a_conversation_known_to_be_about_somebody_else() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let first = letter_of(&practice, &doors.post_json(REPLY, reply("Mine"))).await;
    let answer = answer_to(&first, 1, "For you alone", &practice);
    practice.send(&answer, &practice.device_keys).await;
    wait_for(&practice, &[DeliveryState::Failed { why: WhyFailed::NoRoute }]).await;
    let naming = |number: &str, id: ConversationId| {
        let mut resource = reply(&format!("{number} joins {id}"));
        resource["identifier"][1]["value"] = json!(id);
        resource["requester"]["identifier"]["value"] = json!(number);
        resource
    };
    for (number, id, joins) in [
        ("9990000018", first.conversation(), true),
        ("9990000026", first.conversation(), false),
        ("9990000026", ConversationId(Uuid::from_u128(5)), true),
    ] {
        let letter = letter_of(&practice, &doors.post_json(REPLY, naming(number, id))).await;
        assert_eq!(letter.in_reply_to == Some(id), joins, "{number}");
    }
}

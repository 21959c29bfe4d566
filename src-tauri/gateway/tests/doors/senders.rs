//! FHIR as senders write it: what becomes a letter, what stands in it, and what is refused and where.

use crate::fhir::{QUESTIONNAIRE, REPLY, TASK, check_outcome, reply};
use crate::practice::{Answer, Doors, Practice};
use domain::LetterId;
use domain::message::Letter;
use serde_json::{Value, json};

pub const NUMBER: &str = "https://fhir.nhs.uk/Id/nhs-number";

/// A form about one patient, who filled it in.
pub fn form(items: Value) -> Value {
    json!({
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "authored": "2026-08-25T08:40:00+01:00",
        "subject": { "reference": "Patient/88", "identifier": { "system": NUMBER, "value": "9990000018" } },
        "source": { "reference": "Patient/88" },
        "item": items,
    })
}

/// The same with these fields beside or instead.
pub fn form_with(fields: Value) -> Value {
    with(form(json!([question("Your knee", json!([{ "valueString": "It clicks" }]))])), fields)
}

pub fn with(mut resource: Value, fields: Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        resource[name] = value.clone();
    }
    resource
}

pub fn question(text: &str, answers: Value) -> Value {
    json!({ "linkId": "q", "text": text, "answer": answers })
}

/// The letter that came of an accepted resource.
pub async fn letter_of(practice: &Practice, answer: &Answer) -> Letter {
    assert_eq!(answer.status, 202, "{}", answer.text);
    let id: LetterId = answer.json()["id"].as_str().unwrap().parse().unwrap();
    let letters = practice.letters().await;
    letters.into_iter().find(|letter| letter.id == id).unwrap()
}

async fn check_text(practice: &Practice, doors: &Doors, items: Value, expected: &str) {
    let answer = doors.post_json(QUESTIONNAIRE, form(items));
    assert_eq!(letter_of(practice, &answer).await.text, expected);
}

pub fn check_refused(answer: &Answer, status: u16, code: &str, place: &str) {
    assert_eq!(answer.status, status, "{place}: {}", answer.text);
    let outcome = answer.json();
    check_outcome(&outcome, "error");
    assert_eq!(outcome["issue"][0]["code"], code, "{outcome}");
    assert_eq!(outcome["issue"][0]["expression"][0].as_str().unwrap_or_default(), place, "{outcome}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_answer_stands_in_words_after_its_question() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let declined = json!({ "extension": [{ "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
        "valueCode": "asked-declined" }] });
    for (answers, expected) in [
        (json!([{ "valueBoolean": false }]), "Q: No"),
        (json!([{ "valueDecimal": 36.6 }]), "Q: 36.6"),
        (json!([{ "valueDecimal": 24.489795918367346 }]), "Q: 24.489795918367346"),
        (json!([{ "valueQuantity": { "value": 38.00000000000001, "unit": "C" } }]), "Q: 38.00000000000001 C"),
        (json!([{ "valueInteger": 12 }]), "Q: 12"),
        (json!([{ "valueDate": "2026-08" }]), "Q: 2026-08"),
        (json!([{ "valueUri": "https://a.example/x" }]), "Q: https://a.example/x"),
        (json!([{ "valueCoding": { "system": "s", "code": "m", "display": "Monday" } }]), "Q: Monday"),
        (json!([{ "valueCoding": { "code": "m" } }]), "Q: m"),
        (json!([{ "valueQuantity": { "comparator": "<", "value": 4, "unit": "mmol/L" } }]), "Q: <4 mmol/L"),
        (
            json!([{ "valueReference": { "reference": "Organization/7", "display": "Bridge Pharmacy" } }]),
            "Q: Bridge Pharmacy",
        ),
        (json!([{ "valueReference": { "reference": "Organization/7" } }]), "Q: Organization/7"),
        (json!([{ "_valueString": declined }]), "Q: (no answer: declined)"),
        (json!([declined]), "Q: (no answer: declined)"),
        (json!([{ "valueString": " " }]), "Q: (no answer)"),
        (
            json!([{ "valueAttachment": { "contentType": "image/heic", "title": "toe", "data": "AAAA" } }]),
            "Q: (attachment “toe” (image/heic), not taken in)\n\n\
             1 further part was not taken in: attachment “toe” (image/heic).",
        ),
        (
            json!([{ "valueRange": { "low": { "value": 3 } } }]),
            "Q: (an answer of a kind that is not taken in)\n\n\
             1 further part was not taken in: answer of a kind that is not read.",
        ),
    ] {
        check_text(&practice, &doors, json!([question("Q", answers)]), expected).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_an_answer_stands_beneath_it() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let how = |much: &str| json!([question("How much?", json!([{ "valueString": much }]))]);
    let items = json!([
        question(
            "Which inhalers?",
            json!([
                { "valueString": "brown", "item": how("two puffs") },
                { "valueString": "blue" },
                { "valueString": "purple", "item": how("one puff,\n\nno more\nthan that") },
            ])
        ),
        question(
            "About the cough",
            json!([{ "item": [question("Since", json!([{ "valueString": "May" }]))] }])
        ),
    ]);
    let expected = "Which inhalers? brown\n\n  How much? two puffs\n\nWhich inhalers? blue\n\nWhich inhalers? purple\n\n  \
                    How much? one puff,\n\n  no more\n  than that\n\nAbout the cough:\n\n  Since: May";
    check_text(&practice, &doors, items, expected).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_in_the_letter_is_named_in_it() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let extension = json!([{ "url": "https://f.example/pain", "valueString": "worse" }]);
    let subject =
        json!({ "reference": "Patient/88", "identifier": { "system": NUMBER, "value": "9990000018" } });
    for (fields, named) in [
        (
            json!({ "encounter": { "reference": "Encounter/4" } }),
            "1 further part was not taken in: encounter.",
        ),
        (json!({ "extension": extension }), "1 further part was not taken in: extension."),
        (json!({ "text": { "status": "generated", "div": "<div>x</div>" } }), ": text."),
        (
            json!({ "contained": [{ "resourceType": "Observation", "id": "o", "note": [{ "text": "x" }] }] }),
            ": Observation.",
        ),
        (
            json!({ "basedOn": [{ "display": "a" }, { "display": "b" }] }),
            "2 further parts were not taken in: based on (2).",
        ),
        (json!({ "surprise 9990000026": "x" }), ": unnamed part."),
        (
            json!({ "subject": with(subject, json!({ "display": " Ada\nBello" })) }),
            "1 further part was not taken in: name as sent: Ada Bello.",
        ),
        (json!({ "authored": "2026-08-24" }), "date of writing 2026-08-24 (no time of day)."),
    ] {
        let letter = letter_of(&practice, &doors.post_json(QUESTIONNAIRE, form_with(fields))).await;
        assert!(
            letter.text.starts_with("Your knee: It clicks\n\n") && letter.text.ends_with(named),
            "{}",
            letter.text
        );
    }
    let items =
        json!([question("Said", json!([{ "valueString": "x" }])), { "linkId": "2", "text": "Left open" }]);
    let unanswered = "Said: x\n\n1 further part was not taken in: question without an answer.";
    check_text(&practice, &doors, items, unanswered).await;
    let silent = json!({ "id": "1", "language": "en", "questionnaire": "https://f.example/q",
        "meta": { "profile": ["https://f.example/p"], "lastUpdated": "2026-08-25T08:40:00Z" } });
    let letter = letter_of(&practice, &doors.post_json(QUESTIONNAIRE, form_with(silent))).await;
    assert_eq!(letter.text, "Your knee: It clicks");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_must_be_understood_and_is_not_is_refused() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let modifier = json!([{ "url": "https://f.example/not", "valueBoolean": true }]);
    let twin = |id: &str| json!({ "resourceType": "Patient", "id": id });
    let cases = [
        (json!({ "modifierExtension": modifier }), "not-supported", "modifierExtension"),
        (json!({ "implicitRules": "https://f.example/r" }), "not-supported", "implicitRules"),
        (
            json!({ "item": [question("Q", json!([{ "valueBoolean": true, "modifierExtension": modifier }]))] }),
            "not-supported",
            "item[0].answer[0].modifierExtension",
        ),
        (
            json!({ "subject": { "reference": "#p" }, "contained": [twin("p"), twin("p")] }),
            "business-rule",
            "contained[1]",
        ),
        (json!({ "subject": { "reference": "Group/1", "type": "Patient" } }), "business-rule", "subject"),
        (json!({ "subject": { "reference": "Group/1" } }), "not-supported", "subject"),
    ];
    for (fields, code, place) in cases {
        let answer = doors.post_json(QUESTIONNAIRE, form_with(fields));
        check_refused(&answer, 422, code, &format!("QuestionnaireResponse.{place}"));
    }
    let two = json!([{ "valueString": "x", "valueBoolean": true }]);
    let answer = doors.post_json(QUESTIONNAIRE, form(json!([question("Q", two)])));
    assert_eq!((answer.status, answer.json()["issue"][0]["code"].clone()), (400, "value".into()));
    let twice = form_with(json!({})).to_string().replace("\"linkId\"", "\"text\":\"No\",\"linkId\"");
    let place = "QuestionnaireResponse.item[0].text";
    check_refused(&doors.post_json(QUESTIONNAIRE, twice), 400, "structure", place);
    assert!(practice.inbox().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_in_force_is_the_patients_and_two_are_refused() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let id = |number: &str, more: Value| with(json!({ "system": NUMBER, "value": number }), more);
    let official = id("9990000018", json!({ "use": "official" }));
    let register = "https://api.example/personal-demographics/FHIR/R4/Patient/9990000018";
    for (identifiers, subject, taken) in [
        (json!([id("9990000026", json!({ "use": "old" })), official]), json!({ "reference": "#p" }), true),
        (
            json!([id("9990000026", json!({ "period": { "end": "2026-07" } })), official]),
            json!({ "reference": "#p" }),
            true,
        ),
        (
            json!([id("9990000026", json!({ "period": { "start": "2027" } })), official]),
            json!({ "reference": "#p" }),
            true,
        ),
        (
            json!([id("9990000018", json!({ "period": { "start": "2020", "end": "2026-08" } }))]),
            json!({ "reference": "#p" }),
            true,
        ),
        (
            json!([{ "system": "http://fhir.nhs.uk/Id/nhs-number", "value": "999 000 0018" }]),
            json!({ "reference": "#p" }),
            true,
        ),
        (json!([]), json!({ "reference": register }), true),
        (json!([id("9990000018", json!({ "use": "old" }))]), json!({ "reference": "#p" }), false),
        (json!([official, id("9990000026", json!({ "use": "usual" }))]), json!({ "reference": "#p" }), false),
        (json!([official]), json!({ "reference": "#p", "identifier": id("9990000026", json!({})) }), false),
        (json!([]), json!({ "reference": register, "identifier": id("9990000026", json!({})) }), false),
    ] {
        let patient = json!({ "resourceType": "Patient", "id": "p", "identifier": identifiers });
        let answer =
            doors.post_json(QUESTIONNAIRE, form_with(json!({ "subject": subject, "contained": [patient] })));
        assert_eq!(answer.status == 202, taken, "{identifiers} {subject}: {}", answer.text);
        if taken {
            let letter = letter_of(&practice, &answer).await;
            assert_eq!(letter.patient.nhs_number.unwrap().digits(), "9990000018");
        } else {
            check_outcome(&answer.json(), "error");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_name_and_the_telephone_in_force_are_the_patients() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let official = json!({ "system": NUMBER, "value": "9990000018" });
    let patient = json!({
        "resourceType": "Patient", "id": "p", "identifier": [official], "birthDate": "1950-02",
        "name": [{ "use": "maiden", "family": "Abiola" }, { "use": "usual", "given": ["Suharto"] }],
        "telecom": [
            { "system": "phone", "use": "old", "value": "01632 960001" },
            { "system": "phone", "use": "work", "value": "01632 960002" },
            { "system": "phone", "use": "mobile", "value": "07700 900003" },
        ],
    });
    let fields = json!({ "subject": { "reference": "#p" }, "contained": [patient] });
    let letter = letter_of(&practice, &doors.post_json(QUESTIONNAIRE, form_with(fields))).await;
    assert_eq!(letter.patient.name.as_ref().map(|name| name.family.as_str()), Some("Suharto"));
    assert_eq!((letter.patient.telephone.as_deref(), letter.patient.born), (Some("07700 900003"), None));
    assert!(letter.text.contains("date of birth 1950-02 (not a whole date)"), "{}", letter.text);
    assert!(
        letter.text.contains("Patient name") && letter.text.contains("Patient telecom (2)"),
        "{}",
        letter.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_replies_in_one_second_are_two_letters_and_everything_in_one_is_told() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let first = letter_of(&practice, &doors.post_json(REPLY, reply("Yes"))).await;
    let second = letter_of(&practice, &doors.post_json(REPLY, reply("And one thing more"))).await;
    assert_ne!(first.id, second.id);
    let photo = json!({ "contentType": "image/jpeg", "title": "leg.jpg", "data": "AAAA" });
    let payload = json!([{ "contentString": "Before." }, { "contentReference": { "reference": "#answers" } },
        { "contentAttachment": photo }, { "contentReference": { "reference": "DocumentReference/2" } }]);
    let more = with(reply("The answer."), json!({ "payload": payload, "note": [{ "text": "aside" }] }));
    let letter = letter_of(&practice, &doors.post_json(REPLY, more)).await;
    assert_eq!(
        letter.text,
        "Before.\n\nThe answer.\n\n3 further parts were not taken in: attachment “leg.jpg” (image/jpeg), document, note."
    );
    let alone = with(reply("x"), json!({ "contained": [], "payload": [{ "contentString": "Only this." }] }));
    assert_eq!(letter_of(&practice, &doors.post_json(REPLY, alone)).await.text, "Only this.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_form_is_another_letter_and_says_so() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let identifier = json!({ "identifier": { "system": "https://f.example/r", "value": "7" } });
    let first = letter_of(&practice, &doors.post_json(QUESTIONNAIRE, form_with(identifier.clone()))).await;
    let undated = with(form_with(identifier.clone()), json!({ "authored": null, "status": "amended" }));
    assert_eq!(letter_of(&practice, &doors.post_json(QUESTIONNAIRE, undated)).await.written_at, None);
    let neither = doors.post_json(QUESTIONNAIRE, form_with(json!({ "authored": null })));
    check_refused(&neither, 400, "required", "QuestionnaireResponse.authored");
    let amended = with(form_with(identifier), json!({ "status": "amended" }));
    let second = letter_of(&practice, &doors.post_json(QUESTIONNAIRE, amended)).await;
    assert_ne!(first.id, second.id);
    assert_eq!(
        second.text,
        format!("This is a changed version of a form that was sent before.\n\n{}", first.text)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn other_organisations_may_stand_beside_the_practice() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let organisation = |id: &str, code: &str| {
        json!({ "resourceType": "Organization", "id": id,
        "identifier": [{ "system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": code }] })
    };
    let pharmacy =
        json!([question("Where?", json!([{ "valueReference": { "reference": "#f", "display": "Well" } }]))]);
    let pharmacy_again = pharmacy.clone();
    for (contained, item, status) in [
        (json!([organisation("f", "FA123")]), pharmacy.clone(), 202),
        (json!([organisation("f", "FA123"), organisation("g", "A81001")]), pharmacy, 202),
        (json!([organisation("f", "FA123")]), json!([question("Q", json!([{ "valueString": "x" }]))]), 422),
        (json!([organisation("f", "FA123"), organisation("g", "FA124")]), pharmacy_again, 422),
    ] {
        let answer =
            doors.post_json(QUESTIONNAIRE, form_with(json!({ "contained": contained, "item": item })));
        assert_eq!(answer.status, status, "{}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_path_of_fhir_answers_as_fhir() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let bundle = json!({ "resourceType": "Bundle", "type": "transaction", "entry": [] });
    for path in ["/FHIR", "/FHIR/R4", "/FHIR/R4/", "/FHIR/R4/Bundle", "/FHIR/STU3/Task", "/FHIR/R4/Task/7"] {
        check_refused(&doors.post_json(path, &bundle), 404, "not-supported", "");
        check_refused(&doors.get(path), 404, "not-supported", "");
    }
    for path in [REPLY, QUESTIONNAIRE, TASK] {
        check_refused(&doors.get(path), 405, "not-supported", "");
    }
}

//! A form arrives as a form, and is read pair by pair.

use crate::fhir::{QUESTIONNAIRE, REPLY, reply};
use crate::practice::Practice;
use crate::senders::{form, letter_of, question, with};
use domain::message::Letter;
use domain::message::form::Given;
use domain::risk::{About, Assessment, Category, Tier, assess_letter};
use serde_json::{Value, json};

fn yes_no(text: &str, yes: bool) -> Value {
    question(text, json!([{ "valueBoolean": yes }]))
}

fn chosen(text: &str, display: &str) -> Value {
    question(text, json!([{ "valueCoding": { "code": "x", "display": display } }]))
}

fn read(letter: &Letter) -> Assessment {
    assess_letter(&letter.text, letter.form.as_ref(), About::default())
}

async fn filled_in(items: Value) -> Letter {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    letter_of(&practice, &doors.post_json(QUESTIONNAIRE, form(items))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_denials_is_no_danger() {
    let letter = filled_in(json!([
        question("How can we help?", json!([{ "valueString": "I need a new inhaler, the blue one." }])),
        yes_no("Crushing chest pain", false),
        yes_no("Sudden weakness in the face or arm", false),
        chosen("Are you vomiting blood?", "No"),
        chosen("Thoughts of ending your life", "Not at all"),
        chosen("Is your baby floppy?", "Does not apply"),
        question("Have you hurt yourself on purpose?", json!([{ "valueString": "none" }])),
    ]))
    .await;
    let found = read(&letter);
    assert!(found.tier <= Tier::None && found.findings.is_empty(), "{found:?}");
    assert!(letter.text.contains("Crushing chest pain: No"), "{}", letter.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_yes_among_denials_is_danger_and_quotes_its_question() {
    let score = json!([{ "url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": 3 }]);
    let nearly = json!([{ "valueCoding": { "display": "Nearly every day", "extension": score } }]);
    for (item, category, quoted) in [
        (yes_no("Do you have chest pain?", true), Category::ChestPain, "chest pain"),
        (
            question("Any thoughts that you would be better off dead", nearly),
            Category::SuicideSelfHarm,
            "better off dead",
        ),
        (
            question("Days with thoughts of killing yourself", json!([{ "valueInteger": 2 }])),
            Category::SuicideSelfHarm,
            "killing yourself",
        ),
    ] {
        let letter =
            filled_in(json!([yes_no("Slurred speech", false), item, yes_no("Coughing up blood", false)]))
                .await;
        let found = read(&letter);
        let gravest = found.gravest().expect("a finding");
        assert_eq!((gravest.tier, gravest.category), (Tier::Alert, category), "{found:?}");
        let words = letter.text.get(gravest.start as usize..gravest.end as usize).unwrap();
        assert!(words.contains(quoted), "{words}");
        let denied =
            |at: u32| letter.text.get(at as usize..).is_some_and(|rest| rest.starts_with(['S', 'C']));
        assert!(!found.findings.iter().any(|one| denied(one.start)), "{found:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_and_further_questions_stay_where_they_were() {
    let how = json!([question("How much?", json!([{ "valueInteger": 2 }]))]);
    let letter = filled_in(json!([
        { "linkId": "1", "text": "Your medicines", "item": [
            question("Which inhalers?", json!([{ "valueString": "blue", "item": how }, { "valueString": "brown" }])),
            { "linkId": "2", "text": "Allergies", "item": [yes_no("To penicillin?", true)] },
        ] },
    ]))
    .await;
    let form = letter.form.expect("a form");
    let [group] = form.items.as_slice() else { panic!("one group") };
    assert_eq!((group.question.as_str(), group.answers.len(), group.items.len()), ("Your medicines", 0, 2));
    let blue = &group.items[0].answers[0];
    assert!(blue.given == Given::Words { words: "blue".to_owned() });
    assert!(blue.items[0].answers[0].given == Given::Number { number: "2".to_owned() });
    assert!(group.items[1].items[0].answers[0].given == Given::YesNo { yes: true });
    assert_eq!(form.text(), letter.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_few_words_in_answer_to_a_message_are_no_form() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let words = letter_of(&practice, &doors.post_json(REPLY, reply("YES"))).await;
    assert!(words.form.is_none() && words.text == "YES");
    let mut asked = reply("x");
    asked["contained"][0]["item"] = json!([yes_no("Any chest pain since?", false)]);
    let asked = letter_of(&practice, &doors.post_json(REPLY, with(asked, json!({})))).await;
    assert_eq!(read(&asked).tier, Tier::None, "{}", asked.text);
    assert!(asked.form.is_some());
}

//! What the practice sends, and the receipts that come back.

use crate::fhir::{REPLY, reply};
use crate::practice::{Doors, Practice, eventually};
use crate::web::{filled, token};
use crypto::{Keys, Seed, Statement};
use domain::delivery::{DeliveryState, WhyFailed};
use domain::message::{Letter, Outbound};
use domain::{DeliveryId, DeviceId};
use serde_json::json;
use std::sync::atomic::Ordering;
use std::time::Duration;
use uuid::Uuid;

const ANSWER: &str = "Your inhaler is ready. 😀 <b>Come</b> on Thursday.";

/// The practice's answer to a letter.
pub fn answer_to(letter: &Letter, delivery: u128, text: &str, practice: &Practice) -> Outbound {
    Outbound {
        delivery: DeliveryId(Uuid::from_u128(delivery)),
        conversation: letter.conversation(),
        route: letter.reply.clone().unwrap(),
        nhs_number: letter.patient.nhs_number,
        from: "Jo, reception, Hollin Lane Surgery".to_owned(),
        text: text.to_owned(),
        at: practice.clock.now(),
        tries_before: 0,
    }
}

async fn states(practice: &Practice) -> Vec<DeliveryState> {
    practice.receipts().await.into_iter().map(|receipt| receipt.state).collect()
}

pub async fn wait_for(practice: &Practice, expected: &[DeliveryState]) {
    for _ in 0..500 {
        if states(practice).await == expected {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(states(practice).await, expected);
}

fn write_on_the_web(doors: &Doors) -> String {
    let form = token(&doors.get("/").text);
    let sent = doors.post_form("/messages", &filled(&form, "Is my inhaler ready?"));
    assert_eq!(sent.status, 303);
    sent.header("location").replace("/sent/", "/p/")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_reaches_the_page_and_its_receipts_come_back() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let own = write_on_the_web(&doors);
    let letter = practice.letters().await.remove(0);
    let outbound = answer_to(&letter, 1, ANSWER, &practice);
    practice.send(&outbound, &practice.device_keys).await;
    wait_for(&practice, &[DeliveryState::Arrived]).await;
    practice.send(&outbound, &practice.device_keys).await;
    let page = doors.get(&own).text;
    assert!(page.contains("Your inhaler is ready. 😀 &lt;b&gt;Come&lt;/b&gt; on Thursday."));
    assert!(page.contains("Jo, reception, Hollin Lane Surgery") && page.contains("Is my inhaler ready?"));
    wait_for(&practice, &[DeliveryState::Arrived, DeliveryState::Read]).await;
    assert_eq!(doors.get(&own).text.matches("Your inhaler is ready").count(), 1);
    let receipt = practice.receipts().await.remove(0);
    assert_eq!((receipt.conversation, receipt.delivery), (letter.conversation(), outbound.delivery));
    doors.close().await;

    let doors = practice.open().await;
    eventually("the answer again", || doors.get(&own).text.contains("Your inhaler is ready").then_some(()))
        .await;
    assert!(!doors.get(&own).text.contains("Is my inhaler ready?"), "a patient's words are not kept");
    tokio::time::sleep(Duration::from_millis(200)).await;
    wait_for(&practice, &[DeliveryState::Arrived, DeliveryState::Read]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_is_told_again_until_the_log_takes_it() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    write_on_the_web(&doors);
    let letter = practice.letters().await.remove(0);
    let envelope = practice.send(&answer_to(&letter, 1, ANSWER, &practice), &practice.device_keys).await;
    wait_for(&practice, &[DeliveryState::Arrived]).await;
    practice.queue.failing.store(true, Ordering::SeqCst);
    let second = answer_to(&letter, 2, "Another", &practice);
    // Past the fault, as another PC would write it.
    let header = practice.header(envelope.header().subject.clone(), "send", &[domain::staff::Role::Manager]);
    let draft = crypto::Draft::new(header, crypto::cbor::encode(&second).unwrap());
    let gateway = Keys::derive(&Seed::from_bytes(&[9; 32])).seal.public();
    let sealed = draft.seal_to_gateway(&gateway, &practice.device_keys.sign).unwrap();
    let (subject, id) = (&sealed.header().subject, sealed.header().id);
    queue::Queue::append(&practice.queue.inner, subject, None, id, sealed.bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    wait_for(&practice, &[DeliveryState::Arrived]).await;
    practice.queue.failing.store(false, Ordering::SeqCst);
    wait_for(&practice, &[DeliveryState::Arrived, DeliveryState::Arrived]).await;
    doors.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_way_to_the_nhs_app_a_person_hears_of_it_each_time_it_is_tried() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    assert_eq!(doors.post_json(REPLY, reply("Is it ready?")).status, 202);
    let letter = practice.letters().await.remove(0);
    let outbound = answer_to(&letter, 1, ANSWER, &practice);
    practice.send(&outbound, &practice.device_keys).await;
    let failed = DeliveryState::Failed { why: WhyFailed::NoRoute };
    wait_for(&practice, std::slice::from_ref(&failed)).await;
    practice.send(&Outbound { tries_before: 1, ..outbound }, &practice.device_keys).await;
    wait_for(&practice, &[failed.clone(), failed]).await;
    let tries: Vec<u32> = practice.receipts().await.iter().map(|receipt| receipt.tries_before).collect();
    assert_eq!(tries, [0, 1], "each try is told of");
    doors.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demonstrations_phone_shows_answers_and_answers_back() {
    let practice = Practice::found().await;
    let doors = practice.open_with(|config| config.demonstration = true).await;
    assert!(doors.get("/demonstration").text.contains("Any patient"));
    let first =
        [("nhs", "9990000026"), ("communication", "c-1"), ("conversation", ""), ("words", "Is it ready?")];
    assert_eq!(doors.post_form("/demonstration", &first).status, 303);
    let letter = practice.letters().await.remove(0);
    practice.send(&answer_to(&letter, 1, ANSWER, &practice), &practice.device_keys).await;
    wait_for(&practice, &[DeliveryState::Arrived]).await;
    let page = doors.get("/demonstration").text;
    for words in ["999 000 0026", "Is it ready?", "Your inhaler is ready", "Jo, reception"] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("We will answer by"), "the NHS App is sent no acknowledgement");
    wait_for(&practice, &[DeliveryState::Arrived, DeliveryState::Read]).await;
    let conversation = letter.conversation().to_string();
    assert!(page.contains(&format!(r#"name="conversation" value="{conversation}""#)));
    let delivery = Uuid::from_u128(1).to_string();
    let back = [
        ("nhs", "9990000026"),
        ("communication", delivery.as_str()),
        ("conversation", &conversation),
        ("words", "Thanks"),
    ];
    assert_eq!(doors.post_form("/demonstration", &back).status, 303);
    let empty = [("nhs", "9990000026"), ("communication", "c"), ("words", " ")];
    assert_eq!(doors.post_form("/demonstration", &empty).status, 400);
    let long = "Too long. ".repeat(1_100);
    let refused = [("nhs", "9990000026"), ("communication", "c"), ("box", "9990000026"), ("words", &long)];
    let page = doors.post_form("/demonstration", &refused);
    assert!(
        page.status == 400 && page.text.matches(&long).count() == 1,
        "what was typed stands in its box again"
    );
    let box_of = page.text.find(r#"id="words-9990000026""#).unwrap();
    assert!(page.text.find(&long).unwrap() > box_of && page.text.contains("data-keeps-words"));
    assert!(!doors.get("/").text.contains("data-keeps-words"), "a patient's page keeps nothing");
    let letters = practice.letters().await;
    assert_eq!((letters.len(), letters[1].text.as_str()), (2, "Thanks"));
    assert_eq!(letters[1].in_reply_to, Some(letter.conversation()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_nhs_apps_receipts_become_ours() {
    let practice = Practice::found().await;
    let doors = practice.open_with(|config| config.demonstration = true).await;
    assert_eq!(doors.post_json(REPLY, reply("Is it ready?")).status, 202);
    let letter = practice.letters().await.remove(0);
    practice.send(&answer_to(&letter, 1, ANSWER, &practice), &practice.device_keys).await;
    wait_for(&practice, &[DeliveryState::Arrived]).await;
    let task = |status: &str| {
        json!({
            "resourceType": "Task", "intent": "order", "status": "completed",
            "identifier": [{ "system": "http://fhir.nhs.uk/Id/nhs-app-communication-id", "value": Uuid::from_u128(1) }],
            "code": { "coding": [{ "code": status }] },
        })
    };
    for (status, expected) in
        [("Notified", 202), ("Delivered", 202), ("Read", 202), ("Read", 202), ("Eaten", 400)]
    {
        assert_eq!(doors.post_json("/FHIR/R4/Task", task(status)).status, expected, "{status}");
    }
    assert_eq!(states(&practice).await, [DeliveryState::Arrived, DeliveryState::Read]);
    let mut later = reply("It is");
    later["basedOn"][0]["identifier"]["value"] = json!(Uuid::from_u128(1));
    assert_eq!(doors.post_json(REPLY, later).status, 202);
    let letters = practice.letters().await;
    assert_eq!(
        letters[1].in_reply_to,
        Some(letter.conversation()),
        "the communication id is known to be ours"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_device_that_is_trusted_now_can_send() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let own = write_on_the_web(&doors);
    let letter = practice.letters().await.remove(0);
    let stranger = Keys::derive(&Seed::from_bytes(&[66; 32]));
    practice.send(&answer_to(&letter, 1, "From a stranger", &practice), &stranger).await;
    let backdated = practice.header(domain::Subject::outbound(&practice.gateway), "send", &[]);
    practice
        .append_statement(Statement::DeviceRevoked { device: DeviceId(Uuid::from_u128(2)), epoch: None })
        .await;
    let words = crypto::cbor::encode(&answer_to(&letter, 2, "From a stolen PC", &practice)).unwrap();
    let gateway = Keys::derive(&Seed::from_bytes(&[9; 32])).seal.public();
    let sealed =
        crypto::Draft::new(backdated, words).seal_to_gateway(&gateway, &practice.device_keys.sign).unwrap();
    practice.append(&sealed).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(!doors.get(&own).text.contains("From a"));
    assert_eq!(states(&practice).await, []);
}

//! The spine of the house without a window: a patient writes through a real door, somebody is alerted, answers, closes,
//! and the record holds everything. Real vault, real SQLCipher, real queue file, real HTTP.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a journey stops where the house does not hold"
)]

#[cfg(target_os = "linux")]
mod card;
mod kill;
#[cfg(target_os = "linux")]
mod memory;
mod office;
mod practice;
#[cfg(unix)]
mod pulled;
#[cfg(target_os = "linux")]
mod security_key;
mod selfcheck;
#[cfg(unix)]
mod two;

use domain::alert::{Contact, Stage};
use domain::conversation::{
    AfterSend, Closing, Command, FileAs, IdentityCheck, Online, Outcome, Place, Route,
};
use domain::delivery::Known;
use domain::draft::DraftFor;
use engine::view::{Change, Queue};
use practice::{DANGEROUS, Practice, QUIET, eventually, free_text_reply, keyword_reply};

/// Works the checklist to "answer here".
async fn triage(desk: &engine::Unlocked, id: domain::ConversationId) {
    let permitted =
        desk.session().uses.into_iter().find(|permitted| !permitted.clinical).expect("a plain use");
    for command in [
        Command::Look,
        Command::VerifyIdentity { how: IdentityCheck::NhsLogin },
        Command::ChooseUse { to: permitted.id },
        Command::ReviewRisk { red_flag: false, alert: false },
        Command::Route { to: Route::AnswerHere, seconds: 40, note: String::new() },
    ] {
        desk.act_and_show(id, command).await.expect("the step is allowed");
    }
}

fn closing(summary: &str) -> Closing {
    Closing {
        outcome: Outcome::QuestionAnswered,
        summary: summary.to_owned(),
        file_as: FileAs::ExactCopy,
        online: Online::Shown,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_closed_and_filed() {
    let practice = Practice::open().await;
    let desk = practice.sign_in("jo.marsden").await;
    practice.post("/FHIR/R4/CommunicationRequest", &free_text_reply("9990000085", QUIET), 202).await;
    let id = practice.conversation_with(&desk, QUIET).await;
    triage(&desk, id).await;
    desk.save_draft(DraftFor::answer(id), "Thursday, from 9").await.expect("a draft is kept");
    let shown = desk.conversation(id).await.expect("it is there");
    assert_eq!(shown.drafts.first().map(|draft| draft.text.as_str()), Some("Thursday, from 9"));
    assert!(shown.reply_refused.is_none(), "nothing stands in the way of an answer");
    let then = AfterSend::Close { closing: closing("Told when to collect.") };
    let answer = "Your tablets are ready from Thursday, 9am to 6pm.";
    let reply = Command::Reply { text: answer.to_owned(), seen: shown.messages, then, ends_triage: None };
    let shown = desk.act_and_show(id, reply).await.expect("it is sent");
    assert_eq!(shown.place, Place::Closed);
    assert!(shown.drafts.is_empty(), "the draft went with the send");
    let filed = eventually("the document is filed", async || {
        let row = desk.filings(50).await.ok()?.into_iter().find(|row| row.conversation == id)?;
        (row.known == Known::Written).then_some(row)
    })
    .await;
    assert_eq!(filed.version, 1);
    practice.check_documents(&[QUIET, answer, "Told when to collect."]);
    let page = practice.get("/demonstration").await;
    assert!(page.contains(answer) || practice.get("/demonstration/9990000085").await.contains(answer));
    practice.close(desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dangerous_message_is_an_alert_until_a_clinician_has_dealt_with_it() {
    let practice = Practice::open().await;
    let desk = practice.sign_in("jo.marsden").await;
    let mut changes = practice.engine.listen();
    practice.post("/FHIR/R4/CommunicationRequest", &keyword_reply("9990000093", DANGEROUS), 202).await;
    let (id, letter) = loop {
        if let Change::Alert { conversation, letter, raised: true } =
            changes.recv().await.expect("changes go on")
        {
            break (conversation, letter);
        }
    };
    let refused = desk.act_and_show(id, Command::ResolveAlert { letter, outcome: "Fine".to_owned() }).await;
    assert!(refused.is_err(), "it cannot be waved away");
    let now = chrono::DateTime::from_timestamp(1_700_000_000, 0).expect("an instant");
    let attempt = Command::AttemptContact {
        letter,
        contact: Contact::Spoke,
        at: now,
        note: "Spoke for a while.".to_owned(),
    };
    for command in [Command::SeeAlert { letter }, Command::TakeAlert { letter }, attempt] {
        desk.act_and_show(id, command).await.expect("reception may do this");
    }
    let refused = desk.act_and_show(id, Command::AcceptAlert { letter }).await;
    assert!(refused.is_err(), "reception cannot accept it");
    practice.lock(desk).await;

    let desk = practice.sign_in("n.okafor").await;
    let shown = desk.conversation(id).await.expect("it is there");
    assert!(matches!(shown.alerts[0].stage, Stage::Taken { .. }), "taken, and the patient was reached");
    desk.act_and_show(id, Command::AcceptAlert { letter }).await.expect("a clinician may");
    let outcome = "Safe, partner present. Crisis team rings at 13:00.".to_owned();
    let shown =
        desk.act_and_show(id, Command::ResolveAlert { letter, outcome }).await.expect("now it may end");
    assert_eq!(shown.alerts[0].stage, Stage::Resolved);
    practice.close(desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_letter_twice_is_one_conversation() {
    let practice = Practice::open().await;
    let desk = practice.sign_in("priya.nair").await;
    let letter = free_text_reply("9990000085", QUIET);
    practice.post("/FHIR/R4/CommunicationRequest", &letter, 202).await;
    let id = practice.conversation_with(&desk, QUIET).await;
    let status = practice.status("/FHIR/R4/CommunicationRequest", &letter).await;
    assert!([200, 202].contains(&status), "a repeated post is answered alike: {status}");
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    let rows = desk.list_queue(Queue::NeedsTriage, 0, 200).await.expect("the list").rows;
    let same = rows.iter().filter(|row| row.first_line.starts_with(&QUIET[..30])).count();
    assert_eq!(same, 1, "one letter, one conversation");
    assert_eq!(desk.conversation(id).await.expect("it is there").messages, 1);
    practice.close(desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_readable_lies_on_the_disk() {
    let practice = Practice::open().await;
    let desk = practice.sign_in("jo.marsden").await;
    practice.post("/FHIR/R4/CommunicationRequest", &free_text_reply("9990000085", QUIET), 202).await;
    let id = practice.conversation_with(&desk, QUIET).await;
    desk.save_draft(DraftFor::answer(id), "a draft that nobody else may read").await.expect("kept");
    for words in [QUIET, "a draft that nobody else may read", "9990000085", "Sinclair"] {
        let found = practice.files_holding(words);
        assert!(found.is_empty(), "readable on the disk: {found:?}");
    }
    practice.close(desk).await;
}

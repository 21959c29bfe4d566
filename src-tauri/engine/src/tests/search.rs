//! What search finds when staff type what they hear on the telephone.

use super::{engine, eventually, settled, sign_in};
use crate::{Unlocked, testing};
use domain::message::fixture::letter;
use domain::message::{PatientDetails, PersonName, Writer};
use domain::{ConversationId, PatientId};
use uuid::Uuid;

#[tokio::test]
async fn a_letter_with_a_number_alone_is_found_by_the_name_in_the_index_and_by_its_number() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let carol = sign_in(&engine, "carol.whitby").await;
    let grant = engine.gateway_grant().unwrap().unwrap();
    let mut letter = letter(0xD1, carol.0.clock.now(), "Could my co-codamol go to the chemist?");
    letter.patient = PatientDetails { nhs_number: "9990000115".parse().ok(), ..PatientDetails::default() };
    letter.writer = Writer::Other { name: "Siobhán O’Brien".to_owned(), relation: "daughter".to_owned() };
    let id = letter.conversation();
    let sealed = testing::seal_letter(&carol, &grant.keys, letter).unwrap();
    let header = sealed.header();
    engine.queue().unwrap().append(&header.subject, None, header.id, sealed.bytes()).await.unwrap();
    eventually("it is admitted", async || carol.conversation(id).await.ok()).await;
    settled(&carol).await;
    for typed in ["9990000115", "999 000 0115", "cocodamol", "obrien", "siobhan chemist"] {
        assert!(finds(&carol, typed, id).await, "{typed}");
    }
    assert!(!finds(&carol, "Wojcik", id).await, "nobody has said so yet");

    let patient = PatientDetails {
        nhs_number: "9990000115".parse().ok(),
        name: Some(PersonName { family: "Wójcik".to_owned(), given: "Łucja".to_owned(), title: None }),
        telephone: Some("+44 7700 900461".to_owned()),
        ..PatientDetails::default()
    };
    carol.publish_patient(PatientId(Uuid::new_v4()), &patient).await.unwrap();
    settled(&carol).await;
    eventually("the index is read", async || finds(&carol, "Wojcik", id).await.then_some(())).await;
    for typed in ["Lucja", "Łuc", "07700 900461", "07700900461", "wojcik cocod"] {
        assert!(finds(&carol, typed, id).await, "{typed}");
    }
    drop(carol);
    engine.shut_down().await;
}

async fn finds(desk: &Unlocked, typed: &str, id: ConversationId) -> bool {
    desk.search(typed, 50).await.unwrap().rows.iter().any(|row| row.id == id)
}

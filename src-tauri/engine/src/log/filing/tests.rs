use super::{leaving, put, ready};
use crate::log::transcript::transcript;
use crate::present::fixture::{JO, Tale, amira, shared};
use domain::DeliveryId;
use domain::conversation::{Event, Outcome};
use domain::delivery::{DeliveryState, WhyFailed};
use record::folder::FolderError;
use record::{Carrier, NotFiled};
use uuid::Uuid;

const RECORD: DeliveryId = DeliveryId(Uuid::from_u128(9));
const ANSWER: DeliveryId = DeliveryId(Uuid::from_u128(5));

fn answered(outcome: Outcome) -> Tale {
    let mut tale = Tale::new();
    tale.letter(1, |_| {}).answer(5, "It is on its way.").close(9, outcome);
    tale
}

fn moved(tale: &mut Tale, state: DeliveryState) {
    let at = tale.now;
    tale.next(None, Event::DeliveryMoved { delivery: ANSWER, state, at });
}

#[test]
fn a_document_waits_for_its_answers_to_leave() {
    let failed = || DeliveryState::Failed { why: WhyFailed::NoRoute };
    for (state, outcome, expected) in [
        (None, Outcome::RequestDone, false),
        (Some(DeliveryState::Sent), Outcome::RequestDone, true),
        (Some(DeliveryState::Arrived), Outcome::RequestDone, true),
        (Some(failed()), Outcome::RequestDone, false),
        (Some(failed()), Outcome::DealtWithByPhone, true),
    ] {
        let mut tale = answered(outcome);
        let on_its_way = state.is_none();
        if let Some(state) = state {
            moved(&mut tale, state);
        }
        assert_eq!(ready(&tale.state, RECORD), expected);
        assert_eq!(leaving(&tale.state, RECORD), on_its_way);
    }
    assert!(!ready(&Tale::new().state, RECORD), "without a closing there is no document");
}

#[test]
fn a_failed_answer_is_dealt_with_when_a_later_closing_says_by_telephone() {
    let mut tale = answered(Outcome::RequestDone);
    moved(&mut tale, DeliveryState::Failed { why: WhyFailed::NoRoute });
    assert!(!ready(&tale.state, RECORD));
    tale.next(Some(JO), Event::Reopened { why: "Not delivered.".to_owned() });
    tale.close(10, Outcome::DealtWithByPhone);
    assert!(ready(&tale.state, RECORD));
}

#[test]
fn only_what_may_go_by_itself_is_tried_again() {
    let unreachable = FolderError::Unreachable(std::io::ErrorKind::TimedOut);
    assert_eq!(NotFiled::from(unreachable), NotFiled::Later);
    let conflict = FolderError::Conflict { name: "x".to_owned() };
    assert_eq!(NotFiled::from(conflict), NotFiled::Failed(WhyFailed::Conflict));
    for error in [FolderError::Missing, FolderError::ReadOnly, FolderError::Full] {
        assert_eq!(NotFiled::from(error), NotFiled::Failed(WhyFailed::Folder));
    }
}

#[tokio::test]
async fn filing_again_leaves_the_same_two_files_and_their_names_hold_no_patient() {
    let folder = tempfile::tempdir().unwrap();
    let mut tale = answered(Outcome::RequestDone);
    moved(&mut tale, DeliveryState::Sent);
    let document = || transcript(&tale.state, RECORD, Some(&amira()), &shared()).unwrap();
    for _ in 0..2 {
        assert_eq!(put(Carrier::Folder(folder.path().to_owned()), document()).await, Ok(()));
    }
    let mut names: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let id = document().document;
    assert_eq!(names, [format!("{id}.v1.json"), format!("{id}.v1.pdf")]);
    let gone = folder.path().join("gone");
    assert_eq!(put(Carrier::Folder(gone), document()).await, Err(NotFiled::Failed(WhyFailed::Folder)));
}

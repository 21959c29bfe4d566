//! What somebody types is theirs alone, stays where it was typed, outlives everything, and goes with its use.

use super::{about, engine, engine_at, sign_in, work_the_checklist};
use crate::view::DesktopAlerts;
use crate::{Clock, Unlocked};
use chrono::TimeDelta;
use domain::alert::Contact;
use domain::conversation::{Closing, Command, FileAs, Online, Outcome, Route};
use domain::draft::{DraftFor, DraftKind};
use domain::safety::{Command as Safety, IncidentForm};
use domain::{ConversationId, LetterId};
use uuid::Uuid;

const LETTER: LetterId = LetterId(Uuid::from_u128(7));

/// One of everything that is written in a conversation.
fn all(id: ConversationId) -> Vec<DraftFor> {
    let kinds = [DraftKind::Answer, DraftKind::Note, DraftKind::Outcome, DraftKind::Summary];
    let more = [DraftKind::Override, DraftKind::Reopen, DraftKind::Incident];
    let mut all: Vec<_> =
        kinds.into_iter().chain(more).map(|kind| DraftFor::conversation(id, kind)).collect();
    all.push(DraftFor::alert(id, LETTER));
    all.push(DraftFor::alert(id, LetterId(Uuid::from_u128(8))));
    all
}

fn words(draft: &DraftFor) -> String {
    format!("words for {} {:?}", draft.kind.name(), draft.of)
}

async fn kept(desk: &Unlocked, id: ConversationId) -> Vec<(DraftFor, String)> {
    let drafts = desk.conversation(id).await.unwrap().drafts;
    drafts.into_iter().map(|draft| (draft.about, draft.text)).collect()
}

async fn has(desk: &Unlocked, id: ConversationId, kind: DraftKind) -> bool {
    kept(desk, id).await.iter().any(|(about, _)| about.kind == kind)
}

/// Locking closes the database and saves nothing: what was answered stood on the disk.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_outlives_a_lock_and_is_shown_to_its_writer_in_its_place_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (clock, hand) = Clock::by_hand(Clock::system().now());
    let engine = engine_at(folder.path(), clock).await;
    let desk = sign_in(&engine, "jo.marsden").await;
    let id = about(&desk, "Sinclair").await;
    let other = about(&desk, "Begum").await;
    for draft in all(id) {
        desk.save_draft(draft, &words(&draft)).await.unwrap();
    }
    let own = DraftFor::practice(DraftKind::Incident, None);
    desk.save_draft(own, "the printer").await.unwrap();
    assert_eq!(kept(&desk, other).await, [], "another patient's conversation shows none");
    drop(desk);
    engine.lock().await;

    let desk = sign_in(&engine, "s.brandt").await;
    assert_eq!(kept(&desk, id).await, [], "a draft is its writer's");
    assert_eq!(desk.own_drafts().await.unwrap().len(), 0);
    drop(desk);
    engine.lock().await;

    hand.advance(TimeDelta::minutes(1));
    let desk = sign_in(&engine, "jo.marsden").await;
    let kept_now = kept(&desk, id).await;
    assert_eq!(kept_now.len(), all(id).len());
    for draft in all(id) {
        assert!(kept_now.contains(&(draft, words(&draft))), "{draft:?}");
    }
    let forms = desk.own_drafts().await.unwrap();
    assert!(forms.iter().map(|one| (one.about, one.text.as_str())).eq([(own, "the printer")]));
    assert_eq!(kept(&desk, other).await, []);
    desk.save_draft(own, "").await.unwrap();
    assert_eq!(desk.own_drafts().await.unwrap().len(), 0, "no words, no draft");
    drop(desk);
    engine.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_goes_in_the_step_that_uses_its_words_and_stays_when_that_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let desk = sign_in(&engine, "s.brandt").await;
    let id = about(&desk, "Sinclair").await;
    for kind in [DraftKind::Note, DraftKind::Summary] {
        desk.save_draft(DraftFor::conversation(id, kind), "Spoke; will come on Friday.").await.unwrap();
    }
    let contact = |note: &str| Command::RecordContact {
        contact: Contact::Spoke,
        at: desk.0.clock.now(),
        note: note.to_owned(),
        ends_triage: None,
    };
    work_the_checklist(&desk, id).await;
    desk.act(id, Command::Route { to: Route::Phone, seconds: 9, note: String::new() }).await.unwrap();
    desk.act(id, contact("Rang.")).await.unwrap();
    assert!(has(&desk, id, DraftKind::Note).await, "other words than those that were kept");
    desk.act(id, contact("Spoke; will come on Friday.")).await.unwrap();
    assert!(!has(&desk, id, DraftKind::Note).await, "used");
    assert!(has(&desk, id, DraftKind::Summary).await, "not used yet");
    let closing = Closing {
        outcome: Outcome::DealtWithByPhone,
        summary: "Spoke; will come on Friday.".to_owned(),
        file_as: FileAs::ExactCopy,
        online: Online::Shown,
    };
    let close = |seen| Command::Close { closing: closing.clone(), seen };
    assert!(desk.act(id, close(9)).await.is_err());
    assert!(has(&desk, id, DraftKind::Summary).await, "refused whole");
    desk.act(id, close(1)).await.unwrap();
    assert!(!has(&desk, id, DraftKind::Summary).await);
    let reopen = DraftFor::conversation(id, DraftKind::Reopen);
    desk.save_draft(reopen, "They rang back.").await.unwrap();
    desk.act(id, Command::Reopen { why: "They rang back.".to_owned() }).await.unwrap();
    assert_eq!(kept(&desk, id).await, []);
    drop(desk);
    engine.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_that_was_reported_leaves_no_draft_and_touches_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let desk = sign_in(&engine, "jo.marsden").await;
    let id = about(&desk, "Sinclair").await;
    let here = DraftFor::conversation(id, DraftKind::Incident);
    desk.save_draft(here, "wrong patient").await.unwrap();
    desk.save_draft(DraftFor::practice(DraftKind::Incident, None), "the printer").await.unwrap();
    let form = IncidentForm {
        kind: domain::safety::IncidentKind::Other,
        happened_at: desk.0.clock.now(),
        what: "Opened the wrong patient.".to_owned(),
        harm: String::new(),
        conversation: Some(id),
        hazard: None,
        learned: String::new(),
    };
    desk.safety_act(&Safety::WriteIncident { id: None, form }, DesktopAlerts::Untried).await.unwrap();
    assert_eq!(kept(&desk, id).await, []);
    assert_eq!(desk.own_drafts().await.unwrap().len(), 1);
    drop(desk);
    engine.shut_down().await;
}

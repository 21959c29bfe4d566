//! The engine whole, on a real queue, vault and database: what must hold whatever a screen does.

mod alerts;
mod anchors;
mod answers;
mod backups;
mod devices;
mod drafts;
mod filing_place;
mod log;
mod recovery;
mod rekey;
mod roster;
mod search;
mod searching;
mod second_reader;
mod two;

use crate::practice::standing::{Decided, Standing};
use crate::store::{conversations, outbox};
use crate::view::Queue;
use crate::{Clock, Engine, Options, Unlocked};
use domain::conversation::{
    AfterSend, Closing, Command, Event, FileAs, IdentityCheck, Online, Outcome, Place, Recorded, Refusal,
    Route, step,
};
use domain::draft::DraftFor;
use domain::{ConversationId, EventId, Subject};
use queue::Expect;
use std::path::Path;
use std::time::{Duration, Instant};
use uuid::Uuid;

pub(crate) async fn engine(folder: &Path) -> Engine {
    engine_at(folder, Clock::system()).await
}

pub(crate) async fn engine_at(folder: &Path, clock: Clock) -> Engine {
    let _ = tracing_subscriber::fmt().with_test_writer().with_env_filter("engine=debug").try_init();
    let options = Options { folder: folder.to_owned(), clock, demonstration: true };
    Engine::start(options).await.expect("the demonstration starts")
}

pub(crate) async fn sign_in(engine: &Engine, user: &str) -> Unlocked {
    try_sign_in(engine, user).await.expect("the factors are right")
}

pub(crate) async fn try_sign_in(engine: &Engine, user: &str) -> Result<Unlocked, crate::SignInFailure> {
    let crate::view::Gate::SignIn { demonstration: Some(people), .. } = engine.gate().await else {
        panic!("the demonstration stands before sign-in");
    };
    let person = people.iter().find(|person| person.user_name == user).expect("in the cast");
    engine.sign_in(user, &person.password, &person.code).await
}

async fn listed(unlocked: &Unlocked, queue: Queue) -> Vec<conversations::ConversationRow> {
    let mut connection = unlocked.0.store.read().await.unwrap();
    conversations::page(&mut connection, queue, unlocked.me().staff, 0, 200).await.unwrap()
}

/// Waits for something the loops bring about.
pub(crate) async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn settled(unlocked: &Unlocked) {
    eventually("the queue confirms everything", async || {
        let mut connection = unlocked.0.store.read().await.unwrap();
        (crate::store::outbox::count(&mut connection).await.unwrap() == 0).then_some(())
    })
    .await;
}

pub(crate) async fn about(unlocked: &Unlocked, family: &str) -> ConversationId {
    eventually("the letter is listed", async || {
        let rows = listed(unlocked, Queue::NeedsTriage).await;
        let row =
            rows.iter().find(|row| row.summary.name.as_ref().is_some_and(|name| name.family == family))?;
        Some(row.id)
    })
    .await
}

/// Whoever admits a letter writes the same ids; the queue keeps one workstation's bytes of each.
#[tokio::test(flavor = "multi_thread")]
async fn what_waits_behind_another_workstations_copy_of_an_event_still_gets_into_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let unlocked = sign_in(&engine, "jo.marsden").await;
    let id = about(&unlocked, "Sinclair").await;
    settled(&unlocked).await;
    let subject = Subject::conversation(id);
    let (same, next) = (EventId(Uuid::new_v4()), EventId(Uuid::new_v4()));
    let sealed = async |events: Vec<(EventId, Event)>| {
        let mut connection = unlocked.0.store.read().await.unwrap();
        let confirmed = conversations::confirmed(&mut connection, id).await.unwrap().unwrap();
        let last = crate::store::events::last(&mut connection, &subject).await.unwrap();
        let act = Uuid::new_v4();
        let (actor, at) = (unlocked.actor(), unlocked.0.clock.now());
        let decided = Decided { act, actor, at, command: None, events };
        unlocked.seal_behind(Standing::over(confirmed, vec![]), last, decided).unwrap().waiting
    };
    let theirs = sealed(vec![(same, Event::LookedAt)]).await.remove(0);
    let ours = sealed(vec![(same, Event::LookedAt), (next, Event::Taken)]).await;
    assert_ne!(theirs.envelope, ours[0].envelope);
    let expected = Some(Expect::after(theirs.previous));
    unlocked.0.queue.append(&subject, expected, same, &theirs.envelope).await.unwrap();
    let has = async |event: EventId| {
        let mut connection = unlocked.0.store.read().await.unwrap();
        let confirmed = conversations::confirmed(&mut connection, id).await.unwrap().unwrap();
        confirmed.folded.contains(&event).then_some(())
    };
    eventually("theirs is read", async || has(same).await).await;
    {
        let mut tx = unlocked.0.store.begin().await.unwrap();
        outbox::put(&mut tx, ours.iter().skip(1)).await.unwrap();
        tx.commit().await.unwrap();
    }
    unlocked.0.outbox_bell.notify_one();
    eventually("ours stands in the log, in its place", async || has(next).await).await;
    settled(&unlocked).await;
    drop(unlocked);
    engine.lock().await;
    engine.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_letters_are_admitted_riskiest_first_and_survive_a_lock() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let unlocked = sign_in(&engine, "jo.marsden").await;
    let rows = eventually("eight letters are listed", async || {
        let rows = listed(&unlocked, Queue::NeedsTriage).await;
        (rows.len() == 8).then_some(rows)
    })
    .await;
    let risks: Vec<u8> = rows.iter().map(|row| row.summary.risk).collect();
    assert!(risks.is_sorted_by(|a, b| a >= b), "riskiest first: {risks:?}");
    assert!(risks[0] >= 3, "bruises on warfarin are at least a check");
    settled(&unlocked).await;
    let id = about(&unlocked, "Sinclair").await;
    unlocked.act(id, Command::Take).await.unwrap();
    drop(unlocked);
    engine.lock().await;
    let unlocked = sign_in_after(&engine, "priya.nair").await;
    let rows = listed(&unlocked, Queue::NeedsTriage).await;
    assert_eq!(rows.len(), 8, "nothing is lost and nothing is there twice");
    let refused = unlocked.act(id, Command::Take).await;
    assert!(matches!(refused, Err(crate::ActError::Refused(Refusal::HeldBy { .. }))), "{refused:?}");
    drop(unlocked);
    engine.shut_down().await;
}

/// Another person: the first one's code cannot be used twice.
async fn sign_in_after(engine: &Engine, user: &str) -> Unlocked {
    sign_in(engine, user).await
}

#[tokio::test(flavor = "multi_thread")]
async fn triage_gates_the_destination() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let unlocked = sign_in(&engine, "jo.marsden").await;
    let id = about(&unlocked, "Sinclair").await;
    let route = Command::Route { to: Route::AnswerHere, seconds: 20, note: String::new() };
    let refused = unlocked.act(id, route.clone()).await;
    assert!(matches!(refused, Err(crate::ActError::Refused(Refusal::TriageOpen { .. }))), "{refused:?}");
    work_the_checklist(&unlocked, id).await;
    unlocked.act(id, route).await.unwrap();
    settled(&unlocked).await;
    assert_eq!(listed(&unlocked, Queue::Mine).await.len(), 1);
    drop(unlocked);
    engine.shut_down().await;
}

/// Everything before the destination.
async fn work_the_checklist(unlocked: &Unlocked, id: ConversationId) {
    let chosen = unlocked.shared().policy.permitted_uses.iter().find(|u| !u.clinical).unwrap().id.clone();
    for command in [
        Command::Look,
        Command::VerifyIdentity { how: IdentityCheck::NhsLogin },
        Command::ChooseUse { to: chosen },
        Command::ReviewRisk { red_flag: false, alert: false },
    ] {
        unlocked.act(id, command).await.unwrap();
    }
}

/// An answer that ends triage and closes.
fn answer(seen: u32) -> Command {
    let closing = Closing {
        outcome: Outcome::QuestionAnswered,
        summary: "Told when.".to_owned(),
        file_as: FileAs::ExactCopy,
        online: Online::Shown,
    };
    let then = AfterSend::Close { closing };
    Command::Reply { text: "From Thursday, 9am.".to_owned(), seen, then, ends_triage: Some(40) }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_routed_sent_and_closed_by_one_command() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let unlocked = sign_in(&engine, "jo.marsden").await;
    let id = about(&unlocked, "Sinclair").await;
    work_the_checklist(&unlocked, id).await;
    unlocked.save_draft(DraftFor::answer(id), "From Thursday").await.unwrap();
    let refused = unlocked.act(id, answer(7)).await;
    assert!(matches!(refused, Err(crate::ActError::Refused(Refusal::UnseenMessage))), "{refused:?}");
    let shown = unlocked.conversation(id).await.unwrap();
    assert_eq!((shown.place, shown.triage.route), (Place::NeedsTriage, None), "refused whole");
    assert!(!shown.drafts.is_empty());
    let shown = unlocked.act_and_show(id, answer(1)).await.unwrap();
    assert_eq!((shown.place, shown.triage.route), (Place::Closed, Some(Route::AnswerHere)));
    assert!(shown.drafts.is_empty());
    settled(&unlocked).await;
    assert_eq!(unlocked.conversation(id).await.unwrap().place, Place::Closed);
    drop(unlocked);
    engine.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rest_of_an_act_decided_again_keeps_its_ids() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let unlocked = sign_in(&engine, "jo.marsden").await;
    let id = about(&unlocked, "Sinclair").await;
    work_the_checklist(&unlocked, id).await;
    let mut connection = unlocked.0.store.read().await.unwrap();
    let state = unlocked.standing(&mut connection, id).await.unwrap().unwrap().seen;
    drop(connection);
    let (act, now) = (uuid::Uuid::new_v4(), unlocked.0.clock.now());
    let decide = |state| unlocked.decide(state, answer(1), act, unlocked.actor(), now).unwrap().events;
    let whole = decide(&state);
    assert!(matches!(
        whole[..],
        [(_, Event::Routed { .. }), (_, Event::Replied { .. }), (_, Event::Closed { .. })]
    ));
    let (first, event) = whole[0].clone();
    let routed = step(state.clone(), &Recorded { id: first, at: now, actor: unlocked.actor(), event });
    assert!(decide(&routed) == whole[1..], "what the queue has confirmed is not decided twice");
    drop(unlocked);
    engine.shut_down().await;
}

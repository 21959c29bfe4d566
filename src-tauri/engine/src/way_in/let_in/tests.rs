use crate::tests::{about, engine_at, try_sign_in};
use crate::view::Gate;
use crate::{Clock, Engine, SignInFailure, UnlockError, Unlocked};
use chrono::TimeDelta;
use queue::Seq;
use signin::password::Password;

const JO: &str = "jo.marsden";

/// The practice, opened with the right factors and by nobody who is in the audit.
async fn opened(engine: &Engine) -> Unlocked {
    let Gate::SignIn { demonstration: Some(people), .. } = engine.gate().await else { panic!("no gate") };
    let person = people.into_iter().find(|person| person.user_name == JO).unwrap();
    let vault = engine.vault().unwrap();
    let notice = vault.notice().unwrap();
    let password = Password::from(person.password);
    let signed_in = vault.sign_in(JO, &password, &person.code, engine.clock().now()).unwrap();
    engine.unlock(signed_in, &notice).await.unwrap()
}

async fn change(unlocked: &Unlocked, statement: &'static str) {
    let mut tx = unlocked.0.store.begin().await.unwrap();
    sqlx::query(statement).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_comes_in_and_no_work_begins_while_the_audit_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let (clock, hand) = Clock::by_hand(Clock::system().now());
    let engine = engine_at(folder.path(), clock).await;
    let next_code = || hand.advance(TimeDelta::seconds(31));
    let unlocked = opened(&engine).await;
    change(
        &unlocked,
        "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'the disk is full'); END",
    )
    .await;
    unlocked.lock().await;
    next_code();
    let refused = try_sign_in(&engine, JO).await;
    assert!(matches!(refused, Err(SignInFailure::Practice(UnlockError::Store(_)))), "{:?}", refused.err());
    assert!(engine.unlocked().is_none());
    next_code();
    let unlocked = opened(&engine).await;
    assert_eq!(
        unlocked.cursor().await.unwrap(),
        Seq::START,
        "nothing was read for somebody who did not come in"
    );
    change(&unlocked, "DROP TRIGGER full").await;
    unlocked.lock().await;
    next_code();
    let unlocked = try_sign_in(&engine, JO).await.unwrap();
    about(&unlocked, "Sinclair").await;
    drop(unlocked);
    engine.shut_down().await;
}

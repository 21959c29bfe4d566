//! A security key at the engine: added by its person, it opens the practice again after a restart, until it is taken off.

use crate::practice::{Practice, eventually};
use domain::audit::{Factor, SignInRefusal, What};
use doubles::security_keys::{Kind, PIN, SoftKey, Touch};
use engine::audit::AuditFilter;
use engine::view::{Change, Gate, NewFactor, Prompt, SignInWith};
use engine::{Engine, FactorsError, SignInFailure, Unlocked};
use journeys::keys::Port;
use signin::security_key::{Ctap2, KeyError};
use signin::vault::{FactorError, SignInError};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;

const USER: &str = "carol.whitby";
const PASSWORD: &str = "otter-canal-lantern";

async fn practice_with(folder: &std::path::Path, key: &SoftKey) -> Practice {
    let practice = Practice::open_in(folder.to_owned()).await;
    practice.engine.use_security_keys(Arc::new(Ctap2::new(Port(key.clone()))));
    practice
}

async fn sign_in(engine: &Engine, pin: &str) -> Result<Unlocked, SignInFailure> {
    engine.sign_in_with(SignInWith::SecurityKey { user_name: USER.into(), pin: pin.into() }).await
}

async fn add(engine: &Engine, name: &str) -> Result<(), FactorsError> {
    let (password, pin, name) = (PASSWORD.into(), PIN.into(), name.into());
    engine.add_factor(NewFactor::SecurityKey { password, pin, name }).await
}

async fn try_key(practice: &Practice, pin: &str) -> Result<Unlocked, KeyError> {
    match sign_in(&practice.engine, pin).await {
        Ok(open) => Ok(open),
        Err(SignInFailure::Factors(SignInError::Factor(FactorError::SecurityKey(error)))) => Err(error),
        Err(other) => panic!("{other:?}"),
    }
}

/// Is a key asked for on the sign-in screen?
async fn asks_for_a_key(practice: &Practice) -> bool {
    let Gate::SignIn { asked, .. } = practice.engine.gate().await else { panic!("no gate") };
    asked.security_key.is_some_and(|asked| asked.pin)
}

async fn told(changes: &mut Receiver<Change>, wanted: Prompt) {
    let waited = async {
        loop {
            match changes.recv().await.expect("told") {
                Change::Prompt { now } if now == wanted => return,
                _ => {}
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waited).await.expect("in time");
}

/// What the audit says, oldest first.
async fn audited(desk: &Unlocked) -> Vec<What> {
    let page = desk.audit_page(&AuditFilter::default(), 0, 200).await.expect("a manager reads it");
    page.rows.into_iter().rev().filter_map(|row| row.what).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_added_key_opens_after_a_restart_and_one_taken_off_does_not() {
    let (folder, key) = (tempfile::tempdir().expect("a folder"), SoftKey::new(Kind::Current));
    let practice = practice_with(folder.path(), &key).await;
    drop(practice.sign_in(USER).await);
    let engine = &practice.engine;
    add(engine, "Blue key").await.expect("a good key");
    let mine = engine.your_factors().await.expect("signed in").security_key;
    assert_eq!((mine.keys.len(), mine.keys[0].name.as_str(), mine.here), (1, "Blue key", true));
    engine.lock().await;
    assert!(asks_for_a_key(&practice).await);
    drop(try_key(&practice, PIN).await.expect("it opens again"));
    practice.shut().await;

    let practice = practice_with(folder.path(), &key).await;
    assert_eq!(try_key(&practice, "000000").await.err(), Some(KeyError::WrongPin { left: Some(7) }));
    let desk = try_key(&practice, PIN).await.expect("it opens after the restart");
    let written = audited(&desk).await;
    for entry in [
        What::FactorAdded { factor: Factor::SecurityKey },
        What::SignInRefused { why: SignInRefusal::SecurityKey },
        What::SignedIn,
    ] {
        assert!(written.contains(&entry), "{}", entry.kind());
    }
    drop(desk);
    let gone = practice.engine.remove_factor(Factor::SecurityKey, mine.keys[0].key.clone()).await;
    gone.expect("one's own");
    practice.engine.lock().await;
    assert!(!asks_for_a_key(&practice).await);
    assert_eq!(try_key(&practice, PIN).await.err(), Some(KeyError::WrongKey));
    practice.shut().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_person_is_told_to_touch_and_may_stop_and_use_the_password_meanwhile() {
    let (folder, key) = (tempfile::tempdir().expect("a folder"), SoftKey::new(Kind::Current));
    let practice = practice_with(folder.path(), &key).await;
    drop(practice.sign_in(USER).await);
    let engine = practice.engine.clone();
    add(&engine, "").await.expect("a good key");
    engine.lock().await;
    key.touch(Touch::Never(6000));
    let mut changes = engine.listen();
    let waiting = {
        let engine = engine.clone();
        tokio::spawn(async move { sign_in(&engine, PIN).await.err() })
    };
    told(&mut changes, Prompt::Touch).await;
    assert!(engine.unlocked().is_none());
    engine.cancel_factor();
    let stopped = waiting.await.expect("it ends");
    let cancelled = SignInFailure::Factors(SignInError::from(KeyError::Cancelled));
    assert_eq!(format!("{stopped:?}"), format!("{:?}", Some(cancelled)));
    told(&mut changes, Prompt::Over).await;
    key.pull_out();
    assert_eq!(try_key(&practice, PIN).await.err(), Some(KeyError::NoKey));
    key.plug_in();
    key.touch(Touch::AtOnce);
    let opened = eventually("it opens once it is touched", async || try_key(&practice, PIN).await.ok()).await;
    drop(opened);
    practice.shut().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn locking_ends_what_waits_for_a_touch_and_nothing_is_added() {
    let (folder, key) = (tempfile::tempdir().expect("a folder"), SoftKey::new(Kind::Current));
    let practice = practice_with(folder.path(), &key).await;
    drop(practice.sign_in(USER).await);
    let engine = practice.engine.clone();
    key.touch(Touch::Never(6000));
    let mut changes = engine.listen();
    let adding = {
        let engine = engine.clone();
        tokio::spawn(async move { add(&engine, "").await.is_err() })
    };
    told(&mut changes, Prompt::Touch).await;
    engine.lock().await;
    assert!(adding.await.expect("it ends"));
    assert!(!asks_for_a_key(&practice).await);
    practice.shut().await;
}

//! After a leaver and after a new password the database has another key; an old copy of the vault opens nothing of today.

use super::two::{OTHER, PASSWORD, Two, eventually};
use crate::store::{OpenError, Store};
use crate::view::Queue;
use crate::{SignInFailure, Unlocked};
use domain::staff::Role;
use signin::vault::{SignInError, SignedIn, VAULT_FILE, Vault, VaultError};
use std::path::PathBuf;

/// The vault and the number that the demonstration's key store has of it.
struct Copied(Vec<(PathBuf, Vec<u8>)>);

impl Copied {
    fn of(two: &Two) -> Self {
        let files = std::fs::read_dir(two.first.folder().practice()).unwrap();
        let paths = files.map(|file| file.unwrap().path());
        let kept = paths.filter(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            name == VAULT_FILE || name.ends_with(".demonstration-generation")
        });
        let copied: Vec<_> = kept.map(|path| (path.clone(), std::fs::read(path).unwrap())).collect();
        assert_eq!(copied.len(), 2);
        Self(copied)
    }

    fn put_back(&self, with_the_key_store: bool) {
        for (path, bytes) in &self.0 {
            if with_the_key_store || path.ends_with(VAULT_FILE) {
                std::fs::write(path, bytes).unwrap();
            }
        }
    }
}

async fn refused(two: &Two, user: &str, password: &str) -> SignInFailure {
    two.next_code();
    match two.first.sign_in(user, password, &two.code(user).await).await {
        Err(failure) => failure,
        Ok(_) => panic!("{user} got in"),
    }
}

async fn letters(desk: &Unlocked) -> u32 {
    eventually("the letters are there", async || {
        let page = desk.list_queue(Queue::NeedsTriage, 0, 20).await.unwrap();
        (page.total > 0).then_some(page.total)
    })
    .await
}

/// Jo has another password, and nobody has signed in since.
async fn with_a_changed_password() -> (Two, Copied) {
    let two = Two::new().await;
    let copied = Copied::of(&two);
    let jo = two.sign_in(&two.first, "jo.marsden").await;
    letters(&jo).await;
    jo.change_password(PASSWORD, OTHER).await.unwrap();
    drop(jo);
    two.first.lock().await;
    (two, copied)
}

/// The factors alone, as far as a program gets that is killed before it touches the database.
async fn factors(two: &Two) -> (Vault, SignedIn) {
    two.next_code();
    let (code, now) = (two.code("carol.whitby").await, two.clock.now());
    let vault = Vault::open(&two.first.folder().practice()).unwrap();
    let signed_in = vault.sign_in("carol.whitby", &PASSWORD.to_owned().into(), &code, now).unwrap();
    (vault, signed_in)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_vault_with_an_old_password_opens_nothing_of_today() {
    let (two, old) = with_a_changed_password().await;
    let carol = two.manager().await;
    assert!(letters(&carol).await > 0, "everything is there under the next key");
    drop(carol);
    two.first.lock().await;
    let today = Copied::of(&two);
    old.put_back(false);
    let failure = refused(&two, "jo.marsden", PASSWORD).await;
    assert!(matches!(failure, SignInFailure::Factors(SignInError::Vault(VaultError::Older))), "{failure:?}");
    // Also for somebody who can write the key store: the old vault has the old key.
    old.put_back(true);
    let failure = refused(&two, "jo.marsden", PASSWORD).await;
    assert!(matches!(failure, SignInFailure::Database(OpenError::WrongKeyOrDamaged)), "{failure:?}");
    today.put_back(true);
    drop(two.manager().await);
    two.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_between_vault_and_database_leaves_the_practice_openable() {
    for database_too in [false, true] {
        let (two, _) = with_a_changed_password().await;
        let database = two.first.folder().database();
        let (_, killed) = factors(&two).await;
        let next = killed.next_key.as_ref().expect("it is begun");
        if database_too {
            assert!(Store::change_key(&database, &killed.database_key, next).await.unwrap());
        }
        let carol = two.manager().await;
        assert!(letters(&carol).await > 0);
        drop(carol);
        two.first.lock().await;
        let (_, after) = factors(&two).await;
        assert!(after.next_key.is_none(), "finished");
        assert!(after.database_key == *next, "with the key that was begun");
        let old = Store::open(&database, &killed.database_key).await;
        assert!(matches!(old, Err(OpenError::WrongKeyOrDamaged)));
        two.shut_down().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_leaver_the_database_has_another_key_on_every_workstation() {
    let two = Two::new().await;
    let manager = two.manager().await;
    two.join(&manager).await;
    let (sam, _) = two.add(&manager, "sam.aspinall", &[Role::Receptionist]).await;
    let jo = two.sign_in(&two.second, "jo.marsden").await;
    manager.leave(sam).await.unwrap();
    let (first, second) = (key_of(&manager), key_of(&jo));
    eventually("the vault there has followed", async || {
        let vault = std::fs::read_to_string(two.second.folder().practice().join(VAULT_FILE)).ok()?;
        vault.contains(r#""spent":true"#).then_some(())
    })
    .await;
    drop((manager, jo));
    two.first.lock().await;
    two.second.lock().await;
    let manager = two.manager().await;
    let priya = two.sign_in(&two.second, "priya.nair").await;
    assert_ne!(key_of(&manager), first);
    assert_ne!(key_of(&priya), second);
    drop((manager, priya));
    two.first.lock().await;
    two.second.lock().await;
    drop(two.manager().await);
    two.shut_down().await;
}

fn key_of(desk: &Unlocked) -> [u8; 32] {
    **desk.0.signed_in.lock().unwrap().database_key
}

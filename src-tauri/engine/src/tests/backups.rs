//! The second place for copies of the log: named by a manager, said until it is, and enough to bring the practice back.

use super::recovery::{bare, form, new_kit};
use super::two::{OTHER, Two, attested, authenticator};
use super::{engine, eventually, sign_in};
use crate::view::{BackupLies, DesktopAlerts, SecondCopy};
use crate::{ActError, SettingsError, Unlocked};
use domain::conversation::Refusal;

async fn said(desk: &Unlocked) -> SecondCopy {
    desk.bar(DesktopAlerts::Untried).await.unwrap().second_copy
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_is_a_managers_to_name_and_one_that_cannot_take_copies_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let engine = engine(&home.path().join("data")).await;
    let place = home.path().join("stick");
    std::fs::create_dir(&place).unwrap();
    let place = place.to_str().unwrap();
    let jo = sign_in(&engine, "jo.marsden").await;
    let refused = jo.set_backup_place(place).await.err();
    assert!(matches!(refused, Some(SettingsError::Act(ActError::Refused(Refusal::NotAllowed { .. })))));
    assert_eq!(said(&jo).await, SecondCopy::NoPlace);
    drop(jo);
    engine.lock().await;

    let carol = sign_in(&engine, "carol.whitby").await;
    for bad in ["", "stick", "/not/there/at/all", home.path().join("data").to_str().unwrap()] {
        let refused = carol.set_backup_place(bad).await.err();
        assert!(matches!(refused, Some(SettingsError::Bad(setting)) if setting == "backupPlace"), "{bad}");
    }
    assert!(carol.backups().await.unwrap().second.is_none());
    let named = carol.set_backup_place(place).await.unwrap().second.unwrap();
    assert_eq!((named.folder.as_str(), named.lies), (place, Some(BackupLies::SameDrive)));
    assert_eq!(said(&carol).await, SecondCopy::SameDrive, "what is known is said");
    eventually("a copy arrives", async || carol.backups().await.unwrap().second.unwrap().copied).await;
    let mut connection = carol.0.store.read().await.unwrap();
    let written =
        crate::store::audit::newest(&mut connection, "published", carol.me().staff, 50).await.unwrap();
    let named = domain::audit::Difference::new("backupPlace", None, Some(place.to_owned()));
    let what = domain::audit::What::Published { record: "backupPlace".to_owned(), changes: vec![named] };
    assert!(written.iter().any(|entry| entry.what == what));
    drop(connection);
    drop(carol);
    engine.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_place_alone_brings_the_practice_back_on_a_bare_pc() {
    let two = Two::new().await;
    let manager = two.manager().await;
    let kit = new_kit(&manager).await;
    super::settled(&manager).await;
    assert_eq!(said(&manager).await, SecondCopy::NoPlace);
    let place = two.folder.path().join("stick");
    std::fs::create_dir(&place).unwrap();
    manager.set_backup_place(place.to_str().unwrap()).await.unwrap();
    eventually("a copy arrives", async || manager.backups().await.unwrap().second.unwrap().copied).await;
    drop(manager);
    two.second.shut_down().await;
    two.first.shut_down().await;
    // Windows keeps what this process holds open until it ends; nothing below looks there.
    let gone = std::fs::remove_dir_all(two.first.folder().root());
    assert!(gone.is_ok() || cfg!(windows), "{gone:?}");
    let third = bare(&two, &two.clock).await;
    let draft = third.begin_restore(&form(place.to_str().unwrap(), &kit)).await.unwrap();
    assert_eq!(draft.practice, "Hollin Lane Surgery");
    let totp = authenticator(&draft.authenticator);
    third.finish_restore(&totp.code_at(two.clock.now()), &[], None).await.unwrap();
    two.next_code();
    let code = totp.code_at(two.clock.now());
    let back = third.sign_in("carol.whitby", OTHER, &code).await.unwrap();
    let back = attested(back).await;
    assert!(back.staff().await.unwrap().iter().any(|row| row.name == "Jo Marsden"));
    assert_eq!(said(&back).await, SecondCopy::NoPlace, "the new computer asks for a place of its own");
    drop(back);
    third.shut_down().await;
}

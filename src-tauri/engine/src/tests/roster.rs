//! People and workstations change on one workstation, and every other one follows, also where nobody is signed in.

use super::two::{OTHER, PASSWORD, Two, authenticator, eventually, files, new_staff};
use crate::errors::{ActError, RosterError};
use crate::view::Gate;
use crate::{Engine, SignInFailure};
use domain::conversation::Refusal;
use domain::staff::Role;
use signin::vault::SignInError;

async fn refused(engine: &Engine, user: &str, password: &str, code: &str) -> SignInError {
    match engine.sign_in(user, password, code).await {
        Err(SignInFailure::Factors(error)) => error,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("{user} got in"),
    }
}

/// Waits until the locked second workstation has read the log as far as the first.
async fn followed(two: &Two) {
    let head = two.first.unlocked().expect("the manager is signed in").directory().head();
    eventually("the locked workstation follows", async || {
        let vault = two.second.folder().practice().join("vault.json");
        let text = std::fs::read_to_string(vault).ok()?;
        text.contains(&head.to_string()).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workstation_joins_by_its_code_and_everybody_signs_in_there() {
    let (two, manager, jo) = Two::at_work().await;
    eventually("the practice's letters are there", async || {
        let page = jo.list_queue(crate::view::Queue::NeedsTriage, 0, 20).await.unwrap();
        (page.total == 8).then_some(())
    })
    .await;
    assert_eq!(jo.session().workstation, "RECEP-03, window");
    drop((jo, manager));
    two.second.lock().await;
    let priya = two.sign_in(&two.second, "priya.nair").await;
    drop(priya);
    assert!(two.second.gateway_grant().unwrap().is_none(), "the doors are on the first workstation");
    two.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_code_lets_nobody_in_and_ends_the_attempt_on_both_screens() {
    let two = Two::new().await;
    let manager = two.manager().await;
    let code = two.ask().await;
    let request = eventually("heard", async || manager.join_requests().await.unwrap().pop()).await;
    let wrong = if code == "0000 0000" { "0000 0001" } else { "0000 0000" };
    let refused = manager.confirm_join(request.attempt, wrong).await;
    assert!(matches!(refused, Err(RosterError::CodesDiffer)), "{refused:?}");
    eventually("the newcomer is sent away", async || {
        matches!(two.second.joining(), crate::view::JoinState::Failed { .. }).then_some(())
    })
    .await;
    let again = manager.confirm_join(request.attempt, &code).await;
    assert!(matches!(again, Err(RosterError::Unknown)), "{again:?}");
    assert_eq!(manager.devices().await.unwrap().len(), 1);
    assert!(matches!(two.second.gate().await, Gate::SetUp));
    drop(manager);
    two.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_added_signs_in_on_the_other_workstation_and_is_out_everywhere_when_they_leave() {
    let two = Two::new().await;
    let manager = two.manager().await;
    two.join(&manager).await;
    let before = manager.directory().last_position();
    let (sam, totp) = two.add(&manager, "sam.aspinall", &[Role::Receptionist]).await;
    assert_eq!(manager.directory().last_position().0, before.0 + 1, "one statement");
    followed(&two).await;
    let used = refused(&two.second, "sam.aspinall", OTHER, &totp.code_at(two.clock.now())).await;
    assert!(matches!(used, SignInError::CodeUsed { .. }), "{used:?}");
    two.next_code();
    let there = two.second.sign_in("sam.aspinall", OTHER, &totp.code_at(two.clock.now())).await.unwrap();
    assert_eq!(there.me().staff, sam);
    drop(there);
    two.second.lock().await;
    let epoch = manager.directory().epoch();
    manager.leave(sam).await.unwrap();
    assert_eq!(
        manager.directory().last_position().0,
        before.0 + 2,
        "one statement, with the new epoch in it"
    );
    assert_eq!(manager.directory().epoch(), epoch.next());
    followed(&two).await;
    two.next_code();
    for engine in [&two.second] {
        let out = refused(engine, "sam.aspinall", OTHER, &totp.code_at(two.clock.now())).await;
        assert!(matches!(out, SignInError::Wrong { .. }), "{out:?}");
    }
    let jo = two.sign_in(&two.second, "jo.marsden").await;
    eventually("the database there is under the new access key", async || {
        let vault = std::fs::read_to_string(two.second.folder().practice().join("vault.json")).unwrap();
        vault.contains(r#""database":{"epoch":2"#).then_some(())
    })
    .await;
    drop((jo, manager));
    two.second.lock().await;
    drop(two.sign_in(&two.second, "priya.nair").await);
    two.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_password_holds_on_the_locked_workstation_too() {
    let two = Two::new().await;
    let manager = two.manager().await;
    two.join(&manager).await;
    drop(manager);
    two.first.lock().await;
    let jo = two.sign_in(&two.first, "jo.marsden").await;
    let wrong = jo.change_password(OTHER, OTHER).await;
    assert!(matches!(wrong, Err(RosterError::Current(SignInError::Wrong { .. }))), "{wrong:?}");
    jo.change_password(PASSWORD, OTHER).await.unwrap();
    followed(&two).await;
    two.next_code();
    let code = two.code("jo.marsden").await;
    let old = refused(&two.second, "jo.marsden", PASSWORD, &code).await;
    assert!(matches!(old, SignInError::Wrong { .. }), "{old:?}");
    drop(two.second.sign_in("jo.marsden", OTHER, &code).await.unwrap());
    drop(jo);
    two.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_factors_are_replaced_and_the_old_ones_open_nothing_anywhere() {
    let two = Two::new().await;
    let manager = two.manager().await;
    two.join(&manager).await;
    let jo = manager.staff().await.unwrap().into_iter().find(|row| row.name == "Jo Marsden").unwrap();
    let there = two.sign_in(&two.second, "jo.marsden").await;
    let shown = manager.begin_reset(jo.id, "jo.marsden", OTHER).await.unwrap();
    let totp = authenticator(&shown);
    manager.finish_staff(&totp.code_at(two.clock.now())).await.unwrap();
    drop(there);
    eventually("who was signed in with the old keys is asked to sign in again", async || {
        two.second.unlocked().is_none().then_some(())
    })
    .await;
    two.next_code();
    let old = refused(&two.second, "jo.marsden", PASSWORD, &two.code("jo.marsden").await).await;
    assert!(matches!(old, SignInError::Wrong { .. }), "{old:?}");
    let code = totp.code_at(two.clock.now());
    drop(two.second.sign_in("jo.marsden", OTHER, &code).await.unwrap());
    drop(manager);
    two.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changed_roles_are_one_statement_and_end_the_session_they_change() {
    let (two, manager, there) = Two::at_work().await;
    let jo = there.me().staff;
    drop(there);
    let before = manager.directory().last_position();
    manager.change_roles(jo, &[Role::Receptionist, Role::Manager]).await.unwrap();
    assert_eq!(manager.directory().last_position().0, before.0 + 1);
    eventually("signed out there", async || two.second.unlocked().is_none().then_some(())).await;
    let there = two.sign_in(&two.second, "jo.marsden").await;
    assert!(there.me().roles.contains(&Role::Manager));
    assert!(there.staff().await.is_ok(), "and may do what the role may");
    drop((there, manager));
    two.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_always_stays_and_nobody_ends_themselves() {
    let two = Two::new().await;
    let manager = two.manager().await;
    let me = manager.me().staff;
    assert!(matches!(manager.leave(me).await, Err(RosterError::Own)));
    assert!(matches!(manager.change_roles(me, &[Role::Gp]).await, Err(RosterError::LastManager)));
    let this = manager.devices().await.unwrap().pop().unwrap().id;
    assert!(matches!(manager.revoke_device(this).await, Err(RosterError::Own)));
    let taken = new_staff("jo.marsden", &[Role::Gp]);
    let shown = manager.begin_staff(&taken).await.unwrap();
    let code = authenticator(&shown).code_at(two.clock.now());
    assert!(matches!(manager.finish_staff(&code).await, Err(RosterError::Taken)));
    drop(manager);
    two.first.lock().await;
    let jo = two.sign_in(&two.first, "jo.marsden").await;
    assert!(matches!(jo.staff().await, Err(RosterError::Act(ActError::Refused(Refusal::NotAllowed { .. })))));
    assert!(matches!(
        jo.begin_staff(&taken).await,
        Err(RosterError::Act(ActError::Refused(Refusal::NotAllowed { .. })))
    ));
    assert!(matches!(
        jo.revoke_device(this).await,
        Err(RosterError::Act(ActError::Refused(Refusal::NotAllowed { .. })))
    ));
    assert!(matches!(
        jo.leave(me).await,
        Err(RosterError::Act(ActError::Refused(Refusal::NotAllowed { .. })))
    ));
    assert!(matches!(
        jo.check_kit("").await,
        Err(RosterError::Act(ActError::Refused(Refusal::NotAllowed { .. })))
    ));
    drop(jo);
    two.shut_down().await;
}

/// What is derived from a password lies in the log only sealed: the salt, which is random, would be found.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_how_people_sign_in_lies_bare_in_the_log() {
    let two = Two::new().await;
    let manager = two.manager().await;
    two.join(&manager).await;
    two.add(&manager, "sam.aspinall", &[Role::Receptionist]).await;
    let vault = std::fs::read_to_string(two.first.folder().practice().join("vault.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&vault).unwrap();
    let accounts = json["body"]["accounts"].as_array().unwrap();
    let people = crate::way_in::demo::people(&two.first.folder().practice(), two.clock.now()).unwrap();
    assert_eq!(accounts.len(), people.len() + 1);
    let log = files(std::path::Path::new(&two.log()));
    let has =
        |needle: &[u8]| log.iter().any(|(_, bytes)| bytes.windows(needle.len()).any(|part| part == needle));
    assert!(has(b"directory.statement"), "the search finds what is there");
    for account in accounts {
        for field in ["user_name", "salt", "wrapped"] {
            let text = account[field].as_str().unwrap();
            assert!(!has(text.as_bytes()), "{field}");
        }
    }
    drop(manager);
    two.shut_down().await;
}

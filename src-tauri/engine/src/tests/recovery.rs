//! The recovery kit: tested in the safe, and used on a bare PC.

use super::two::{OTHER, Two, attested, authenticator, eventually, start};
use crate::practice::roster::KitCheck;
use crate::view::{Queue, RestoreForm};
use crate::way_in::restore::RestoreError;
use crate::{Clock, Engine, SignInFailure};
use std::sync::Arc;

pub(super) fn form(log: &str, kit: &str) -> RestoreForm {
    RestoreForm {
        log: log.to_owned(),
        recovery_kit: kit.to_owned(),
        workstation: "OFFICE-01".to_owned(),
        manager_name: "Carol Whitby".to_owned(),
        user_name: "carol.whitby".to_owned(),
        password: OTHER.to_owned(),
    }
}

/// A new sheet in force; its text.
pub(super) async fn new_kit(manager: &crate::Unlocked) -> String {
    let shown = manager.begin_kit().await.unwrap();
    let last = shown.recovery_kit.rsplit(' ').next().unwrap().to_lowercase();
    assert!(manager.finish_kit("0000").await.is_err() || last == "0000");
    manager.finish_kit(&last).await.unwrap();
    shown.recovery_kit
}

pub(super) async fn bare(two: &Two, clock: &Clock) -> Engine {
    let third = start(two.folder.path().join("third"), clock, false).await;
    third.restore_invented();
    third
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_is_tested_and_every_way_to_be_wrong_is_named() {
    let two = Two::new().await;
    let manager = two.manager().await;
    let first = new_kit(&manager).await;
    assert_eq!(manager.check_kit(&first).await.unwrap(), KitCheck::Opens);
    assert_eq!(manager.check_kit(&first.to_lowercase().replace(' ', "-")).await.unwrap(), KitCheck::Opens);
    assert_eq!(manager.check_kit(&first[1..]).await.unwrap(), KitCheck::Length);
    assert_eq!(
        manager.check_kit(&first.replacen(' ', "U", 1)[..].replace(' ', "")).await.unwrap(),
        KitCheck::Character
    );
    let other = if first.starts_with('A') { "B" } else { "A" };
    assert_eq!(manager.check_kit(&format!("{other}{}", &first[1..])).await.unwrap(), KitCheck::Mistyped);
    manager.rotate().await.unwrap();
    assert_eq!(manager.check_kit(&first).await.unwrap(), KitCheck::Opens, "also the epochs that came after");
    let second = new_kit(&manager).await;
    assert_eq!(manager.check_kit(&first).await.unwrap(), KitCheck::AnotherKit, "the old sheet is void");
    assert_eq!(manager.check_kit(&second).await.unwrap(), KitCheck::Opens);
    drop(manager);
    two.shut_down().await;
}

/// Nothing is brought back with half a kit, without a log, or with another practice's kit.
async fn each_wrong_form_is_named(third: &Engine, log: &str, kit: &str) {
    let wrong = third.begin_restore(&form(log, "0000")).await;
    assert!(matches!(wrong, Err(RestoreError::Kit(KitCheck::Length))), "{:?}", wrong.err());
    let nowhere = third.begin_restore(&form("/nowhere", kit)).await;
    assert!(matches!(nowhere, Err(RestoreError::NoLog)), "{:?}", nowhere.err());
    let other = crypto::Kit::make().text().to_string();
    let another = third.begin_restore(&form(log, &other)).await;
    assert!(matches!(another, Err(RestoreError::Kit(KitCheck::AnotherKit))), "{:?}", another.err());
}

#[tokio::test(flavor = "multi_thread")]
async fn kit_and_log_bring_the_practice_back_on_a_bare_pc_and_revoke_what_does_not_stay() {
    let two = Two::new().await;
    let manager = two.manager().await;
    let kit = new_kit(&manager).await;
    let carol = manager.me().staff;
    let second = two.join(&manager).await;
    let first_device = manager.0.device;
    eventually("letters are admitted", async || {
        let page = manager.list_queue(Queue::NeedsTriage, 0, 20).await.unwrap();
        let mut connection = manager.0.store.read().await.unwrap();
        let waiting = crate::store::outbox::count(&mut connection).await.unwrap();
        (page.total == 8 && waiting == 0).then_some(())
    })
    .await;
    drop(manager);
    // The first PC burns; its log lies on a disk that was saved.
    two.first.lock().await;
    let third = bare(&two, &two.clock).await;
    each_wrong_form_is_named(&third, &two.log(), &kit).await;
    let draft = third.begin_restore(&form(&two.log(), &kit)).await.unwrap();
    assert_eq!(draft.practice, "Hollin Lane Surgery");
    assert_eq!(draft.devices.len(), 2);
    assert!(draft.people.iter().any(|person| person.id == carol && person.name == "Carol Whitby"));
    let totp = authenticator(&draft.authenticator);
    let early = third.finish_restore("000000", &[second], Some(carol)).await;
    assert!(matches!(early, Err(RestoreError::Code)), "{early:?}");
    third.finish_restore(&totp.code_at(two.clock.now()), &[second], Some(carol)).await.unwrap();
    two.next_code();
    let back = third.sign_in("carol.whitby", OTHER, &totp.code_at(two.clock.now())).await.unwrap();
    let back = attested(back).await;
    eventually("everything is there", async || {
        let page = back.list_queue(Queue::NeedsTriage, 0, 20).await.unwrap();
        (page.total == 8).then_some(())
    })
    .await;
    let devices = back.devices().await.unwrap();
    let current = |id| devices.iter().find(|row| row.id == id).unwrap().current;
    assert!(!current(first_device) && current(second));
    assert!(devices.iter().any(|row| row.this && row.name == "OFFICE-01"));
    assert!(third.gateway_grant().unwrap().is_some(), "it has doors of its own");
    // The workstation that stays goes on, and the manager signs in there with the new factors.
    let jo = two.sign_in(&two.second, "jo.marsden").await;
    eventually("it is under the new epoch", async || (jo.directory().epoch().0 == 3).then_some(())).await;
    drop(jo);
    two.second.lock().await;
    eventually("the manager's new factors are there", async || {
        two.next_code();
        let code = totp.code_at(two.clock.now());
        two.second.sign_in("carol.whitby", OTHER, &code).await.ok().map(drop)
    })
    .await;
    // The one that does not stay wipes itself.
    eventually("the lost one is wiped", async || (!two.first.folder().database().exists()).then_some(()))
        .await;
    drop(back);
    third.shut_down().await;
    two.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_the_log_will_do_and_people_get_new_factors_afterwards() {
    let two = Two::new().await;
    let manager = two.manager().await;
    let kit = new_kit(&manager).await;
    let jo = manager.staff().await.unwrap().into_iter().find(|row| row.name == "Jo Marsden").unwrap().id;
    drop(manager);
    let copy = {
        let queue = queue::open(&two.first.folder().log_home(), Arc::new(two.clock.clone())).await.unwrap();
        let copy = queue.back_up(&two.folder.path().join("copies")).await.unwrap();
        queue.close().await;
        copy
    };
    two.first.shut_down().await;
    let third = bare(&two, &two.clock).await;
    let draft = third.begin_restore(&form(copy.to_str().unwrap(), &kit)).await.unwrap();
    let totp = authenticator(&draft.authenticator);
    third.finish_restore(&totp.code_at(two.clock.now()), &[], None).await.unwrap();
    two.next_code();
    let back = third.sign_in("carol.whitby", OTHER, &totp.code_at(two.clock.now())).await.unwrap();
    let back = attested(back).await;
    assert_eq!(back.devices().await.unwrap().iter().filter(|row| row.current).count(), 1);
    let shown = back.begin_reset(jo, "jo.marsden", OTHER).await.unwrap();
    let hers = authenticator(&shown);
    back.finish_staff(&hers.code_at(two.clock.now())).await.unwrap();
    drop(back);
    third.lock().await;
    two.next_code();
    let signed_in = third.sign_in("jo.marsden", OTHER, &hers.code_at(two.clock.now())).await;
    drop(signed_in.unwrap());
    third.lock().await;
    two.next_code();
    let without = third.sign_in("priya.nair", super::two::PASSWORD, &two.code("priya.nair").await).await;
    assert!(matches!(without, Err(SignInFailure::Factors(_))), "nobody else has a way in yet");
    third.shut_down().await;
    two.second.shut_down().await;
}

/// How many messages the log has.
async fn length(two: &Two) -> usize {
    let queue = queue::open(&two.first.folder().log_home(), Arc::new(two.clock.clone())).await.unwrap();
    let length = queue.read(queue::Seq::START, 10_000).await.unwrap().len();
    queue.close().await;
    length
}

/// What is sealed on the log from a place on, and the epochs that a kit opens of everything that was ever handed to one.
async fn behind(two: &Two, from: usize, kit: &str) -> (Vec<crypto::Epoch>, Vec<crypto::Epoch>) {
    use crypto::epoch::{Handover, Recipient};
    use crypto::{Envelope, EpochSecret, Kit, Statement, Suite, cbor};
    let queue = queue::open(&two.first.folder().log_home(), Arc::new(two.clock.clone())).await.unwrap();
    let log = queue.read(queue::Seq::START, 10_000).await.unwrap();
    queue.close().await;
    let desk = two.first.unlocked().expect("the manager is signed in");
    let directory = desk.directory();
    let device = directory.device(desk.0.device).expect("it is listed").keys().verify;
    let manager = directory.staff(desk.me().staff).expect("she is listed").keys().verify;
    let (mut written, mut opened) = (vec![], vec![]);
    let keys = Kit::parse(kit).unwrap().keys();
    for (at, message) in log.iter().enumerate() {
        let envelope = Envelope::parse(&message.bytes).unwrap();
        let (practice, suite) = (envelope.header().practice, envelope.header().suite);
        if at >= from && matches!(suite, Suite::Symmetric | Suite::Letterbox) {
            written.push(envelope.header().epoch);
        }
        if message.subject != domain::Subject::directory() {
            continue;
        }
        let body = envelope.verify_both(&device, &manager).unwrap();
        let handed = match cbor::decode(body.clear_body().unwrap()).unwrap() {
            Statement::Founded(founding) => vec![(founding.epoch.epoch, founding.epoch.to_kit)],
            Statement::EpochStarted(grant) => vec![(grant.epoch, grant.to_kit)],
            Statement::KitReplaced { epochs, epoch, .. } => {
                epochs.into_iter().chain(epoch.map(|grant| (grant.epoch, grant.to_kit))).collect()
            }
            _ => vec![],
        };
        for (epoch, sealed) in handed {
            let to = Handover { practice, epoch, recipient: Recipient::Kit };
            if EpochSecret::receive(&to, &keys.seal, &sealed).is_ok() {
                opened.push(epoch);
            }
        }
    }
    (written, opened)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_sheet_opens_nothing_that_was_written_after_the_new_one() {
    let two = Two::new().await;
    let manager = two.manager().await;
    let old = new_kit(&manager).await;
    let before = manager.directory().epoch();
    let new = new_kit(&manager).await;
    let now = manager.directory().epoch();
    assert_eq!(now, before.next(), "one statement, and an epoch with it");
    // What was written before and still waited to be sent is of the epoch before.
    super::settled(&manager).await;
    let from = length(&two).await;
    two.add(&manager, "sam.aspinall", &[domain::staff::Role::Receptionist]).await;
    let (written, opened) = behind(&two, from, &old).await;
    assert!(!written.is_empty() && written.iter().all(|epoch| *epoch == now), "{written:?}");
    assert!(opened.contains(&before) && !opened.contains(&now), "{opened:?}");
    let (_, opened) = behind(&two, from, &new).await;
    assert!(opened.contains(&before) && opened.contains(&now), "{opened:?}");
    let queue = queue::open(&two.first.folder().log_home(), Arc::new(two.clock.clone())).await.unwrap();
    let copy = queue.back_up(&two.folder.path().join("copies")).await.unwrap();
    queue.close().await;
    drop(manager);
    two.first.shut_down().await;
    let third = bare(&two, &two.clock).await;
    let refused = third.begin_restore(&form(copy.to_str().unwrap(), &old)).await;
    assert!(matches!(refused, Err(RestoreError::Kit(KitCheck::AnotherKit))), "{:?}", refused.err());
    third.begin_restore(&form(copy.to_str().unwrap(), &new)).await.unwrap();
    third.shut_down().await;
    two.second.shut_down().await;
}

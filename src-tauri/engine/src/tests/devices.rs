//! A lost workstation is harmless, whatever it says afterwards; and a log that is another one is read again.

use super::two::{Two, eventually, files, gone, start};
use crate::Unlocked;
use crate::store::events;
use crate::view::{Blocked, Gate, JoinFailure, JoinForm, JoinState, Queue};
use crypto::{Envelope, Hash, Header, Suite, cbor};
use domain::conversation::{Command, Event};
use domain::{ConversationId, EventId, Subject};
use queue::{Expect, Home};
use std::sync::Arc;
use uuid::Uuid;

/// A conversation both know, with nothing on its way.
async fn any_conversation(unlocked: &Unlocked) -> ConversationId {
    eventually("letters are listed", async || {
        let page = unlocked.list_queue(Queue::NeedsTriage, 0, 20).await.unwrap();
        let mut connection = unlocked.0.store.read().await.unwrap();
        let waiting = crate::store::outbox::count(&mut connection).await.unwrap();
        (page.total == 8 && waiting == 0).then(|| page.rows[0].id)
    })
    .await
}

/// What a workstation would say on a conversation, as if it had seen only so much of the directory.
async fn forged(by: &Unlocked, id: ConversationId, seen: Hash) -> (Option<EventId>, Envelope) {
    let subject = Subject::conversation(id);
    let mut connection = by.0.store.read().await.unwrap();
    let last = events::last(&mut connection, &subject).await.unwrap().unwrap();
    let event = Event::LookedAt;
    let header = by.header(
        &subject,
        EventId(Uuid::new_v4()),
        event.kind(),
        &by.actor(),
        Some(last.hash),
        by.0.clock.now(),
    );
    let header = Header { directory: seen, epoch: crypto::Epoch::FIRST, ..header };
    (Some(last.id), by.0.keys.seal(header, cbor::encode(&event).unwrap()).unwrap())
}

async fn append(unlocked: &Unlocked, last: Option<EventId>, envelope: &Envelope) {
    let header = envelope.header();
    let queue = &unlocked.0.queue;
    queue.append(&header.subject, Some(Expect::after(last)), header.id, envelope.bytes()).await.unwrap();
    let head = queue.head().await.unwrap().seq;
    eventually("it has been read", async || (unlocked.cursor().await.unwrap() >= head).then_some(())).await;
}

async fn is_kept(unlocked: &Unlocked, envelope: &Envelope) -> bool {
    let mut connection = unlocked.0.store.read().await.unwrap();
    events::ids(&mut connection).await.unwrap().contains(&envelope.header().id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_workstation_wipes_itself_and_says_so_until_somebody_has_read_it() {
    let two = Two::new().await;
    let manager = two.manager().await;
    let device = two.join(&manager).await;
    let jo = two.sign_in(&two.second, "jo.marsden").await;
    any_conversation(&jo).await;
    drop(jo);
    let secrets = || {
        let all = files(two.second.folder().root());
        all.into_iter().filter(|(path, _)| path.to_string_lossy().contains("demonstration-secret")).count()
    };
    assert_eq!(secrets(), 1);
    let filed = two.second.folder().filed().join("document.v1.pdf");
    std::fs::write(&filed, "filed").unwrap();
    let epoch = manager.directory().epoch();
    let before = manager.directory().last_position();
    manager.revoke_device(device).await.unwrap();
    assert_eq!(
        manager.directory().last_position().0,
        before.0 + 1,
        "one statement, with the new epoch in it"
    );
    assert_eq!(manager.directory().epoch(), epoch.next());
    eventually("the revoked workstation is wiped", async || {
        let Gate::Blocked { why: Blocked::Revoked } = two.second.gate().await else { return None };
        (!two.second.folder().practice().exists()).then_some(())
    })
    .await;
    assert!(two.second.unlocked().is_none());
    assert_eq!(secrets(), 0, "nor is its secret left");
    let left = files(two.second.folder().root());
    let names: Vec<_> = left.iter().map(|(path, _)| path.file_name().unwrap().to_owned()).collect();
    let kept = ["in-use", "revoked", "document.v1.pdf"];
    assert!(names.iter().all(|name| kept.iter().any(|kept| name == kept)), "{names:?}");
    assert!(filed.exists(), "what was counted as filed is there");
    let folder = two.second.folder().root().to_owned();
    two.second.shut_down().await;
    drop(two.second);
    let again = start(folder, &two.clock, true).await;
    assert!(matches!(again.gate().await, Gate::Blocked { why: Blocked::Revoked }), "also after a restart");
    again.accept_revocation().await.unwrap();
    assert!(matches!(again.gate().await, Gate::SetUp));
    again.shut_down().await;
    drop(manager);
    two.first.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_revoked_workstation_or_a_leaver_says_afterwards_is_refused_whatever_it_claims_to_have_seen() {
    let (two, manager, jo) = Two::at_work().await;
    let id = any_conversation(&jo).await;
    any_conversation(&manager).await;
    let seen = manager.directory().head();
    let (last, honest) = forged(&jo, id, seen).await;
    append(&manager, last, &honest).await;
    assert!(is_kept(&manager, &honest).await, "before, it is taken");
    eventually("she has read it back", async || is_kept(&jo, &honest).await.then_some(())).await;
    // A leaver on a workstation that is still trusted.
    let (last, late) = forged(&jo, id, seen).await;
    manager.leave(jo.me().staff).await.unwrap();
    append(&manager, last, &late).await;
    assert!(!is_kept(&manager, &late).await, "a leaver's word, backdated");
    // The workstation, nobody acting.
    let header = Header { actor: None, roles: vec![], ..late.header().clone() };
    let header = Header { id: EventId(Uuid::new_v4()), ..header };
    let body = cbor::encode(&Event::LookedAt).unwrap();
    let by_the_machine = jo.0.keys.seal(header, body).unwrap();
    manager.revoke_device(jo.0.device).await.unwrap();
    append(&manager, Some(late.header().id), &by_the_machine).await;
    assert!(!is_kept(&manager, &by_the_machine).await, "a revoked workstation's, backdated");
    // The practice goes on over them, for every reader.
    manager.act(id, Command::Take).await.unwrap();
    eventually("the queue has what was decided", async || {
        manager.conversation(id).await.ok()?.claim?.confirmed.then_some(())
    })
    .await;
    drop((jo, manager));
    two.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_claims_to_have_seen_less_of_the_directory_than_whoever_wrote_before() {
    let two = Two::new().await;
    let manager = two.manager().await;
    let id = any_conversation(&manager).await;
    let old = manager.directory().head();
    manager.rotate().await.unwrap();
    let (last, fresh) = forged(&manager, id, manager.directory().head()).await;
    append(&manager, last, &fresh).await;
    assert!(is_kept(&manager, &fresh).await);
    let (last, backdated) = forged(&manager, id, old).await;
    append(&manager, last, &backdated).await;
    assert!(!is_kept(&manager, &backdated).await);
    drop(manager);
    two.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_revocation_the_old_keys_open_nothing_that_is_written() {
    let two = Two::new().await;
    let manager = two.manager().await;
    let device = two.join(&manager).await;
    let jo = two.sign_in(&two.second, "jo.marsden").await;
    let id = any_conversation(&manager).await;
    any_conversation(&jo).await;
    manager.revoke_device(device).await.unwrap();
    manager.act(id, Command::Take).await.unwrap();
    let subject = Subject::conversation(id);
    let taken = eventually("the queue has it", async || {
        let last = manager.0.queue.last(&subject).await.unwrap()?;
        let envelope = Envelope::parse(&last.bytes).ok()?;
        (envelope.header().epoch == crypto::Epoch(2)).then_some(envelope)
    })
    .await;
    let directory = manager.directory();
    assert!(directory.open_epoch(device, crypto::Epoch(1), &jo.0.keys.device.seal).is_ok());
    assert!(directory.open_epoch(device, crypto::Epoch(2), &jo.0.keys.device.seal).is_err());
    let key = jo.0.keys.subject(crypto::Epoch(1), &subject).unwrap();
    let verified = taken.verify(&manager.0.keys.device.sign.verifying()).unwrap();
    assert!(verified.open(&key).is_err());
    assert!(jo.0.keys.subject(crypto::Epoch(2), &subject).is_none());
    drop((jo, manager));
    two.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workstation_is_renamed_and_its_sign_in_screen_says_so() {
    let two = Two::new().await;
    let manager = two.manager().await;
    let device = two.join(&manager).await;
    manager.rename_device(device, "NURSE-01").await.unwrap();
    assert!(manager.devices().await.unwrap().iter().any(|row| row.id == device && row.name == "NURSE-01"));
    let jo = two.sign_in(&two.second, "jo.marsden").await;
    eventually("its own screen says so", async || {
        let Gate::SignIn { workstation, .. } = two.second.gate().await else { return None };
        (workstation == "NURSE-01").then_some(())
    })
    .await;
    drop((jo, manager));
    two.shut_down().await;
}

/// Ten minutes after the copy the disk dies. What this workstation has seen since goes back into the restored log.
#[tokio::test(flavor = "multi_thread")]
async fn a_restored_log_is_read_again_and_gets_back_what_it_had_lost() {
    let two = Two::new().await;
    let manager = two.manager().await;
    let id = any_conversation(&manager).await;
    let place = two.first.folder().log_home();
    let copy = {
        let queue = queue::open(&place, Arc::new(two.clock.clone())).await.unwrap();
        let copy = queue.back_up(&two.folder.path().join("copies")).await.unwrap();
        queue.close().await;
        copy
    };
    manager.act(id, Command::Take).await.unwrap();
    let (_, totp) = two.add(&manager, "sam.aspinall", &[domain::staff::Role::Receptionist]).await;
    eventually("the queue has it all", async || {
        let mut connection = manager.0.store.read().await.unwrap();
        (crate::store::outbox::count(&mut connection).await.unwrap() == 0).then_some(())
    })
    .await;
    let (head, before) = (manager.directory().head(), ids(&place, &two.clock).await);
    drop(manager);
    let root = two.first.folder().root().to_owned();
    two.first.shut_down().await;
    drop(two.first);
    gone(std::path::Path::new(&place.to_string())).await;
    queue::restore(&copy, &place).await.unwrap();
    assert!(ids(&place, &two.clock).await.len() < before.len(), "the copy is older");
    let first = start(root, &two.clock, true).await;
    two.hand.advance(chrono::TimeDelta::seconds(60));
    let manager = first
        .sign_in("carol.whitby", super::two::PASSWORD, &code(&first, &two.clock, "carol.whitby"))
        .await
        .unwrap();
    eventually("what was lost is back", async || {
        ids(&place, &two.clock).await.is_superset(&before).then_some(())
    })
    .await;
    assert_eq!(manager.directory().head(), head);
    eventually("the log is known by its new name", async || {
        let mut connection = manager.0.store.read().await.unwrap();
        let log = crate::store::keys::setting(&mut connection, "log").await.unwrap();
        (log == Some(manager.0.queue.head().await.unwrap().log.0.to_string())).then_some(())
    })
    .await;
    manager.act(id, Command::Look).await.unwrap();
    drop(manager);
    first.lock().await;
    two.hand.advance(chrono::TimeDelta::seconds(30));
    let sam = first.sign_in("sam.aspinall", super::two::OTHER, &totp.code_at(two.clock.now())).await.unwrap();
    drop(sam);
    first.shut_down().await;
    two.second.shut_down().await;
}

fn code(engine: &crate::Engine, clock: &crate::Clock, user: &str) -> String {
    let people = crate::way_in::demo::people(&engine.folder().practice(), clock.now()).unwrap();
    people.into_iter().find(|person| person.user_name == user).unwrap().code
}

async fn ids(place: &Home, clock: &crate::Clock) -> std::collections::BTreeSet<EventId> {
    let queue = queue::open(place, Arc::new(clock.clone())).await.unwrap();
    let all = queue.read(queue::Seq::START, 100_000).await.unwrap();
    queue.close().await;
    all.into_iter()
        .filter(|message| {
            !matches!(
                message.subject.kind(),
                Ok(domain::subject::Kind::Inbox(..) | domain::subject::Kind::Bell)
            )
        })
        .map(|message| message.id)
        .collect()
}

/// Words that waited while the log was out of reach are sealed anew when keys changed meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn what_waited_under_an_old_epoch_is_sealed_under_the_new_one() {
    let two = Two::new().await;
    let manager = two.manager().await;
    let patient = domain::PatientId(Uuid::new_v4());
    let subject = Subject::patient(patient);
    let details = domain::message::PatientDetails {
        nhs_number: None,
        name: None,
        born: None,
        gender: None,
        telephone: None,
        address: None,
    };
    let header =
        manager.header(&subject, EventId(Uuid::new_v4()), "patient", &manager.actor(), None, two.clock.now());
    assert_eq!((header.epoch, header.suite), (crypto::Epoch(1), Suite::Symmetric));
    let id = header.id;
    let envelope = manager.0.keys.seal(header, cbor::encode(&details).unwrap()).unwrap();
    manager.rotate().await.unwrap();
    let waiting = crate::store::outbox::Unsent {
        id,
        subject: subject.clone(),
        act: id.0,
        at: two.clock.now(),
        previous: None,
        content: crate::store::outbox::Content { actor: manager.actor(), event: None },
        command: None,
        envelope: envelope.bytes().to_vec(),
    };
    let mut tx = manager.0.store.begin().await.unwrap();
    crate::store::outbox::put(&mut tx, [&waiting].into_iter()).await.unwrap();
    tx.commit().await.unwrap();
    manager.0.outbox_bell.notify_one();
    let stored = eventually("the queue has it", async || manager.0.queue.last(&subject).await.unwrap()).await;
    let stored = Envelope::parse(&stored.bytes).unwrap();
    assert_eq!((stored.header().id, stored.header().epoch), (id, crypto::Epoch(2)));
    drop(manager);
    two.shut_down().await;
}

/// The log's folder was moved into one that a program copies.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_joins_over_a_log_in_a_synced_folder() {
    let two = Two::new().await;
    let synced = two.folder.path().join("Dropbox (Hollin Lane)");
    std::fs::create_dir(&synced).unwrap();
    let copy = two.first.folder().log_home().to_string();
    for file in
        std::fs::read_dir(&copy).unwrap().map(|file| file.unwrap().path()).filter(|file| file.is_file())
    {
        std::fs::copy(&file, synced.join(file.file_name().unwrap())).unwrap();
    }
    let form = JoinForm { log: synced.display().to_string(), workstation: "RECEP-03".to_owned() };
    two.second.begin_join(&form).unwrap();
    let why = eventually("it is refused", async || match two.second.joining() {
        JoinState::Failed { why } => Some(why),
        _ => None,
    })
    .await;
    assert_eq!(why, JoinFailure::SyncedFolder);
    two.shut_down().await;
}

//! What the practice's log decides: when it may be written, what time it is, and whose record is in force.

use super::two::{PASSWORD, Two, eventually};
use crate::practice::sealing::encode;
use crate::view::Queue;
use crate::{Clock, SignInFailure, Unlocked};
use chrono::{DateTime, TimeDelta, Utc};
use domain::alert::Alert;
use domain::conversation::Refusal;
use domain::policy::PracticePolicy;
use domain::risk::Category;
use domain::{EventId, LetterId, Subject};
use queue::{AppendError, Expect};
use signin::vault::SignInError;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

async fn end_of_log(desk: &Unlocked) -> queue::Seq {
    desk.0.queue.head().await.unwrap().seq
}

/// Everything on its way is in the log, and the audit with it.
async fn quiet(desk: &Unlocked) -> queue::Seq {
    eventually("the log comes to rest", async || {
        let before = end_of_log(desk).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        (end_of_log(desk).await == before).then_some(before)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_appended_before_the_log_is_known_to_be_whole() {
    let two = Two::new().await;
    let manager = two.manager().await;
    let settings = manager.settings().policy;
    let before = quiet(&manager).await;
    manager.0.log_known.send_replace(false);
    let alert =
        Alert::raise(LetterId(Uuid::nil()), Category::SuicideSelfHarm, two.clock.now(), two.clock.now());
    assert!(!manager.ring(&alert, false).await.unwrap(), "a bell is to be rung again");
    let by_hand = manager.append(&Subject::bell(), None, EventId(Uuid::new_v4()), b"bell").await;
    assert!(matches!(by_hand, Err(AppendError::Unavailable(_))));
    manager.publish_policy(&PracticePolicy { claim_minutes: 20, ..settings }).await.unwrap();
    let statement = tokio::spawn({
        let manager = manager.clone();
        async move { manager.rotate().await }
    });
    let name = tokio::spawn({
        let manager = manager.clone();
        async move { manager.rename_device(manager.0.device, "RECEP-01").await }
    });
    // The courier looks every two seconds.
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    assert_eq!(end_of_log(&manager).await, before);
    assert!(!statement.is_finished() && !name.is_finished());
    manager.0.log_known.send_replace(true);
    statement.await.unwrap().unwrap();
    name.await.unwrap().unwrap();
    assert!(manager.ring(&alert, false).await.unwrap());
    eventually("what waited is in the log", async || {
        let policy = manager.0.queue.last(&Subject::policy()).await.unwrap()?;
        (policy.seq > before).then_some(())
    })
    .await;
    drop(manager);
    two.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn access_that_has_ended_by_the_logs_time_does_not_come_back_with_a_clock_set_back() {
    let two = Two::new().await;
    let manager = two.manager().await;
    let staff = manager.staff().await.unwrap();
    let jo = staff.iter().find(|row| row.name == "Jo Marsden").unwrap().id;
    let ends = two.clock.now() + TimeDelta::days(1);
    manager.set_expiry(jo, Some(ends)).await.unwrap();
    quiet(&manager).await;
    drop(manager);
    two.first.lock().await;
    // Another workstation, whose clock is right, has written.
    let (right, _) = Clock::by_hand(ends + TimeDelta::days(1));
    let log = queue::open(&two.first.folder().log_home(), Arc::new(right)).await.unwrap();
    log.append(&Subject::bell(), None, EventId(Uuid::new_v4()), b"bell").await.unwrap();
    log.close().await;
    eventually("the vault knows the log's time", async || {
        two.next_code();
        match two.first.sign_in("jo.marsden", PASSWORD, &two.code("jo.marsden").await).await {
            Err(SignInFailure::Factors(SignInError::Expired)) => Some(()),
            Ok(open) => {
                drop(open);
                two.first.lock().await;
                None
            }
            Err(other) => panic!("{other:?}"),
        }
    })
    .await;
    assert!(two.clock.now() < ends, "by this workstation's own clock she could still come in");
    two.shut_down().await;
}

/// Seals a policy as a changed workstation would: without asking who sits at it.
async fn force(desk: &Unlocked, policy: &PracticePolicy) -> EventId {
    let (subject, id) = (Subject::policy(), EventId(Uuid::new_v4()));
    let head = end_of_log(desk).await;
    eventually("the log is read so far", async || (desk.cursor().await.unwrap() >= head).then_some(())).await;
    let mut connection = desk.0.store.read().await.unwrap();
    let last = desk.last_of(&mut connection, &subject).await.unwrap();
    let previous = last.map(|(_, hash)| hash);
    let header = desk.header(&subject, id, "policy", &desk.actor(), previous, desk.0.clock.now());
    let sealed = desk.0.keys.seal(header, encode(policy).unwrap()).unwrap();
    let expected = Some(Expect::after(last.map(|(id, _)| id)));
    let stored = desk.append(&subject, expected, id, sealed.bytes()).await.unwrap();
    eventually("it is read", async || (desk.cursor().await.unwrap() >= stored.seq).then_some(())).await;
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_by_somebody_who_may_not_publish_it_or_that_is_not_sound_is_passed_over_when_it_is_read() {
    let (two, manager, jo) = Two::at_work().await;
    let policy = manager.settings().policy;
    let longer = PracticePolicy { claim_minutes: 20, ..policy.clone() };
    let refused = jo.publish_policy(&longer).await;
    assert!(matches!(refused, Err(crate::ActError::Refused(Refusal::NotAllowed { .. }))), "{refused:?}");
    let hers = force(&jo, &longer).await;
    eventually("the manager has read it", async || {
        let mut connection = manager.0.store.read().await.unwrap();
        crate::store::events::ids(&mut connection).await.unwrap().contains(&hers).then_some(())
    })
    .await;
    assert_eq!((manager.settings().policy, jo.settings().policy), (policy.clone(), policy.clone()));
    force(&manager, &PracticePolicy { claim_minutes: 0, ..policy.clone() }).await;
    assert_eq!(manager.settings().policy, policy, "not sound");
    force(&manager, &longer).await;
    eventually("hers holds, behind those that were passed over", async || {
        (manager.settings().policy == longer && jo.settings().policy == longer).then_some(())
    })
    .await;
    drop((jo, manager));
    two.shut_down().await;
}

/// The rows of a list beside what the conversations themselves say of the same clock.
async fn clocks(desk: &Unlocked) -> Vec<(Option<DateTime<Utc>>, Option<DateTime<Utc>>)> {
    let mut clocks = Vec::new();
    for row in desk.list_queue(Queue::NeedsTriage, 0, 50).await.unwrap().rows {
        let opened = desk.conversation(row.id).await.unwrap();
        clocks.push((row.answer_by, opened.answer_due.map(|due| due.at)));
    }
    clocks.sort();
    clocks
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_follow_the_settings_on_every_workstation() {
    let (two, manager, jo) = Two::at_work().await;
    let before = clocks(&manager).await;
    let mut policy = manager.settings().policy;
    policy.service_levels.administrative_days = 7;
    manager.publish_policy(&policy).await.unwrap();
    let after = clocks(&manager).await;
    assert_ne!(after, before, "nobody was told when they would be answered");
    for desk in [&manager, &jo] {
        let shown = eventually("it has read the settings", async || {
            Some(clocks(desk).await).filter(|shown| *shown == after)
        })
        .await;
        assert!(shown.iter().all(|(row, opened)| row == opened), "{shown:?}");
    }
    drop((manager, jo));
    two.shut_down().await;
}

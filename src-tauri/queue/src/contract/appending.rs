//! Facts about appending.

use super::fixture::{Fixture, conversation, event, everything};
use crate::{AppendError, Expect, LIMIT};
use domain::{DeviceId, LetterId, PatientId, Subject};
use uuid::Uuid;

pub async fn messages_are_read_in_the_order_of_their_receipts(fixture: &dyn Fixture) {
    let log = fixture.client().await;
    let mut receipts = Vec::new();
    for n in 0..20_u8 {
        let subject = conversation(u128::from(n % 3));
        receipts.push((subject.clone(), log.append(&subject, None, event(n.into()), &[n; 7]).await.unwrap()));
    }
    let read = everything(&*log).await;
    assert_eq!(read.len(), receipts.len());
    for (n, (message, (subject, stored))) in read.iter().zip(&receipts).enumerate() {
        assert!(!stored.duplicate);
        assert_eq!((message.seq, message.stored_at), (stored.seq, stored.stored_at));
        assert_eq!((&message.subject, message.id), (subject, event(n as u128)));
        assert_eq!(message.bytes, [n as u8; 7]);
    }
    assert!(read.windows(2).all(|pair| pair[0].seq < pair[1].seq));
    assert_eq!(log.head().await.unwrap().seq, read[19].seq);
}

/// All kinds of subject, also with nothing to say (the bell).
pub async fn every_subject_is_taken(fixture: &dyn Fixture) {
    let log = fixture.client().await;
    let (id, gateway) = (Uuid::from_u128(7), "front".parse().unwrap());
    let subjects = [
        conversation(1),
        Subject::inbox(&gateway, LetterId(id)),
        Subject::outbound(&gateway),
        Subject::public(),
        Subject::directory(),
        Subject::policy(),
        Subject::patient(PatientId(id)),
        Subject::rota(),
        Subject::staff(),
        Subject::audit(DeviceId(id)),
        Subject::bell(),
    ];
    for (n, subject) in subjects.iter().enumerate() {
        log.append(subject, None, event(n as u128), &[]).await.unwrap();
    }
    let read: Vec<_> = everything(&*log).await.into_iter().map(|message| message.subject).collect();
    assert_eq!(read, subjects);
}

/// Expected-last, kept.
pub async fn an_append_that_saw_the_last_message_is_taken(fixture: &dyn Fixture) {
    let log = fixture.client().await;
    let subject = conversation(1);
    log.append(&subject, Some(Expect::Nothing), event(1), b"a").await.unwrap();
    log.append(&subject, Some(Expect::Message(event(1))), event(2), b"b").await.unwrap();
    log.append(&subject, None, event(3), b"c").await.unwrap();
    log.append(&subject, Some(Expect::Message(event(3))), event(4), b"d").await.unwrap();
    assert_eq!(everything(&*log).await.len(), 4);
}

/// Expected-last, missed: nothing is stored, and the writer learns what it missed.
pub async fn an_append_that_missed_a_message_is_refused_and_told(fixture: &dyn Fixture) {
    let log = fixture.client().await;
    let (subject, empty) = (conversation(1), conversation(2));
    log.append(&subject, None, event(1), b"a").await.unwrap();
    log.append(&subject, None, event(2), b"b").await.unwrap();
    let cases = [
        (&subject, Expect::Nothing, Some(event(2))),
        (&subject, Expect::Message(event(1)), Some(event(2))),
        (&subject, Expect::Message(event(9)), Some(event(2))),
        (&empty, Expect::Message(event(1)), None),
    ];
    for (subject, expected, actual) in cases {
        match log.append(subject, Some(expected), event(10), b"x").await {
            Err(AppendError::Moved { last }) => assert_eq!(last, actual, "{expected:?}"),
            other => panic!("{expected:?}: {other:?}"),
        }
    }
    assert_eq!(everything(&*log).await.len(), 2);
}

/// Others may write elsewhere meanwhile.
pub async fn an_expectation_concerns_its_own_subject_alone(fixture: &dyn Fixture) {
    let log = fixture.client().await;
    log.append(&conversation(1), None, event(1), b"a").await.unwrap();
    log.append(&conversation(2), Some(Expect::Nothing), event(2), b"b").await.unwrap();
    log.append(&conversation(1), Some(Expect::Message(event(1))), event(3), b"c").await.unwrap();
}

/// Dedup: nobody has to know whether the first attempt arrived.
pub async fn a_repeated_append_gives_the_first_receipt(fixture: &dyn Fixture) {
    let (log, other) = (fixture.client().await, fixture.client().await);
    let subject = conversation(1);
    let first = log.append(&subject, Some(Expect::Nothing), event(1), b"a").await.unwrap();
    log.append(&subject, None, event(2), b"b").await.unwrap();
    for (client, expected) in [(&log, Some(Expect::Nothing)), (&other, None)] {
        let again = client.append(&subject, expected, event(1), b"a").await.unwrap();
        assert!(again.duplicate);
        assert_eq!((again.seq, again.stored_at), (first.seq, first.stored_at));
    }
    assert_eq!(everything(&*log).await.len(), 2);
}

/// A fault in a writer is seen, not swallowed.
pub async fn an_id_names_one_message_for_ever(fixture: &dyn Fixture) {
    let log = fixture.client().await;
    log.append(&conversation(1), None, event(1), b"a").await.unwrap();
    for (subject, bytes) in [(conversation(1), b"b"), (conversation(2), b"a")] {
        let refused = log.append(&subject, None, event(1), bytes).await;
        assert!(matches!(refused, Err(AppendError::IdReused)), "{refused:?}");
    }
    assert_eq!(everything(&*log).await.len(), 1);
}

/// After the window the id may be forgotten; then the expectation refuses, and names the writer's own message.
pub async fn a_retry_after_the_dedup_window_leaves_one_message(fixture: &dyn Fixture) {
    let log = fixture.client().await;
    let subject = conversation(1);
    log.append(&subject, Some(Expect::Nothing), event(1), b"a").await.unwrap();
    fixture.outlast_the_dedup_window().await;
    match log.append(&subject, Some(Expect::Nothing), event(1), b"a").await {
        Ok(again) => assert!(again.duplicate),
        Err(AppendError::Moved { last }) => assert_eq!(last, Some(event(1))),
        other => panic!("{other:?}"),
    }
    assert_eq!(everything(&*log).await.len(), 1);
}

/// Two people act on one conversation.
pub async fn of_two_racing_writers_one_wins_each_step(fixture: &dyn Fixture) {
    let clients = [fixture.client().await, fixture.client().await];
    let subject = conversation(1);
    let mut last = None;
    for step in 0..30_u128 {
        let expected = Some(Expect::after(last));
        let ids = [event(step * 2 + 100), event(step * 2 + 101)];
        let (one, two) = tokio::join!(
            clients[0].append(&subject, expected, ids[0], b"one"),
            clients[1].append(&subject, expected, ids[1], b"two"),
        );
        let (winner, loser) = match (one, two) {
            (Ok(_), Err(lost)) => (ids[0], lost),
            (Err(lost), Ok(_)) => (ids[1], lost),
            other => panic!("step {step}: {other:?}"),
        };
        assert!(
            matches!(loser, AppendError::Moved { last } if last == Some(winner)),
            "step {step}: {loser:?}"
        );
        last = Some(winner);
    }
    assert_eq!(everything(&*clients[0]).await.len(), 30);
}

/// One time for all PCs.
pub async fn stored_at_never_goes_backwards(fixture: &dyn Fixture) {
    let clients = [fixture.client().await, fixture.client().await];
    let write = |who: usize| {
        let client = clients[who].clone();
        async move {
            for n in 0..50 {
                let id = event((who * 1000 + n) as u128);
                client.append(&conversation(who as u128), None, id, b"x").await.unwrap();
            }
        }
    };
    tokio::join!(write(0), write(1));
    let read = everything(&*clients[0]).await;
    assert_eq!(read.len(), 100);
    assert!(read.windows(2).all(|pair| pair[0].stored_at <= pair[1].stored_at));
}

/// An envelope of 512 KiB fits with its frame; more is refused as such.
pub async fn a_message_may_be_as_large_as_the_limit(fixture: &dyn Fixture) {
    let log = fixture.client().await;
    for (n, (length, fits)) in
        [(512 * 1024, true), (LIMIT, true), (LIMIT + 1, false), (4 * LIMIT, false)].into_iter().enumerate()
    {
        match log.append(&conversation(1), None, event(n as u128), &vec![1; length]).await {
            Ok(_) => assert!(fits, "{length}"),
            Err(AppendError::TooLarge) => assert!(!fits, "{length}"),
            other => panic!("{length}: {other:?}"),
        }
    }
    assert_eq!(everything(&*log).await.len(), 2);
}

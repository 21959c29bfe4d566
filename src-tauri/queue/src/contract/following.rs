//! Facts about reading and following.

use super::fixture::{Fixture, conversation, event, everything};
use crate::{LIMIT, QueueError, Seq, Tail};
use std::time::Duration;
use tokio::time::timeout;

const SOON: Duration = Duration::from_secs(10);

/// The end of one conversation.
pub async fn the_last_message_of_a_subject_is_found(fixture: &dyn Fixture) {
    let log = fixture.client().await;
    assert_eq!(log.last(&conversation(1)).await.unwrap(), None);
    for n in 1..=4 {
        log.append(&conversation(n % 2), None, event(n), b"x").await.unwrap();
    }
    for (subject, id) in [(conversation(1), event(3)), (conversation(0), event(4))] {
        let last = log.last(&subject).await.unwrap().unwrap();
        assert_eq!((last.subject, last.id), (subject, id));
    }
}

/// A cursor is all a reader has to keep.
pub async fn a_reader_resumes_after_its_cursor(fixture: &dyn Fixture) {
    let log = fixture.client().await;
    for n in 0..25 {
        log.append(&conversation(n % 4), None, event(n), b"x").await.unwrap();
    }
    let (mut cursor, mut seen) = (Seq::START, Vec::new());
    loop {
        let batch = fixture.client().await.read(cursor, 7).await.unwrap();
        assert!(batch.len() <= 7);
        let Some(last) = batch.last() else { break };
        cursor = last.seq;
        seen.extend(batch);
    }
    assert_eq!(seen, everything(&*log).await);
    assert_eq!(seen.len(), 25);
}

/// A morning of attachments does not fill the memory.
pub async fn large_messages_come_in_bounded_batches(fixture: &dyn Fixture) {
    let log = fixture.client().await;
    for n in 0..30 {
        log.append(&conversation(1), None, event(n), &vec![n as u8; LIMIT]).await.unwrap();
    }
    let mut tail = Tail::new(log, Seq::START);
    let mut seen = Vec::new();
    while seen.len() < 30 {
        let batch = tail.next_batch().await.unwrap();
        assert!((1..30).contains(&batch.len()), "{}", batch.len());
        seen.extend(batch.into_iter().map(|message| message.bytes[0]));
    }
    assert_eq!(seen, (0..30).collect::<Vec<u8>>());
}

/// Neither twice nor missed.
pub async fn a_follower_sees_everything_once_while_others_append(fixture: &dyn Fixture) {
    let (reader, writers) = (fixture.client().await, [fixture.client().await, fixture.client().await]);
    let write = |who: usize| {
        let writer = writers[who].clone();
        async move {
            for n in 0..100 {
                writer
                    .append(&conversation(who as u128), None, event((who * 1000 + n) as u128), b"x")
                    .await
                    .unwrap();
            }
        }
    };
    let follow = async {
        let mut tail = Tail::new(reader.clone(), Seq::START).in_batches_of(13);
        let mut seen = Vec::new();
        while seen.len() < 200 {
            seen.extend(timeout(SOON, tail.next_batch()).await.unwrap().unwrap());
        }
        assert_eq!(tail.cursor(), seen[199].seq);
        seen
    };
    let ((), (), seen) = tokio::join!(write(0), write(1), follow);
    assert_eq!(seen, everything(&*reader).await);
}

/// Repeatedly, and never without cause.
pub async fn waiting_ends_with_an_append_of_another_client(fixture: &dyn Fixture) {
    let (reader, writer) = (fixture.client().await, fixture.client().await);
    let (subject, mut cursor) = (conversation(1), Seq::START);
    for n in 0..5 {
        let early = timeout(Duration::from_millis(100), reader.wait(cursor)).await;
        assert!(early.is_err(), "nothing was appended");
        let (waited, stored) =
            tokio::join!(timeout(SOON, reader.wait(cursor)), writer.append(&subject, None, event(n), b"x"));
        waited.unwrap().unwrap();
        cursor = stored.unwrap().seq;
        assert_eq!(reader.read(Seq(cursor.0 - 1), 10).await.unwrap().len(), 1);
    }
}

/// What came before the wait counts.
pub async fn waiting_ends_at_once_when_something_is_there(fixture: &dyn Fixture) {
    let log = fixture.client().await;
    log.append(&conversation(1), None, event(1), b"x").await.unwrap();
    timeout(SOON, log.wait(Seq::START)).await.unwrap().unwrap();
}

/// A log restored from a backup must not leave its readers waiting for what they have already seen.
pub async fn a_cursor_beyond_the_head_is_told(fixture: &dyn Fixture) {
    let log = fixture.client().await;
    let head = log.append(&conversation(1), None, event(1), b"x").await.unwrap().seq;
    let beyond = Seq(head.0 + 1);
    let (read, wait) = (log.read(beyond, 10).await, timeout(SOON, log.wait(beyond)).await.unwrap());
    for told in [read.map(drop), wait] {
        assert!(matches!(told, Err(QueueError::CursorAhead { head: end }) if end == head), "{told:?}");
    }
}

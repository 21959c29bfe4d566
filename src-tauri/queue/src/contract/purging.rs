//! Facts about purging.

use super::fixture::{Fixture, conversation, event, everything};
use crate::{Custodian, Expect, Seq};
use std::time::Duration;
use tokio::time::timeout;

/// Others keep contents and places.
pub async fn a_purge_removes_one_subject_alone(fixture: &dyn Fixture) {
    let (log, other) = (fixture.client().await, fixture.client().await);
    for n in 0..12 {
        log.append(&conversation(n % 3), None, event(n), b"x").await.unwrap();
    }
    let mut kept = everything(&*log).await;
    kept.retain(|message| message.subject != conversation(1));
    let custodian = Custodian::after_recorded_erasure();
    assert_eq!(log.purge(&conversation(1), &custodian).await.unwrap(), 4);
    assert_eq!(everything(&*other).await, kept);
    assert_eq!(other.last(&conversation(1)).await.unwrap(), None);
    assert_eq!(log.purge(&conversation(1), &custodian).await.unwrap(), 0);
    other.append(&conversation(1), Some(Expect::Nothing), event(50), b"y").await.unwrap();
}

/// A cursor never meets something older than itself.
pub async fn no_place_is_given_twice_even_after_a_purge(fixture: &dyn Fixture) {
    let log = fixture.client().await;
    let mut highest = Seq::START;
    let mut stored_at = None;
    for n in 0..6 {
        let stored = log.append(&conversation(1), None, event(n), b"x").await.unwrap();
        assert!(stored.seq > highest);
        assert!(Some(stored.stored_at) >= stored_at);
        (highest, stored_at) = (stored.seq, Some(stored.stored_at));
        log.purge(&conversation(1), &Custodian::after_recorded_erasure()).await.unwrap();
        assert_eq!(log.head().await.unwrap().seq, highest);
    }
}

/// Places without messages are no reason to look again and again.
pub async fn a_purged_tail_lets_its_reader_rest(fixture: &dyn Fixture) {
    let log = fixture.client().await;
    let cursor = log.append(&conversation(1), None, event(1), b"x").await.unwrap().seq;
    log.append(&conversation(2), None, event(2), b"x").await.unwrap();
    log.purge(&conversation(2), &Custodian::after_recorded_erasure()).await.unwrap();
    assert!(timeout(Duration::from_millis(300), log.wait(cursor)).await.is_err());
    let stored = log.append(&conversation(1), None, event(3), b"x").await.unwrap();
    timeout(Duration::from_secs(10), log.wait(cursor)).await.unwrap().unwrap();
    assert_eq!(log.read(cursor, 10).await.unwrap()[0].seq, stored.seq);
}

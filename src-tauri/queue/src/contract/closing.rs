//! Facts about letting go of a log.

use super::fixture::{Fixture, conversation, event, everything};
use crate::{AppendError, Seq};
use std::time::Duration;
use tokio::time::timeout;

/// At once, and without a word of what was there.
pub async fn a_closed_client_takes_and_gives_nothing(fixture: &dyn Fixture) {
    let log = fixture.client().await;
    log.append(&conversation(1), None, event(1), b"x").await.unwrap();
    log.close().await;
    let subject = conversation(1);
    let refused = timeout(Duration::from_secs(10), log.append(&subject, None, event(2), b"y")).await.unwrap();
    assert!(matches!(refused, Err(AppendError::Unavailable(_))));
    assert!(log.read(Seq::START, 10).await.is_err());
    assert!(log.last(&conversation(1)).await.is_err());
    assert!(log.head().await.is_err());
    assert!(timeout(Duration::from_secs(10), log.wait(Seq(1))).await.unwrap().is_err());
}

/// What was acknowledged stays, and they go on.
pub async fn other_clients_notice_nothing_of_a_closing(fixture: &dyn Fixture) {
    let (leaving, staying) = (fixture.client().await, fixture.client().await);
    leaving.append(&conversation(1), None, event(1), b"x").await.unwrap();
    leaving.close().await;
    staying.append(&conversation(1), None, event(2), b"y").await.unwrap();
    assert_eq!(everything(staying.as_ref()).await.len(), 2);
    assert_eq!(everything(fixture.client().await.as_ref()).await.len(), 2);
}

/// A lock and the end of the application may both do it.
pub async fn closing_twice_is_closing_once(fixture: &dyn Fixture) {
    let log = fixture.client().await;
    log.close().await;
    log.close().await;
    assert!(everything(fixture.client().await.as_ref()).await.is_empty());
}

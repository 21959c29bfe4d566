//! Facts about signals, which pass.

use super::fixture::{Fixture, conversation, event, everything};
use crate::{QueueError, SIGNAL_LIMIT, Signal};
use std::time::Duration;
use tokio::time::timeout;

/// On this client and on others, in full.
pub async fn a_signal_reaches_every_listener(fixture: &dyn Fixture) {
    let (sender, other) = (fixture.client().await, fixture.client().await);
    let mut listeners = [sender.signals(), other.signals(), other.signals()];
    for n in 0..3_u8 {
        let signal = Signal { subject: conversation(n.into()), bytes: vec![n, b'\n', 0, 255] };
        sender.signal(&signal.subject, &signal.bytes).await.unwrap();
        for listener in &mut listeners {
            let heard = timeout(Duration::from_secs(10), listener.recv()).await.unwrap().unwrap();
            assert_eq!(heard, signal);
        }
    }
}

/// It takes no place, and who comes later does not hear it.
pub async fn a_signal_is_never_stored(fixture: &dyn Fixture) {
    let log = fixture.client().await;
    log.append(&conversation(1), None, event(1), b"x").await.unwrap();
    let head = log.head().await.unwrap();
    log.signal(&conversation(2), b"looking").await.unwrap();
    let later = fixture.client().await;
    let mut listener = later.signals();
    assert!(timeout(Duration::from_millis(600), listener.recv()).await.is_err());
    assert_eq!(later.head().await.unwrap(), head);
    assert_eq!(everything(&*later).await.len(), 1);
    assert_eq!(later.last(&conversation(2)).await.unwrap(), None);
}

/// A signal is small.
pub async fn signals_have_a_limit(fixture: &dyn Fixture) {
    let log = fixture.client().await;
    let mut listener = log.signals();
    log.signal(&conversation(1), &[1; SIGNAL_LIMIT]).await.unwrap();
    assert_eq!(listener.recv().await.unwrap().bytes.len(), SIGNAL_LIMIT);
    let refused = log.signal(&conversation(1), &[1; SIGNAL_LIMIT + 1]).await;
    assert!(matches!(refused, Err(QueueError::TooLarge)), "{refused:?}");
}

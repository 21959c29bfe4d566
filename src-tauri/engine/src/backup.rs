//! A copy of the queue every day, in a second place. It holds nothing readable.

use crate::clock::Clock;
use chrono::TimeDelta;
use queue::FileQueue;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often to ask whether a copy is due.
const ASK: Duration = Duration::from_secs(15 * 60);

/// Copies whenever the last copy is a day old.
pub(crate) async fn run(queue: Arc<FileQueue>, place: PathBuf, clock: Clock, stop: CancellationToken) {
    loop {
        let due = match queue.last_backup_at().await {
            Ok(last) => last.is_none_or(|last| clock.now() - last >= TimeDelta::hours(24)),
            Err(error) => {
                tracing::warn!(%error, "the queue cannot say when it was last copied");
                false
            }
        };
        if due && let Err(error) = queue.back_up(&place).await {
            tracing::warn!(%error, "the queue was not copied");
        }
        tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(ASK) => {} }
    }
}

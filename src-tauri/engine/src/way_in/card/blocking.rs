//! Cards and Argon2 are slow: they are waited for on threads of their own.

use super::error::CardsError;
use crate::errors::SignInFailure;

/// Does it on a thread where waiting holds nobody up.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, NotRun> {
    tokio::task::spawn_blocking(work).await.map_err(|_| NotRun)
}

/// The thread ended before its work did: only when the program itself ends.
pub(super) struct NotRun;

impl From<NotRun> for SignInFailure {
    fn from(_: NotRun) -> Self {
        Self::NotNow
    }
}

impl From<NotRun> for CardsError {
    fn from(_: NotRun) -> Self {
        Self::Locked
    }
}

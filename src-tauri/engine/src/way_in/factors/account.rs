//! Whose account it is that something is done with, and the thread it is done on: cards, keys and Argon2 are slow.

use super::error::FactorsError;
use crate::engine::Engine;
use crate::errors::SignInFailure;
use crate::practice::unlocked::Unlocked;
use signin::vault::Vault;

impl Engine {
    /// Who is signed in, and their vault.
    pub(super) fn somebody(&self) -> Result<(Unlocked, Vault), FactorsError> {
        let open = self.unlocked().ok_or(FactorsError::Locked)?;
        Ok((open, Vault::open(&self.0.folder.practice())?))
    }
}

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

impl From<NotRun> for FactorsError {
    fn from(_: NotRun) -> Self {
        Self::Locked
    }
}

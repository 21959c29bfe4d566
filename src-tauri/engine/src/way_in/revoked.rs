//! A revoked workstation removes everything it holds of the practice, and says so afterwards.
//!
//! The statement is the practice's own, checked against the founding that this PC pinned, so nobody else can have it wiped. A
//! note is written first: if the power goes in the middle, the next start goes on. The key store's secret goes before anything
//! else, for without it the rest opens for nobody. A log that lies on this PC stays: it is sealed, and others may need it.

use crate::engine::Engine;
use crate::view::Change;
use signin::vault::{Vault, VaultError};
use std::path::Path;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long to wait before a key store or a disk that refused is asked again.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// Waits for a revocation.
pub(crate) async fn run(engine: Engine, revoked: CancellationToken, stop: CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = revoked.cancelled() => engine.wipe().await,
    }
}

/// Why a revocation is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAccepted {
    /// Nobody revoked this workstation: what it holds stays.
    #[error("this workstation is not revoked")]
    NotRevoked,
    /// Not everything could be removed.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl Engine {
    /// Locks and removes everything.
    async fn wipe(&self) {
        tracing::warn!("this workstation was revoked and removes what it holds of the practice");
        if let Err(error) = std::fs::write(self.folder().revoked_note(), b"") {
            tracing::error!(kind = ?error.kind(), "the note of the revocation was not written");
        }
        self.lock().await;
        self.close_queue().await;
        self.finish_wipe().await;
        self.changes().notify(Change::Gate);
    }

    /// Goes on with a wipe that was cut off.
    pub(crate) async fn finish_wipe(&self) {
        if !self.is_revoked() {
            return;
        }
        for _ in 0..3 {
            match self.remove_all().await {
                Ok(()) => return,
                Err(error) => tracing::error!(%error, "the practice was not removed whole; trying again"),
            }
            tokio::time::sleep(TRY_AGAIN).await;
        }
    }

    async fn remove_all(&self) -> Result<(), VaultError> {
        let folder = self.folder().clone();
        let removed = tokio::task::spawn_blocking(move || {
            wipe_vault(&folder.practice())?;
            folder.clear().map_err(|error| {
                tracing::error!(kind = ?error.kind(), "the data folder was not cleared");
                VaultError::Disk
            })
        });
        removed.await.unwrap_or(Err(VaultError::Disk))
    }

    /// Somebody has read that this workstation was revoked; it can be set up or join again.
    ///
    /// # Errors
    /// It was not revoked, then nothing is removed; or not everything went.
    pub async fn accept_revocation(&self) -> Result<(), NotAccepted> {
        if !self.is_revoked() {
            return Err(NotAccepted::NotRevoked);
        }
        self.remove_all().await?;
        std::fs::remove_file(self.folder().revoked_note()).map_err(|_| VaultError::Disk)?;
        self.changes().notify(Change::Gate);
        Ok(())
    }
}

/// Secret, vault and database, while there is a vault to say which secret.
fn wipe_vault(practice: &Path) -> Result<(), VaultError> {
    match Vault::open(practice) {
        Ok(vault) => vault.wipe(),
        Err(VaultError::Missing) => Ok(()),
        // A spoilt vault no longer says under which name its secret lies; the database goes all the same.
        Err(_) => Ok(()),
    }
}

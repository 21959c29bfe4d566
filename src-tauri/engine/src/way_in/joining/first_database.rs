//! The first sign-in on a workstation that joined makes its database, whole or not at all.

use crate::clock::Clock;
use crate::errors::{SignInFailure, UnlockError};
use crate::log::chain::Chain;
use crate::practice::keyring::Keyring;
use crate::store::{OpenError, Store};
use crypto::Keys;
use queue::Queue;
use signin::vault::{self, Notice, SignInError, SignedIn, Vault};
use std::path::Path;

/// Nothing is done on a workstation that has one.
pub(crate) async fn make(
    folder: &Path,
    vault: &Vault,
    signed_in: &SignedIn,
    notice: &Notice,
    queue: &dyn Queue,
    clock: &Clock,
) -> Result<(), SignInFailure> {
    let Some(seed) = vault.joining(signed_in).map_err(SignInError::from)? else { return Ok(()) };
    let file = folder.join(vault::DATABASE_FILE);
    if !file.exists() {
        let mut chain = Chain::pinned(notice.practice, notice.genesis);
        chain.read_on(queue).await.map_err(|_| SignInFailure::NotNow)?;
        let directory = chain.directory.as_ref().ok_or(UnlockError::Directory)?;
        let keyring = Keyring::new(Keys::derive(&seed), []);
        keyring.learn(directory, notice.device);
        let records = chain.records(&keyring);
        let making = folder.join("practice.db.being-made");
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(folder.join(format!("practice.db.being-made{end}")));
        }
        let store = Store::create(&making, &signed_in.database_key).await?;
        let filled = chain.fill(&store, &seed, &records, clock.now()).await;
        store.close().await;
        filled.map_err(UnlockError::from)?;
        std::fs::rename(&making, &file).map_err(|error| OpenError::Failed(sqlx::Error::Io(error)))?;
    }
    vault.joined(signed_in).map_err(SignInError::from)?;
    Ok(())
}

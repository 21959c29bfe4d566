//! A workstation that was let in makes its vault, and on the first sign-in its database: each whole or not at all.

use super::guest::Secrets;
use crate::chain::Chain;
use crate::clock::Clock;
use crate::engine::{Engine, SignInFailure};
use crate::keyring::Keyring;
use crate::set_up;
use crate::store::{OpenError, Store};
use crate::unlocked::UnlockError;
use crate::view::JoinFailure;
use crypto::Keys;
use crypto::joining::Host;
use queue::Queue;
use signin::vault::{self, CreateError, Joined, Notice, SignInError, SignedIn, Vault};
use std::path::Path;

/// Makes the data folder of a workstation that was let in, and begins to watch the log.
pub(crate) async fn practice(
    engine: &Engine,
    log: &Path,
    secrets: Secrets,
    host: &Host,
    chain: &Chain,
) -> Result<(), JoinFailure> {
    let (folder, now) = (engine.folder().clone(), engine.clock().now());
    let directory = chain.directory.clone().ok_or(JoinFailure::Failed)?;
    let (log, host) = (log.to_owned(), host.clone());
    let make = move || {
        let making = folder.make_anew()?;
        let kind = if host.demonstration { vault::Kind::Demonstration } else { vault::Kind::Real };
        let joined = Joined {
            kind,
            practice: host.practice,
            practice_name: host.name,
            device: secrets.newcomer.device,
            workstation: secrets.newcomer.workstation,
            genesis: host.founding,
            seed: &secrets.seed,
            secret: secrets.secret,
        };
        Vault::join(&making, set_up::keystore(kind, &making), joined, &directory, now)?;
        folder.point_to(&log)?;
        folder.put_in_place()?;
        Ok::<(), Unmade>(())
    };
    match tokio::task::spawn_blocking(make).await {
        Ok(Ok(())) => engine.open_queue().await.map_err(|_| JoinFailure::Unreachable),
        Ok(Err(Unmade::Vault(CreateError::KeystoreNeeded | CreateError::KeystoreLocked))) => {
            Err(JoinFailure::Keystore)
        }
        Ok(Err(error)) => {
            tracing::error!(?error, "the workstation could not be set up");
            Err(JoinFailure::Failed)
        }
        Err(_) => Err(JoinFailure::Failed),
    }
}

/// Why nothing was made.
#[derive(Debug)]
enum Unmade {
    Vault(CreateError),
    Disk,
}

impl From<CreateError> for Unmade {
    fn from(error: CreateError) -> Self {
        Self::Vault(error)
    }
}

impl From<std::io::Error> for Unmade {
    fn from(error: std::io::Error) -> Self {
        tracing::error!(kind = ?error.kind(), "the data folder was refused");
        Self::Disk
    }
}

/// The first sign-in on a workstation that joined: makes its database. Nothing to do anywhere else.
pub(crate) async fn database(
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

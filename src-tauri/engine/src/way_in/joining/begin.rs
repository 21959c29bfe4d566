//! A workstation that was let in makes its vault, whole or not at all.

use super::secrets::Secrets;
use crate::engine::Engine;
use crate::log::chain::Chain;
use crate::view::JoinFailure;
use crate::way_in::set_up;
use crypto::joining::Host;
use queue::Home;
use signin::vault::{self, CreateError, Joined, Vault};

/// Makes the data folder of a workstation that was let in, and begins to watch the log.
pub(crate) async fn practice(
    engine: &Engine,
    log: &Home,
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
        Ok(Err(Unmade::Vault(
            CreateError::KeystoreNeeded | CreateError::KeystoreLocked | CreateError::KeystoreForbidden,
        ))) => Err(JoinFailure::Keystore),
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

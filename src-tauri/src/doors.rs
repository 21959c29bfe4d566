//! The gateway inside the application: on one PC patients' messages come in here, on this computer alone.
//!
//! It runs from start to end, signed in or not, once there is a practice. It cannot read what it took. Where it listens
//! stands in the file `gateway.address` of the data folder while it runs, for whatever sends to it. A reverse proxy that
//! opens it to the outside is the practice's to set up.

use engine::{DataFolder, Engine};
use gateway::{Config, Limits, NhsAppDoor, NhsAppOutbound, Running};
use signin::vault::VaultError;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long to wait before the key store is asked again.
const ASK_AGAIN: Duration = Duration::from_secs(10);
/// How long the last requests may take at the end.
const LAST_REQUESTS: Duration = Duration::from_secs(3);

/// The doors of this computer.
pub struct Doors {
    port: u16,
    address_file: PathBuf,
    address: OnceLock<SocketAddr>,
    running: Mutex<Option<Running>>,
    /// They should be open and are not.
    kept_shut: AtomicBool,
    stop: CancellationToken,
}

/// Why the doors stay shut.
#[derive(Debug, thiserror::Error)]
enum Shut {
    /// The keys cannot be had just now.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The address is taken: patients know this one and no other, so no other will do.
    #[error(transparent)]
    Start(#[from] gateway::StartError),
    /// There is no practice here yet.
    #[error("there is no practice here yet")]
    NoPractice,
    /// Another workstation has the practice's doors.
    #[error("another workstation has the practice's doors")]
    Elsewhere,
}

impl Doors {
    /// Doors that are still shut.
    pub fn new(folder: &DataFolder, port: u16) -> Self {
        Self {
            port,
            address_file: folder.root().join("gateway.address"),
            address: OnceLock::new(),
            running: Mutex::default(),
            kept_shut: AtomicBool::new(false),
            stop: CancellationToken::new(),
        }
    }

    /// Opens the doors if there is a practice, and asks again while the key store does not answer or another program has
    /// the port.
    pub async fn open(&self, engine: &Engine) {
        loop {
            let tried = self.try_open(engine).await;
            let meant_to_be = matches!(tried, Ok(()) | Err(Shut::NoPractice | Shut::Elsewhere));
            self.kept_shut.store(!meant_to_be, Ordering::SeqCst);
            let shut = match tried {
                Err(shut) if !meant_to_be => shut,
                _ => return,
            };
            tracing::warn!(%shut, "patients' messages cannot come in on this computer");
            // Whoever sends here is not to be led to what another program has opened, or to where nothing is any more.
            let _ = std::fs::remove_file(&self.address_file);
            tokio::select! {
                () = tokio::time::sleep(ASK_AGAIN), if shut.may_pass() => {}
                () = self.stop.cancelled() => return,
                else => return,
            }
        }
    }

    async fn try_open(&self, engine: &Engine) -> Result<(), Shut> {
        if self.address.get().is_some() {
            return Ok(());
        }
        let queue = engine.queue().ok_or(Shut::NoPractice)?;
        let config = self.config(engine).await?;
        let clock = engine.clock();
        let running = gateway::serve(config, queue, move || clock.now(), self.stop.clone()).await?;
        tracing::info!(address = %running.address, "the doors are open");
        if let Err(error) = std::fs::write(&self.address_file, format!("http://{}\n", running.address)) {
            tracing::warn!(%error, "the gateway's address cannot be written down");
        }
        let _ = self.address.set(running.address);
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = Some(running);
        Ok(())
    }

    /// Asks the key store, which may take its time.
    async fn config(&self, engine: &Engine) -> Result<Config, Shut> {
        let engine = engine.clone();
        let asked = tokio::task::spawn_blocking(move || engine.gateway_grant()).await;
        let grant = asked.unwrap_or(Err(VaultError::KeystoreFailed))?.ok_or(Shut::Elsewhere)?;
        Ok(Config {
            practice: grant.practice,
            genesis: grant.founding,
            id: grant.id,
            keys: grant.keys,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, self.port)),
            demonstration: grant.demonstration,
            nhs_app: NhsAppOutbound::None,
            nhs_app_door: NhsAppDoor::Shut,
            proxied: false,
            limits: Limits::default(),
        })
    }

    /// Should they be open, and is something in the way? Then no patient's message comes in on this computer.
    pub fn are_kept_shut(&self) -> bool {
        self.kept_shut.load(Ordering::SeqCst)
    }

    /// The page on which patients write, while the doors are open.
    pub fn page(&self) -> Option<String> {
        self.address.get().map(|address| format!("http://{address}/"))
    }

    /// Answers the last requests and shuts.
    pub async fn shut(&self) {
        self.stop.cancel();
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(running) = running {
            let _ = tokio::time::timeout(LAST_REQUESTS, running.done).await;
            let _ = std::fs::remove_file(&self.address_file);
        }
    }
}

impl Shut {
    /// Can this pass by itself?
    fn may_pass(&self) -> bool {
        use VaultError::{KeystoreFailed, KeystoreForbidden, KeystoreLocked};
        matches!(self, Self::Vault(KeystoreLocked | KeystoreForbidden | KeystoreFailed) | Self::Start(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gateway::StartError;

    #[test]
    fn a_taken_port_is_waited_for_and_never_changed() {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 8611));
        let source = std::io::ErrorKind::AddrInUse.into();
        let taken = Shut::from(StartError::Listen { address, source });
        assert!(taken.may_pass());
        assert_eq!(taken.to_string(), "cannot listen at 127.0.0.1:8611: another program may have it");
        assert!(!Shut::NoPractice.may_pass());
    }
}

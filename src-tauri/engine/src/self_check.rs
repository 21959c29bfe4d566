//! Proves, part by part, that this computer can do what Duty Desk needs of it: before a practice is set up, or when
//! something is wrong with one.
//!
//! Every part works on the real thing (the operating system's key store, a vault, an encrypted database, a log, documents)
//! in an empty folder of its own, never on a practice's data, and asks for nobody's sign-in. A part that breaks or hangs
//! has failed like one that answers wrongly. The words for people stand in the shell.

mod calendar;
mod database;
mod filing;
mod keys;
mod log;
mod rules;
mod sealing;

use crate::clock::Clock;
use signin::Keystore;
use signin::keystore::OsKeystore;
use std::future::Future;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// A key store may be waiting for a person; nothing else takes nearly as long.
const PATIENCE: Duration = Duration::from_secs(60);

/// One thing that Duty Desk needs of a computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The operating system's key store.
    KeyStore,
    /// The file that stands between the door and the messages.
    Vault,
    /// The encrypted database.
    Database,
    /// The practice's log as a file.
    Queue,
    /// Sealing, signing and opening.
    Sealing,
    /// Working days, both clock changes, the clock itself.
    Calendar,
    /// What reads messages for danger.
    Rules,
    /// Documents into a folder.
    Filing,
}

/// What a part could not do: each asks something else of whoever looks after the computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// There is no key store.
    #[error("there is no key store")]
    KeystoreAbsent,
    /// The key store is locked.
    #[error("the key store is locked")]
    KeystoreLocked,
    /// The key store broke.
    #[error("the key store does not work")]
    KeystoreFailed,
    /// The key store loses or mixes up what it is given.
    #[error("the key store does not keep what it is given")]
    KeystoreForgets,
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// This account may not write in the folder.
    #[error("the folder may not be written")]
    NotWritable,
    /// The folder lies on another computer.
    #[error("the folder is on a network share")]
    NetworkShare,
    /// The disk refused in another way.
    #[error("the disk refused")]
    Disk,
    /// What was stored reads back differently, or is gone.
    #[error("what was stored does not read back")]
    NotAsStored,
    /// What one program does, the next does not hear of.
    #[error("changes of files are not told")]
    Deaf,
    /// Something closed can be read without its key.
    #[error("something secret can be read")]
    NotSecret,
    /// The outcome is not the right one.
    #[error("the outcome is wrong")]
    Wrong,
    /// The computer's clock is far off.
    #[error("the clock is wrong")]
    Clock,
    /// It did not end.
    #[error("it takes too long")]
    TooSlow,
    /// It broke down.
    #[error("it broke down")]
    Broke,
}

impl Part {
    /// In the order in which a practice needs them.
    pub const ALL: [Self; 8] = [
        Self::KeyStore,
        Self::Vault,
        Self::Database,
        Self::Queue,
        Self::Sealing,
        Self::Calendar,
        Self::Rules,
        Self::Filing,
    ];

    /// Proves it, in an empty folder.
    pub async fn check(self, folder: &Path) -> Result<(), Trouble> {
        self.check_with(folder, Arc::new(OsKeystore), &Clock::system()).await
    }

    async fn check_with(
        self,
        folder: &Path,
        keystore: Arc<dyn Keystore>,
        clock: &Clock,
    ) -> Result<(), Trouble> {
        let (folder, clock) = (folder.join(self.folder()), clock.clone());
        std::fs::create_dir(&folder).map_err(disk)?;
        match self {
            Self::KeyStore => blocking(move || keys::keystore(&*keystore)).await,
            Self::Vault => blocking(move || keys::vault(&folder, clock.now())).await,
            Self::Database => within_patience(async move { database::check(&folder).await }).await,
            Self::Queue => within_patience(async move { log::check(&folder, clock).await }).await,
            Self::Sealing => blocking(move || sealing::check(clock.now())).await,
            Self::Calendar => blocking(move || calendar::check(clock.now())).await,
            Self::Rules => blocking(rules::check).await,
            Self::Filing => blocking(move || filing::check(&folder)).await,
        }
    }

    fn folder(self) -> PathBuf {
        format!("{self:?}").to_lowercase().into()
    }
}

async fn blocking(work: impl FnOnce() -> Result<(), Trouble> + Send + 'static) -> Result<(), Trouble> {
    within_patience(async { tokio::task::spawn_blocking(work).await.unwrap_or(Err(Trouble::Broke)) }).await
}

/// On a task of its own, so that a part that breaks is a line of the report and not the end of it.
async fn within_patience(
    work: impl Future<Output = Result<(), Trouble>> + Send + 'static,
) -> Result<(), Trouble> {
    match tokio::time::timeout(PATIENCE, tokio::spawn(work)).await {
        Ok(ended) => ended.unwrap_or(Err(Trouble::Broke)),
        Err(_) => Err(Trouble::TooSlow),
    }
}

fn disk(error: io::Error) -> Trouble {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Trouble::DiskFull,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Trouble::NotWritable,
        _ => Trouble::Disk,
    }
}

/// Right, or this trouble.
fn must(right: bool, otherwise: Trouble) -> Result<(), Trouble> {
    if right { Ok(()) } else { Err(otherwise) }
}

#[cfg(test)]
mod tests;

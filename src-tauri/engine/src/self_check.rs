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
mod trouble;

pub use trouble::Trouble;

use crate::clock::Clock;
use signin::Keystore;
use signin::keystore::OsKeystore;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use trouble::disk;

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

#[cfg(test)]
mod tests;

//! Where one practice's data lies on this PC, and who may use it: one Duty Desk at a time.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

/// A data folder. Everything of one practice is in it.
#[derive(Clone, Debug)]
pub struct DataFolder {
    root: PathBuf,
}

impl DataFolder {
    /// The folder at this path; nothing is made yet.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Vault, database and key file of the practice.
    pub fn practice(&self) -> PathBuf {
        self.root.join("practice")
    }

    /// Where a practice is made before it is put in its place, whole.
    pub(crate) fn being_made(&self) -> PathBuf {
        self.root.join("practice.being-made")
    }

    /// The encrypted database.
    pub fn database(&self) -> PathBuf {
        self.practice().join(signin::vault::DATABASE_FILE)
    }

    /// The queue's file.
    pub fn queue(&self) -> PathBuf {
        self.practice().join("queue")
    }

    /// Documents for the record.
    pub fn filed(&self) -> PathBuf {
        self.root.join("filed")
    }

    /// The daily copies of the queue.
    pub fn backups(&self) -> PathBuf {
        self.root.join("backups")
    }

    /// Logs, without patient data.
    pub fn logs(&self) -> PathBuf {
        self.root.join("logs")
    }

    /// Takes the folder for this process. The lock goes with the process, however it ends.
    pub fn take(&self) -> Result<Taken, TakeError> {
        std::fs::create_dir_all(self.filed()).map_err(TakeError::Storage)?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.root.join("in-use"))
            .map_err(TakeError::Storage)?;
        match file.try_lock() {
            Ok(()) => Ok(Taken { _file: file }),
            Err(std::fs::TryLockError::WouldBlock) => Err(TakeError::InUse),
            Err(std::fs::TryLockError::Error(error)) => Err(TakeError::Storage(error)),
        }
    }
}

/// The folder is ours while this lives.
pub struct Taken {
    _file: File,
}

/// The folder could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// Another Duty Desk uses it.
    #[error("another Duty Desk uses this folder")]
    InUse,
    /// Disk or permissions.
    #[error("the data folder cannot be used")]
    Storage(#[source] std::io::Error),
}

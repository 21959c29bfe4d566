//! Where one practice's data lies on this PC, and who may use it: one Duty Desk at a time.

use queue::Home;
use record::Carrier;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

/// Where the log is, on a workstation that does not keep it itself.
const LOG_NOTE: &str = "log.place";

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

    /// Where the log lives: in the practice's own folder, or where the note of a workstation that joined says.
    pub fn log_home(&self) -> Home {
        match std::fs::read_to_string(self.practice().join(LOG_NOTE)) {
            Ok(home) => Home::named(&home),
            Err(_) => Home::Folder(self.own_queue()),
        }
    }

    fn own_queue(&self) -> PathBuf {
        self.practice().join("queue")
    }

    /// Does another workstation keep the log?
    pub fn is_guest(&self) -> bool {
        self.practice().join(LOG_NOTE).exists()
    }

    /// An empty place to make a practice in.
    pub(crate) fn make_anew(&self) -> std::io::Result<PathBuf> {
        let making = self.being_made();
        match std::fs::remove_dir_all(&making) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        std::fs::create_dir_all(&making)?;
        Ok(making)
    }

    /// Notes in the practice that is being made where its log is.
    pub(crate) fn point_to(&self, log: &Home) -> std::io::Result<()> {
        std::fs::write(self.being_made().join(LOG_NOTE), log.written_out()?)
    }

    /// The practice that was made takes its place, whole.
    pub(crate) fn put_in_place(&self) -> std::io::Result<()> {
        if self.practice().exists() {
            return Err(std::io::ErrorKind::AlreadyExists.into());
        }
        std::fs::rename(self.being_made(), self.practice())
    }

    /// Says that this workstation was revoked, until somebody has read it.
    pub(crate) fn revoked_note(&self) -> PathBuf {
        self.root.join("revoked")
    }

    /// Removes everything of the practice but a log that lies here: it is sealed, and others may need it.
    pub(crate) fn clear(&self) -> std::io::Result<()> {
        let own = self.own_queue();
        if own.exists() {
            let mut kept = self.root.join("queue-kept");
            let mut n = 1;
            while kept.exists() {
                n += 1;
                kept = self.root.join(format!("queue-kept-{n}"));
            }
            std::fs::rename(&own, kept)?;
        }
        for folder in [self.practice(), self.being_made()] {
            match std::fs::remove_dir_all(&folder) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// Documents of the demonstration. A practice names a place of its own. What lies here has been counted as filed, so
    /// nothing takes it away.
    pub fn filed(&self) -> PathBuf {
        self.root.join("filed")
    }

    /// What carries the demonstration's documents.
    pub(crate) fn carrier(&self) -> Carrier {
        Carrier::Folder(self.filed())
    }

    /// The daily copies of the queue.
    pub fn backups(&self) -> PathBuf {
        self.root.join("backups")
    }

    /// Which second place was named for copies.
    pub(crate) fn second_place(&self) -> PathBuf {
        self.root.join("second-place.json")
    }

    /// Files written for an inspection, a safety meeting or another program.
    pub fn exports(&self) -> PathBuf {
        self.root.join("exports")
    }

    /// Logs, without patient data.
    pub fn logs(&self) -> PathBuf {
        self.root.join("logs")
    }

    /// Takes the folder for this process. The lock goes with the process, however it ends.
    pub fn take(&self) -> Result<Taken, TakeError> {
        queue::must_be_local(&self.root)?;
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
    /// It is not on a local disk.
    #[error(transparent)]
    Elsewhere(#[from] queue::Elsewhere),
    /// Disk or permissions.
    #[error("the data folder cannot be used")]
    Storage(#[source] std::io::Error),
}

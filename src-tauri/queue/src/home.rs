//! Where a practice's log lives, and the way in. Who uses a log never asks what kind it is.

use crate::{Clock, FileQueue, Head, OpenError, Queue, RestoreError};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a log lives. One variant for each implementation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Home {
    /// A folder of this PC, or one that it shares with others.
    Folder(PathBuf),
}

impl Home {
    /// As a person or a configuration names it: the path of a folder.
    pub fn named(text: &str) -> Self {
        Self::Folder(PathBuf::from(text.trim()))
    }

    /// Is there a log? Where there must be one, it is asked before [`open`] begins another.
    pub fn has_log(&self) -> bool {
        match self {
            Self::Folder(folder) => FileQueue::is_there(folder),
        }
    }

    /// The same home under the name that does not depend on where this program runs.
    ///
    /// # Errors
    /// There is nothing there, or its name cannot be written down.
    pub fn written_out(&self) -> std::io::Result<String> {
        match self {
            Self::Folder(folder) => {
                let folder = std::fs::canonicalize(folder)?;
                folder.to_str().map(str::to_owned).ok_or(std::io::ErrorKind::InvalidInput.into())
            }
        }
    }
}

impl fmt::Display for Home {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => folder.display().fmt(f),
        }
    }
}

/// Opens the log of a home, or begins one where there was none.
pub async fn open(home: &Home, clock: Arc<dyn Clock>) -> Result<Arc<dyn Queue>, OpenError> {
    match home {
        Home::Folder(folder) => Ok(Arc::new(FileQueue::open(folder, clock).await?)),
    }
}

/// Puts a copy where a log was. Open it afterwards as ever.
pub async fn restore(copy: &Path, home: &Home) -> Result<Head, RestoreError> {
    match home {
        Home::Folder(folder) => FileQueue::restore(copy, folder).await,
    }
}

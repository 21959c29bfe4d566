//! One client of a log in a folder: what it holds open.

use super::bell::Bell;
use super::database::{self, Writer};
use super::fault::io_fault;
use crate::{Clock, OpenError, place};
use sqlx::SqlitePool;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A log kept in a folder of this PC.
pub struct FileQueue {
    pub(super) folder: PathBuf,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) writer: Writer,
    pub(super) readers: SqlitePool,
    pub(super) bell: Bell,
}

impl FileQueue {
    /// Opens the log in a folder, or begins one where there was none.
    pub async fn open(folder: &Path, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        place::must_be_local(folder)?;
        std::fs::create_dir_all(folder).map_err(io_fault)?;
        let file = database::prepare(folder).await?;
        let bell = Bell::hang(&folder.join("bell")).map_err(io_fault)?;
        Ok(Self {
            clock,
            writer: Writer::new(folder).map_err(io_fault)?,
            readers: database::readers(&file),
            bell,
            folder: folder.into(),
        })
    }

    /// Is there a log in a folder? Where there must be one, it is asked before `open` begins another.
    pub fn is_there(folder: &Path) -> bool {
        folder.join(database::NAME).exists()
    }
}

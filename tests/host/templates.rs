//! Prepared data folders: each is made once, when the first test asks, and copied for every test that begins there.

use crate::morning;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::{Mutex, OnceCell};

#[derive(Default)]
pub struct Templates {
    made: Mutex<HashMap<Kind, Arc<OnceCell<()>>>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A computer on which nothing is set up.
    Bare,
    /// The people of the practice and no letter.
    Empty,
    /// Everything that is there at 10:42.
    Morning,
}

impl Templates {
    /// A copy of a template in a folder that does not exist yet.
    pub async fn copy(&self, root: &Path, kind: Kind, to: &Path) -> std::io::Result<()> {
        let from = root.join(format!("template-{kind:?}"));
        let cell = self.made.lock().await.entry(kind).or_default().clone();
        cell.get_or_init(|| make(from.clone(), kind)).await;
        let to = to.to_owned();
        tokio::task::spawn_blocking(move || copied(&from, &to)).await.map_err(std::io::Error::other)?
    }
}

async fn make(root: PathBuf, kind: Kind) {
    // What stopped halfway is made anew.
    let _ = std::fs::remove_dir_all(&root);
    std::fs::create_dir_all(root.join("desk")).expect("a folder for the template");
    match kind {
        Kind::Bare => {}
        Kind::Empty => morning::make_empty(&root).await,
        Kind::Morning => morning::make(&root).await,
    }
}

/// Copies a practice; the other workstation's note of where the log is follows.
fn copied(from: &Path, to: &Path) -> std::io::Result<()> {
    copy(from, to)?;
    let note = to.join("room/practice/log.place");
    if note.exists() {
        let log = std::fs::canonicalize(to.join("desk/practice/queue"))?;
        std::fs::write(note, log.display().to_string())?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)?.flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}

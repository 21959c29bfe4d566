//! Copies of the log that are carried to a second place: another disk, a share, a stick.
//!
//! What is carried is a finished copy, so nothing is opened as a database over a network. It is read back from there and
//! checked before it takes its name. The folder must be there already: one that is made where a stick was unplugged
//! would lie on the log's own disk.

use super::backup::{check, is_copy, let_old_ones_go};
use super::database::{put_in_place, remove_if_there};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// How the folders of one practice's copies begin, within a place that holds several practices'.
const FOLDER: &str = "duty-desk-";

/// Nothing was carried; what lies there already is untouched.
#[derive(Debug, thiserror::Error)]
pub enum CarryError {
    /// There is no copy to carry yet.
    #[error("there is no copy of the log to carry")]
    NoCopy,
    /// The place is not there: unplugged, offline, renamed.
    #[error("the second place is not there")]
    NotThere,
    /// It is full.
    #[error("the second place is full")]
    Full,
    /// It may not be written.
    #[error("the second place may not be written")]
    Closed,
    /// It does not answer as it should, or gave back something else than was written.
    #[error("the second place failed")]
    Failed,
}

impl From<io::Error> for CarryError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::HostUnreachable => Self::NotThere,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full,
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::Closed,
            _ => Self::Failed,
        }
    }
}

/// The folder of one practice's copies within a place.
pub fn folder_in(place: &Path, practice: uuid::Uuid) -> PathBuf {
    let name = practice.simple().to_string();
    place.join(format!("{FOLDER}{}", name.get(..12).unwrap_or(&name)))
}

/// Makes the folder of a practice's copies in a place that is there, and shows that it can be written.
pub fn claim(place: &Path, practice: uuid::Uuid) -> Result<(), CarryError> {
    if !place.is_dir() {
        return Err(CarryError::NotThere);
    }
    let folder = folder_in(place, practice);
    match fs::create_dir(&folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error.into()),
        _ => {}
    }
    let probe = folder.join("probe.part");
    fs::write(&probe, b"Duty Desk")?;
    Ok(remove_if_there(&probe)?)
}

/// Carries the newest copy in `copies` to `folder`, checks it there, and keeps as many days as the first place does.
pub async fn carry(copies: &Path, folder: &Path) -> Result<(), CarryError> {
    let copy = newest_copy(copies).ok_or(CarryError::NoCopy)?;
    let name = copy.file_name().ok_or(CarryError::NoCopy)?;
    let (part, there) = (folder.join(name).with_extension("part"), folder.join(name));
    let (from, to) = (copy.clone(), part.clone());
    run(move || {
        remove_if_there(&to)?;
        fs::copy(&from, &to).map(|_| ())
    })
    .await?;
    check(&part).await.map_err(|_| CarryError::Failed)?;
    let folder = folder.to_owned();
    run(move || {
        put_in_place(&part, &there)?;
        let_old_ones_go(&folder)
    })
    .await
}

async fn run(work: impl FnOnce() -> io::Result<()> + Send + 'static) -> Result<(), CarryError> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|_| CarryError::Failed)?;
    Ok(done?)
}

/// The newest copy in a folder of copies, or in the practices' folders of a place.
pub fn newest_copy(folder: &Path) -> Option<PathBuf> {
    let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().map(|one| one.path());
    let named =
        |path: &Path, is: fn(&str) -> bool| path.file_name().and_then(|name| name.to_str()).is_some_and(is);
    let within = entries(folder).filter(|path| named(path, |name| name.starts_with(FOLDER)) && path.is_dir());
    let copies = within.flat_map(|path| entries(&path)).chain(entries(folder));
    copies.filter(|path| named(path, is_copy)).max_by_key(|path| path.file_name().map(ToOwned::to_owned))
}

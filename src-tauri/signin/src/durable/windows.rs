//! Windows: what lies in a person's own profile is theirs alone by inheritance, and NTFS journals its renames.

use std::fs::{self, DirBuilder, OpenOptions};
use std::path::Path;
use std::time::Duration;
use std::{io, thread};

/// A folder with the rights of the one it lies in.
pub(super) fn private_folder() -> DirBuilder {
    DirBuilder::new()
}

/// A file with the rights of its folder.
pub(super) fn private_file() -> OpenOptions {
    OpenOptions::new()
}

/// Takes the place of what is there, in one step. A virus scanner that is looking at the old file holds the door for a
/// moment.
pub(super) fn put_in_place(fresh: &Path, path: &Path) -> io::Result<()> {
    for _ in 0..5 {
        match fs::rename(fresh, path) {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                thread::sleep(Duration::from_millis(30));
            }
            answer => return answer,
        }
    }
    fs::rename(fresh, path)
}

/// Nothing to do: a folder cannot be synced from here.
pub(super) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

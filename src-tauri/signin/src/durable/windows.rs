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

/// Takes the place of what is there, in one step. Whoever is looking at the old file, a virus scanner mostly, holds the door
/// for a moment; a busy one is waited for, for about two seconds.
pub(super) fn put_in_place(fresh: &Path, path: &Path) -> io::Result<()> {
    for wait in [5, 10, 20, 30, 50, 70, 90, 110, 130, 150, 170, 190, 210, 230, 250, 270] {
        match fs::rename(fresh, path) {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                thread::sleep(Duration::from_millis(wait));
            }
            answer => return answer.and_then(|()| flush(path)),
        }
    }
    fs::rename(fresh, path).and_then(|()| flush(path))
}

/// NTFS writes its journal up to the rename before it has written the file: a power cut no longer takes the rename back.
fn flush(path: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).open(path)?.sync_all()
}

/// Nothing to do: a folder cannot be synced from here.
pub(super) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

//! Windows: a file has the rights of its folder, so the folder is to be the account's own.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;

/// Not known here: it is for whoever chooses the folder.
pub(super) fn others_read(file: &Path) -> io::Result<bool> {
    file.metadata().map(|_| false)
}

/// A file with the rights of its folder.
pub(super) fn private_file() -> OpenOptions {
    OpenOptions::new()
}

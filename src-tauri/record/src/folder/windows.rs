//! Windows: NTFS journals names by itself, and a folder cannot be synced from here.

use std::io::{self, ErrorKind};
use std::path::Path;

/// Nothing to do.
pub(super) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// What Windows refuses while somebody else has the file open looks like a lack of rights.
pub(super) fn is_held(error: &io::Error) -> bool {
    error.kind() == ErrorKind::PermissionDenied
}

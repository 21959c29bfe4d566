//! Elsewhere (a developer's machine) the folder is taken on trust.

use std::{fs::File, io, path::Path};

/// Unknown, hence local.
pub(crate) fn is_network_share(_: &Path) -> bool {
    false
}

/// Makes a rename survive a power cut.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

//! macOS names the file system of a folder.

use super::elsewhere::Elsewhere;
use super::kind;
use std::{fs::File, io, path::Path};

/// `folder` is without links, and may not be there yet.
pub(super) fn elsewhere(folder: &Path) -> Option<Elsewhere> {
    let answer = folder.ancestors().find_map(|there| rustix::fs::statfs(there).ok())?;
    let name: Vec<u8> =
        answer.f_fstypename.iter().map(|letter| *letter as u8).take_while(|letter| *letter != 0).collect();
    kind::of_type(&String::from_utf8_lossy(&name))
}

/// Whatever keeps a folder from being resolved is told by whoever opens it.
pub(super) fn unresolved(_: &io::Error) -> Option<Elsewhere> {
    None
}

/// The drive that holds a folder, by its number.
pub(super) fn drive(folder: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    folder.ancestors().find_map(|there| std::fs::metadata(there).ok()).map(|there| there.dev())
}

/// Makes a rename survive a power cut.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

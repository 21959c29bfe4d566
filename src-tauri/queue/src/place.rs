//! Whether a folder lies on a disk of this computer, which is where a practice's files belong.
//!
//! Elsewhere file locks do not hold, a write that was confirmed can be taken back, or a copy of last week comes in its
//! place. What a file system is called decides, and for folders that a program keeps alike on several computers what is
//! found in and around them. A folder that cannot be asked counts as local: whatever is wrong with it is told by whoever
//! opens it. Each operating system's answer stands in a twin file.

mod beside;
mod elsewhere;
#[cfg(any(target_os = "linux", target_os = "macos"))]
mod kind;
#[cfg(target_os = "linux")]
mod mounts;
mod synced;

#[cfg(target_os = "linux")]
#[path = "place/linux.rs"]
mod system;
#[cfg(target_os = "macos")]
#[path = "place/macos.rs"]
mod system;
#[cfg(windows)]
#[path = "place/windows.rs"]
mod system;

pub use beside::{Lies, lies};
pub use elsewhere::Elsewhere;
pub(crate) use system::sync_folder;

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Says where a folder is if it is not on a local disk. One that is not there yet is judged by where it would be.
pub fn must_be_local(folder: &Path) -> Result<(), Elsewhere> {
    let found = match resolved(folder) {
        Ok(folder) => judged(&folder),
        // A share that does not answer is one by its name.
        Err(error) => system::unresolved(&error).or_else(|| judged(folder)),
    };
    found.map_or(Ok(()), Err)
}

fn judged(folder: &Path) -> Option<Elsewhere> {
    system::elsewhere(folder).or_else(|| synced::is_synced(folder))
}

/// The nearest folder above it that is there, without links, and what is to come below.
fn resolved(folder: &Path) -> io::Result<PathBuf> {
    match (std::fs::canonicalize(folder), folder.parent(), folder.file_name()) {
        (Err(error), Some(parent), Some(name)) if error.kind() == ErrorKind::NotFound => {
            let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
            Ok(resolved(parent)?.join(name))
        }
        (answer, ..) => answer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_there_yet_is_judged_by_where_it_would_be() {
        let folder = tempfile::tempdir().unwrap();
        for (place, verdict) in [
            ("desk", Ok(())),
            ("not there/nor there/desk", Ok(())),
            ("OneDrive/desk", Err(Elsewhere::SyncedFolder)),
            ("Dropbox/not there/desk", Err(Elsewhere::SyncedFolder)),
        ] {
            assert_eq!(must_be_local(&folder.path().join(place)), verdict, "{place}");
        }
        assert_eq!(must_be_local(Path::new("desk")), Ok(()), "beside the program");
    }

    #[cfg(windows)]
    #[test]
    fn a_share_that_does_not_answer_is_one_by_its_name() {
        let nowhere = Path::new(r"\\nowhere.invalid\practice\desk");
        assert_eq!(must_be_local(nowhere), Err(Elsewhere::NetworkShare));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_judged_by_where_it_leads() {
        let folder = tempfile::tempdir().unwrap();
        let synced = folder.path().join("Dropbox");
        std::fs::create_dir(&synced).unwrap();
        std::os::unix::fs::symlink(&synced, folder.path().join("link")).unwrap();
        assert_eq!(must_be_local(&folder.path().join("link/desk")), Err(Elsewhere::SyncedFolder));
    }
}

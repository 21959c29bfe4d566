//! What is known of a place for copies as seen from the log.

use super::{Elsewhere, judged, resolved, system};
use std::path::Path;

/// How far from the log a place lies, as far as the system says. Two drives may still be two parts of one disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lies {
    /// On the log's own drive: what takes the log takes the copies too.
    SameDrive,
    /// On another drive of this computer.
    OtherDrive,
    /// Not on a local disk.
    Elsewhere(Elsewhere),
}

/// Where a place lies as seen from the log's folder; none if that cannot be said, as when it is not there.
pub fn lies(place: &Path, log: &Path) -> Option<Lies> {
    let (place, log) = (resolved(place).ok()?, resolved(log).ok()?);
    if !place.exists() {
        return None;
    }
    if let Some(elsewhere) = judged(&place) {
        // A program copies a synced folder away, but it may be paused or signed out: the drive decides nothing then.
        return Some(Lies::Elsewhere(elsewhere));
    }
    Some(if system::drive(&place)? == system::drive(&log)? { Lies::SameDrive } else { Lies::OtherDrive })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_on_the_logs_own_drive_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let (log, place) = (folder.path().join("queue"), folder.path().join("copies"));
        assert_eq!(lies(&place, &log), None, "it is not there");
        std::fs::create_dir(&place).unwrap();
        assert_eq!(lies(&place, &log), Some(Lies::SameDrive));
        let synced = folder.path().join("Dropbox");
        std::fs::create_dir(&synced).unwrap();
        assert_eq!(lies(&synced, &log), Some(Lies::Elsewhere(Elsewhere::SyncedFolder)));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn another_file_system_is_another_drive() {
        let folder = tempfile::tempdir_in(std::env::current_dir().unwrap()).unwrap();
        assert_eq!(lies(Path::new("/dev/shm"), folder.path()), Some(Lies::OtherDrive));
    }
}

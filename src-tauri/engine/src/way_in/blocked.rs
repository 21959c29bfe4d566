//! Why Duty Desk cannot begin, told apart by what a person has to do about it.
//!
//! A full disk, a folder nobody may write, a damaged log and a damaged key file each need something else. No fault here
//! ever leads to a new empty practice over the old one. The words are in `ui/src/text/gate.ts`.

use crate::errors::{SetUpError, StartError};
use crate::folder::TakeError;
use crate::view::Blocked;
use queue::{Elsewhere, OpenError, QueueError};
use signin::vault::VaultError;
use std::io::{self, ErrorKind};

impl From<&StartError> for Blocked {
    fn from(error: &StartError) -> Self {
        match error {
            StartError::Folder(TakeError::InUse) => Self::InUse,
            StartError::Folder(TakeError::Elsewhere(place)) => elsewhere(*place),
            StartError::Folder(TakeError::Storage(error)) => disk(error),
            StartError::Queue(error) => log(error),
            StartError::Demonstration(error) => demonstration(error),
        }
    }
}

pub(crate) fn vault(error: &VaultError) -> Blocked {
    match error {
        VaultError::Missing | VaultError::Damaged => Blocked::VaultDamaged,
        VaultError::Disk => Blocked::DiskFailed,
        VaultError::Older => Blocked::VaultOlder,
        VaultError::NewerVersion => Blocked::NeedsUpdate,
        VaultError::SecretAbsent => Blocked::SecretMissing,
        VaultError::KeystoreLocked => Blocked::KeystoreLocked,
        VaultError::KeystoreForbidden => Blocked::KeystoreForbidden,
        VaultError::KeystoreFailed => Blocked::KeystoreFailed,
    }
}

fn disk(error: &io::Error) -> Blocked {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Blocked::DiskFull,
        // A file in the place of a folder is the last of these on Windows, and the one before elsewhere.
        ErrorKind::PermissionDenied
        | ErrorKind::ReadOnlyFilesystem
        | ErrorKind::NotADirectory
        | ErrorKind::AlreadyExists => Blocked::FolderClosed,
        _ => Blocked::DiskFailed,
    }
}

fn log(error: &OpenError) -> Blocked {
    match error {
        OpenError::Elsewhere(place) => elsewhere(*place),
        OpenError::Missing => Blocked::LogMissing,
        OpenError::Newer => Blocked::NeedsUpdate,
        OpenError::Queue(QueueError::DiskFull) => Blocked::DiskFull,
        OpenError::Queue(QueueError::NotWritable) => Blocked::FolderClosed,
        OpenError::Queue(QueueError::Damaged | QueueError::CursorAhead { .. }) => Blocked::LogDamaged,
        OpenError::Queue(QueueError::Unreachable(_) | QueueError::TooLarge) => Blocked::DiskFailed,
    }
}

fn elsewhere(place: Elsewhere) -> Blocked {
    match place {
        Elsewhere::NetworkShare => Blocked::NetworkShare,
        Elsewhere::HostFolder => Blocked::HostFolder,
        Elsewhere::ProgramDrive => Blocked::ProgramDrive,
        Elsewhere::SyncedFolder => Blocked::SyncedFolder,
    }
}

fn demonstration(error: &SetUpError) -> Blocked {
    match error {
        SetUpError::KeystoreNeeded => Blocked::KeystoreAbsent,
        SetUpError::KeystoreLocked => Blocked::KeystoreLocked,
        SetUpError::KeystoreForbidden => Blocked::KeystoreForbidden,
        SetUpError::Occupied => Blocked::InUse,
        SetUpError::Field(_)
        | SetUpError::Weak(_)
        | SetUpError::Code
        | SetUpError::Kit
        | SetUpError::NotBegun
        | SetUpError::Failed => Blocked::DiskFailed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Clock, Engine, Options};
    use std::path::Path;

    #[test]
    fn each_fault_of_a_disk_is_told_by_what_to_do_about_it() {
        let taken = |kind: ErrorKind| StartError::Folder(TakeError::Storage(kind.into()));
        let log = |error| StartError::Queue(OpenError::Queue(error));
        for (error, blocked) in [
            (taken(ErrorKind::StorageFull), Blocked::DiskFull),
            (taken(ErrorKind::QuotaExceeded), Blocked::DiskFull),
            (taken(ErrorKind::PermissionDenied), Blocked::FolderClosed),
            (taken(ErrorKind::ReadOnlyFilesystem), Blocked::FolderClosed),
            (taken(ErrorKind::AlreadyExists), Blocked::FolderClosed),
            (taken(ErrorKind::Other), Blocked::DiskFailed),
            (log(QueueError::DiskFull), Blocked::DiskFull),
            (log(QueueError::NotWritable), Blocked::FolderClosed),
            (log(QueueError::Damaged), Blocked::LogDamaged),
            (StartError::Queue(OpenError::Missing), Blocked::LogMissing),
            (StartError::Queue(Elsewhere::NetworkShare.into()), Blocked::NetworkShare),
            (StartError::Folder(Elsewhere::HostFolder.into()), Blocked::HostFolder),
            (StartError::Folder(Elsewhere::ProgramDrive.into()), Blocked::ProgramDrive),
            (StartError::Folder(Elsewhere::SyncedFolder.into()), Blocked::SyncedFolder),
            (StartError::Queue(OpenError::Newer), Blocked::NeedsUpdate),
            (StartError::Folder(TakeError::InUse), Blocked::InUse),
        ] {
            assert_eq!(Blocked::from(&error), blocked, "{error:?}");
        }
        assert_eq!(vault(&VaultError::Disk), Blocked::DiskFailed);
        assert_eq!(vault(&VaultError::Damaged), Blocked::VaultDamaged);
    }

    async fn start(folder: &Path) -> Result<Engine, Blocked> {
        let options = Options { folder: folder.to_owned(), clock: Clock::system(), demonstration: true };
        Engine::start(options).await.map_err(|error| Blocked::from(&error))
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_practice_whose_log_is_spoilt_or_gone_does_not_begin_anew() {
        let folder = tempfile::tempdir().unwrap();
        start(folder.path()).await.unwrap().shut_down().await;
        let log = crate::DataFolder::new(folder.path()).log_home().to_string();
        let files = || std::fs::read_dir(&log).unwrap().map(|file| file.unwrap().path());
        for file in files().filter(|file| file.is_file()) {
            std::fs::write(file, "spoilt ".repeat(2_000)).unwrap();
        }
        assert_eq!(start(folder.path()).await.err(), Some(Blocked::LogDamaged));
        for file in files().filter(|file| file.is_file()) {
            std::fs::remove_file(file).unwrap();
        }
        let again = start(folder.path()).await;
        assert_eq!(again.err(), Some(Blocked::LogMissing), "never an empty log over a practice");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_practice_that_was_moved_into_a_synced_folder_does_not_open_there() {
        let folder = tempfile::tempdir().unwrap();
        let (home, synced) = (folder.path().join("desk"), folder.path().join("OneDrive - Hollin Lane"));
        start(&home).await.unwrap().shut_down().await;
        std::fs::create_dir(&synced).unwrap();
        let moved = synced.join("desk");
        std::fs::rename(&home, &moved).unwrap();
        assert_eq!(start(&moved).await.err(), Some(Blocked::SyncedFolder));
        std::fs::rename(&moved, &home).unwrap();
        start(&home).await.unwrap().shut_down().await;
    }

    #[tokio::test]
    async fn nothing_is_made_where_a_practice_may_not_be() {
        let folder = tempfile::tempdir().unwrap();
        let synced = folder.path().join("Dropbox/desk");
        assert_eq!(start(&synced).await.err(), Some(Blocked::SyncedFolder));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_one_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a file");
        std::fs::write(&file, "").unwrap();
        assert_eq!(start(&file.join("below")).await.err(), Some(Blocked::FolderClosed));
    }
}

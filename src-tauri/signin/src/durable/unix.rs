//! Unix: permissions keep others out, and a folder is synced like a file.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

/// A folder that only its owner enters.
pub(super) fn private_folder() -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.mode(0o700);
    builder
}

/// A file that only its owner reads.
pub(super) fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

/// Takes the place of what is there, in one step.
pub(super) fn put_in_place(fresh: &Path, path: &Path) -> io::Result<()> {
    fs::rename(fresh, path)
}

/// Makes a rename survive a power cut.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use crate::durable::make_folder;
    use crate::keystore::{DeviceSecret, FileKeystore, Keystore, SecretName};
    use domain::{DeviceId, PracticeId};
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;
    use uuid::Uuid;

    fn mode(path: &Path) -> u32 {
        path.metadata().unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn only_the_owner_reads_a_secret_and_enters_its_folder() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("practice");
        let name = SecretName { practice: PracticeId(Uuid::nil()), device: DeviceId(Uuid::nil()) };
        make_folder(&folder).unwrap();
        FileKeystore::new(&folder).keep(name, &DeviceSecret::make().unwrap()).unwrap();
        let files: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!((mode(&folder), files.len()), (0o700, 1));
        assert_eq!(mode(&files[0]), 0o600);
    }
}

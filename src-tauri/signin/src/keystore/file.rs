//! The demonstration's key store: a file beside the data, readable by its owner alone.
//!
//! It protects nothing against somebody who copies the folder, and says so through its [`Protection`].

use super::{DeviceSecret, Keystore, KeystoreError, Lookup, Protection, SecretName, read_generation};
use crate::durable;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Keeps each secret in a file of its own in a folder.
#[derive(Clone, Debug)]
pub struct FileKeystore {
    folder: PathBuf,
}

impl FileKeystore {
    /// Over the folder of the demonstration's data.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    fn path(&self, name: SecretName) -> PathBuf {
        self.folder.join(format!("{}.{}.demonstration-secret", name.practice, name.device))
    }

    fn generation_path(&self, name: SecretName) -> PathBuf {
        self.folder.join(format!("{}.{}.demonstration-generation", name.practice, name.device))
    }
}

/// Removing what is not there is no error.
fn remove_if_there(path: &Path) -> Result<(), KeystoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(KeystoreError::Failed),
        _ => Ok(()),
    }
}

impl Keystore for FileKeystore {
    fn protection(&self) -> Protection {
        Protection::DemonstrationFile
    }

    fn is_there(&self) -> bool {
        true
    }

    fn find(&self, name: SecretName) -> Lookup {
        match std::fs::read(self.path(name)).map(Zeroizing::new) {
            Ok(bytes) => DeviceSecret::from_slice(&bytes).map_or(Lookup::Failed, Lookup::Found),
            Err(error) if error.kind() == ErrorKind::NotFound => Lookup::Absent,
            Err(_) => Lookup::Failed,
        }
    }

    fn keep(&self, name: SecretName, secret: &DeviceSecret) -> Result<(), KeystoreError> {
        let path = self.path(name);
        if path.exists() {
            return Err(KeystoreError::Occupied);
        }
        durable::make_folder(&self.folder)
            .and_then(|()| durable::replace(&path, secret.bytes(), None))
            .map_err(|_| KeystoreError::Failed)
    }

    fn generation(&self, name: SecretName) -> Result<Option<u64>, KeystoreError> {
        match std::fs::read(self.generation_path(name)) {
            Ok(bytes) => read_generation(&bytes).map(Some),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(_) => Err(KeystoreError::Failed),
        }
    }

    fn keep_generation(&self, name: SecretName, generation: u64) -> Result<(), KeystoreError> {
        durable::replace(&self.generation_path(name), &generation.to_be_bytes(), None)
            .map_err(|_| KeystoreError::Failed)
    }

    fn remove(&self, name: SecretName) -> Result<(), KeystoreError> {
        remove_if_there(&self.path(name))?;
        remove_if_there(&self.generation_path(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{DeviceId, PracticeId};
    use uuid::Uuid;

    fn name() -> SecretName {
        SecretName { practice: PracticeId(Uuid::from_u128(1)), device: DeviceId(Uuid::from_u128(2)) }
    }

    #[test]
    fn keeps_finds_never_replaces_and_removes() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileKeystore::new(folder.path());
        assert!(matches!(store.find(name()), Lookup::Absent));
        let secret = DeviceSecret::make().unwrap();
        store.keep(name(), &secret).unwrap();
        let Lookup::Found(found) = store.find(name()) else { panic!("not found") };
        assert_eq!(found.bytes(), secret.bytes());
        assert_eq!(store.keep(name(), &DeviceSecret::make().unwrap()), Err(KeystoreError::Occupied));
        assert_eq!(store.generation(name()), Ok(None));
        for generation in [1, 2, u64::MAX] {
            store.keep_generation(name(), generation).unwrap();
            assert_eq!(store.generation(name()), Ok(Some(generation)));
        }
        store.remove(name()).unwrap();
        store.remove(name()).unwrap();
        assert!(matches!(store.find(name()), Lookup::Absent));
        assert_eq!(store.generation(name()), Ok(None), "it goes with its secret");
    }

    #[test]
    fn a_mangled_file_is_a_failure_and_not_an_absence() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileKeystore::new(folder.path());
        std::fs::write(store.path(name()), b"short").unwrap();
        assert!(matches!(store.find(name()), Lookup::Failed));
        std::fs::write(store.generation_path(name()), b"short").unwrap();
        assert_eq!(store.generation(name()), Err(KeystoreError::Failed));
    }
}

//! Proves that a key store works, on an entry of its own that is gone afterwards.

use super::{DeviceSecret, Keystore, KeystoreError, Lookup, SecretName};

/// What a key store could not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProbeError {
    /// This computer has none that is running.
    #[error("there is no key store")]
    Absent,
    #[error("the key store is locked")]
    Locked,
    /// A policy of the computer, or how its user is signed in, forbids it.
    #[error("the computer forbids keeping secrets")]
    Forbidden,
    /// It is there and broke.
    #[error("the key store does not work")]
    Failed,
    /// It takes a secret and gives back another one or none, or keeps what was removed.
    #[error("the key store does not keep what it is given")]
    Forgetful,
}

/// Keeps a fresh secret and a number under this name, reads them back and removes them. Nothing stays behind, also when it fails.
///
/// # Errors
/// What the store could not do.
pub fn probe(store: &dyn Keystore, name: SecretName) -> Result<(), ProbeError> {
    let secret = DeviceSecret::make().map_err(|_| ProbeError::Failed)?;
    store.keep(name, &secret).map_err(|error| refusal(store, error))?;
    let kept = match store.find(name) {
        Lookup::Found(found) if found.bytes() == secret.bytes() => Ok(()),
        Lookup::Found(_) | Lookup::Absent => Err(ProbeError::Forgetful),
        Lookup::Locked => Err(ProbeError::Locked),
        Lookup::Forbidden => Err(ProbeError::Forbidden),
        Lookup::Failed => Err(failure(store)),
    };
    let counted = kept.and_then(|()| counts(store, name));
    let removed = store.remove(name).map_err(|error| refusal(store, error));
    counted.and(removed)?;
    if matches!(store.find(name), Lookup::Found(_)) { Err(ProbeError::Forgetful) } else { Ok(()) }
}

fn counts(store: &dyn Keystore, name: SecretName) -> Result<(), ProbeError> {
    for generation in 1..=2 {
        store.keep_generation(name, generation).map_err(|error| refusal(store, error))?;
        match store.generation(name) {
            Ok(Some(kept)) if kept == generation => {}
            Ok(_) => return Err(ProbeError::Forgetful),
            Err(error) => return Err(refusal(store, error)),
        }
    }
    Ok(())
}

fn refusal(store: &dyn Keystore, error: KeystoreError) -> ProbeError {
    match error {
        KeystoreError::Locked => ProbeError::Locked,
        KeystoreError::Forbidden => ProbeError::Forbidden,
        KeystoreError::Occupied => ProbeError::Forgetful,
        KeystoreError::Failed => failure(store),
    }
}

fn failure(store: &dyn Keystore) -> ProbeError {
    if store.is_there() { ProbeError::Failed } else { ProbeError::Absent }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keystore::{FileKeystore, Protection};
    use domain::{DeviceId, PracticeId};
    use uuid::Uuid;

    const NAME: SecretName =
        SecretName { practice: PracticeId(Uuid::from_u128(1)), device: DeviceId(Uuid::from_u128(2)) };

    /// A store with one fault.
    #[derive(Default)]
    struct Faulty {
        missing: bool,
        refuses: Option<KeystoreError>,
        finds: Option<fn() -> Lookup>,
    }

    impl Keystore for Faulty {
        fn protection(&self) -> Protection {
            Protection::KeyStore
        }
        fn is_there(&self) -> bool {
            !self.missing
        }
        fn find(&self, _: SecretName) -> Lookup {
            self.finds.map_or(Lookup::Absent, |find| find())
        }
        fn keep(&self, _: SecretName, _: &DeviceSecret) -> Result<(), KeystoreError> {
            self.refuses.map_or(Ok(()), Err)
        }
        fn generation(&self, _: SecretName) -> Result<Option<u64>, KeystoreError> {
            Ok(None)
        }
        fn keep_generation(&self, _: SecretName, _: u64) -> Result<(), KeystoreError> {
            self.refuses.map_or(Ok(()), Err)
        }
        fn remove(&self, _: SecretName) -> Result<(), KeystoreError> {
            Ok(())
        }
    }

    #[test]
    fn a_working_store_passes_and_nothing_stays_in_it() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(probe(&FileKeystore::new(folder.path()), NAME), Ok(()));
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
    }

    #[test]
    fn every_fault_is_named() {
        let refusing = |error| Faulty { refuses: Some(error), ..Faulty::default() };
        let finding = |find| Faulty { finds: Some(find), ..Faulty::default() };
        let another = || Lookup::Found(DeviceSecret::make().unwrap());
        for (store, error) in [
            (Faulty { missing: true, ..refusing(KeystoreError::Failed) }, ProbeError::Absent),
            (refusing(KeystoreError::Failed), ProbeError::Failed),
            (refusing(KeystoreError::Locked), ProbeError::Locked),
            (Faulty::default(), ProbeError::Forgetful),
            (finding(another), ProbeError::Forgetful),
            (finding(|| Lookup::Locked), ProbeError::Locked),
            (finding(|| Lookup::Failed), ProbeError::Failed),
        ] {
            assert_eq!(probe(&store, NAME), Err(error));
        }
    }
}

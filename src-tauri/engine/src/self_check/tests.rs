//! Every part passes on a computer that works, and each fault is told as itself.

use super::*;
use chrono::{DateTime, Utc};
use signin::Protection;
use signin::keystore::{DeviceSecret, FileKeystore, KeystoreError, Lookup, SecretName};

/// A computer without a key store.
struct None;

impl Keystore for None {
    fn protection(&self) -> Protection {
        Protection::KeyStore
    }
    fn is_there(&self) -> bool {
        false
    }
    fn find(&self, _: SecretName) -> Lookup {
        Lookup::Failed
    }
    fn keep(&self, _: SecretName, _: &DeviceSecret) -> Result<(), KeystoreError> {
        Err(KeystoreError::Failed)
    }
    fn generation(&self, _: SecretName) -> Result<Option<u64>, KeystoreError> {
        Err(KeystoreError::Failed)
    }
    fn keep_generation(&self, _: SecretName, _: u64) -> Result<(), KeystoreError> {
        Err(KeystoreError::Failed)
    }
    fn remove(&self, _: SecretName) -> Result<(), KeystoreError> {
        Err(KeystoreError::Failed)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_part_passes_on_a_computer_that_works() {
    let folder = tempfile::tempdir().unwrap();
    for part in Part::ALL {
        let keystore = Arc::new(FileKeystore::new(folder.path().join("secrets")));
        assert_eq!(part.check_with(folder.path(), keystore, &Clock::system()).await, Ok(()), "{part:?}");
    }
    assert_eq!(folder.path().join("secrets").read_dir().unwrap().count(), 0, "the probe is gone");
}

#[tokio::test]
async fn a_computer_without_a_key_store_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = Part::KeyStore.check_with(folder.path(), Arc::new(None), &Clock::system()).await;
    assert_eq!(outcome, Err(Trouble::KeystoreAbsent));
}

#[tokio::test]
async fn a_clock_that_is_years_behind_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let long_ago: DateTime<Utc> = "2009-07-01T12:00:00Z".parse().unwrap();
    let (clock, _) = Clock::by_hand(long_ago);
    let outcome = Part::Calendar.check_with(folder.path(), Arc::new(None), &clock).await;
    assert_eq!(outcome, Err(Trouble::Clock));
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_the_disks_fault() {
    let folder = tempfile::tempdir().unwrap();
    let gone = folder.path().join("gone");
    for part in Part::ALL {
        let outcome = part.check_with(&gone, Arc::new(None), &Clock::system()).await;
        assert_eq!(outcome, Err(Trouble::Disk), "{part:?}");
    }
}

#[tokio::test]
async fn a_part_that_breaks_down_is_a_line_of_the_report() {
    assert_eq!(blocking(|| panic!("broken")).await, Err(Trouble::Broke));
}

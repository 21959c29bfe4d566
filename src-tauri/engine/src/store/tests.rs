//! The database is encrypted, opens with its key alone, and keeps its promises about what is left behind.

use super::{OpenError, Store, keys};
use std::path::Path;
use zeroize::Zeroizing;

const MARK: &str = "a-mark-that-must-not-be-found-on-the-disk";

fn key(byte: u8) -> Zeroizing<[u8; 32]> {
    Zeroizing::new([byte; 32])
}

async fn filled(file: &Path) -> Store {
    let store = Store::create(file, &key(7)).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    for n in 0..200 {
        keys::set(&mut tx, &format!("{MARK}{n}"), MARK).await.unwrap();
    }
    tx.commit().await.unwrap();
    store
}

#[tokio::test]
async fn neither_database_nor_log_holds_a_readable_word() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("practice.db");
    let store = filled(&file).await;
    for name in ["practice.db", "practice.db-wal"] {
        let bytes = std::fs::read(folder.path().join(name)).unwrap();
        assert!(!bytes.windows(MARK.len()).any(|part| part == MARK.as_bytes()), "{name}");
        assert!(!bytes.starts_with(b"SQLite format 3"), "{name}");
    }
    store.close().await;
}

#[tokio::test]
async fn another_key_opens_nothing_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("practice.db");
    filled(&file).await.close().await;
    let before = std::fs::read(&file).unwrap();
    let refused = Store::open(&file, &key(8)).await;
    assert!(matches!(refused, Err(OpenError::WrongKeyOrDamaged)), "{:?}", refused.err());
    assert_eq!(std::fs::read(&file).unwrap(), before);
    let store = Store::open(&file, &key(7)).await.unwrap();
    let mut connection = store.read().await.unwrap();
    assert_eq!(keys::setting(&mut connection, &format!("{MARK}5")).await.unwrap().as_deref(), Some(MARK));
    drop(connection);
    store.close().await;
}

#[tokio::test]
async fn an_unencrypted_file_never_passes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("practice.db");
    std::fs::write(&file, b"SQLite format 3\0and so on, for a page or so").unwrap();
    assert!(matches!(Store::open(&file, &key(7)).await, Err(OpenError::WrongKeyOrDamaged)));
    let missing = folder.path().join("other.db");
    assert!(matches!(Store::open(&missing, &key(7)).await, Err(OpenError::Missing)));
    assert!(!missing.exists(), "opening makes nothing");
}

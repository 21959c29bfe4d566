//! The database is encrypted, opens with its key alone, and keeps its promises about what is left behind.

mod rekey;

use super::library::{Library, OLDEST};
use super::open::options;
use super::{OpenError, Store, audit, keys};
use chrono::DateTime;
use domain::DeviceId;
use domain::audit::{Entry, Link, What};
use sqlx::{ConnectOptions, Connection};
use std::path::Path;
use uuid::Uuid;
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
async fn what_is_read_together_is_of_one_moment() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder.path().join("practice.db")).await;
    let mut reading = store.read().await.unwrap();
    let before = keys::setting(&mut reading, &format!("{MARK}6")).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    keys::set(&mut tx, &format!("{MARK}6"), "changed meanwhile").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        keys::setting(&mut reading, &format!("{MARK}6")).await.unwrap(),
        before,
        "no half of a change"
    );
    drop(reading);
    let after = keys::setting(&mut store.read().await.unwrap(), &format!("{MARK}6")).await.unwrap();
    assert_eq!(after.as_deref(), Some("changed meanwhile"));
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

/// As if the library of this build were older than the oldest that may be.
#[tokio::test]
async fn a_build_on_an_older_library_opens_nothing_and_touches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (file, new) = (folder.path().join("practice.db"), folder.path().join("new.db"));
    filled(&file).await.close().await;
    let before = std::fs::read(&file).unwrap();
    for oldest in [Library { sqlite: [4, 0, 0], ..OLDEST }, Library { sqlcipher: [5, 0, 0], ..OLDEST }] {
        let opened = Store::open_on(&file, &key(7), &oldest).await.err().unwrap();
        assert!(matches!(opened, OpenError::TooOld { .. }), "{opened:?}");
        assert!(opened.to_string().contains("too old"), "{opened}");
        let made = Store::create_on(&new, &key(7), &oldest).await.err();
        assert!(matches!(made, Some(OpenError::TooOld { .. })), "{made:?}");
    }
    assert_eq!(std::fs::read(&file).unwrap(), before);
    assert!(!new.exists(), "nothing is made");
}

/// Twelve words and their search index, as SQLCipher 4.10 over SQLite 3.50.4 wrote them, the last two in the write-ahead
/// log alone: that program was killed.
#[tokio::test]
async fn what_an_older_sqlcipher_wrote_is_read_searched_and_written_on() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("practice.db");
    std::fs::write(&file, include_bytes!("tests/made-by-4.10.db")).unwrap();
    std::fs::write(folder.path().join("practice.db-wal"), include_bytes!("tests/made-by-4.10.db-wal"))
        .unwrap();
    let mut connection = options(&file, &key(7)).connect().await.unwrap();
    let words: Vec<String> =
        sqlx::query_scalar("SELECT text FROM word ORDER BY id").fetch_all(&mut connection).await.unwrap();
    assert_eq!(words, (1..=12).map(|n| format!("word{n} kept")).collect::<Vec<_>>());
    let found = "SELECT rowid FROM word_search WHERE word_search MATCH ?1";
    let last: Vec<i64> = sqlx::query_scalar(found).bind("word12").fetch_all(&mut connection).await.unwrap();
    assert_eq!(last, [12]);
    for write in [
        "INSERT INTO word (id, text) VALUES (13, 'word13 kept')",
        "INSERT INTO word_search (rowid, text) VALUES (13, 'word13 kept')",
        "DELETE FROM word_search WHERE rowid = 1",
    ] {
        sqlx::query(write).execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();
    let mut connection = options(&file, &key(7)).connect().await.unwrap();
    let kept: Vec<i64> = sqlx::query_scalar(found).bind("kept").fetch_all(&mut connection).await.unwrap();
    assert_eq!(kept, (2..=13).collect::<Vec<_>>());
    let faults: Vec<String> =
        sqlx::query_scalar("PRAGMA cipher_integrity_check").fetch_all(&mut connection).await.unwrap();
    assert_eq!(faults, [] as [&str; 0]);
    let whole: String =
        sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut connection).await.unwrap();
    assert_eq!(whole, "ok");
    connection.close().await.unwrap();
}

const DEVICE: DeviceId = DeviceId(Uuid::from_u128(1));

/// A database with three hundred audit entries, closed, and what they say.
async fn with_audit(file: &Path) -> Vec<Link> {
    let store = Store::create(file, &key(7)).await.unwrap();
    let entries: Vec<Entry> = (0..300)
        .map(|n| Entry {
            id: Uuid::from_u128(n),
            at: DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
            staff: None,
            roles: vec![],
            workstation: "RECEP-02, front desk".to_owned(),
            conversation: None,
            patient: None,
            what: What::OpenedFolder,
        })
        .collect();
    let mut tx = store.begin().await.unwrap();
    audit::append(&mut tx, DEVICE, &entries).await.unwrap();
    tx.commit().await.unwrap();
    let links = audit::after(&mut store.read().await.unwrap(), DEVICE, 0, i64::MAX).await.unwrap();
    store.close().await;
    links
}

/// Whether a damaged copy is noticed. What can be read of it is what was written, or this fails.
async fn is_noticed(file: &Path, written: &[Link]) -> bool {
    let Ok(mut connection) = options(file, &key(7)).connect().await else { return true };
    let read = audit::after(&mut connection, DEVICE, 0, i64::MAX).await;
    if let Ok(read) = &read {
        assert!(read == written, "a changed byte was read as an entry");
    }
    let pages: Result<Vec<String>, _> =
        sqlx::query_scalar("PRAGMA cipher_integrity_check").fetch_all(&mut connection).await;
    let _ = connection.close().await;
    read.is_err() || !matches!(pages, Ok(faults) if faults.is_empty())
}

#[tokio::test]
async fn a_thousand_changed_bytes_of_the_database_with_the_audit_are_all_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let (file, copy) = (folder.path().join("practice.db"), folder.path().join("copy.db"));
    let written = with_audit(&file).await;
    assert!(!is_noticed(&file, &written).await, "the whole one is whole");
    let whole = std::fs::read(&file).unwrap();
    // A fixed walk over places and masks: the same thousand every time.
    let mut step = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..1_000 {
        step = step.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (place, mask) = ((step >> 24) as usize % whole.len(), (step >> 16) as u8 | 1);
        let mut bytes = whole.clone();
        bytes[place] ^= mask;
        std::fs::write(&copy, &bytes).unwrap();
        assert!(is_noticed(&copy, &written).await, "byte {place}, mask {mask}");
        for left in ["copy.db-wal", "copy.db-shm"] {
            let _ = std::fs::remove_file(folder.path().join(left));
        }
    }
}

/// As the builds before drafts of everything left it: answers alone, one a conversation.
#[tokio::test]
async fn an_older_databases_answers_are_kept_as_drafts() {
    use domain::draft::{DraftFor, DraftKind};
    use domain::{ConversationId, StaffId};
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("practice.db");
    let older = sqlx::migrate::Migrator {
        migrations: super::open::MIGRATOR.iter().filter(|one| one.version < 5).cloned().collect(),
        ..sqlx::migrate::Migrator::DEFAULT
    };
    let mut connection = options(&file, &key(7)).create_if_missing(true).connect().await.unwrap();
    older.run(&mut connection).await.unwrap();
    let (id, staff) = (Uuid::from_u128(5), Uuid::from_u128(6));
    sqlx::query(
        "INSERT INTO drafts (conversation, staff, text, saved_at) VALUES (?, ?, 'From Thursday', 90)",
    )
    .bind(id)
    .bind(staff)
    .execute(&mut connection)
    .await
    .unwrap();
    connection.close().await.unwrap();

    let store = Store::open(&file, &key(7)).await.unwrap();
    let mut reading = store.read().await.unwrap();
    let (id, staff) = (ConversationId(id), StaffId(staff));
    let drafts = super::drafts::in_place(&mut reading, Some(id), staff).await.unwrap();
    assert_eq!(drafts.len(), 1);
    assert_eq!(drafts[0].about, DraftFor::conversation(id, DraftKind::Answer));
    assert_eq!((drafts[0].text.as_str(), drafts[0].saved_at.timestamp_millis()), ("From Thursday", 90));
    assert_eq!(super::drafts::answers_of(&mut reading, staff).await.unwrap(), [id]);
    drop(reading);
    store.close().await;
}

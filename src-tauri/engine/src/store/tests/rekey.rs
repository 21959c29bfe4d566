//! Another key for a real encrypted file: whole or not at all, also when its process is killed in the middle.

use super::{MARK, filled, key};
use crate::store::open::options;
use crate::store::{OpenError, Store, keys};
use sqlx::{ConnectOptions, Connection};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;
use std::{env, fs};

const FILE: &str = "DUTY_DESK_TEST_DATABASE";

/// A database that does not fit into the memory its pages may take: 24 MiB.
async fn large(file: &Path) {
    let store = filled(file).await;
    let mut tx = store.begin().await.unwrap();
    for n in 0..24 {
        keys::set(&mut tx, &format!("large{n}"), &"x".repeat(1 << 20)).await.unwrap();
    }
    tx.commit().await.unwrap();
    store.close().await;
}

/// Whole, with everything in it, if this is its key.
async fn opens(file: &Path, byte: u8) -> bool {
    let store = match Store::open(file, &key(byte)).await {
        Ok(store) => store,
        Err(OpenError::WrongKeyOrDamaged) => return false,
        Err(error) => panic!("{error:?}"),
    };
    let mut connection = store.read().await.unwrap();
    for n in 0..200 {
        let kept = keys::setting(&mut connection, &format!("{MARK}{n}")).await.unwrap();
        assert_eq!(kept.as_deref(), Some(MARK), "{n}");
    }
    drop(connection);
    store.close().await;
    let mut connection = options(file, &key(byte)).connect().await.unwrap();
    for check in ["PRAGMA cipher_integrity_check", "PRAGMA integrity_check"] {
        let faults: Vec<String> = sqlx::query_scalar(check).fetch_all(&mut connection).await.unwrap();
        assert!(faults.is_empty() || faults == ["ok"], "{check}: {faults:?}");
    }
    connection.close().await.unwrap();
    true
}

#[tokio::test]
async fn under_another_key_everything_is_there_and_the_old_key_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("practice.db");
    large(&file).await;
    assert!(Store::change_key(&file, &key(7), &key(8)).await.unwrap());
    assert!(!opens(&file, 7).await);
    assert!(opens(&file, 8).await);
    assert!(Store::change_key(&file, &key(7), &key(8)).await.unwrap(), "again is as once");
    assert!(opens(&file, 8).await);
}

/// A key may be changed right after a crash, when the last words are still beside the file.
#[tokio::test]
async fn what_was_not_yet_in_the_file_comes_along() {
    let folder = tempfile::tempdir().unwrap();
    let (file, copy) = (folder.path().join("practice.db"), folder.path().join("copy.db"));
    let store = filled(&file).await;
    for end in ["", "-wal"] {
        let name = |base: &Path| format!("{}{end}", base.display());
        fs::copy(name(&file), name(&copy)).unwrap();
    }
    store.close().await;
    assert!(Store::change_key(&copy, &key(7), &key(8)).await.unwrap());
    assert!(!opens(&copy, 7).await && opens(&copy, 8).await);
}

#[tokio::test]
async fn a_database_of_neither_key_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("practice.db");
    filled(&file).await.close().await;
    let before = fs::read(&file).unwrap();
    let refused = Store::change_key(&file, &key(1), &key(2)).await;
    assert!(matches!(refused, Err(OpenError::WrongKeyOrDamaged)), "{refused:?}");
    assert_eq!(fs::read(&file).unwrap(), before);
    let missing = Store::change_key(&folder.path().join("other.db"), &key(1), &key(2)).await;
    assert!(matches!(missing, Err(OpenError::Missing)));
    assert!(opens(&file, 7).await);
}

/// Changes the key. Run by the test below in a process of its own.
#[tokio::test]
#[ignore = "the victim of the test here"]
async fn victim() {
    let Some(file) = env::var_os(FILE) else { return };
    assert!(Store::change_key(Path::new(&file), &key(7), &key(8)).await.unwrap());
}

fn begin(file: &Path) -> std::process::Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "store::tests::rekey::victim", "--ignored"])
        .env(FILE, file)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[tokio::test]
async fn killed_at_any_instant_it_is_whole_under_the_one_key_or_the_other_and_can_be_finished() {
    const KILLS: u32 = 8;
    let folder = tempfile::tempdir().unwrap();
    let (seed, file) = (folder.path().join("seed.db"), folder.path().join("practice.db"));
    large(&seed).await;
    let fresh = || {
        for end in ["-wal", "-shm"] {
            let _ = fs::remove_file(folder.path().join(format!("practice.db{end}")));
        }
        fs::copy(&seed, &file).unwrap();
    };
    fresh();
    let begun = Instant::now();
    assert!(begin(&file).wait().unwrap().success());
    let whole = begun.elapsed();
    for n in 1..=KILLS {
        fresh();
        let mut child = begin(&file);
        std::thread::sleep(whole * n / (KILLS + 1));
        let _ = child.kill();
        child.wait().unwrap();
        let (old, new) = (opens(&file, 7).await, opens(&file, 8).await);
        assert!(old != new, "kill {n}: under one of them");
        assert!(Store::change_key(&file, &key(7), &key(8)).await.unwrap(), "kill {n}");
        assert!(!opens(&file, 7).await && opens(&file, 8).await, "kill {n}: finished");
    }
}

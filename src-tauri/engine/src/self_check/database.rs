//! The database: written, closed, read again with its key and with no other, and no word of it readable on the disk.

use super::trouble::{Trouble, disk, must};
use crate::store::{OpenError, Store, StoreError, keys};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use zeroize::Zeroizing;

/// What must read back, and must not be found on the disk.
const MARK: &str = "words that nobody finds on the disk";
const FILE: &str = "practice.db";
/// What is not yet in it.
const WRITTEN_AHEAD: &str = "practice.db-wal";

pub(super) async fn check(folder: &Path) -> Result<(), Trouble> {
    let file = folder.join(FILE);
    let key = Zeroizing::new(rand::random::<[u8; 32]>());
    let store = Store::create(&file, &key).await.map_err(not_opened)?;
    write(&store).await.map_err(failed)?;
    must(read(&store).await.map_err(failed)?, Trouble::NotAsStored)?;
    unreadable_on_the_disk(folder)?;
    store.close().await;
    unreadable_on_the_disk(folder)?;
    match Store::open(&file, &Zeroizing::new(rand::random())).await {
        Err(OpenError::WrongKeyOrDamaged) => {}
        Err(error) => return Err(not_opened(error)),
        Ok(_) => return Err(Trouble::NotSecret),
    }
    let store = Store::open(&file, &key).await.map_err(not_opened)?;
    let kept = read(&store).await.map_err(failed)?;
    store.close().await;
    must(kept, Trouble::NotAsStored)
}

async fn write(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    for n in 0..100 {
        keys::set(&mut tx, &format!("self-check {n}"), MARK).await?;
    }
    Ok(tx.commit().await?)
}

/// Through another connection than the one that wrote.
async fn read(store: &Store) -> Result<bool, StoreError> {
    let mut connection = store.read().await?;
    Ok(keys::setting(&mut connection, "self-check 99").await?.as_deref() == Some(MARK))
}

fn unreadable_on_the_disk(folder: &Path) -> Result<(), Trouble> {
    for name in [FILE, WRITTEN_AHEAD] {
        let bytes = match fs::read(folder.join(name)) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            answer => answer.map_err(disk)?,
        };
        must(!bytes.windows(MARK.len()).any(|part| part == MARK.as_bytes()), Trouble::NotSecret)?;
    }
    Ok(())
}

fn not_opened(error: OpenError) -> Trouble {
    match error {
        OpenError::NotEncrypting => Trouble::NotSecret,
        OpenError::TooOld { .. } => Trouble::Outdated,
        OpenError::WrongKeyOrDamaged | OpenError::Missing | OpenError::NeedsUpdate => Trouble::NotAsStored,
        OpenError::Failed(error) => failed(StoreError::Database(error)),
    }
}

fn failed(error: StoreError) -> Trouble {
    match error {
        StoreError::Database(sqlx::Error::Io(error)) => disk(error),
        StoreError::Database(error) => {
            match error.as_database_error().and_then(|error| error.code()).as_deref() {
                Some("13") => Trouble::DiskFull,
                Some("8" | "14" | "23") => Trouble::NotWritable,
                Some("11" | "26") => Trouble::NotAsStored,
                _ => Trouble::Disk,
            }
        }
        StoreError::Unreadable(_) => Trouble::NotAsStored,
    }
}

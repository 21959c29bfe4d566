//! Daily copies of the log in a second place, and the way back from one.
//!
//! A copy is a complete log by itself: it is checked before it takes its name, and an older one goes only after that.
//! The log stays open while it is copied. A restored log is a *new* log with the old messages: its [`crate::LogId`]
//! differs, so that every reader starts again and every device can append what the copy did not have yet.

use super::database::{self, NAME, put_in_place, remove_if_there};
use super::fault::{fault, io_fault};
use super::file_queue::FileQueue;
use super::read::{all_whole, head, instant};
use crate::{BackupError, Head, QueueError, RestoreError};
use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection, SqlitePool};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// How many days' copies are kept.
const KEPT: usize = 14;
const PREFIX: &str = "queue-";
const SUFFIX: &str = ".sqlite";

/// Copies the log into a dated file in `place`, replacing one of the same day, and keeps fourteen days.
pub(super) async fn back_up(queue: &FileQueue, place: &Path) -> Result<PathBuf, BackupError> {
    let now = queue.clock.now();
    fs::create_dir_all(place).map_err(target)?;
    let _alone = queue.only_one_backs_up(place)?;
    let copy = place.join(format!("{PREFIX}{}{SUFFIX}", now.format("%Y-%m-%d")));
    let part = copy.with_extension("part");
    remove_if_there(&part).map_err(target)?;
    queue.copy_to(&part).await?;
    check(&part).await.map_err(|_| BackupError::BadCopy)?;
    put_in_place(&part, &copy).map_err(target)?;
    let_old_ones_go(place).map_err(target)?;
    queue.note_backup(now).await?;
    Ok(copy)
}

/// When the last copy was made, by any process.
pub(super) async fn last_backup_at(queue: &FileQueue) -> Result<Option<DateTime<Utc>>, QueueError> {
    let at =
        sqlx::query_scalar!("SELECT backed_up_at FROM log").fetch_one(&queue.readers).await.map_err(fault)?;
    at.map(instant).transpose()
}

impl FileQueue {
    /// Puts a copy where the log was. Open it afterwards as ever.
    pub async fn restore(copy: &Path, folder: &Path) -> Result<Head, RestoreError> {
        let name = folder.join(NAME);
        if name.exists() {
            return Err(RestoreError::Occupied);
        }
        check(copy).await.map_err(RestoreError::BadCopy)?;
        fs::create_dir_all(folder).map_err(io_fault)?;
        let part = folder.join("queue.sqlite.restored");
        fs::copy(copy, &part).map_err(io_fault)?;
        let head = rename_log(&part).await?;
        // What a lost log left half-done does not belong to this one.
        remove_if_there(&folder.join(format!("{NAME}-journal"))).map_err(io_fault)?;
        put_in_place(&part, &name).map_err(io_fault)?;
        Ok(head)
    }

    fn only_one_backs_up(&self, place: &Path) -> Result<File, BackupError> {
        if fs::canonicalize(place).ok() == fs::canonicalize(&self.folder).ok() {
            return Err(BackupError::SamePlace);
        }
        let lock = File::create(self.folder.join("backup.lock")).map_err(io_fault)?;
        match lock.try_lock() {
            Ok(()) => Ok(lock),
            Err(TryLockError::WouldBlock) => Err(BackupError::Running),
            Err(TryLockError::Error(error)) => Err(io_fault(error).into()),
        }
    }

    async fn copy_to(&self, part: &Path) -> Result<(), BackupError> {
        let path = part.to_str().ok_or(BackupError::Target(QueueError::NotWritable))?;
        let mut connection = SqliteConnection::connect_with(&database::options(&self.folder.join(NAME)))
            .await
            .map_err(fault)?;
        // A reader this long would keep writers waiting anyway; so they wait where they are woken.
        let _turn = self.writer.turn().await?;
        // A copy has new indexes: what the old ones know better of this log would not be noticed in it.
        let verdict =
            sqlx::query_scalar::<_, String>("PRAGMA integrity_check").fetch_one(&mut connection).await;
        if verdict.map_err(fault)? != "ok" {
            return Err(BackupError::BadCopy);
        }
        // Not a query with columns, so nothing the compiler could check.
        sqlx::query("VACUUM INTO ?1").bind(path).execute(&mut connection).await.map_err(fault)?;
        connection.close().await.map_err(fault)?;
        Ok(())
    }

    async fn note_backup(&self, now: DateTime<Utc>) -> Result<(), QueueError> {
        let now = now.timestamp_micros();
        let mut writing = self.writer.begin().await?;
        let note = sqlx::query!("UPDATE log SET backed_up_at = ?1", now);
        note.execute(&mut *writing.transaction).await.map_err(fault)?;
        writing.commit().await
    }
}

/// Reads a copy from end to end; says where it ends. Changes nothing.
pub async fn check(copy: &Path) -> Result<Head, QueueError> {
    let options = SqliteConnectOptions::new().filename(copy).read_only(true).immutable(true);
    let pool = SqlitePool::connect_lazy_with(options.disable_statement_logging());
    let verdict = sqlx::query_scalar::<_, String>("PRAGMA integrity_check").fetch_one(&pool).await;
    let head = match verdict.map_err(fault) {
        Ok(verdict) if verdict == "ok" => whole_to_the_end(&pool).await.map_err(|_| QueueError::Damaged),
        Ok(_) => Err(QueueError::Damaged),
        Err(fault) => Err(fault),
    };
    pool.close().await;
    head
}

/// Where a log ends, every message of which is whole, and from which none is missing: what was purged is counted.
async fn whole_to_the_end(pool: &SqlitePool) -> Result<Head, QueueError> {
    let ends = sqlx::query_scalar!(
        r#"SELECT (seq = (SELECT count(*) FROM message) + (SELECT count(*) FROM purged)
           AND seq = max((SELECT coalesce(max(seq), 0) FROM message), (SELECT coalesce(max(seq), 0) FROM purged)))
           AS "ends!: bool" FROM log"#
    );
    let ends = ends.fetch_one(pool).await.map_err(fault)?;
    if ends && all_whole(pool).await? { head(pool).await } else { Err(QueueError::Damaged) }
}

async fn rename_log(part: &Path) -> Result<Head, QueueError> {
    let pool = SqlitePool::connect_lazy_with(database::options(part));
    sqlx::query!("UPDATE log SET id = randomblob(16)").execute(&pool).await.map_err(fault)?;
    let head = head(&pool).await;
    pool.close().await;
    remove_if_there(&part.with_extension("restored-journal")).map_err(io_fault)?;
    head
}

pub(super) fn let_old_ones_go(place: &Path) -> std::io::Result<()> {
    let mut copies: Vec<PathBuf> = fs::read_dir(place)?.flatten().map(|entry| entry.path()).collect();
    copies.retain(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(is_copy));
    copies.sort();
    let surplus = copies.len().saturating_sub(KEPT);
    copies.iter().take(surplus).try_for_each(|copy| remove_if_there(copy))
}

/// Only files with exactly our kind of name are ever removed.
pub(super) fn is_copy(name: &str) -> bool {
    let date = name.strip_prefix(PREFIX).and_then(|name| name.strip_suffix(SUFFIX));
    date.is_some_and(|date| date.parse::<chrono::NaiveDate>().is_ok())
}

fn target(error: std::io::Error) -> BackupError {
    BackupError::Target(io_fault(error))
}

//! The file itself: made whole or not at all, opened alike by every process, its errors told apart.

use super::digest;
use super::fault::{PATIENCE, fault, io_fault};
use super::turn::{Turn, Turns};
use crate::{OpenError, QueueError};
use sqlx::migrate::MigrateError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqlSafeStr, Sqlite, SqliteConnection, SqlitePool, Transaction};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

pub(super) const NAME: &str = "queue.sqlite";
const JOURNAL: &str = "queue.sqlite-journal";
const NEW: &str = "queue.sqlite.new";

/// Makes sure that there is a log in the folder, and that it is one we can use.
pub(super) async fn prepare(folder: &Path) -> Result<PathBuf, OpenError> {
    let _only_one_prepares = Turns::open(&folder.join("open.lock")).map_err(io_fault)?.next().await?;
    let file = folder.join(NAME);
    if !file.try_exists().map_err(io_fault)? {
        if folder.join(JOURNAL).exists() {
            return Err(OpenError::Missing);
        }
        begin(folder).await?;
    }
    let mut connection = SqliteConnection::connect_with(&options(&file)).await.map_err(fault)?;
    // Before anything is written: a foreign or damaged file fails here and stays as it is.
    sqlx::query_scalar!(r#"SELECT seq FROM log"#).fetch_one(&mut connection).await.map_err(not_ours)?;
    migrate(&mut connection).await?;
    digest::fill(&mut connection).await?;
    connection.close().await.map_err(fault)?;
    Ok(file)
}

/// A new log appears under its name only once it is complete, so that an empty file is never taken for an empty log.
async fn begin(folder: &Path) -> Result<(), OpenError> {
    let new = folder.join(NEW);
    remove_if_there(&new).map_err(io_fault)?;
    let mut connection =
        SqliteConnection::connect_with(&options(&new).create_if_missing(true)).await.map_err(fault)?;
    migrate(&mut connection).await?;
    digest::fill(&mut connection).await?;
    connection.close().await.map_err(fault)?;
    remove_if_there(&folder.join(format!("{NEW}-journal"))).map_err(io_fault)?;
    put_in_place(&new, &folder.join(NAME)).map_err(io_fault)?;
    Ok(())
}

async fn migrate(connection: &mut SqliteConnection) -> Result<(), OpenError> {
    // `run` would do, if the compiler could see that its future may move between threads.
    sqlx::migrate!().run_direct(None, connection, false).await.map_err(|error| match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => fault(error).into(),
        MigrateError::VersionMissing(_) => OpenError::Newer,
        _ => QueueError::Damaged.into(),
    })
}

/// Everything that makes a commit durable is said here, once.
///
/// PERSIST rather than DELETE: with FULL, SQLite syncs the journal it overwrites, but not the folder it deleted one from,
/// so that a power cut could take back what was acknowledged. A journal that keeps its size also syncs fastest.
pub(super) fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Persist)
        .pragma("journal_size_limit", "1048576")
        .synchronous(SqliteSynchronous::Full)
        .pragma("secure_delete", "ON")
        .busy_timeout(PATIENCE)
        .disable_statement_logging()
}

/// The one connection of this process that writes, so that its writers queue here and not at the file.
pub(super) struct Writer {
    pub(super) pool: SqlitePool,
    turns: Turns,
}

/// A turn to write and the transaction in it. Ends the transaction first, then passes the turn on.
pub(super) struct Writing {
    pub(super) transaction: Transaction<'static, Sqlite>,
    turn: Turn,
}

impl Writer {
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self {
            pool: pool(1).connect_lazy_with(options(&folder.join(NAME))),
            turns: Turns::open(&folder.join("write.lock"))?,
        })
    }

    /// IMMEDIATE: whoever decides by what it reads in here is the only one who writes.
    pub(super) async fn begin(&self) -> Result<Writing, QueueError> {
        let connection = self.pool.acquire().await.map_err(fault)?;
        let turn = self.turns.next().await?;
        let begin = "BEGIN IMMEDIATE".into_sql_str();
        let transaction = Transaction::begin(connection, Some(begin)).await.map_err(fault)?;
        Ok(Writing { transaction, turn })
    }

    /// For work on another connection that would keep the writers waiting, or they it.
    pub(super) async fn turn(&self) -> Result<Turn, QueueError> {
        self.turns.next().await
    }
}

impl Writing {
    pub(super) async fn commit(self) -> Result<(), QueueError> {
        let Self { transaction, turn } = self;
        let committed = transaction.commit().await.map_err(fault);
        drop(turn);
        committed
    }
}

pub(super) fn readers(file: &Path) -> SqlitePool {
    pool(4).connect_lazy_with(options(file).pragma("query_only", "ON"))
}

fn pool(size: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(size)
        .test_before_acquire(false)
        // After a full disk SQLite rolls back by itself, and sqlx goes on counting the transaction: such a connection
        // would refuse every later one. It is replaced.
        .before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }))
        .max_lifetime(None)
        .acquire_timeout(2 * PATIENCE)
}

/// Renames a finished file over its final name, so that a power cut leaves either the old or the new.
pub(super) fn put_in_place(finished: &Path, name: &Path) -> io::Result<()> {
    File::options().write(true).open(finished)?.sync_all()?;
    std::fs::rename(finished, name)?;
    name.parent().map_or(Ok(()), crate::place::sync_folder)
}

pub(super) fn remove_if_there(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn not_ours(error: sqlx::Error) -> QueueError {
    match fault(error) {
        // A readable database without our one row (or our table: SQLITE_ERROR) is somebody else's file.
        QueueError::Unreachable(cause) if is_foreign(cause.as_ref()) => QueueError::Damaged,
        fault => fault,
    }
}

fn is_foreign(cause: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    match cause.downcast_ref::<sqlx::Error>() {
        Some(sqlx::Error::RowNotFound) => true,
        Some(sqlx::Error::Database(error)) => error.code().is_some_and(|code| code == "1"),
        _ => false,
    }
}

//! Opening and closing the database.

use super::StoreError;
use super::library::{self, Library, OLDEST};
use super::open_error::OpenError;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection, Executor, Sqlite, SqliteConnection, Transaction};
use std::path::Path;
use std::time::Duration;
use zeroize::Zeroizing;

/// The open database. One connection writes and checkpoints; readers are read-only.
#[derive(Clone)]
pub struct Store {
    writer: SqlitePool,
    readers: SqlitePool,
}

pub(super) static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

impl Store {
    /// Makes a new database. Refuses to touch an existing file.
    pub async fn create(file: &Path, key: &Zeroizing<[u8; 32]>) -> Result<Self, OpenError> {
        Self::create_on(file, key, &OLDEST).await
    }

    /// The same on no library older than this one.
    pub(super) async fn create_on(
        file: &Path,
        key: &Zeroizing<[u8; 32]>,
        oldest: &Library,
    ) -> Result<Self, OpenError> {
        library::must_be(oldest).await?;
        if file.exists() {
            return Err(OpenError::Failed(sqlx::Error::Io(std::io::ErrorKind::AlreadyExists.into())));
        }
        Self::open_with(options(file, key).create_if_missing(true), options(file, key)).await
    }

    /// Opens an existing database and brings its schema up to date.
    pub async fn open(file: &Path, key: &Zeroizing<[u8; 32]>) -> Result<Self, OpenError> {
        Self::open_on(file, key, &OLDEST).await
    }

    /// The same on no library older than this one.
    pub(super) async fn open_on(
        file: &Path,
        key: &Zeroizing<[u8; 32]>,
        oldest: &Library,
    ) -> Result<Self, OpenError> {
        library::must_be(oldest).await?;
        if !file.exists() {
            return Err(OpenError::Missing);
        }
        Self::open_with(options(file, key), options(file, key)).await
    }

    async fn open_with(write: SqliteConnectOptions, read: SqliteConnectOptions) -> Result<Self, OpenError> {
        let write_file = write.get_filename().to_owned();
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            // After a full disk SQLite rolls back by itself and sqlx goes on counting the transaction: such a
            // connection would refuse every later one. It is replaced.
            .before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }))
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(write)
            .await
            .map_err(wrong_key)?;
        {
            let mut connection = writer.acquire().await.map_err(wrong_key)?;
            assert_cipher(&mut connection).await?;
            // `run` is generic over a lifetime in a way that hides from callers that the future may change threads.
            MIGRATOR.run_direct(None, &mut *connection, false).await.map_err(migration)?;
            behind(&mut connection).await?;
            assert_encrypting(&write_file)?;
        }
        let readers = SqlitePoolOptions::new()
            .max_connections(4)
            // A disk that fails ends the reading by itself, and sqlx goes on counting it: what is read later on such a
            // connection would stand still.
            .before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }))
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(read.read_only(true))
            .await
            .map_err(wrong_key)?;
        Ok(Self { writer, readers })
    }

    /// Begins the one writing transaction there can be.
    pub async fn begin(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Reads, all of one moment: whatever is written meanwhile, a total and its rows agree.
    pub async fn read(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.readers.begin().await?)
    }

    /// Checkpoints and closes every connection.
    pub async fn close(&self) {
        self.readers.close().await;
        if let Ok(mut connection) = self.writer.acquire().await {
            let _ = (&mut *connection).execute("PRAGMA wal_checkpoint(TRUNCATE)").await;
        }
        self.writer.close().await;
    }
}

/// A key as SQLCipher's pragmas take it.
pub(super) fn quoted(key: &Zeroizing<[u8; 32]>) -> Zeroizing<String> {
    let hex: Zeroizing<String> = Zeroizing::new(key.iter().map(|byte| format!("{byte:02x}")).collect());
    Zeroizing::new(format!("\"x'{}'\"", *hex))
}

pub(super) fn options(file: &Path, key: &Zeroizing<[u8; 32]>) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .pragma("key", quoted(key).to_string())
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        // A wrong key is an answer of ours; SQLCipher would also write about it on the terminal,
        // and about every page that an account without the right cannot hold in memory: before the next one.
        .pragma("cipher_log_level", "NONE")
        // What SQLCipher frees it wipes: decrypted pages, and the statement that names the key. It costs a fifth of the
        // time of many small writes, and keeps keys and pages from outliving a lock in memory.
        .pragma("cipher_memory_security", "ON")
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
        .pragma("wal_autocheckpoint", "8000")
        .pragma("cache_size", "-16384")
        .statement_cache_capacity(200)
        // sqlx logs `PRAGMA key` at debug; no statement of ours may reach a log.
        .disable_statement_logging()
}

/// An unencrypted library answers nothing to `PRAGMA cipher_version`. The first query shows whether the key fits.
pub(super) async fn assert_cipher(connection: &mut SqliteConnection) -> Result<(), OpenError> {
    connection.ping().await.map_err(wrong_key)?;
    let version: Option<String> = sqlx::query_scalar("PRAGMA cipher_version")
        .fetch_optional(&mut *connection)
        .await
        .map_err(OpenError::Failed)?;
    if version.is_none_or(|version| version.is_empty()) {
        return Err(OpenError::NotEncrypting);
    }
    sqlx::query("SELECT count(*) FROM sqlite_schema").execute(connection).await.map_err(wrong_key)?;
    Ok(())
}

/// Every SQLite file begins alike, unless its pages are encrypted.
fn assert_encrypting(file: &Path) -> Result<(), OpenError> {
    let mut head = [0; 16];
    let read = std::fs::File::open(file).and_then(|mut file| std::io::Read::read_exact(&mut file, &mut head));
    match read {
        Ok(()) if head != *b"SQLite format 3\0" => Ok(()),
        Ok(()) => Err(OpenError::NotEncrypting),
        Err(error) => Err(OpenError::Failed(sqlx::Error::Io(error))),
    }
}

pub(super) fn wrong_key(error: sqlx::Error) -> OpenError {
    match error.as_database_error().and_then(|error| error.code()) {
        Some(code) if code == "26" => OpenError::WrongKeyOrDamaged,
        _ => OpenError::Failed(error),
    }
}

/// What an older program kept is written as this one would; if it fails, the next start tries again.
async fn behind(connection: &mut SqliteConnection) -> Result<(), OpenError> {
    let mut tx = connection.begin().await.map_err(wrong_key)?;
    super::search::catch_up(&mut tx).await.map_err(|error| match error {
        StoreError::Database(error) => wrong_key(error),
        error @ StoreError::Unreadable(_) => OpenError::Failed(sqlx::Error::Decode(Box::new(error))),
    })?;
    tx.commit().await.map_err(wrong_key)
}

fn migration(error: sqlx::migrate::MigrateError) -> OpenError {
    match error {
        sqlx::migrate::MigrateError::VersionMissing(_) => OpenError::NeedsUpdate,
        sqlx::migrate::MigrateError::Execute(error) => wrong_key(error),
        other => OpenError::Failed(sqlx::Error::Migrate(Box::new(other))),
    }
}

//! The database under another key: every page is written anew in one transaction, so it is under the one or the other.

use super::open::{Store, assert_cipher, options, quoted, wrong_key};
use super::open_error::OpenError;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqliteConnection};
use std::path::Path;
use zeroize::Zeroizing;

/// A database's key.
type Key = Zeroizing<[u8; 32]>;

impl Store {
    /// Puts a database that nobody has open under another key; one that is already under it is left as it is. `false` if it
    /// stayed under the one before. Takes as long as writing the whole file, and as much free space.
    ///
    /// # Errors
    /// It opens with neither, or the disk refuses.
    pub async fn change_key(file: &Path, old: &Key, new: &Key) -> Result<bool, OpenError> {
        if !file.exists() {
            return Err(OpenError::Missing);
        }
        if let Some(connection) = under(file, new).await? {
            close(connection).await;
            return Ok(true);
        }
        let mut connection = under(file, old).await?.ok_or(OpenError::WrongKeyOrDamaged)?;
        if let Err(error) = rewrite(&mut connection, new).await {
            let kind = error.as_database_error().and_then(|error| error.code().map(String::from));
            tracing::warn!(?kind, "the database was not put under another key");
        }
        close(connection).await;
        // SQLCipher says of a rewriting that a full disk cut short that it went well: only opening it shows.
        let Some(connection) = under(file, new).await? else { return Ok(false) };
        close(connection).await;
        Ok(true)
    }
}

async fn rewrite(connection: &mut SqliteConnection, new: &Key) -> Result<(), sqlx::Error> {
    sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut *connection).await?;
    let statement = Zeroizing::new(format!("PRAGMA rekey = {}", *quoted(new)));
    sqlx::raw_sql(AssertSqlSafe(statement.to_string())).execute(&mut *connection).await?;
    sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(connection).await.map(drop)
}

/// The database, if this is its key.
async fn under(file: &Path, key: &Key) -> Result<Option<SqliteConnection>, OpenError> {
    let mut connection = match options(file, key).connect().await.map_err(wrong_key) {
        Ok(connection) => connection,
        Err(OpenError::WrongKeyOrDamaged) => return Ok(None),
        Err(error) => return Err(error),
    };
    let asserted = assert_cipher(&mut connection).await;
    match asserted {
        Ok(()) => Ok(Some(connection)),
        Err(error) => {
            close(connection).await;
            if matches!(error, OpenError::WrongKeyOrDamaged) { Ok(None) } else { Err(error) }
        }
    }
}

async fn close(connection: SqliteConnection) {
    if connection.close().await.is_err() {
        tracing::warn!("a connection to the database was not closed well");
    }
}

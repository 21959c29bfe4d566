//! Purging: contents go (SQLite overwrites them with zeros), ids stay, so that nothing purged comes back.

use super::database::{self, Writer};
use super::fault::fault;
use crate::QueueError;
use domain::Subject;
use sqlx::sqlite::SqliteJournalMode;
use sqlx::{Connection, SqliteConnection};
use std::path::Path;

/// On a connection of its own, whose journal is emptied with the commit: an ordinary one would keep what it overwrote.
pub(super) async fn purge(writer: &Writer, file: &Path, subject: &Subject) -> Result<u64, QueueError> {
    let options = database::options(file).journal_mode(SqliteJournalMode::Truncate);
    let mut connection = SqliteConnection::connect_with(&options).await.map_err(fault)?;
    let _turn = writer.turn().await?;
    let gone = remove(&mut connection, subject).await?;
    connection.close().await.map_err(fault)?;
    Ok(gone)
}

async fn remove(connection: &mut SqliteConnection, subject: &Subject) -> Result<u64, QueueError> {
    let subject = subject.as_str();
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(fault)?;
    sqlx::query!(
        "INSERT INTO purged (id, seq, stored_at) SELECT id, seq, stored_at FROM message WHERE subject = ?1",
        subject
    )
    .execute(&mut *transaction)
    .await
    .map_err(fault)?;
    let gone = sqlx::query!("DELETE FROM message WHERE subject = ?1", subject)
        .execute(&mut *transaction)
        .await
        .map_err(fault)?;
    transaction.commit().await.map_err(fault)?;
    Ok(gone.rows_affected())
}

//! Purging: contents go (SQLite overwrites them with zeros), ids stay, so that nothing purged comes back.

use super::database::fault;
use crate::QueueError;
use domain::Subject;
use sqlx::SqlitePool;

pub(super) async fn purge(writer: &SqlitePool, subject: &Subject) -> Result<u64, QueueError> {
    let subject = subject.as_str();
    let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await.map_err(fault)?;
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

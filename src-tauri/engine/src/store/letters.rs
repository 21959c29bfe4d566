//! Letters read from the inbox, sealed, until they are admitted for certain.

use super::{StoreError, millis, uuid};
use chrono::{DateTime, Utc};
use domain::LetterId;
use sqlx::SqliteConnection;

/// A sealed letter.
pub struct Sealed {
    /// Its id.
    pub id: LetterId,
    /// Its subject in the queue.
    pub subject: String,
    /// When the queue stored it.
    pub stored_at: DateTime<Utc>,
    /// The envelope.
    pub envelope: Vec<u8>,
}

/// Keeps a letter that has just been read.
pub async fn keep(connection: &mut SqliteConnection, letter: &Sealed) -> Result<(), StoreError> {
    let (id, at) = (letter.id.0, millis(letter.stored_at));
    sqlx::query!(
        "INSERT INTO letters (id, subject, stored_at, envelope, state) VALUES (?, ?, ?, ?, 'waiting')
         ON CONFLICT DO NOTHING",
        id,
        letter.subject,
        at,
        letter.envelope
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Its events are decided; they wait in the outbox or stand in the queue.
pub async fn admitted(connection: &mut SqliteConnection, id: LetterId) -> Result<(), StoreError> {
    let id = id.0;
    sqlx::query!("UPDATE letters SET state = 'admitted', envelope = x'' WHERE id = ?", id)
        .execute(connection)
        .await?;
    Ok(())
}

/// It does not open or is not signed by a gateway of this practice: kept as it is, for a person.
pub async fn unreadable(connection: &mut SqliteConnection, id: LetterId) -> Result<(), StoreError> {
    let id = id.0;
    sqlx::query!("UPDATE letters SET state = 'unreadable' WHERE id = ?", id).execute(connection).await?;
    Ok(())
}

/// Letters that are admitted and whose events the queue has confirmed: nothing of ours waits any more.
pub async fn confirmed(connection: &mut SqliteConnection) -> Result<Vec<(LetterId, String)>, StoreError> {
    let rows = sqlx::query!(
        "SELECT id, subject FROM letters WHERE state = 'admitted' AND NOT EXISTS (SELECT 1 FROM outbox)
         ORDER BY stored_at LIMIT 200"
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|row| Ok((LetterId(uuid(&row.id, "letter")?), row.subject))).collect()
}

/// It has left the inbox.
pub async fn erased(connection: &mut SqliteConnection, id: LetterId) -> Result<(), StoreError> {
    let id = id.0;
    sqlx::query!("DELETE FROM letters WHERE id = ?", id).execute(connection).await?;
    Ok(())
}

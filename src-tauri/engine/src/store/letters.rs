//! Letters read from the inbox, until the queue has confirmed what became of them.

use super::{StoreError, millis, uuid};
use chrono::{DateTime, Utc};
use domain::{LetterId, Subject};
use serde::Serialize;
use sqlx::SqliteConnection;

/// A letter of the inbox, and what has become of it.
pub struct Sealed {
    pub id: LetterId,
    /// Its subject in the queue.
    pub subject: Subject,
    /// When the queue stored it.
    pub stored_at: DateTime<Utc>,
    /// What has become of it.
    pub fate: Fate,
}

/// What has become of a letter.
pub enum Fate {
    /// Its events are decided; they wait in the outbox or stand in the queue.
    Admitted,
    /// It does not open or is not signed by a gateway of this practice: kept as it is, for a person.
    Unreadable(Vec<u8>),
}

#[derive(Serialize)]
struct Row<'a> {
    id: String,
    subject: &'a str,
    at: i64,
    envelope: String,
    state: &'static str,
}

/// Keeps letters that have just been read.
pub async fn keep(connection: &mut SqliteConnection, batch: &[Sealed]) -> Result<(), StoreError> {
    if batch.is_empty() {
        return Ok(());
    }
    let rows: Vec<Row<'_>> = batch.iter().map(row).collect();
    let rows = super::to_json(&rows, "letters")?;
    sqlx::query!(
        "INSERT INTO letters (id, subject, stored_at, envelope, state)
         SELECT unhex(value ->> 'id'), value ->> 'subject', value ->> 'at', unhex(value ->> 'envelope'),
                value ->> 'state'
         FROM json_each(?) WHERE true
         ON CONFLICT (id) DO UPDATE SET state = excluded.state, envelope = excluded.envelope",
        rows
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn row(letter: &Sealed) -> Row<'_> {
    let (state, envelope) = match &letter.fate {
        Fate::Admitted => ("admitted", String::new()),
        Fate::Unreadable(envelope) => ("unreadable", super::hex(envelope)),
    };
    Row {
        id: letter.id.0.simple().to_string(),
        subject: letter.subject.as_str(),
        at: millis(letter.stored_at),
        envelope,
        state,
    }
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

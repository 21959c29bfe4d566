//! What this workstation has decided and the queue has not confirmed yet, in order per subject.

use super::{StoreError, instant, millis, uuid};
use chrono::{DateTime, Utc};
use domain::conversation::{Actor, Command, Event};
use domain::{EventId, Subject};
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;
use uuid::Uuid;

/// One decided event on its way.
pub struct Waiting {
    /// Its id.
    pub id: EventId,
    /// Its subject.
    pub subject: Subject,
    /// The command it belongs to.
    pub act: Uuid,
    /// When it was decided.
    pub at: DateTime<Utc>,
    /// The event before it on the subject, as this workstation saw it.
    pub previous: Option<EventId>,
    /// Who and what; for other records than conversations only who.
    pub content: Content,
    /// The person's command, on its first event.
    pub command: Option<Command>,
    /// The sealed envelope.
    pub envelope: Vec<u8>,
}

/// Who decided what.
#[derive(Clone, Serialize, Deserialize)]
pub struct Content {
    /// Who.
    pub actor: Actor,
    /// The event of a conversation.
    pub event: Option<Event>,
}

/// Puts one in.
pub async fn put(connection: &mut SqliteConnection, waiting: &Waiting) -> Result<(), StoreError> {
    let content = super::to_json(&waiting.content, "outbox event")?;
    let command = waiting.command.as_ref().map(|command| super::to_json(command, "command")).transpose()?;
    let (id, subject, at) = (waiting.id.0, waiting.subject.as_str(), millis(waiting.at));
    let previous = waiting.previous.map(|id| id.0);
    sqlx::query!(
        "INSERT INTO outbox (id, subject, act, at, previous, event, command, envelope) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        subject,
        waiting.act,
        at,
        previous,
        content,
        command,
        waiting.envelope
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    id: Vec<u8>,
    subject: String,
    act: Vec<u8>,
    at: i64,
    previous: Option<Vec<u8>>,
    event: String,
    command: Option<String>,
    envelope: Vec<u8>,
}

impl Row {
    fn parse(self) -> Result<Waiting, StoreError> {
        Ok(Waiting {
            id: EventId(uuid(&self.id, "outbox id")?),
            subject: self.subject.parse().map_err(|_| StoreError::Unreadable("outbox subject"))?,
            act: uuid(&self.act, "outbox act")?,
            at: instant(self.at),
            previous: self.previous.map(|id| uuid(&id, "outbox previous").map(EventId)).transpose()?,
            content: super::json(&self.event, "outbox event")?,
            command: self.command.map(|command| super::json(&command, "command")).transpose()?,
            envelope: self.envelope,
        })
    }
}

/// What waits on one subject, in order.
pub async fn on(connection: &mut SqliteConnection, subject: &Subject) -> Result<Vec<Waiting>, StoreError> {
    let subject = subject.as_str();
    let rows = sqlx::query_as!(
        Row,
        "SELECT id, subject, act, at, previous, event, command, envelope FROM outbox WHERE subject = ? ORDER BY n",
        subject
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Row::parse).collect()
}

/// Everything that waits, in order.
pub async fn all(connection: &mut SqliteConnection, limit: i64) -> Result<Vec<Waiting>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT id, subject, act, at, previous, event, command, envelope FROM outbox ORDER BY n LIMIT ?",
        limit
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Row::parse).collect()
}

/// How many wait.
pub async fn count(connection: &mut SqliteConnection) -> Result<u32, StoreError> {
    let n = sqlx::query_scalar!("SELECT count(*) FROM outbox").fetch_one(connection).await?;
    Ok(u32::try_from(n).unwrap_or(u32::MAX))
}

/// The queue has confirmed it. Was it ours?
pub async fn confirmed(connection: &mut SqliteConnection, id: EventId) -> Result<bool, StoreError> {
    let id = id.0;
    let done = sqlx::query!("DELETE FROM outbox WHERE id = ?", id).execute(connection).await?;
    Ok(done.rows_affected() > 0)
}

/// Takes everything that waits on a subject out, to be decided again.
pub async fn take_back(
    connection: &mut SqliteConnection,
    subject: &Subject,
) -> Result<Vec<Waiting>, StoreError> {
    let waiting = on(&mut *connection, subject).await?;
    let subject = subject.as_str();
    sqlx::query!("DELETE FROM outbox WHERE subject = ?", subject).execute(connection).await?;
    Ok(waiting)
}

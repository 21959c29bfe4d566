//! What this workstation has decided and the queue has not confirmed yet, in order per subject.

use super::{StoreError, instant, millis, uuid};
use chrono::{DateTime, Utc};
use domain::conversation::{Actor, Command, Event};
use domain::{EventId, Subject};
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// One decided event on its way.
pub struct Unsent {
    pub id: EventId,
    pub subject: Subject,
    /// The command it belongs to.
    pub act: Uuid,
    /// When it was decided.
    pub at: DateTime<Utc>,
    /// The event before it on the subject, as this workstation saw it.
    pub previous: Option<EventId>,
    /// Who and what; for other records than conversations only who.
    pub content: Content,
    /// The person's command, on each of its events: whichever of them still wait can be decided again.
    pub command: Option<Command>,
    /// The sealed envelope.
    pub envelope: Vec<u8>,
}

/// Who decided what.
#[derive(Clone, Serialize, Deserialize)]
pub struct Content {
    pub actor: Actor,
    /// The event of a conversation.
    pub event: Option<Event>,
}

#[derive(Serialize)]
struct New<'a> {
    id: String,
    subject: &'a str,
    act: String,
    at: i64,
    previous: Option<String>,
    event: String,
    command: Option<String>,
    envelope: String,
}

/// Puts them in, in this order.
pub async fn put(
    connection: &mut SqliteConnection,
    waiting: impl Iterator<Item = &Unsent>,
) -> Result<(), StoreError> {
    let rows: Vec<New<'_>> = waiting.map(new).collect::<Result<_, _>>()?;
    if rows.is_empty() {
        return Ok(());
    }
    let rows = super::to_json(&rows, "outbox")?;
    sqlx::query!(
        "INSERT INTO outbox (id, subject, act, at, previous, event, command, envelope)
         SELECT unhex(value ->> 'id'), value ->> 'subject', unhex(value ->> 'act'), value ->> 'at',
                unhex(value ->> 'previous'), value ->> 'event', value ->> 'command', unhex(value ->> 'envelope')
         FROM json_each(?)",
        rows
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn new(waiting: &Unsent) -> Result<New<'_>, StoreError> {
    let command = waiting.command.as_ref().map(|command| super::to_json(command, "command"));
    Ok(New {
        id: waiting.id.0.simple().to_string(),
        subject: waiting.subject.as_str(),
        act: waiting.act.simple().to_string(),
        at: millis(waiting.at),
        previous: waiting.previous.map(|id| id.0.simple().to_string()),
        event: super::to_json(&waiting.content, "outbox event")?,
        command: command.transpose()?,
        envelope: super::hex(&waiting.envelope),
    })
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
    fn parse(self) -> Result<Unsent, StoreError> {
        Ok(Unsent {
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
pub async fn on(connection: &mut SqliteConnection, subject: &Subject) -> Result<Vec<Unsent>, StoreError> {
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

/// What waits on each of these subjects, in order.
pub async fn on_all(
    connection: &mut SqliteConnection,
    subjects: &BTreeSet<&Subject>,
) -> Result<HashMap<Subject, Vec<Unsent>>, StoreError> {
    let wanted = super::to_json(subjects, "subjects")?;
    let rows = sqlx::query_as!(
        Row,
        "SELECT id, subject, act, at, previous, event, command, envelope FROM outbox
         WHERE subject IN (SELECT value FROM json_each(?)) ORDER BY n",
        wanted
    )
    .fetch_all(connection)
    .await?;
    let mut found: HashMap<Subject, Vec<Unsent>> = HashMap::new();
    for row in rows {
        let waiting = row.parse()?;
        found.entry(waiting.subject.clone()).or_default().push(waiting);
    }
    Ok(found)
}

/// Everything that waits, in order.
pub async fn all(connection: &mut SqliteConnection, limit: i64) -> Result<Vec<Unsent>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT id, subject, act, at, previous, event, command, envelope FROM outbox ORDER BY n LIMIT ?",
        limit
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Row::parse).collect()
}

/// How many wait that somebody is waiting for: the audit goes by itself.
pub async fn count(connection: &mut SqliteConnection) -> Result<u32, StoreError> {
    let n = sqlx::query_scalar!("SELECT count(*) FROM outbox WHERE subject NOT LIKE 'audit.%'")
        .fetch_one(connection)
        .await?;
    Ok(u32::try_from(n).unwrap_or(u32::MAX))
}

/// The queue has confirmed these: those that were ours no longer wait.
pub async fn confirmed(connection: &mut SqliteConnection, ids: &[EventId]) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let hex: Vec<String> = ids.iter().map(|id| id.0.simple().to_string()).collect();
    let hex = super::to_json(&hex, "ids")?;
    sqlx::query!("DELETE FROM outbox WHERE id IN (SELECT unhex(value) FROM json_each(?))", hex)
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes everything that waits on a subject out, to be decided again.
pub async fn take_back(
    connection: &mut SqliteConnection,
    subject: &Subject,
) -> Result<Vec<Unsent>, StoreError> {
    let waiting = on(&mut *connection, subject).await?;
    let subject = subject.as_str();
    sqlx::query!("DELETE FROM outbox WHERE subject = ?", subject).execute(connection).await?;
    Ok(waiting)
}

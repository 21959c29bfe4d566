//! Reading: in order, in batches that fit into memory. What does not parse is damage, never skipped.

use super::fault::fault;
use crate::{Head, LogId, Message, QueueError, Seq};
use chrono::{DateTime, Utc};
use domain::{EventId, Subject};
use futures_util::TryStreamExt;
use sqlx::SqlitePool;
use uuid::Uuid;

/// A batch ends with the message that exceeds this.
const BATCH_BYTES: usize = 8 * 1024 * 1024;

pub(super) async fn read(readers: &SqlitePool, after: Seq, limit: usize) -> Result<Vec<Message>, QueueError> {
    let (from, limit) = (column(after), i64::try_from(limit).unwrap_or(i64::MAX));
    let mut batch = Vec::new();
    let mut total = 0;
    {
        let mut rows = sqlx::query_as!(
            Row,
            r#"SELECT seq AS "seq!", subject, id, stored_at, bytes FROM message WHERE seq > ?1 ORDER BY seq LIMIT ?2"#,
            from,
            limit
        )
        .fetch(readers);
        while let Some(row) = rows.try_next().await.map_err(fault)? {
            total += row.bytes.len();
            batch.push(Message::try_from(row)?);
            if total > BATCH_BYTES {
                break;
            }
        }
    }
    if batch.is_empty() {
        not_ahead(readers, after).await?;
    }
    Ok(batch)
}

pub(super) async fn last(readers: &SqlitePool, subject: &Subject) -> Result<Option<Message>, QueueError> {
    let subject = subject.as_str();
    sqlx::query_as!(
        Row,
        r#"SELECT seq AS "seq!", subject, id, stored_at, bytes FROM message WHERE subject = ?1 ORDER BY seq DESC LIMIT 1"#,
        subject
    )
    .fetch_optional(readers)
    .await
    .map_err(fault)?
    .map(Message::try_from)
    .transpose()
}

pub(super) async fn head(readers: &SqlitePool) -> Result<Head, QueueError> {
    let row = sqlx::query!("SELECT id, seq FROM log").fetch_one(readers).await.map_err(fault)?;
    let id = Uuid::from_slice(&row.id).map_err(|_| QueueError::Damaged)?;
    Ok(Head { log: LogId(id), seq: seq(row.seq)? })
}

/// Whether a message follows. Asks for messages, not for the head: what follows may have been purged.
pub(super) async fn has_more(readers: &SqlitePool, after: Seq) -> Result<bool, QueueError> {
    let from = column(after);
    let more =
        sqlx::query_scalar!(r#"SELECT EXISTS (SELECT 1 FROM message WHERE seq > ?1) AS "more!: bool""#, from)
            .fetch_one(readers)
            .await
            .map_err(fault)?;
    if !more {
        not_ahead(readers, after).await?;
    }
    Ok(more)
}

async fn not_ahead(readers: &SqlitePool, after: Seq) -> Result<(), QueueError> {
    let head = head(readers).await?.seq;
    if after > head { Err(QueueError::CursorAhead { head }) } else { Ok(()) }
}

struct Row {
    seq: i64,
    subject: String,
    id: Vec<u8>,
    stored_at: i64,
    bytes: Vec<u8>,
}

impl TryFrom<Row> for Message {
    type Error = QueueError;
    fn try_from(row: Row) -> Result<Self, QueueError> {
        Ok(Self {
            seq: seq(row.seq)?,
            subject: Subject::try_from(row.subject).map_err(|_| QueueError::Damaged)?,
            id: event_id(&row.id)?,
            stored_at: instant(row.stored_at)?,
            bytes: row.bytes,
        })
    }
}

pub(super) fn seq(column: i64) -> Result<Seq, QueueError> {
    u64::try_from(column).map(Seq).map_err(|_| QueueError::Damaged)
}

fn column(seq: Seq) -> i64 {
    i64::try_from(seq.0).unwrap_or(i64::MAX)
}

pub(super) fn instant(column: i64) -> Result<DateTime<Utc>, QueueError> {
    DateTime::from_timestamp_micros(column).ok_or(QueueError::Damaged)
}

pub(super) fn event_id(column: &[u8]) -> Result<EventId, QueueError> {
    Uuid::from_slice(column).map(EventId).map_err(|_| QueueError::Damaged)
}

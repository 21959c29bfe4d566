//! Reading: in order, in batches that fit into memory. A message that the disk has changed keeps its place and has no
//! words: whoever reads names it and goes on to the next, which may be a matter of minutes.

use super::digest::Fields;
use super::fault::fault;
use crate::{Head, LogId, Message, QueueError, Seq};
use chrono::{DateTime, Utc};
use domain::EventId;
use domain::Subject;
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
            r#"SELECT seq AS "seq!", CAST(subject AS BLOB) AS "subject!: Vec<u8>", CAST(id AS BLOB) AS "id!: Vec<u8>",
               CAST(stored_at AS INTEGER) AS "stored_at!: i64", CAST(bytes AS BLOB) AS "bytes!: Vec<u8>",
               CAST(digest AS BLOB) AS "digest!: Vec<u8>"
               FROM message WHERE seq > ?1 ORDER BY seq LIMIT ?2"#,
            from,
            limit
        )
        .fetch(readers);
        while let Some(row) = rows.try_next().await.map_err(fault)? {
            total += row.bytes.len();
            batch.push(row.message()?);
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
        r#"SELECT seq AS "seq!", CAST(subject AS BLOB) AS "subject!: Vec<u8>", CAST(id AS BLOB) AS "id!: Vec<u8>",
               CAST(stored_at AS INTEGER) AS "stored_at!: i64", CAST(bytes AS BLOB) AS "bytes!: Vec<u8>",
               CAST(digest AS BLOB) AS "digest!: Vec<u8>"
               FROM message WHERE subject = ?1 ORDER BY seq DESC LIMIT 1"#,
        subject
    )
    .fetch_optional(readers)
    .await
    .map_err(fault)?
    .map(Row::message)
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

/// A row, whatever stands in it: one that the disk has changed must not end the reading.
struct Row {
    seq: i64,
    subject: Vec<u8>,
    id: Vec<u8>,
    stored_at: i64,
    bytes: Vec<u8>,
    digest: Vec<u8>,
}

impl Row {
    fn is_whole(&self) -> bool {
        let Self { seq, subject, id, stored_at, bytes, digest } = self;
        Fields { seq: *seq, subject, id, stored_at: *stored_at, bytes }.digest() == digest.as_slice()
    }

    fn message(self) -> Result<Message, QueueError> {
        let place = seq(self.seq)?;
        let whole = self.is_whole().then(|| {
            Some(Message {
                seq: place,
                subject: String::from_utf8(self.subject).ok()?.try_into().ok()?,
                id: event_id(&self.id).ok()?,
                stored_at: instant(self.stored_at).ok()?,
                bytes: self.bytes,
            })
        });
        Ok(whole.flatten().unwrap_or_else(|| Message::damaged(place)))
    }
}

/// Reads every message of a log without keeping any; says whether all are whole.
pub(super) async fn all_whole(readers: &SqlitePool) -> Result<bool, QueueError> {
    let mut rows = sqlx::query_as!(
        Row,
        r#"SELECT seq AS "seq!", CAST(subject AS BLOB) AS "subject!: Vec<u8>", CAST(id AS BLOB) AS "id!: Vec<u8>",
           CAST(stored_at AS INTEGER) AS "stored_at!: i64", CAST(bytes AS BLOB) AS "bytes!: Vec<u8>",
           CAST(digest AS BLOB) AS "digest!: Vec<u8>" FROM message"#
    )
    .fetch(readers);
    while let Some(row) = rows.try_next().await.map_err(fault)? {
        if !row.is_whole() {
            return Ok(false);
        }
    }
    Ok(true)
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

//! Appending: one transaction, in which everything a receipt promises becomes true at once.

use super::database::Writer;
use super::digest::Fields;
use super::fault::fault;
use super::read::{event_id, instant, seq};
use crate::{AppendError, Clock, Expect, LIMIT, QueueError, Stored};
use chrono::{DateTime, Utc};
use domain::{EventId, Subject, timing};
use sqlx::SqliteConnection;

pub(super) async fn append(
    writer: &Writer,
    clock: &dyn Clock,
    subject: &Subject,
    expected_last: Option<Expect>,
    id: EventId,
    bytes: &[u8],
) -> Result<Stored, AppendError> {
    if bytes.len() > LIMIT {
        return Err(AppendError::TooLarge);
    }
    let mut writing = writer.begin().await?;
    let connection = &mut *writing.transaction;
    if let Some(first) = stored_before(connection, subject, id, bytes).await? {
        return Ok(first);
    }
    if let Some(expected) = expected_last {
        let last = last_id(connection, subject).await?;
        if Expect::after(last) != expected {
            return Err(AppendError::Moved { last });
        }
    }
    let stored = store(connection, clock.now(), subject, id, bytes).await?;
    writing.commit().await?;
    Ok(stored)
}

/// The first receipt, if this id has been stored; also if it was purged since, for what is erased does not come back.
async fn stored_before(
    connection: &mut SqliteConnection,
    subject: &Subject,
    id: EventId,
    bytes: &[u8],
) -> Result<Option<Stored>, AppendError> {
    let (id, subject) = (id.0.as_bytes().as_slice(), subject.as_str());
    let kept = sqlx::query!(
        r#"SELECT seq AS "seq!", stored_at, (subject = ?1 AND bytes = ?2) AS "same!: bool" FROM message WHERE id = ?3"#,
        subject,
        bytes,
        id
    );
    if let Some(row) = kept.fetch_optional(&mut *connection).await.map_err(fault)? {
        let first = Stored { seq: seq(row.seq)?, stored_at: instant(row.stored_at)?, duplicate: true };
        return if row.same { Ok(Some(first)) } else { Err(AppendError::IdReused) };
    }
    let purged = sqlx::query!("SELECT seq, stored_at FROM purged WHERE id = ?1", id);
    match purged.fetch_optional(connection).await.map_err(fault)? {
        Some(row) => {
            Ok(Some(Stored { seq: seq(row.seq)?, stored_at: instant(row.stored_at)?, duplicate: true }))
        }
        None => Ok(None),
    }
}

async fn last_id(
    connection: &mut SqliteConnection,
    subject: &Subject,
) -> Result<Option<EventId>, QueueError> {
    let subject = subject.as_str();
    sqlx::query_scalar!("SELECT id FROM message WHERE subject = ?1 ORDER BY seq DESC LIMIT 1", subject)
        .fetch_optional(connection)
        .await
        .map_err(fault)?
        .map(|id| event_id(&id))
        .transpose()
}

async fn store(
    connection: &mut SqliteConnection,
    now: DateTime<Utc>,
    subject: &Subject,
    id: EventId,
    bytes: &[u8],
) -> Result<Stored, QueueError> {
    let (subject, id, now) = (subject.as_str(), id.0.as_bytes().as_slice(), now.timestamp_micros());
    // Two clocks a little apart never turn the log's time back. One that was years ahead once does not stay the log's time.
    let believed = now.saturating_add(timing::TOLERATED.num_microseconds().unwrap_or(i64::MAX));
    let log = sqlx::query!(
        "UPDATE log SET seq = seq + 1, stored_at = CASE WHEN stored_at <= ?2 THEN max(stored_at, ?1) ELSE ?1 END
         RETURNING seq, stored_at",
        now,
        believed
    )
    .fetch_one(&mut *connection)
    .await
    .map_err(fault)?;
    let row = Fields { seq: log.seq, subject: subject.as_bytes(), id, stored_at: log.stored_at, bytes };
    let digest = row.digest();
    let digest = digest.as_slice();
    sqlx::query!(
        "INSERT INTO message (seq, subject, id, stored_at, bytes, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        log.seq,
        subject,
        id,
        log.stored_at,
        bytes,
        digest
    )
    .execute(connection)
    .await
    .map_err(fault)?;
    Ok(Stored { seq: seq(log.seq)?, stored_at: instant(log.stored_at)?, duplicate: false })
}

//! Everything read from the queue, sealed as it came: from it every projection can be built again.

use super::{StoreError, instant, millis, uuid};
use chrono::{DateTime, Utc};
use crypto::hash::Hash;
use domain::{EventId, Subject};
use serde::Serialize;
use sqlx::SqliteConnection;
use std::collections::{BTreeSet, HashMap, HashSet};

/// An event to be kept.
pub struct Incoming<'a> {
    /// Its place in the queue.
    pub seq: u64,
    pub id: EventId,
    pub subject: &'a Subject,
    /// When the queue stored it.
    pub stored_at: DateTime<Utc>,
    /// The hash of the envelope.
    pub hash: Hash,
    pub envelope: &'a [u8],
}

impl<'a> Incoming<'a> {
    /// A message of the queue, with the hash of its envelope.
    pub fn of(message: &'a queue::Message, hash: Hash) -> Self {
        Self {
            seq: message.seq.0,
            id: message.id,
            subject: &message.subject,
            stored_at: message.stored_at,
            hash,
            envelope: &message.bytes,
        }
    }
}

#[derive(Serialize)]
struct Row<'a> {
    seq: u64,
    id: String,
    subject: &'a str,
    at: i64,
    hash: String,
    envelope: String,
}

/// Keeps a batch in one statement: binding row by row costs more than the database does.
pub async fn keep(connection: &mut SqliteConnection, batch: &[Incoming<'_>]) -> Result<(), StoreError> {
    if batch.is_empty() {
        return Ok(());
    }
    let rows: Vec<Row<'_>> = batch
        .iter()
        .map(|event| Row {
            seq: event.seq,
            id: event.id.0.simple().to_string(),
            subject: event.subject.as_str(),
            at: millis(event.stored_at),
            hash: event.hash.to_string(),
            envelope: super::hex(event.envelope),
        })
        .collect();
    let rows = super::to_json(&rows, "events")?;
    sqlx::query!(
        "INSERT INTO events (seq, id, subject, stored_at, hash, envelope)
         SELECT value ->> 'seq', unhex(value ->> 'id'), value ->> 'subject', value ->> 'at',
                unhex(value ->> 'hash'), unhex(value ->> 'envelope')
         FROM json_each(?) WHERE true ON CONFLICT DO NOTHING",
        rows
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The last event kept on a subject.
#[derive(Clone, Copy, Debug)]
pub struct Last {
    pub id: EventId,
    /// Its hash: what the next one points back to.
    pub hash: Hash,
}

/// Where a subject ends, as far as this workstation has read.
pub async fn last(connection: &mut SqliteConnection, subject: &Subject) -> Result<Option<Last>, StoreError> {
    let subject = subject.as_str();
    let row =
        sqlx::query!("SELECT id, hash FROM events WHERE subject = ? ORDER BY seq DESC LIMIT 1", subject)
            .fetch_optional(connection)
            .await?;
    row.map(|row| parse(&row.id, &row.hash)).transpose()
}

/// Where each of these subjects ends; one without events is missing.
pub async fn lasts(
    connection: &mut SqliteConnection,
    subjects: &BTreeSet<&Subject>,
) -> Result<HashMap<Subject, Last>, StoreError> {
    let wanted = super::to_json(subjects, "subjects")?;
    let rows = sqlx::query!(
        "SELECT e.subject, e.id, e.hash FROM json_each(?) AS wanted
         JOIN events e ON e.seq = (SELECT max(seq) FROM events WHERE subject = wanted.value)",
        wanted
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let subject = row.subject.parse().map_err(|_| StoreError::Unreadable("subject"))?;
            Ok((subject, parse(&row.id, &row.hash)?))
        })
        .collect()
}

/// The last envelope on a subject, as far as this workstation has read.
pub async fn last_envelope(
    connection: &mut SqliteConnection,
    subject: &Subject,
) -> Result<Option<Vec<u8>>, StoreError> {
    let subject = subject.as_str();
    let row = sqlx::query_scalar!(
        "SELECT envelope FROM events WHERE subject = ? ORDER BY seq DESC LIMIT 1",
        subject
    );
    Ok(row.fetch_optional(connection).await?)
}

/// How many events of a subject are kept up to a place of the queue.
pub async fn count_until(
    connection: &mut SqliteConnection,
    subject: &Subject,
    until: u64,
) -> Result<u32, StoreError> {
    let (subject, until) = (subject.as_str(), i64::try_from(until).unwrap_or(i64::MAX));
    let n = sqlx::query_scalar!("SELECT count(*) FROM events WHERE subject = ? AND seq <= ?", subject, until);
    Ok(u32::try_from(n.fetch_one(connection).await?).unwrap_or(u32::MAX))
}

/// An event with its place.
pub struct Placed {
    /// Its place in the queue.
    pub seq: i64,
    pub id: EventId,
    pub subject: Subject,
    pub envelope: Vec<u8>,
}

/// Events in the queue's order, after a place; from the beginning without one.
pub async fn in_order(
    connection: &mut SqliteConnection,
    after: Option<i64>,
    limit: usize,
) -> Result<Vec<Placed>, StoreError> {
    let (after, limit) = (after.unwrap_or(i64::MIN), i64::try_from(limit).unwrap_or(i64::MAX));
    let rows = sqlx::query!(
        "SELECT seq, id, subject, envelope FROM events WHERE seq > ? ORDER BY seq LIMIT ?",
        after,
        limit
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Placed {
                seq: row.seq,
                id: EventId(uuid(&row.id, "event")?),
                subject: row.subject.parse().map_err(|_| StoreError::Unreadable("subject"))?,
                envelope: row.envelope,
            })
        })
        .collect()
}

/// The ids of everything kept.
pub async fn ids(connection: &mut SqliteConnection) -> Result<HashSet<EventId>, StoreError> {
    let ids = sqlx::query_scalar!("SELECT id FROM events").fetch_all(connection).await?;
    ids.iter().map(|id| uuid(id, "event").map(EventId)).collect()
}

/// Gives everything the place it has in another log; what that log has not goes before everything else.
pub async fn renumber(
    connection: &mut SqliteConnection,
    places: &HashMap<EventId, queue::Seq>,
) -> Result<(), StoreError> {
    // Places are unique, also in between: first everything moves out of the way, below what has no place already.
    let lowest =
        sqlx::query_scalar!("SELECT min(seq) FROM events").fetch_one(&mut *connection).await?.unwrap_or(0);
    let below = lowest.min(0);
    sqlx::query!("UPDATE events SET seq = ? - seq WHERE seq > 0", below).execute(&mut *connection).await?;
    let ids = ids(&mut *connection).await?;
    let rows: Vec<(String, u64)> =
        ids.iter().filter_map(|id| Some((id.0.simple().to_string(), places.get(id)?.0))).collect();
    let rows = super::to_json(&rows, "places")?;
    sqlx::query!(
        "UPDATE events SET seq = placed.seq
         FROM (SELECT unhex(value ->> 0) AS id, value ->> 1 AS seq FROM json_each(?)) AS placed
         WHERE events.id = placed.id",
        rows
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn parse(id: &[u8], hash: &[u8]) -> Result<Last, StoreError> {
    let hash = <[u8; 32]>::try_from(hash).map_err(|_| StoreError::Unreadable("hash"))?;
    Ok(Last { id: EventId(uuid(id, "event")?), hash: Hash(hash) })
}

/// An event as kept.
pub struct Kept {
    /// When the queue stored it.
    pub stored_at: DateTime<Utc>,
    pub envelope: Vec<u8>,
}

/// The events of one subject, oldest first.
pub async fn of(connection: &mut SqliteConnection, subject: &Subject) -> Result<Vec<Kept>, StoreError> {
    let subject = subject.as_str();
    let rows = sqlx::query!("SELECT stored_at, envelope FROM events WHERE subject = ? ORDER BY seq", subject)
        .fetch_all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Kept { stored_at: instant(row.stored_at), envelope: row.envelope })
        .collect())
}

/// What an event leaves behind to be checked by: its place in the queue and the hash of its envelope.
pub struct Footprint {
    /// Its place.
    pub seq: u64,
    /// The hash of its envelope.
    pub hash: Hash,
}

/// The footprints of one subject, oldest first.
pub async fn footprints(
    connection: &mut SqliteConnection,
    subject: &Subject,
) -> Result<Vec<Footprint>, StoreError> {
    let subject = subject.as_str();
    let rows = sqlx::query!("SELECT seq, hash FROM events WHERE subject = ? ORDER BY seq", subject)
        .fetch_all(connection)
        .await?;
    rows.into_iter()
        .map(|row| {
            let hash =
                <[u8; 32]>::try_from(row.hash.as_slice()).map_err(|_| StoreError::Unreadable("hash"))?;
            Ok(Footprint { seq: u64::try_from(row.seq).unwrap_or_default(), hash: Hash(hash) })
        })
        .collect()
}

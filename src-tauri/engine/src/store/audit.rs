//! The audit's table: every workstation's chain, as it was written or told.
//!
//! Rows are only ever added; the table refuses anything else. What an entry's hash covers is `domain::audit`'s rule; the
//! columns beside the text are there to look entries up by and are taken from it.

use super::{StoreError, millis, uuid};
use chrono::{DateTime, Utc};
use domain::audit::{Anchor, Entry, EntryHash, Link};
use domain::{DeviceId, NhsNumber, StaffId};
use sqlx::SqliteConnection;

/// The kind of an entry that a newer Duty Desk wrote.
const UNKNOWN: &str = "unknown";

/// Where a chain ends here; nothing has been written before the first entry.
pub async fn head(connection: &mut SqliteConnection, device: DeviceId) -> Result<Anchor, StoreError> {
    let id = device.0;
    let row =
        sqlx::query!("SELECT number, hash FROM audit WHERE device = ? ORDER BY number DESC LIMIT 1", id)
            .fetch_optional(connection)
            .await?;
    let Some(row) = row else { return Ok(Anchor { device, number: 0, hash: EntryHash::START }) };
    Ok(Anchor { device, number: number(row.number), hash: hash(&row.hash)? })
}

/// Writes entries at the end of this workstation's own chain.
pub async fn append(
    connection: &mut SqliteConnection,
    device: DeviceId,
    entries: &[Entry],
) -> Result<(), StoreError> {
    let mut last = head(&mut *connection, device).await?;
    for entry in entries {
        let text = super::to_json(entry, "audit entry")?;
        last.number += 1;
        last.hash = last.hash.next(device, last.number, &text);
        insert(&mut *connection, device, &Link { number: last.number, text, hash: last.hash }, Some(entry))
            .await?;
    }
    Ok(())
}

/// Keeps an entry that another workstation told, or this one before it was restored.
pub async fn keep(
    connection: &mut SqliteConnection,
    device: DeviceId,
    link: &Link,
) -> Result<(), StoreError> {
    let entry = serde_json::from_str::<Entry>(&link.text).ok();
    insert(connection, device, link, entry.as_ref()).await
}

async fn insert(
    connection: &mut SqliteConnection,
    device: DeviceId,
    link: &Link,
    entry: Option<&Entry>,
) -> Result<(), StoreError> {
    let (device, place, hash) = (device.0, column(link.number), link.hash.0.to_vec());
    let at = entry.map_or(0, |entry| millis(entry.at));
    let staff = entry.and_then(|entry| entry.staff).map(|staff| staff.0);
    let conversation = entry.and_then(|entry| entry.conversation).map(|id| id.0);
    let nhs_number = entry.and_then(|entry| entry.patient).map(NhsNumber::digits);
    let kind = entry.map_or(UNKNOWN, |entry| entry.what.kind());
    sqlx::query!(
        "INSERT INTO audit (device, number, at, staff, conversation, nhs_number, kind, entry, hash)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        device,
        place,
        at,
        staff,
        conversation,
        nhs_number,
        kind,
        link.text,
        hash
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A chain after this place, in order.
pub async fn after(
    connection: &mut SqliteConnection,
    device: DeviceId,
    place: u64,
    limit: i64,
) -> Result<Vec<Link>, StoreError> {
    let (device, place) = (device.0, column(place));
    let rows = sqlx::query!(
        "SELECT number, entry, hash FROM audit WHERE device = ? AND number > ? ORDER BY number LIMIT ?",
        device,
        place,
        limit
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| Ok(Link { number: number(row.number), text: row.entry, hash: hash(&row.hash)? }))
        .collect()
}

/// Whose chains are here.
pub async fn devices(connection: &mut SqliteConnection) -> Result<Vec<DeviceId>, StoreError> {
    let rows = sqlx::query_scalar!("SELECT DISTINCT device FROM audit").fetch_all(connection).await?;
    rows.iter().map(|id| Ok(DeviceId(uuid(id, "audit device")?))).collect()
}

/// Which entries to show.
#[derive(Clone, Copy, Default)]
pub struct Wanted {
    /// About this patient.
    pub patient: Option<NhsNumber>,
    /// By this person.
    pub staff: Option<StaffId>,
    /// From then on.
    pub from: Option<DateTime<Utc>>,
    /// Before then.
    pub until: Option<DateTime<Utc>>,
}

/// An entry as a list shows it.
pub struct StoredEntry {
    /// Whose chain.
    pub device: DeviceId,
    /// Its number there.
    pub number: u64,
    /// The entry; none if a newer Duty Desk wrote it.
    pub entry: Option<Entry>,
}

/// A window of the wanted entries, newest first. What workstations write about each other is left out.
pub async fn page(
    connection: &mut SqliteConnection,
    wanted: Wanted,
    offset: u32,
    limit: u32,
) -> Result<Vec<StoredEntry>, StoreError> {
    let (patient, staff) = (wanted.patient.map(NhsNumber::digits), wanted.staff.map(|staff| staff.0));
    let (from, until) = range(wanted);
    // One statement for each index: with everything optional in one, the planner would read the whole table.
    macro_rules! read {
        ($sql:literal, $($argument:expr),*) => {{
            let rows = sqlx::query!($sql, $($argument,)* from, until, limit, offset).fetch_all(connection).await?;
            rows.into_iter().map(|row| listed(&row.device, row.number, &row.entry)).collect()
        }};
    }
    match (patient, staff) {
        (Some(patient), staff) => read!(
            "SELECT device, number AS \"number!\", entry FROM audit WHERE nhs_number = ? AND (? IS NULL OR staff = ?)
             AND at >= ? AND at < ? AND kind <> 'anchored' ORDER BY at DESC, device, number DESC LIMIT ? OFFSET ?",
            patient, staff, staff
        ),
        (None, Some(staff)) => read!(
            "SELECT device, number AS \"number!\", entry FROM audit WHERE staff = ? AND at >= ? AND at < ?
             AND kind <> 'anchored' ORDER BY at DESC, device, number DESC LIMIT ? OFFSET ?",
            staff
        ),
        (None, None) => read!(
            "SELECT device, number AS \"number!\", entry FROM audit WHERE at >= ? AND at < ?
             AND kind <> 'anchored' ORDER BY at DESC, device, number DESC LIMIT ? OFFSET ?",
        ),
    }
}

/// How many entries are wanted.
pub async fn count(connection: &mut SqliteConnection, wanted: Wanted) -> Result<u32, StoreError> {
    let (patient, staff) = (wanted.patient.map(NhsNumber::digits), wanted.staff.map(|staff| staff.0));
    let (from, until) = range(wanted);
    let n =
        match (patient, staff) {
            (Some(patient), staff) => {
                sqlx::query_scalar!(
                    "SELECT count(*) FROM audit WHERE nhs_number = ? AND (? IS NULL OR staff = ?)
                 AND at >= ? AND at < ? AND kind <> 'anchored'",
                    patient,
                    staff,
                    staff,
                    from,
                    until
                )
                .fetch_one(connection)
                .await?
            }
            (None, Some(staff)) => sqlx::query_scalar!(
                "SELECT count(*) FROM audit WHERE staff = ? AND at >= ? AND at < ? AND kind <> 'anchored'",
                staff,
                from,
                until
            )
            .fetch_one(connection)
            .await?,
            (None, None) => {
                sqlx::query_scalar!(
                    "SELECT count(*) FROM audit WHERE at >= ? AND at < ? AND kind <> 'anchored'",
                    from,
                    until
                )
                .fetch_one(connection)
                .await?
            }
        };
    Ok(u32::try_from(n).unwrap_or(u32::MAX))
}

/// Everything of one kind since then, oldest first, with whose chain it stands in.
pub async fn of_kind(
    connection: &mut SqliteConnection,
    kind: &str,
    since: DateTime<Utc>,
) -> Result<Vec<StoredEntry>, StoreError> {
    let since = millis(since);
    let rows = sqlx::query!(
        "SELECT device, number AS \"number!\", entry FROM audit WHERE kind = ? AND at >= ? ORDER BY at, device, number",
        kind,
        since
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|row| listed(&row.device, row.number, &row.entry)).collect()
}

/// The newest entry of one kind by one person.
pub async fn newest(
    connection: &mut SqliteConnection,
    kind: &str,
    staff: StaffId,
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    let staff = staff.0;
    let rows = sqlx::query_scalar!(
        "SELECT entry FROM audit WHERE kind = ? AND staff = ? ORDER BY at DESC LIMIT ?",
        kind,
        staff,
        limit
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.iter().filter_map(|entry| serde_json::from_str(entry).ok()).collect())
}

fn range(wanted: Wanted) -> (i64, i64) {
    (wanted.from.map_or(i64::MIN, millis), wanted.until.map_or(i64::MAX, millis))
}

fn listed(device: &[u8], place: i64, entry: &str) -> Result<StoredEntry, StoreError> {
    Ok(StoredEntry {
        device: DeviceId(uuid(device, "audit device")?),
        number: number(place),
        entry: serde_json::from_str(entry).ok(),
    })
}

fn number(column: i64) -> u64 {
    u64::try_from(column).unwrap_or_default()
}

fn column(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn hash(bytes: &[u8]) -> Result<EntryHash, StoreError> {
    bytes.try_into().map(EntryHash).map_err(|_| StoreError::Unreadable("audit hash"))
}

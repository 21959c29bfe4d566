//! One row a conversation: what lists sort and count by, what a row shows, and the folded state.

use super::{StoreError, alerts, deliveries, judged, millis, uuid};
use crate::summary::Summary;
use crate::view::Queue;
use chrono::{DateTime, Duration, Utc};
use domain::conversation::Conversation;
use domain::{ConversationId, NhsNumber, StaffId, timing};
use serde::Serialize;
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// What is written for one conversation.
pub struct Projected<'a> {
    /// The fold of confirmed events.
    pub confirmed: &'a Conversation,
    /// The same with what waits in the outbox: what people see.
    pub seen: &'a Conversation,
    /// What lists show and sort by.
    pub summary: Summary,
}

#[derive(Serialize)]
struct Row<'a> {
    id: String,
    queue: &'static str,
    risk: u8,
    due: i64,
    received: i64,
    owner: Option<String>,
    owned_until: Option<i64>,
    to_file: u8,
    nhs_number: Option<String>,
    awaits_second_reader: u8,
    row: String,
    state: &'a str,
}

/// Writes a batch: rows, alerts, deliveries.
pub async fn keep(connection: &mut SqliteConnection, batch: &[Projected<'_>]) -> Result<(), StoreError> {
    if batch.is_empty() {
        return Ok(());
    }
    let states: Vec<String> =
        batch.iter().map(|one| super::to_json(one.confirmed, "conversation")).collect::<Result<_, _>>()?;
    let rows: Vec<Row<'_>> =
        batch.iter().zip(&states).map(|(one, state)| row(one, state)).collect::<Result<_, _>>()?;
    let rows = super::to_json(&rows, "conversations")?;
    sqlx::query!(
        "INSERT INTO conversations
             (id, queue, risk, due, received, owner, owned_until, to_file, nhs_number, awaits_second_reader, row, state)
         SELECT unhex(value ->> 'id'), value ->> 'queue', value ->> 'risk', value ->> 'due', value ->> 'received',
                unhex(value ->> 'owner'), value ->> 'owned_until', value ->> 'to_file', value ->> 'nhs_number',
                value ->> 'awaits_second_reader', value ->> 'row', value ->> 'state'
         FROM json_each(?) WHERE true
         ON CONFLICT (id) DO UPDATE SET queue = excluded.queue, risk = excluded.risk, due = excluded.due,
             received = excluded.received, owner = excluded.owner, owned_until = excluded.owned_until,
             to_file = excluded.to_file, nhs_number = excluded.nhs_number,
             awaits_second_reader = excluded.awaits_second_reader, row = excluded.row, state = excluded.state",
        rows
    )
    .execute(&mut *connection)
    .await?;
    alerts::keep(&mut *connection, batch.iter().map(|one| one.seen)).await?;
    judged::keep(&mut *connection, batch.iter().map(|one| one.seen)).await?;
    deliveries::keep(connection, batch.iter().map(|one| one.seen)).await
}

fn row<'a>(one: &Projected<'_>, state: &'a str) -> Result<Row<'a>, StoreError> {
    let summary = &one.summary;
    Ok(Row {
        id: one.confirmed.id.0.simple().to_string(),
        queue: summary.queue.name(),
        risk: summary.risk,
        due: summary.due.map_or(i64::MAX, millis),
        received: millis(summary.received_at),
        owner: summary.owner.map(|owner| owner.by.0.simple().to_string()),
        owned_until: summary.owned_until.map(millis),
        to_file: u8::from(summary.to_file),
        nhs_number: summary.nhs_number.map(NhsNumber::digits),
        awaits_second_reader: u8::from(!one.seen.await_second_reader().is_empty()),
        row: super::to_json(summary, "row")?,
        state,
    })
}

/// The fold of confirmed events, or a conversation before its first.
pub async fn confirmed(
    connection: &mut SqliteConnection,
    id: ConversationId,
) -> Result<Option<Conversation>, StoreError> {
    let key = id.0;
    let state = sqlx::query_scalar!("SELECT state FROM conversations WHERE id = ?", key)
        .fetch_optional(connection)
        .await?;
    state.map(|state| super::json(&state, "conversation")).transpose()
}

/// The folds of confirmed events of these conversations; one that is not known is missing.
pub async fn all_confirmed(
    connection: &mut SqliteConnection,
    ids: &[ConversationId],
) -> Result<HashMap<ConversationId, Conversation>, StoreError> {
    let wanted = wanted(ids)?;
    let rows = sqlx::query!(
        "SELECT c.id, c.state FROM json_each(?) AS wanted JOIN conversations c ON c.id = unhex(wanted.value)",
        wanted
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let id = ConversationId(uuid(&row.id, "conversation")?);
            Ok((id, super::json(&row.state, "conversation")?))
        })
        .collect()
}

fn wanted(ids: &[ConversationId]) -> Result<String, StoreError> {
    let hex: Vec<String> = ids.iter().map(|id| id.0.simple().to_string()).collect();
    super::to_json(&hex, "conversations")
}

/// Conversations with letters that the second reader has yet to read, the one that has waited longest first.
pub async fn awaiting_second_reader(
    connection: &mut SqliteConnection,
    limit: u32,
) -> Result<Vec<ConversationId>, StoreError> {
    let limit = i64::from(limit);
    let rows = sqlx::query_scalar!(
        "SELECT id FROM conversations WHERE awaits_second_reader = 1 ORDER BY received LIMIT ?",
        limit
    )
    .fetch_all(connection)
    .await?;
    rows.iter().map(|id| uuid(id, "conversation").map(ConversationId)).collect()
}

/// The conversations about a patient.
pub async fn about(
    connection: &mut SqliteConnection,
    number: NhsNumber,
) -> Result<Vec<ConversationId>, StoreError> {
    let digits = number.digits();
    let rows = sqlx::query_scalar!("SELECT id FROM conversations WHERE nhs_number = ?", digits)
        .fetch_all(connection)
        .await?;
    rows.iter().map(|id| uuid(id, "conversation").map(ConversationId)).collect()
}

/// One row of a list.
pub struct ConversationRow {
    /// The conversation.
    pub id: ConversationId,
    /// What it shows.
    pub summary: Summary,
}

fn listed(id: &[u8], row: &str) -> Result<ConversationRow, StoreError> {
    Ok(ConversationRow { id: ConversationId(uuid(id, "conversation")?), summary: super::json(row, "row")? })
}

/// The rows of these conversations, in the order asked for.
pub async fn rows(
    connection: &mut SqliteConnection,
    ids: &[ConversationId],
) -> Result<Vec<ConversationRow>, StoreError> {
    let wanted = wanted(ids)?;
    let rows = sqlx::query!(
        "SELECT c.id, c.row FROM json_each(?) AS wanted JOIN conversations c ON c.id = unhex(wanted.value)
         ORDER BY wanted.key",
        wanted
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|row| listed(&row.id, &row.row)).collect()
}

/// A window of a queue: riskiest first, then soonest due, then oldest.
pub async fn page(
    connection: &mut SqliteConnection,
    queue: Queue,
    staff: StaffId,
    offset: u32,
    limit: u32,
) -> Result<Vec<ConversationRow>, StoreError> {
    let (owner, offset, limit) = (staff.0, i64::from(offset), i64::from(limit));
    match Filter::of(queue) {
        Filter::Queue(queue) => sqlx::query!(
            "SELECT id, row FROM conversations WHERE queue = ?
             ORDER BY risk DESC, due, received, id LIMIT ? OFFSET ?",
            queue,
            limit,
            offset
        )
        .fetch_all(connection)
        .await?
        .into_iter()
        .map(|row| listed(&row.id, &row.row))
        .collect(),
        Filter::Owner => sqlx::query!(
            "SELECT id, row FROM conversations WHERE owner = ?
             ORDER BY risk DESC, due, received, id LIMIT ? OFFSET ?",
            owner,
            limit,
            offset
        )
        .fetch_all(connection)
        .await?
        .into_iter()
        .map(|row| listed(&row.id, &row.row))
        .collect(),
        Filter::ToFile => sqlx::query!(
            "SELECT id, row FROM conversations WHERE to_file = 1
             ORDER BY risk DESC, due, received, id LIMIT ? OFFSET ?",
            limit,
            offset
        )
        .fetch_all(connection)
        .await?
        .into_iter()
        .map(|row| listed(&row.id, &row.row))
        .collect(),
    }
}

/// Which conversations a queue shows, by the column that says so.
enum Filter {
    Queue(&'static str),
    Owner,
    ToFile,
}

impl Filter {
    fn of(queue: Queue) -> Self {
        match queue {
            Queue::NeedsTriage => Self::Queue("needsTriage"),
            Queue::DutyList => Self::Queue("dutyList"),
            Queue::Waiting => Self::Queue("waiting"),
            Queue::Mine => Self::Owner,
            Queue::ToFile => Self::ToFile,
        }
    }
}

/// How many stand in each queue, and how many are this person's.
pub struct Totals {
    pub needs_triage: u32,
    /// This person's.
    pub mine: u32,
    pub duty_list: u32,
    /// Waiting for patients.
    pub waiting: u32,
    /// To be closed.
    pub to_file: u32,
}

/// Reads the kept counts.
pub async fn totals(connection: &mut SqliteConnection, staff: StaffId) -> Result<Totals, StoreError> {
    let rows = sqlx::query!("SELECT queue, n FROM counts").fetch_all(&mut *connection).await?;
    let of = |name: &str| {
        rows.iter().find(|row| row.queue == name).map_or(0, |row| u32::try_from(row.n).unwrap_or_default())
    };
    let staff = staff.0;
    let mine = sqlx::query_scalar!("SELECT count(*) FROM conversations WHERE owner = ?", staff)
        .fetch_one(connection)
        .await?;
    Ok(Totals {
        needs_triage: of("needsTriage"),
        mine: u32::try_from(mine).unwrap_or(u32::MAX),
        duty_list: of("dutyList"),
        waiting: of("waiting"),
        to_file: of("toFile"),
    })
}

/// Conversations whose claim has run out, or runs on longer than a claim taken now would: their row must say so.
pub async fn claims_over(
    connection: &mut SqliteConnection,
    now: DateTime<Utc>,
    lasts: Duration,
) -> Result<Vec<ConversationId>, StoreError> {
    let (now, longest) = (millis(now), millis(now + lasts + timing::TOLERATED));
    let rows = sqlx::query_scalar!(
        "SELECT id FROM conversations WHERE owned_until <= ? OR owned_until > ?",
        now,
        longest
    )
    .fetch_all(connection)
    .await?;
    rows.iter().map(|id| uuid(id, "conversation").map(ConversationId)).collect()
}

//! One row a conversation: what lists sort and count by, what a row shows, and the folded state.

use super::{StoreError, millis, uuid};
use crate::summary::Summary;
use crate::view::Queue;
use chrono::{DateTime, Utc};
use domain::alert::Alert;
use domain::conversation::Conversation;
use domain::delivery::{Delivery, DeliveryState, Destination};
use domain::{ConversationId, DeliveryId, NhsNumber, StaffId};
use serde::Serialize;
use sqlx::SqliteConnection;

/// What is written for one conversation.
pub struct Projected {
    /// The fold of confirmed events.
    pub confirmed: Conversation,
    /// The same with what waits in the outbox: what people see.
    pub seen: Conversation,
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
    row: String,
    state: &'a str,
}

/// Writes a batch: rows, alerts, deliveries.
pub async fn keep(connection: &mut SqliteConnection, batch: &[Projected]) -> Result<(), StoreError> {
    let states: Vec<String> =
        batch.iter().map(|one| super::to_json(&one.confirmed, "conversation")).collect::<Result<_, _>>()?;
    let rows: Vec<Row<'_>> =
        batch.iter().zip(&states).map(|(one, state)| row(one, state)).collect::<Result<_, _>>()?;
    let rows = super::to_json(&rows, "conversations")?;
    sqlx::query!(
        "INSERT INTO conversations
             (id, queue, risk, due, received, owner, owned_until, to_file, nhs_number, row, state)
         SELECT unhex(value ->> 'id'), value ->> 'queue', value ->> 'risk', value ->> 'due', value ->> 'received',
                unhex(value ->> 'owner'), value ->> 'owned_until', value ->> 'to_file', value ->> 'nhs_number',
                value ->> 'row', value ->> 'state'
         FROM json_each(?) WHERE true
         ON CONFLICT (id) DO UPDATE SET queue = excluded.queue, risk = excluded.risk, due = excluded.due,
             received = excluded.received, owner = excluded.owner, owned_until = excluded.owned_until,
             to_file = excluded.to_file, nhs_number = excluded.nhs_number, row = excluded.row, state = excluded.state",
        rows
    )
    .execute(&mut *connection)
    .await?;
    for one in batch {
        for alert in &one.seen.alerts {
            keep_alert(&mut *connection, one.seen.id, alert).await?;
        }
        for delivery in &one.seen.deliveries {
            keep_delivery(&mut *connection, one.seen.id, delivery).await?;
        }
    }
    Ok(())
}

fn row<'a>(one: &Projected, state: &'a str) -> Result<Row<'a>, StoreError> {
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
        row: super::to_json(summary, "row")?,
        state,
    })
}

async fn keep_alert(
    connection: &mut SqliteConnection,
    conversation: ConversationId,
    alert: &Alert,
) -> Result<(), StoreError> {
    let (letter, conversation, received) = (alert.letter.0, conversation.0, millis(alert.received_at));
    if !alert.is_open() {
        sqlx::query!("DELETE FROM alerts WHERE letter = ?", letter).execute(connection).await?;
        return Ok(());
    }
    let alert = super::to_json(alert, "alert")?;
    sqlx::query!(
        "INSERT INTO alerts (letter, conversation, received, alert) VALUES (?, ?, ?, ?)
         ON CONFLICT (letter) DO UPDATE SET alert = excluded.alert",
        letter,
        conversation,
        received,
        alert
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn keep_delivery(
    connection: &mut SqliteConnection,
    conversation: ConversationId,
    delivery: &Delivery,
) -> Result<(), StoreError> {
    let state = match delivery.state {
        DeliveryState::Queued => "queued",
        DeliveryState::Sent => "sent",
        DeliveryState::Arrived => "arrived",
        DeliveryState::Read => "read",
        DeliveryState::Failed { .. } => "failed",
    };
    let record = i64::from(matches!(delivery.to, Destination::Record { .. }));
    let (id, conversation, since) = (delivery.id.0, conversation.0, millis(delivery.since));
    let json = super::to_json(delivery, "delivery")?;
    sqlx::query!(
        "INSERT INTO deliveries (id, conversation, record, state, since, delivery) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET state = excluded.state, since = excluded.since, delivery = excluded.delivery",
        id,
        conversation,
        record,
        state,
        since,
        json
    )
    .execute(connection)
    .await?;
    Ok(())
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
pub struct Listed {
    /// The conversation.
    pub id: ConversationId,
    /// What it shows.
    pub summary: Summary,
}

fn listed(id: &[u8], row: &str) -> Result<Listed, StoreError> {
    Ok(Listed { id: ConversationId(uuid(id, "conversation")?), summary: super::json(row, "row")? })
}

/// The rows of these conversations, in the order asked for.
pub async fn rows(
    connection: &mut SqliteConnection,
    ids: &[ConversationId],
) -> Result<Vec<Listed>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let key = id.0;
        let row = sqlx::query_scalar!("SELECT row FROM conversations WHERE id = ?", key)
            .fetch_optional(&mut *connection)
            .await?;
        if let Some(row) = row {
            found.push(Listed { id: *id, summary: super::json(&row, "row")? });
        }
    }
    Ok(found)
}

/// A window of a queue: riskiest first, then soonest due, then oldest.
pub async fn page(
    connection: &mut SqliteConnection,
    queue: Queue,
    staff: StaffId,
    offset: u32,
    limit: u32,
) -> Result<Vec<Listed>, StoreError> {
    let (owner, offset, limit) = (staff.0, i64::from(offset), i64::from(limit));
    let name = Place::of(queue);
    match name {
        Place::Queue(queue) => sqlx::query!(
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
        Place::Owner => sqlx::query!(
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
        Place::ToFile => sqlx::query!(
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

enum Place {
    Queue(&'static str),
    Owner,
    ToFile,
}

impl Place {
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
    /// Needs triage.
    pub needs_triage: u32,
    /// This person's.
    pub mine: u32,
    /// Duty list.
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

/// Conversations whose claim has run out: their row must say so.
pub async fn claims_over(
    connection: &mut SqliteConnection,
    now: DateTime<Utc>,
) -> Result<Vec<ConversationId>, StoreError> {
    let now = millis(now);
    let rows = sqlx::query_scalar!("SELECT id FROM conversations WHERE owned_until <= ?", now)
        .fetch_all(connection)
        .await?;
    rows.iter().map(|id| uuid(id, "conversation").map(ConversationId)).collect()
}

/// Open alerts, oldest first.
pub async fn alerts(connection: &mut SqliteConnection) -> Result<Vec<(ConversationId, Alert)>, StoreError> {
    let rows = sqlx::query!("SELECT conversation, alert FROM alerts ORDER BY received, letter")
        .fetch_all(connection)
        .await?;
    rows.into_iter()
        .map(|row| Ok((ConversationId(uuid(&row.conversation, "alert")?), super::json(&row.alert, "alert")?)))
        .collect()
}

/// A delivery with its conversation.
pub struct Carried {
    /// The conversation.
    pub conversation: ConversationId,
    /// The delivery.
    pub delivery: Delivery,
}

/// Deliveries of ours to start: queued, to the record or to patients.
pub async fn queued(connection: &mut SqliteConnection, record: bool) -> Result<Vec<Carried>, StoreError> {
    let record = i64::from(record);
    let rows = sqlx::query!(
        "SELECT conversation, delivery FROM deliveries WHERE state = 'queued' AND record = ? ORDER BY since LIMIT 100",
        record
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|row| carried(&row.conversation, &row.delivery)).collect()
}

/// Documents on their way to the record: what needs a person first, then the newest.
pub async fn filings(connection: &mut SqliteConnection, limit: u32) -> Result<Vec<Carried>, StoreError> {
    let limit = i64::from(limit);
    let rows = sqlx::query!(
        "SELECT conversation, delivery FROM deliveries WHERE record = 1
         ORDER BY state = 'failed' DESC, since DESC LIMIT ?",
        limit
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|row| carried(&row.conversation, &row.delivery)).collect()
}

/// Deliveries that will not arrive without a person.
pub async fn failed(connection: &mut SqliteConnection) -> Result<Vec<Carried>, StoreError> {
    let rows =
        sqlx::query!("SELECT conversation, delivery FROM deliveries WHERE state = 'failed' ORDER BY since")
            .fetch_all(connection)
            .await?;
    rows.into_iter().map(|row| carried(&row.conversation, &row.delivery)).collect()
}

fn carried(conversation: &[u8], delivery: &str) -> Result<Carried, StoreError> {
    Ok(Carried {
        conversation: ConversationId(uuid(conversation, "delivery")?),
        delivery: super::json(delivery, "delivery")?,
    })
}

/// The conversation a delivery belongs to.
pub async fn of_delivery(
    connection: &mut SqliteConnection,
    id: DeliveryId,
) -> Result<Option<ConversationId>, StoreError> {
    let id = id.0;
    let row = sqlx::query_scalar!("SELECT conversation FROM deliveries WHERE id = ?", id)
        .fetch_optional(connection)
        .await?;
    row.map(|id| uuid(&id, "delivery").map(ConversationId)).transpose()
}

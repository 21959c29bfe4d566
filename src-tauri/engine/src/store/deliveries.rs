//! What is on its way: answers to patients and documents to the record, each until it has arrived.

use super::{StoreError, millis, uuid};
use domain::conversation::Conversation;
use domain::delivery::{Delivery, DeliveryState, Destination};
use domain::{ConversationId, DeliveryId};
use serde::Serialize;
use sqlx::SqliteConnection;

#[derive(Serialize)]
struct Row {
    id: String,
    conversation: String,
    record: u8,
    state: &'static str,
    since: i64,
    delivery: String,
}

/// Keeps the deliveries of these conversations.
pub async fn keep<'a>(
    connection: &mut SqliteConnection,
    conversations: impl Iterator<Item = &'a Conversation>,
) -> Result<(), StoreError> {
    let rows: Vec<Row> = conversations
        .flat_map(|one| one.deliveries.iter().map(|delivery| row(one.id, delivery)))
        .collect::<Result<_, _>>()?;
    if rows.is_empty() {
        return Ok(());
    }
    let rows = super::to_json(&rows, "deliveries")?;
    sqlx::query!(
        "INSERT INTO deliveries (id, conversation, record, state, since, delivery)
         SELECT unhex(value ->> 'id'), unhex(value ->> 'conversation'), value ->> 'record', value ->> 'state',
                value ->> 'since', value ->> 'delivery'
         FROM json_each(?) WHERE true
         ON CONFLICT (id) DO UPDATE SET state = excluded.state, since = excluded.since, delivery = excluded.delivery",
        rows
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn row(conversation: ConversationId, delivery: &Delivery) -> Result<Row, StoreError> {
    Ok(Row {
        id: delivery.id.0.simple().to_string(),
        conversation: conversation.0.simple().to_string(),
        record: u8::from(matches!(delivery.to, Destination::Record { .. })),
        state: match delivery.state {
            DeliveryState::Queued => "queued",
            DeliveryState::Sent => "sent",
            DeliveryState::Arrived => "arrived",
            DeliveryState::Read => "read",
            DeliveryState::Failed { .. } => "failed",
        },
        since: millis(delivery.since),
        delivery: super::to_json(delivery, "delivery")?,
    })
}

/// A delivery with its conversation.
pub struct Carried {
    pub conversation: ConversationId,
    pub delivery: Delivery,
}

/// Deliveries of ours to start: queued, to the record or to patients. Documents may wait for a place without end, and hold up
/// no other.
pub async fn queued(connection: &mut SqliteConnection, record: bool) -> Result<Vec<Carried>, StoreError> {
    let (limit, record) = (if record { -1_i64 } else { 100 }, i64::from(record));
    let rows = sqlx::query!(
        "SELECT conversation, delivery FROM deliveries WHERE state = 'queued' AND record = ? ORDER BY since LIMIT ?",
        record,
        limit
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

/// Deliveries that failed, and answers that were handed over and of which nothing has been heard.
pub async fn unsettled(connection: &mut SqliteConnection) -> Result<Vec<Carried>, StoreError> {
    let rows = sqlx::query!(
        "SELECT conversation, delivery FROM deliveries WHERE state = 'failed' OR (state = 'sent' AND record = 0)
         ORDER BY since"
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|row| carried(&row.conversation, &row.delivery)).collect()
}

/// Answers that a gateway has and has said nothing of.
pub async fn handed_over(connection: &mut SqliteConnection) -> Result<Vec<Carried>, StoreError> {
    let rows =
        sqlx::query!("SELECT conversation, delivery FROM deliveries WHERE state = 'sent' AND record = 0")
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
pub async fn conversation(
    connection: &mut SqliteConnection,
    id: DeliveryId,
) -> Result<Option<ConversationId>, StoreError> {
    let id = id.0;
    let row = sqlx::query_scalar!("SELECT conversation FROM deliveries WHERE id = ?", id)
        .fetch_optional(connection)
        .await?;
    row.map(|id| uuid(&id, "delivery").map(ConversationId)).transpose()
}

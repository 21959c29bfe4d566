//! Alerts: the open ones, which sound, and all of them, which are the safety log.

use super::{StoreError, millis, uuid};
use domain::ConversationId;
use domain::alert::Alert;
use domain::conversation::Conversation;
use serde::Serialize;
use sqlx::SqliteConnection;

#[derive(Serialize)]
struct Row {
    letter: String,
    conversation: String,
    received: i64,
    open: bool,
    alert: String,
}

/// Keeps the alerts of these conversations, the resolved ones too.
pub async fn keep<'a>(
    connection: &mut SqliteConnection,
    conversations: impl Iterator<Item = &'a Conversation>,
) -> Result<(), StoreError> {
    let alerts = conversations.flat_map(|one| one.alerts.iter().map(|alert| (one.id, alert)));
    let row = |(conversation, alert): (ConversationId, &Alert)| {
        Ok(Row {
            letter: alert.letter.0.simple().to_string(),
            conversation: conversation.0.simple().to_string(),
            received: millis(alert.received_at),
            open: alert.is_open(),
            alert: super::to_json(alert, "alert")?,
        })
    };
    let rows: Vec<Row> = alerts.map(row).collect::<Result<_, StoreError>>()?;
    if rows.is_empty() {
        return Ok(());
    }
    let rows = super::to_json(&rows, "alerts")?;
    sqlx::query!(
        "INSERT INTO alerts (letter, conversation, received, open, alert)
         SELECT unhex(value ->> 'letter'), unhex(value ->> 'conversation'), value ->> 'received', value ->> 'open',
                value ->> 'alert'
         FROM json_each(?) WHERE true
         ON CONFLICT (letter) DO UPDATE SET alert = excluded.alert, open = excluded.open",
        rows
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Open alerts, oldest first.
pub async fn open(connection: &mut SqliteConnection) -> Result<Vec<(ConversationId, Alert)>, StoreError> {
    let rows =
        sqlx::query!("SELECT conversation, alert FROM alerts WHERE open = 1 ORDER BY received, letter")
            .fetch_all(connection)
            .await?;
    rows.into_iter()
        .map(|row| Ok((ConversationId(uuid(&row.conversation, "alert")?), super::json(&row.alert, "alert")?)))
        .collect()
}

/// All alerts there ever were, newest first.
pub async fn page(
    connection: &mut SqliteConnection,
    offset: u32,
    limit: u32,
) -> Result<Vec<(ConversationId, Alert)>, StoreError> {
    let rows = sqlx::query!(
        "SELECT conversation, alert FROM alerts ORDER BY received DESC, letter LIMIT ? OFFSET ?",
        limit,
        offset
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| Ok((ConversationId(uuid(&row.conversation, "alert")?), super::json(&row.alert, "alert")?)))
        .collect()
}

/// How many alerts there ever were.
pub async fn count(connection: &mut SqliteConnection) -> Result<u32, StoreError> {
    let count = sqlx::query_scalar!("SELECT count(*) FROM alerts").fetch_one(connection).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

//! Alerts that are open: what sounds, and what everybody is shown.

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
    alert: String,
}

/// Keeps the open alerts of these conversations and forgets the resolved ones.
pub async fn keep<'a>(
    connection: &mut SqliteConnection,
    conversations: impl Iterator<Item = &'a Conversation>,
) -> Result<(), StoreError> {
    let (mut open, mut over) = (vec![], vec![]);
    for (conversation, alert) in conversations.flat_map(|one| one.alerts.iter().map(|alert| (one.id, alert)))
    {
        let letter = alert.letter.0.simple().to_string();
        if alert.is_open() {
            let (conversation, received) = (conversation.0.simple().to_string(), millis(alert.received_at));
            open.push(Row { letter, conversation, received, alert: super::to_json(alert, "alert")? });
        } else {
            over.push(letter);
        }
    }
    if !over.is_empty() {
        let over = super::to_json(&over, "alerts")?;
        sqlx::query!("DELETE FROM alerts WHERE letter IN (SELECT unhex(value) FROM json_each(?))", over)
            .execute(&mut *connection)
            .await?;
    }
    if !open.is_empty() {
        let open = super::to_json(&open, "alerts")?;
        sqlx::query!(
            "INSERT INTO alerts (letter, conversation, received, alert)
             SELECT unhex(value ->> 'letter'), unhex(value ->> 'conversation'), value ->> 'received', value ->> 'alert'
             FROM json_each(?) WHERE true
             ON CONFLICT (letter) DO UPDATE SET alert = excluded.alert",
            open
        )
        .execute(connection)
        .await?;
    }
    Ok(())
}

/// Open alerts, oldest first.
pub async fn open(connection: &mut SqliteConnection) -> Result<Vec<(ConversationId, Alert)>, StoreError> {
    let rows = sqlx::query!("SELECT conversation, alert FROM alerts ORDER BY received, letter")
        .fetch_all(connection)
        .await?;
    rows.into_iter()
        .map(|row| Ok((ConversationId(uuid(&row.conversation, "alert")?), super::json(&row.alert, "alert")?)))
        .collect()
}

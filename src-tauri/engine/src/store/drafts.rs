//! What somebody is writing: one draft a person and conversation, on disk before the screen says "saved".

use super::{StoreError, instant, millis};
use chrono::{DateTime, Utc};
use domain::{ConversationId, StaffId};
use sqlx::SqliteConnection;

/// A draft as stored.
pub struct Draft {
    /// The words.
    pub text: String,
    /// When they were stored.
    pub saved_at: DateTime<Utc>,
}

/// Keeps the words; no words, no draft.
pub async fn save(
    connection: &mut SqliteConnection,
    conversation: ConversationId,
    staff: StaffId,
    text: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    if text.is_empty() {
        return discard(connection, conversation, staff).await;
    }
    let (conversation, staff, at) = (conversation.0, staff.0, millis(at));
    sqlx::query!(
        "INSERT INTO drafts (conversation, staff, text, saved_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (conversation, staff) DO UPDATE SET text = excluded.text, saved_at = excluded.saved_at",
        conversation,
        staff,
        text,
        at
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets it.
pub async fn discard(
    connection: &mut SqliteConnection,
    conversation: ConversationId,
    staff: StaffId,
) -> Result<(), StoreError> {
    let (conversation, staff) = (conversation.0, staff.0);
    sqlx::query!("DELETE FROM drafts WHERE conversation = ? AND staff = ?", conversation, staff)
        .execute(connection)
        .await?;
    Ok(())
}

/// My draft in a conversation.
pub async fn find(
    connection: &mut SqliteConnection,
    conversation: ConversationId,
    staff: StaffId,
) -> Result<Option<Draft>, StoreError> {
    let (conversation, staff) = (conversation.0, staff.0);
    let row = sqlx::query!(
        "SELECT text, saved_at FROM drafts WHERE conversation = ? AND staff = ?",
        conversation,
        staff
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| Draft { text: row.text, saved_at: instant(row.saved_at) }))
}

/// The conversations in which somebody has a draft.
pub async fn of(
    connection: &mut SqliteConnection,
    staff: StaffId,
) -> Result<Vec<ConversationId>, StoreError> {
    let staff = staff.0;
    let rows = sqlx::query_scalar!("SELECT conversation FROM drafts WHERE staff = ?", staff)
        .fetch_all(connection)
        .await?;
    rows.iter().map(|id| super::uuid(id, "draft").map(ConversationId)).collect()
}

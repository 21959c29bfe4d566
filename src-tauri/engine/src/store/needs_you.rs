//! What only a person can put right: nothing is dropped, it waits here with its reason.

use super::{StoreError, instant, millis, uuid};
use crate::view::NeedsYouWhat;
use chrono::{DateTime, Utc};
use domain::{ConversationId, StaffId};
use sqlx::SqliteConnection;
use uuid::Uuid;

pub struct Item {
    /// Its id; putting the same in twice leaves one.
    pub id: Uuid,
    pub conversation: Option<ConversationId>,
    /// For whom; none for everybody.
    pub staff: Option<StaffId>,
    /// Since when.
    pub since: DateTime<Utc>,
    pub what: NeedsYouWhat,
}

/// Puts one in.
pub async fn put(connection: &mut SqliteConnection, item: &Item) -> Result<(), StoreError> {
    let what = super::to_json(&item.what, "needs you")?;
    let (conversation, staff) = (item.conversation.map(|id| id.0), item.staff.map(|id| id.0));
    let since = millis(item.since);
    sqlx::query!(
        "INSERT INTO needs_you (id, conversation, staff, since, what) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        item.id,
        conversation,
        staff,
        since,
        what
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What waits for this person (and for everybody), oldest first.
pub async fn of(connection: &mut SqliteConnection, staff: StaffId) -> Result<Vec<Item>, StoreError> {
    let staff = staff.0;
    let rows = sqlx::query!(
        "SELECT id, conversation, staff, since, what FROM needs_you WHERE staff IS NULL OR staff = ? ORDER BY since",
        staff
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Item {
                id: uuid(&row.id, "needs you")?,
                conversation: row
                    .conversation
                    .map(|id| uuid(&id, "needs you").map(ConversationId))
                    .transpose()?,
                staff: row.staff.map(|id| uuid(&id, "needs you").map(StaffId)).transpose()?,
                since: instant(row.since),
                what: super::json(&row.what, "needs you")?,
            })
        })
        .collect()
}

/// Somebody has dealt with it.
pub async fn dismiss(connection: &mut SqliteConnection, id: Uuid) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM needs_you WHERE id = ?", id).execute(connection).await?;
    Ok(())
}

//! What somebody is writing: one draft a person and thing it is for, on disk before the screen says "saved".

use super::{StoreError, instant, millis, uuid};
use chrono::{DateTime, Utc};
use domain::draft::{DraftFor, DraftKind, Used};
use domain::{ConversationId, StaffId};
use sqlx::SqliteConnection;

/// A draft as stored.
pub struct StoredDraft {
    /// What it is for.
    pub about: DraftFor,
    /// The words.
    pub text: String,
    /// When they were stored.
    pub saved_at: DateTime<Utc>,
}

/// A key's parts as they stand in the table.
struct Key {
    conversation: Vec<u8>,
    kind: &'static str,
    of: Vec<u8>,
}

fn key(draft: DraftFor) -> Key {
    let bytes = |id: Option<uuid::Uuid>| id.map_or_else(Vec::new, |id| id.as_bytes().to_vec());
    Key {
        conversation: bytes(draft.conversation.map(|id| id.0)),
        kind: draft.kind.name(),
        of: bytes(draft.of),
    }
}

/// Keeps the words; no words, no draft.
pub async fn save(
    connection: &mut SqliteConnection,
    draft: DraftFor,
    staff: StaffId,
    text: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    if text.is_empty() {
        return discard(connection, draft, staff).await;
    }
    let (Key { conversation, kind, of }, staff, at) = (key(draft), staff.0, millis(at));
    sqlx::query!(
        "INSERT INTO drafts (staff, conversation, kind, of, text, saved_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (staff, conversation, kind, of) DO UPDATE SET text = excluded.text, saved_at = excluded.saved_at",
        staff,
        conversation,
        kind,
        of,
        text,
        at
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets it.
async fn discard(
    connection: &mut SqliteConnection,
    draft: DraftFor,
    staff: StaffId,
) -> Result<(), StoreError> {
    let (Key { conversation, kind, of }, staff) = (key(draft), staff.0);
    sqlx::query!(
        "DELETE FROM drafts WHERE staff = ? AND conversation = ? AND kind = ? AND of = ?",
        staff,
        conversation,
        kind,
        of
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets what was used up.
pub async fn use_up(
    connection: &mut SqliteConnection,
    used: &[Used<'_>],
    staff: StaffId,
) -> Result<(), StoreError> {
    for one in used {
        let kept = in_place(&mut *connection, one.draft.conversation, staff).await?;
        if kept.iter().any(|draft| draft.about == one.draft && one.takes(&draft.text)) {
            discard(&mut *connection, one.draft, staff).await?;
        }
    }
    Ok(())
}

/// My drafts in a conversation; with none, those of the practice's own forms.
pub async fn in_place(
    connection: &mut SqliteConnection,
    conversation: Option<ConversationId>,
    staff: StaffId,
) -> Result<Vec<StoredDraft>, StoreError> {
    let place = conversation.map_or_else(Vec::new, |id| id.0.as_bytes().to_vec());
    let staff = staff.0;
    let rows = sqlx::query!(
        "SELECT kind, of, text, saved_at FROM drafts WHERE staff = ? AND conversation = ?",
        staff,
        place
    )
    .fetch_all(connection)
    .await?;
    let mut drafts = vec![];
    for row in rows {
        // A newer Duty Desk's kind stays on the disk for it.
        let Some(kind) = DraftKind::named(&row.kind) else { continue };
        let of = if row.of.is_empty() { None } else { Some(uuid(&row.of, "draft")?) };
        let about = DraftFor { conversation, kind, of };
        drafts.push(StoredDraft { about, text: row.text, saved_at: instant(row.saved_at) });
    }
    Ok(drafts)
}

/// The conversations in which somebody is writing an answer.
pub async fn answers_of(
    connection: &mut SqliteConnection,
    staff: StaffId,
) -> Result<Vec<ConversationId>, StoreError> {
    let staff = staff.0;
    let rows =
        sqlx::query_scalar!("SELECT conversation FROM drafts WHERE staff = ? AND kind = 'answer'", staff)
            .fetch_all(connection)
            .await?;
    rows.iter().map(|id| uuid(id, "draft").map(ConversationId)).collect()
}

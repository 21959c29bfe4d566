//! What became of each alert and check, for the precision of whatever found it.

use super::{StoreError, uuid};
use domain::LetterId;
use domain::conversation::{Conversation, Judged};
use serde::Serialize;
use sqlx::SqliteConnection;

#[derive(Serialize)]
struct Row {
    letter: String,
    conversation: String,
    judged: String,
}

/// Keeps the verdicts of these conversations in place of those known before.
pub async fn keep<'a>(
    connection: &mut SqliteConnection,
    conversations: impl Iterator<Item = &'a Conversation>,
) -> Result<(), StoreError> {
    let (mut ids, mut rows) = (vec![], vec![]);
    for one in conversations {
        let conversation = one.id.0.simple().to_string();
        for judged in one.judged() {
            rows.push(Row {
                letter: judged.letter.0.simple().to_string(),
                conversation: conversation.clone(),
                judged: super::to_json(&judged, "verdict")?,
            });
        }
        ids.push(conversation);
    }
    let ids = super::to_json(&ids, "conversations")?;
    sqlx::query!("DELETE FROM judged WHERE conversation IN (SELECT unhex(value) FROM json_each(?))", ids)
        .execute(&mut *connection)
        .await?;
    if rows.is_empty() {
        return Ok(());
    }
    let rows = super::to_json(&rows, "verdicts")?;
    sqlx::query!(
        "INSERT OR REPLACE INTO judged (letter, conversation, judged)
         SELECT unhex(value ->> 'letter'), unhex(value ->> 'conversation'), value ->> 'judged'
         FROM json_each(?) WHERE true",
        rows
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Every verdict.
pub async fn all(connection: &mut SqliteConnection) -> Result<Vec<Judged>, StoreError> {
    let rows =
        sqlx::query!("SELECT letter, judged FROM judged ORDER BY letter").fetch_all(connection).await?;
    let read = |row: &str, letter: &[u8]| -> Result<Judged, StoreError> {
        let judged: Judged = super::json(row, "verdict")?;
        Ok(Judged { letter: LetterId(uuid(letter, "verdict")?), ..judged })
    };
    rows.iter().map(|row| read(&row.judged, &row.letter)).collect()
}

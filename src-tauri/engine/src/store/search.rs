//! Words in messages, newest first. The index lies in the encrypted database and forgets what is deleted.

use super::{StoreError, uuid};
use domain::{ConversationId, EventId};
use serde::Serialize;
use sqlx::SqliteConnection;

/// A message to be found.
#[derive(Serialize)]
pub struct Words {
    /// The event's id, as hex.
    #[serde(serialize_with = "simple")]
    pub event: EventId,
    /// The conversation's id, as hex.
    #[serde(serialize_with = "simple_conversation")]
    pub conversation: ConversationId,
    /// The patient's name and the writer's.
    pub who: String,
    pub words: String,
}

fn simple<S: serde::Serializer>(id: &EventId, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&id.0.simple())
}

fn simple_conversation<S: serde::Serializer>(id: &ConversationId, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&id.0.simple())
}

/// Indexes a batch, in order of time.
pub async fn keep(connection: &mut SqliteConnection, batch: &[Words]) -> Result<(), StoreError> {
    if batch.is_empty() {
        return Ok(());
    }
    let rows = super::to_json(&batch, "messages")?;
    sqlx::query!(
        "INSERT INTO messages (event, conversation, who, words)
         SELECT unhex(value ->> 'event'), unhex(value ->> 'conversation'), value ->> 'who', value ->> 'words'
         FROM json_each(?) WHERE true ON CONFLICT DO NOTHING",
        rows
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A message that was found.
pub struct Hit {
    pub conversation: ConversationId,
    /// The words around the match.
    pub snippet: String,
    /// Its place: a lower one is older.
    pub place: i64,
}

/// The newest messages before a place that hold every word; the last word may be unfinished.
pub async fn find(
    connection: &mut SqliteConnection,
    text: &str,
    before: i64,
    limit: u32,
) -> Result<Vec<Hit>, StoreError> {
    let Some(query) = match_expression(text) else { return Ok(vec![]) };
    let rows = sqlx::query!(
        r#"SELECT m.n, m.conversation, snippet(search, 1, '', '', '…', 12) AS "snippet!: String"
           FROM search JOIN messages m ON m.n = search.rowid
           WHERE search MATCH ? AND search.rowid < ? ORDER BY search.rowid DESC LIMIT ?"#,
        query,
        before,
        limit
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let conversation = ConversationId(uuid(&row.conversation, "hit")?);
            Ok(Hit { conversation, snippet: row.snippet, place: row.n })
        })
        .collect()
}

/// What people type, as an FTS5 expression: every word quoted, so that nothing in it is syntax.
fn match_expression(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(12)
        .map(|word| format!("\"{word}\""))
        .collect();
    let complete = text.ends_with(char::is_whitespace);
    let last = words.len().checked_sub(1)?;
    let long_enough = words.get(last).is_some_and(|word| word.chars().count() > 3);
    let marked = words.iter().enumerate().map(|(place, word)| {
        if place == last && !complete && long_enough { format!("{word}*") } else { word.clone() }
    });
    Some(marked.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_never_syntax() {
        for (text, expression) in [
            ("chest pain", Some("\"chest\" \"pain\"*")),
            ("chest pain ", Some("\"chest\" \"pain\"")),
            ("a", Some("\"a\"")),
            ("O'Brien OR \"x", Some("\"O\" \"Brien\" \"OR\" \"x\"")),
            ("999 000 0018", Some("\"999\" \"000\" \"0018\"*")),
            ("  -- * ", None),
        ] {
            assert_eq!(match_expression(text).as_deref(), expression, "{text}");
        }
    }
}

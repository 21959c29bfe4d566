//! Words in messages, newest first. The index lies in the encrypted database and forgets what is deleted.
//!
//! Staff type what they hear on the telephone, on an English keyboard: names are found without their strokes and
//! apostrophes, numbers with and without their spaces, and the last word from its second letter on.

mod spelling;

use super::{StoreError, uuid};
use domain::message::PatientDetails;
use domain::{ConversationId, EventId, NhsNumber};
use serde::Serialize;
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// A message written before other spellings were kept waits to be written anew: so many at a time.
const AT_ONCE: i64 = 2_000;
/// The last word is looked for unfinished from so many letters on.
const UNFINISHED: usize = 2;
/// More words than anybody types.
const MOST_WORDS: usize = 12;

/// A message to be found.
#[derive(Serialize)]
pub struct Words {
    /// The event's id, as hex.
    #[serde(serialize_with = "simple")]
    pub event: EventId,
    /// The conversation's id, as hex.
    #[serde(serialize_with = "simple_conversation")]
    pub conversation: ConversationId,
    /// About whom, if the letter gives a number: they are found as the practice's index of patients calls them, too.
    #[serde(skip)]
    pub number: Option<NhsNumber>,
    /// The patient's name and the writer's, telephone and NHS number, each on a line of its own.
    pub who: String,
    pub words: String,
}

impl Words {
    /// Adds what the index of patients says of them.
    pub fn known_as(&mut self, patient: &PatientDetails) {
        self.who = with(&self.who, patient);
    }
}

/// What of a patient is looked for.
pub fn called(patient: &PatientDetails) -> impl Iterator<Item = String> {
    let name = patient.name.as_ref().map(|name| format!("{} {}", name.given, name.family));
    let number = patient.nhs_number.map(NhsNumber::spaced);
    [name, number, patient.telephone.clone()].into_iter().flatten()
}

/// Lines to be found by, with those of a patient that are not there yet.
fn with(who: &str, patient: &PatientDetails) -> String {
    let mut lines: Vec<String> = who.lines().map(str::to_owned).collect();
    for line in called(patient) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.join("\n")
}

/// A message as the table has it.
#[derive(Serialize)]
struct Row<'a> {
    #[serde(flatten)]
    words: &'a Words,
    also: String,
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
    let rows: Vec<Row<'_>> =
        batch.iter().map(|words| Row { words, also: other_spellings(&words.who, &words.words) }).collect();
    let rows = super::to_json(&rows, "messages")?;
    sqlx::query!(
        "INSERT INTO messages (event, conversation, who, words, also)
         SELECT unhex(value ->> 'event'), unhex(value ->> 'conversation'), value ->> 'who', value ->> 'words',
                value ->> 'also'
         FROM json_each(?) WHERE true ON CONFLICT DO NOTHING",
        rows
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn other_spellings(who: &str, words: &str) -> String {
    spelling::also(&format!("{who}\n{words}"))
}

/// The index of patients has changed: messages of these conversations are found by what it says now, and by what it said.
pub async fn rename(
    connection: &mut SqliteConnection,
    patients: &HashMap<ConversationId, PatientDetails>,
) -> Result<(), StoreError> {
    for (id, patient) in patients {
        let conversation = id.0;
        let messages =
            sqlx::query!("SELECT n, who, words FROM messages WHERE conversation = ?", conversation)
                .fetch_all(&mut *connection)
                .await?;
        for message in messages {
            let who = with(&message.who, patient);
            if who == message.who {
                continue;
            }
            let also = other_spellings(&who, &message.words);
            sqlx::query!("UPDATE messages SET who = ?, also = ? WHERE n = ?", who, also, message.n)
                .execute(&mut *connection)
                .await?;
        }
    }
    Ok(())
}

/// Gives messages that were kept by an older program their other spellings, once.
pub async fn catch_up(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    const BEHIND: &str = "search.behind";
    if super::keys::setting(&mut *connection, BEHIND).await?.is_none() {
        return Ok(());
    }
    let mut after = 0_i64;
    loop {
        let messages =
            sqlx::query!("SELECT n, who, words FROM messages WHERE n > ? ORDER BY n LIMIT ?", after, AT_ONCE)
                .fetch_all(&mut *connection)
                .await?;
        let Some(last) = messages.last().map(|message| message.n) else { break };
        for message in &messages {
            let also = other_spellings(&message.who, &message.words);
            sqlx::query!("UPDATE messages SET also = ? WHERE n = ?", also, message.n)
                .execute(&mut *connection)
                .await?;
        }
        after = last;
    }
    sqlx::query!("DELETE FROM settings WHERE name = ?", BEHIND).execute(connection).await?;
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
    let mut words = spelling::wanted(text);
    words.truncate(MOST_WORDS);
    let complete = text.ends_with(char::is_whitespace);
    let last = words.len().checked_sub(1)?;
    let words =
        words.iter().enumerate().map(|(place, spellings)| either(spellings, place == last && !complete));
    Some(words.collect::<Vec<_>>().join(" AND "))
}

fn either(spellings: &[Vec<String>], unfinished: bool) -> String {
    let spellings: Vec<String> = spellings.iter().map(|pieces| all(pieces, unfinished)).collect();
    match spellings.as_slice() {
        [one] => one.clone(),
        more => format!("({})", more.join(" OR ")),
    }
}

fn all(pieces: &[String], unfinished: bool) -> String {
    let last = pieces.len().saturating_sub(1);
    let quoted = pieces.iter().enumerate().map(|(place, piece)| {
        let open = unfinished && place == last && piece.chars().count() >= UNFINISHED;
        format!("\"{piece}\"{}", if open { "*" } else { "" })
    });
    match pieces {
        [_] => quoted.collect(),
        _ => format!("({})", quoted.collect::<Vec<_>>().join(" AND ")),
    }
}

#[cfg(test)]
mod tests;

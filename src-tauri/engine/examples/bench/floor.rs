//! The floor of storing: the same rows into the same encrypted schema, and nothing else.
//!
//! The rows are read back from the practice, already in the shape in which the fastest known statement takes them
//! (one JSON array a table), so that only SQLite, the cipher and the disk are measured.

use crate::measure::Done;
use engine::testing::Store;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// A database of its own beside the practice's.
pub struct Floor {
    pub store: Store,
    file: PathBuf,
}

/// The rows a batch left behind.
pub struct Rows {
    events: String,
    messages: String,
    conversations: String,
}

/// The first page of a queue, as a list asks for it.
pub const PAGE: &str = "SELECT id, row FROM conversations WHERE queue = 'needsTriage'
    ORDER BY risk DESC, due, received, id LIMIT 50 OFFSET 0";

fn key() -> Zeroizing<[u8; 32]> {
    Zeroizing::new([7; 32])
}

impl Floor {
    /// An empty database with the schema.
    pub async fn create(folder: &Path) -> Done<Self> {
        let file = folder.join("floor.db");
        Ok(Self { store: Store::create(&file, &key()).await?, file })
    }

    /// Opens it again.
    pub async fn reopen(&self) -> Done<Store> {
        Ok(Store::open(&self.file, &key()).await?)
    }

    /// Stores rows and commits.
    pub async fn insert(&self, rows: &Rows) -> Done {
        let mut tx = self.store.begin().await?;
        sqlx::query(INSERT_EVENTS).bind(&rows.events).execute(&mut *tx).await?;
        sqlx::query(INSERT_MESSAGES).bind(&rows.messages).execute(&mut *tx).await?;
        sqlx::query(INSERT_CONVERSATIONS).bind(&rows.conversations).execute(&mut *tx).await?;
        Ok(tx.commit().await?)
    }

    /// One transaction that is on the disk when it returns: a row as large as a sent answer.
    pub async fn one_transaction(&self, n: i64) -> Done {
        let mut tx = self.store.begin().await?;
        sqlx::query("INSERT INTO outbox (id, subject, act, at, event, envelope) VALUES (?, 'floor', x'', 0, ?, zeroblob(1200))")
            .bind(n.to_be_bytes().to_vec())
            .bind("-".repeat(800))
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }
}

/// The rows that a practice holds from this event and this message on.
pub async fn rows(store: &Store, seq: i64, message: i64) -> Done<Rows> {
    let mut connection = store.read().await?;
    let events = sqlx::query_scalar(READ_EVENTS).bind(seq).fetch_one(&mut *connection).await?;
    let messages = sqlx::query_scalar(READ_MESSAGES).bind(message).fetch_one(&mut *connection).await?;
    let conversations =
        sqlx::query_scalar(READ_CONVERSATIONS).bind(message).fetch_one(&mut *connection).await?;
    Ok(Rows { events, messages, conversations })
}

/// The last message's place.
pub async fn last_message(store: &Store) -> Done<i64> {
    let mut connection = store.read().await?;
    Ok(sqlx::query_scalar("SELECT ifnull(max(n), 0) FROM messages").fetch_one(&mut *connection).await?)
}

const READ_EVENTS: &str = "SELECT json_group_array(json_object('seq', seq, 'id', hex(id), 'subject', subject,
    'at', stored_at, 'hash', hex(hash), 'envelope', hex(envelope))) FROM events WHERE seq >= ?";
const INSERT_EVENTS: &str = "INSERT INTO events (seq, id, subject, stored_at, hash, envelope)
    SELECT value ->> 'seq', unhex(value ->> 'id'), value ->> 'subject', value ->> 'at', unhex(value ->> 'hash'),
           unhex(value ->> 'envelope')
    FROM json_each(?)";
const READ_MESSAGES: &str = "SELECT json_group_array(json_object('event', hex(event),
    'conversation', hex(conversation), 'who', who, 'words', words)) FROM messages WHERE n > ?";
const INSERT_MESSAGES: &str = "INSERT INTO messages (event, conversation, who, words)
    SELECT unhex(value ->> 'event'), unhex(value ->> 'conversation'), value ->> 'who', value ->> 'words'
    FROM json_each(?)";
const READ_CONVERSATIONS: &str = "SELECT json_group_array(json_object('id', hex(id), 'queue', queue, 'risk', risk,
    'due', due, 'received', received, 'to_file', to_file, 'nhs_number', nhs_number, 'row', row, 'state', state))
    FROM conversations WHERE id IN (SELECT conversation FROM messages WHERE n > ?)";
const INSERT_CONVERSATIONS: &str = "INSERT INTO conversations
    (id, queue, risk, due, received, to_file, nhs_number, row, state)
    SELECT unhex(value ->> 'id'), value ->> 'queue', value ->> 'risk', value ->> 'due', value ->> 'received',
           value ->> 'to_file', value ->> 'nhs_number', value ->> 'row', value ->> 'state'
    FROM json_each(?)";

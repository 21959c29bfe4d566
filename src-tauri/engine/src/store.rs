//! The encrypted database of this workstation: SQLite with SQLCipher, one writer, several readers.
//!
//! Nothing opens without the key, an unencrypted file never passes for an encrypted one, and a library that can lose a
//! commit opens nothing: cipher and versions are asserted at every open. Functions in the modules below borrow a connection; the caller decides what is atomic. No
//! rule lives here. Every query is checked against the schema in `migrations/` while compiling.

pub mod alerts;
pub mod audit;
pub mod conversations;
pub mod deliveries;
pub mod drafts;
pub mod events;
pub mod judged;
pub mod keys;
pub mod letters;
mod library;
pub mod needs_you;
mod open;
mod open_error;
pub mod outbox;
pub mod records;
mod rekey;
pub mod search;
#[cfg(test)]
mod tests;

pub use open::Store;
pub use open_error::OpenError;

use chrono::{DateTime, Utc};

/// The database could not do what was asked. Holds no content.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or failed.
    #[error("the local database failed")]
    Database(#[from] sqlx::Error),
    /// Something stored does not read back: damage, or a fault of ours.
    #[error("the local database holds something unreadable: {0}")]
    Unreadable(&'static str),
}

pub(crate) fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

pub(crate) fn instant(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

pub(crate) fn uuid(bytes: &[u8], what: &'static str) -> Result<uuid::Uuid, StoreError> {
    uuid::Uuid::from_slice(bytes).map_err(|_| StoreError::Unreadable(what))
}

pub(crate) fn json<T: serde::de::DeserializeOwned>(text: &str, what: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable(what))
}

pub(crate) fn to_json<T: serde::Serialize>(value: &T, what: &'static str) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable(what))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS.get(usize::from(nibble)).copied().unwrap_or(b'0'));
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

//! What a disk changes by itself is noticed: a digest of each message's row. It is no seal, which every author sets.

use super::fault::fault;
use crate::QueueError;
use sha2::{Digest, Sha256};
use sqlx::{Connection, SqliteConnection};

/// The first half of a SHA-256.
pub(super) const LENGTH: usize = 16;

/// A message as it stands in its row.
pub(super) struct Fields<'a> {
    pub seq: i64,
    pub subject: &'a [u8],
    pub id: &'a [u8],
    pub stored_at: i64,
    pub bytes: &'a [u8],
}

impl Fields<'_> {
    pub(super) fn digest(&self) -> [u8; LENGTH] {
        let mut hash = Sha256::new();
        hash.update(self.seq.to_le_bytes());
        for part in [self.subject, self.id, self.bytes] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hash.update(self.stored_at.to_le_bytes());
        let whole: [u8; 32] = hash.finalize().into();
        whole.first_chunk().copied().unwrap_or_default()
    }
}

/// Gives the messages of a log from before digests theirs, once.
pub(super) async fn fill(connection: &mut SqliteConnection) -> Result<(), QueueError> {
    let filled = sqlx::query_scalar::<_, i64>("PRAGMA user_version").fetch_one(&mut *connection).await;
    if filled.map_err(fault)? >= 1 {
        return Ok(());
    }
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(fault)?;
    let mut after = 0;
    while let Some(row) = sqlx::query!(
        r#"SELECT seq AS "seq!", subject, id, stored_at, bytes FROM message WHERE seq > ?1 ORDER BY seq LIMIT 1"#,
        after
    )
    .fetch_optional(&mut *transaction)
    .await
    .map_err(fault)?
    {
        let (subject, id, bytes) = (row.subject.as_bytes(), &row.id, &row.bytes);
        let digest = Fields { seq: row.seq, subject, id, stored_at: row.stored_at, bytes }.digest();
        let digest = digest.as_slice();
        sqlx::query!("UPDATE message SET digest = ?1 WHERE seq = ?2", digest, row.seq)
            .execute(&mut *transaction)
            .await
            .map_err(fault)?;
        after = row.seq;
    }
    sqlx::query("PRAGMA user_version = 1").execute(&mut *transaction).await.map_err(fault)?;
    transaction.commit().await.map_err(fault)
}

//! What every database here stands on: the SQLite and the SQLCipher that were linked in.
//!
//! Before a file is touched their versions are asked for, so that a build with older ones opens nothing.

use super::open_error::OpenError;
use sqlx::{Connection, SqliteConnection};

/// Versions of both, number by number.
#[derive(Clone, Copy)]
pub(super) struct Library {
    pub(super) sqlite: [u32; 3],
    pub(super) sqlcipher: [u32; 3],
}

/// Before 3.51.3 SQLite can lose a commit when a write-ahead log starts anew while somebody else checkpoints. SQLCipher
/// 4.20 is the one that brings a newer SQLite, and that the tests read older files with.
pub(super) const OLDEST: Library = Library { sqlite: [3, 51, 3], sqlcipher: [4, 20, 0] };

/// Refuses to go on with anything older.
pub(super) async fn must_be(oldest: &Library) -> Result<(), OpenError> {
    let mut nowhere = SqliteConnection::connect("sqlite::memory:").await.map_err(OpenError::Failed)?;
    let sqlite: String = sqlx::query_scalar("SELECT sqlite_version()")
        .fetch_one(&mut nowhere)
        .await
        .map_err(OpenError::Failed)?;
    // An unencrypted library knows no such pragma, and answers nothing.
    let sqlcipher: Option<String> = sqlx::query_scalar("PRAGMA cipher_version")
        .fetch_optional(&mut nowhere)
        .await
        .map_err(OpenError::Failed)?;
    nowhere.close().await.map_err(OpenError::Failed)?;
    let sqlcipher = sqlcipher.filter(|version| !version.is_empty()).ok_or(OpenError::NotEncrypting)?;
    if is_at_least(&sqlite, oldest.sqlite) && is_at_least(&sqlcipher, oldest.sqlcipher) {
        return Ok(());
    }
    Err(OpenError::TooOld { sqlite, sqlcipher })
}

/// As libraries write versions: `3.54.1`, `4.20.0 community`. What cannot be read is not new enough.
fn is_at_least(written: &str, oldest: [u32; 3]) -> bool {
    let numbers = written.split_whitespace().next().unwrap_or_default().split('.').map(str::parse);
    numbers.collect::<Result<Vec<u32>, _>>().is_ok_and(|numbers| numbers.as_slice() >= oldest.as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_number_by_number() {
        for (written, right) in [
            ("3.51.3", true),
            ("3.54.1", true),
            ("3.100.0", true),
            ("4.0.0 community", true),
            ("3.51.2", false),
            ("3.50.4", false),
            ("3.9.9", false),
            ("3.51", false),
            ("", false),
            ("three", false),
        ] {
            assert_eq!(is_at_least(written, [3, 51, 3]), right, "{written}");
        }
    }

    #[tokio::test]
    async fn the_one_linked_in_is_new_enough() {
        assert!(must_be(&OLDEST).await.is_ok());
    }
}

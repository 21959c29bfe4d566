//! Why a database does not open: one variant for each different reaction.

/// The database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The key is not this file's, or the file is damaged: SQLCipher cannot tell them apart.
    #[error("the database does not open with this key, or is damaged")]
    WrongKeyOrDamaged,
    /// The library underneath does not encrypt. A fault of the build; nothing was written.
    #[error("this build does not encrypt its database")]
    NotEncrypting,
    /// The library underneath can lose what was committed. A fault of the build; nothing was written.
    #[error("this build stands on SQLite {sqlite} and SQLCipher {sqlcipher}, which are too old")]
    TooOld { sqlite: String, sqlcipher: String },
    /// A newer Duty Desk has changed it.
    #[error("the database was written by a newer version")]
    NeedsUpdate,
    /// It is not there.
    #[error("there is no database")]
    Missing,
    /// Disk, permissions.
    #[error("the database cannot be opened")]
    Failed(#[source] sqlx::Error),
}

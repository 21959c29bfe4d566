//! Why what was read from the log was not taken in; it will be read again.

use super::{ActError, UnlockError};
use crate::store::StoreError;

/// A batch could not be taken in; it will be read again.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The local database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A letter's events could not be put on their way.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The shared records do not read back.
    #[error(transparent)]
    Shared(#[from] UnlockError),
}

impl From<sqlx::Error> for IngestError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

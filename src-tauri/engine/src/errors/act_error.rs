//! Why a command, or a record that was to be published, was not carried out.

use crate::store::StoreError;
use domain::conversation::Refusal;

/// A command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// A rule says no.
    #[error("refused")]
    Refused(Refusal),
    /// There is no such conversation.
    #[error("no such conversation")]
    NotFound,
    /// The local database failed; nothing was done.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keys of the current epoch are missing on this workstation.
    #[error("this workstation lacks the current keys")]
    NoKey,
}

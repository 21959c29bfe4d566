//! Why a screen was not given what it asked for.

use super::{ActError, Unfit};
use crate::store::StoreError;

/// The desk could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// There is no such conversation.
    #[error("no such conversation")]
    NotFound,
    /// A form cannot be taken as it is.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// A command was refused or could not be carried out.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The local database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

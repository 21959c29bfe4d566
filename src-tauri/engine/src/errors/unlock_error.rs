//! Why a practice did not open although the factors were right.

use crate::store::StoreError;

/// The practice could not be opened although the factors were right.
#[derive(Debug, thiserror::Error)]
pub enum UnlockError {
    /// The local database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The directory here does not hold together: restore this workstation.
    #[error("the directory on this workstation is damaged")]
    Directory,
    /// The practice's policy has not arrived yet.
    #[error("the practice's settings are missing on this workstation")]
    NoPolicy,
    /// This person is not (or no longer) in the directory.
    #[error("this account is no longer part of the practice")]
    NotStaff,
}

//! Why something about cards could not be done.

use crate::store::StoreError;
use signin::vault::{CardRulesError, ChangeError, EnrolError, VaultError};

/// What to do about it.
#[derive(Debug, thiserror::Error)]
pub enum CardsError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    Locked,
    /// This person may not.
    #[error("the role does not allow it")]
    NotAllowed,
    /// The card was not added.
    #[error(transparent)]
    Enrol(#[from] EnrolError),
    /// The issuers were not taken.
    #[error(transparent)]
    Rules(#[from] CardRulesError),
    /// The vault is of no use just now.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// One's own account cannot be read or changed.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// It could not be written down, and so was not done.
    #[error(transparent)]
    Store(#[from] StoreError),
}

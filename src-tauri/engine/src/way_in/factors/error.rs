//! Why something about what people sign in with could not be done.

use crate::errors::ActError;
use crate::store::StoreError;
use signin::vault::{AddError, CardRulesError, ChangeError, VaultError};

/// What to do about it.
#[derive(Debug, thiserror::Error)]
pub enum FactorsError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    Locked,
    /// A rule says no.
    #[error(transparent)]
    Act(#[from] ActError),
    /// It was not added.
    #[error(transparent)]
    Add(#[from] AddError),
    /// The issuers of smartcards were not taken.
    #[error(transparent)]
    CardRules(#[from] CardRulesError),
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

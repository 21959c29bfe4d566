//! Why somebody did not get in.

use super::UnlockError;
use crate::store::OpenError;
use signin::vault::SignInError;

/// Why somebody did not get in.
#[derive(Debug, thiserror::Error)]
pub enum SignInFailure {
    #[error(transparent)]
    Factors(#[from] SignInError),
    /// The factors were right; the database did not open.
    #[error(transparent)]
    Database(#[from] OpenError),
    /// The factors were right; the practice did not open.
    #[error(transparent)]
    Practice(#[from] UnlockError),
    /// Nothing is set up here, or somebody else is signed in.
    #[error("there is nothing to sign in to")]
    NotNow,
}

//! Why an account was not made or changed.

use super::VaultError;
use crate::password::Weak;

/// Why an account was not made or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// The password is not good enough.
    #[error(transparent)]
    Weak(#[from] Weak),
    /// The authenticator does not show the right code: scan again, or set the clock.
    #[error("the authenticator's code is not right")]
    WrongCode,
    /// Somebody has that user name, or that person has an account.
    #[error("the user name or the person has an account already")]
    Taken,
    /// That person has no account.
    #[error("the person has no account")]
    Unknown,
    /// A cipher refused, or there is no randomness: nothing was changed.
    #[error("the keys could not be wrapped")]
    Cipher,
    /// The vault is of no use just now.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

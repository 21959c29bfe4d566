//! Why people or workstations were not changed.

use super::{ActError, Field};
use crate::store::StoreError;
use signin::password::Weak;
use signin::vault::{AccountError, ChangeError, SignInError, VaultError};

/// Why people or workstations were not changed. Nothing was.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// The person's roles do not permit it, or it could not be written down who asked.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The practice's log cannot be reached: try again when it can.
    #[error("the practice's log cannot be reached")]
    Offline,
    /// This workstation has not caught up, or others keep changing the same: try again.
    #[error("the directory is being changed by others")]
    Busy,
    /// Nobody would be left who may change people and workstations.
    #[error("nobody would be left to manage the practice")]
    LastManager,
    /// One's own account or the workstation one sits at: somebody else must do it, or from elsewhere.
    #[error("not for oneself, and not for the workstation one sits at")]
    Own,
    /// No such person or workstation, or no longer.
    #[error("there is nobody of that id")]
    Unknown,
    /// What was shown is no longer there: begin again.
    #[error("it was not begun")]
    NotBegun,
    /// A field does not hold what it must.
    #[error("{0} is not right")]
    Field(Field),
    /// The password is not good enough.
    #[error("the password is not good enough")]
    Weak(Weak),
    /// The authenticator shows another code.
    #[error("the authenticator's code is not right")]
    Code,
    /// Somebody has that user name.
    #[error("somebody has that user name")]
    Taken,
    /// The codes on the two screens differ: somebody may stand in between.
    #[error("the codes differ")]
    CodesDiffer,
    /// The recovery kit's last group was typed differently.
    #[error("the recovery kit was not typed back right")]
    Kit,
    /// The current password was wrong, or there were too many wrong tries.
    #[error(transparent)]
    Current(SignInError),
    /// The vault is of no use just now.
    #[error(transparent)]
    Vault(VaultError),
    /// The local database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A cipher refused, or this workstation lacks a key.
    #[error("a key is missing")]
    NoKey,
}

impl From<AccountError> for RosterError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Weak(weak) => Self::Weak(weak),
            AccountError::WrongCode => Self::Code,
            AccountError::Taken => Self::Taken,
            AccountError::Unknown => Self::Unknown,
            AccountError::Cipher => Self::NoKey,
            AccountError::Vault(error) => Self::Vault(error),
        }
    }
}

impl From<ChangeError> for RosterError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Current(SignInError::Vault(error)) => Self::Vault(error),
            ChangeError::Current(error) => Self::Current(error),
            ChangeError::New(error) => error.into(),
        }
    }
}

impl From<VaultError> for RosterError {
    fn from(error: VaultError) -> Self {
        Self::Vault(error)
    }
}

impl From<sqlx::Error> for RosterError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

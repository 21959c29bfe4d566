//! Why a practice was not brought back. Nothing was put in place.

use crate::errors::Field;
use crate::practice::roster::KitCheck;
use crate::way_in::set_up::failed;
use signin::password::Weak;
use signin::vault::{AccountError, CreateError};

/// What to do about it.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// There is a practice here already.
    #[error("there is a practice here already")]
    Occupied,
    /// `begin` was not called, or the application was restarted since.
    #[error("the recovery was not begun")]
    NotBegun,
    /// A field does not hold what it must.
    #[error("{0} is not right")]
    Field(Field),
    /// The kit does not open this practice.
    #[error("the recovery kit does not open this practice")]
    Kit(KitCheck),
    /// No practice's log, nor a whole copy of one, is at that place.
    #[error("there is no log at that place")]
    NoLog,
    /// A log is there, and not on a local disk: a copy of it may be anywhere.
    #[error("the log is not on a local disk")]
    NotLocal,
    /// The password is not good enough.
    #[error("the password is not good enough")]
    Weak(Weak),
    /// The authenticator shows another code.
    #[error("the code is not right")]
    Code,
    /// Somebody changed the directory meanwhile, or does it at the same time: begin again.
    #[error("the practice was changed meanwhile")]
    Busy,
    /// A real practice needs the operating system's key store.
    #[error("a real practice needs the key store")]
    KeystoreNeeded,
    #[error("the key store is locked")]
    KeystoreLocked,
    /// A policy of the computer, or how its user is signed in, forbids it.
    #[error("the computer forbids keeping secrets")]
    KeystoreForbidden,
    /// Disk, database, ciphers.
    #[error("the practice could not be stored")]
    Failed,
}

/// The vault was not made.
pub(super) fn refused(error: CreateError) -> RestoreError {
    match error {
        CreateError::Occupied => RestoreError::Occupied,
        CreateError::KeystoreNeeded => RestoreError::KeystoreNeeded,
        CreateError::KeystoreLocked => RestoreError::KeystoreLocked,
        CreateError::KeystoreForbidden => RestoreError::KeystoreForbidden,
        CreateError::Account(AccountError::Weak(weak)) => RestoreError::Weak(weak),
        CreateError::Account(AccountError::WrongCode) => RestoreError::Code,
        error @ (CreateError::Account(_) | CreateError::Disk) => failed_with(error),
    }
}

/// Noted in the log; nobody can mend it here.
pub(super) fn failed_with(error: impl std::error::Error) -> RestoreError {
    let _ = failed(error);
    RestoreError::Failed
}

/// The disk refused.
pub(super) fn failed_at(error: std::io::Error) -> RestoreError {
    if error.kind() == std::io::ErrorKind::AlreadyExists {
        return RestoreError::Occupied;
    }
    failed_with(error)
}

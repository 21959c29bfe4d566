//! Why a practice was not set up.

use super::Field;

/// Why a practice was not set up. Nothing was made.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// A field does not hold what it must.
    #[error("{0} is not right")]
    Field(Field),
    /// The password is not good enough.
    #[error("the password is not good enough")]
    Weak(signin::password::Weak),
    /// The authenticator shows another code.
    #[error("the code is not right")]
    Code,
    /// The last group of the recovery kit was typed differently.
    #[error("the recovery kit was not typed back right")]
    Kit,
    /// `begin` was not called, or the application was restarted since.
    #[error("the set-up was not begun")]
    NotBegun,
    /// There is a practice here already.
    #[error("there is a practice here already")]
    Occupied,
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

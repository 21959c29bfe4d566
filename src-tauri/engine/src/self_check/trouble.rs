//! What a part of the self-check could not do.

use queue::Elsewhere;
use std::io::{self, ErrorKind};

/// What a part could not do: each asks something else of whoever looks after the computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// There is no key store.
    #[error("there is no key store")]
    KeystoreAbsent,
    /// The key store is locked.
    #[error("the key store is locked")]
    KeystoreLocked,
    /// A policy of the computer, or how its user is signed in, forbids it.
    #[error("the computer forbids keeping secrets")]
    KeystoreForbidden,
    /// The key store broke.
    #[error("the key store does not work")]
    KeystoreFailed,
    /// The key store loses or mixes up what it is given.
    #[error("the key store does not keep what it is given")]
    KeystoreForgets,
    #[error("the disk is full")]
    DiskFull,
    /// This account may not write in the folder.
    #[error("the folder may not be written")]
    NotWritable,
    /// The folder is not on a local disk.
    #[error(transparent)]
    Elsewhere(#[from] Elsewhere),
    /// The disk refused in another way.
    #[error("the disk refused")]
    Disk,
    /// What was stored reads back differently, or is gone.
    #[error("what was stored does not read back")]
    NotAsStored,
    /// What one program does, the next does not hear of.
    #[error("changes of files are not told")]
    Deaf,
    /// Something closed can be read without its key.
    #[error("something secret can be read")]
    NotSecret,
    /// This build stands on a database library that can lose what was committed.
    #[error("the database library is too old")]
    Outdated,
    /// The outcome is not the right one.
    #[error("the outcome is wrong")]
    Wrong,
    /// The computer's clock is far off.
    #[error("the clock is wrong")]
    Clock,
    /// It did not end.
    #[error("it takes too long")]
    TooSlow,
    /// It broke down.
    #[error("it broke down")]
    Broke,
}

/// What the disk refused.
pub(super) fn disk(error: io::Error) -> Trouble {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Trouble::DiskFull,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Trouble::NotWritable,
        _ => Trouble::Disk,
    }
}

/// Right, or this trouble.
pub(super) fn must(right: bool, otherwise: Trouble) -> Result<(), Trouble> {
    if right { Ok(()) } else { Err(otherwise) }
}

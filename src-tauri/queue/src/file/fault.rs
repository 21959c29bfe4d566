//! Errors of SQLite and the disk, told apart by what somebody has to do about them.

use crate::QueueError;
use std::io;
use std::time::Duration;

/// How long a process waits for the others' turn before it says that the log cannot be reached.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// SQLite's result codes, by what somebody has to do about them. Bits above the lowest eight only refine.
pub(super) fn fault(error: sqlx::Error) -> QueueError {
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
    match (code.map(|code| code & 0xff), error) {
        (Some(11 | 26), _) => QueueError::Damaged,
        (Some(13), _) => QueueError::DiskFull,
        (Some(3 | 8 | 14 | 23), _) => QueueError::NotWritable,
        (_, sqlx::Error::Io(error)) => io_fault(error),
        (_, error) => QueueError::Unreachable(error.into()),
    }
}

pub(super) fn io_fault(error: io::Error) -> QueueError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => QueueError::DiskFull,
        io::ErrorKind::PermissionDenied
        | io::ErrorKind::ReadOnlyFilesystem
        | io::ErrorKind::NotADirectory
        | io::ErrorKind::AlreadyExists => QueueError::NotWritable,
        _ => QueueError::Unreachable(error.into()),
    }
}

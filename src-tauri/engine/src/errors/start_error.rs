//! Why Duty Desk could not begin on a folder.

use super::SetUpError;
use crate::folder::TakeError;

/// The application could not start on this folder.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The folder cannot be taken.
    #[error(transparent)]
    Folder(#[from] TakeError),
    /// The queue cannot be opened.
    #[error("the practice's queue cannot be opened")]
    Queue(#[from] queue::OpenError),
    /// The demonstration could not be made.
    #[error("the demonstration could not be made")]
    Demonstration(#[source] SetUpError),
}

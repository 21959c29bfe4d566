//! Why bytes are no envelope that this version reads.

use std::fmt;

/// An envelope from a newer version of the product, kept as it came.
#[derive(Clone, PartialEq, Eq)]
pub struct Unread(pub(super) Vec<u8>);

/// The bytes are no envelope that this version reads.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Larger than 512 KiB.
    #[error("larger than an envelope may be")]
    TooLarge,
    /// Not an envelope, or a damaged one.
    #[error("not an envelope")]
    Malformed,
    /// Written by a newer version: keep it, show the rest read-only, ask for an update.
    #[error("this PC needs an update to read the envelope")]
    NeedsUpdate(Unread),
}

impl Unread {
    /// The bytes as they came, to be read after the update.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unread({} bytes)", self.0.len())
    }
}

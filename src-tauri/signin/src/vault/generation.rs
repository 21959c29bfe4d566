//! Which change of the vault is the last: an old copy put back brings back no password, no free guess and no used code.
//!
//! The file says the number of its last change under its authentication code, and the key store says the last number this PC
//! has seen, where whoever copies folders does not reach. The file is written first and the number after it, and nothing is
//! checked before both are: a kill between leaves a file that is ahead, which only this PC can have written. A file that is
//! behind is refused. Further ahead is taken as well: after a power cut a key store may have lost what it took last, and
//! whoever can set its number back can read the secret beside it.

use super::format::Body;

/// Why a whole vault is not taken for the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotTheLast {
    /// This PC has used a later one.
    Older,
    /// The key store has no number of it any more.
    NotCounted,
}

impl Body {
    /// Is this the last one, as far as this PC has seen?
    pub(super) fn is_the_last(&self, seen: Option<u64>) -> Result<(), NotTheLast> {
        match seen {
            Some(seen) if self.generation < seen => Err(NotTheLast::Older),
            // The first number may not have been kept before a kill; later ones are gone together with the key store.
            None if self.generation > 1 => Err(NotTheLast::NotCounted),
            _ => Ok(()),
        }
    }
}

//! Which change of the vault is the last: an old copy put back brings back no password, no free guess and no used code.
//!
//! The file says the number of its last change under its authentication code, and the key store says the last number this PC
//! has seen, where whoever copies folders does not reach. The file is written first and the number after it, and nothing is
//! checked before both are: a kill between leaves a file that is ahead, which only this PC can have written. A file that is
//! behind is refused. One that is ahead, or has no number beside it, is taken: after a power cut a key store may have lost what
//! it took last, and whoever can set its number back, or take it out, can read the secret beside it.

use super::format::Body;

impl Body {
    /// Has this PC used a later one?
    pub(super) fn is_behind(&self, seen: Option<u64>) -> bool {
        seen.is_some_and(|seen| self.generation < seen)
    }
}

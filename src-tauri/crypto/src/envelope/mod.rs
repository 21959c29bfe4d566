//! The envelope: the one form in which anything reaches the practice's shared log.
//!
//! Outside stands who wrote it, where it belongs, what came before it and how to read it; inside are the words, sealed
//! except where the practice means everybody to read them. Author and content are signed together, so nobody can move
//! an envelope to another conversation, cut it, replay it or put words under another's name, and no code can reach a
//! body without having checked the signature first ([`Verified`]). The form is frozen: `fixtures/` holds envelopes
//! that every later version must open. Whose key counts is for [`crate::directory`] to say.

mod draft;
mod error;
mod frame;
mod header;
mod read;

pub use draft::Draft;
pub use error::{ParseError, Unread};
pub use header::{Author, FORMAT, Header, Misplaced, Origin, READER, Suite, check_place};
pub use read::{Envelope, Verified, verify_many};

/// The largest envelope, all told.
pub const MAX_BYTES: usize = 512 * 1024;

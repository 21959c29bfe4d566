//! What keeps patients' words secret and staff's acts provable.
//!
//! Letters from outside are sealed to the practice's letterbox, what staff write is sealed under a key of its
//! conversation, and everything is signed by the device that wrote it; who belongs to the practice stands in a chain of
//! signed statements that nobody can rewrite. A key is wiped when it is dropped, cannot be cloned and never shows
//! itself in a log. There is no clock, file or network here; the queue carries the bytes, the vault in `signin` keeps
//! the secrets. Start with [`envelope`], then [`directory`]; [`epoch`] says which key opens what.

mod blob;
pub mod cbor;
pub mod directory;
pub mod envelope;
pub mod epoch;
pub mod hash;
pub mod joining;
pub mod keys;
pub mod kit;
pub mod seal;
mod secret;
pub mod sign;
mod symmetric;

pub use directory::{Directory, Statement};
pub use envelope::{Author, Draft, Envelope, Header, Origin, Suite, Verified};
pub use epoch::{AccessKey, Epoch, EpochSecret, SubjectKey, WrapKey};
pub use hash::Hash;
pub use keys::{Keys, PublicKeys, Seed};
pub use kit::Kit;
pub use seal::{SealPrivateKey, SealPublicKey, Sealed};
pub use secret::WrongLength;
pub use sign::{Signature, SigningKey, VerifyingKey};

/// Sealing failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The envelope would be larger than 512 KiB: attachments go in chunks.
    #[error("larger than an envelope may be")]
    TooLarge,
    /// The cipher refused the input.
    #[error("could not be sealed")]
    Refused,
}

/// Opening failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The envelope's suite asks for another kind of key.
    #[error("this kind of envelope opens with another kind of key")]
    OtherSuite,
    /// Sealed to somebody else, in another context, or changed on the way: a cipher cannot say which.
    #[error("does not open with this key")]
    Refused,
}

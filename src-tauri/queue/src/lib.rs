//! The practice's append-only log, from which every PC of the practice rebuilds what it shows.
//!
//! What was stored stays stored, in one order that everybody sees alike, and two people who act on the same
//! conversation at once are told apart: one wins, the other is refused and looks again. Contents are opaque bytes:
//! sealing and opening them belongs to `crypto`, their meaning to `domain`. Start with [`Queue`] and [`open`]; [`file`]
//! is the implementation for one PC, `contract` holds the facts that every implementation is tested against.

mod clock;
#[cfg(feature = "contract")]
pub mod contract;
mod error;
pub mod file;
mod home;
mod log;
mod place;
#[cfg(feature = "testing")]
pub mod plug;
mod seq;
mod tail;

pub use clock::Clock;
pub use error::{AppendError, BackupError, OpenError, QueueError, RestoreError};
pub use file::FileQueue;
pub use home::{Home, open, restore};
pub use log::{Custodian, Expect, Head, LIMIT, LogId, Message, Queue, SIGNAL_LIMIT, Signal, Stored};
pub use place::{Elsewhere, Lies, lies, must_be_local};
pub use seq::Seq;
pub use tail::Tail;

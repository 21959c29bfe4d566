//! The audit: who looked at what, who did what, when and from where, and whether anybody changed that since.
//!
//! Every workstation writes one chain of entries; each entry's hash covers the one before it, and other workstations
//! write down how far they have seen a chain go. So one entry that is taken out, changed or put elsewhere shows, and
//! [`chain`] can name it. No patient's words stand in an entry, only ids. What makes an access unusual stands in
//! [`unusual`]; where entries are kept and sent is the engine's.

pub mod chain;
pub mod difference;
pub mod entry;
pub mod unusual;

pub use chain::{Anchor, ChainPlace, EntryHash, Fault, FaultKind, Link};
pub use difference::Difference;
pub use entry::{Attestation, Entry, Factor, LockCause, SignInRefusal, What, same_view};

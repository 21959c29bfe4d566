//! Who belongs to the practice and with which workstations: every change is one statement of the directory.
//!
//! A statement needs this workstation, a person whose roles permit it, and a log that can be reached: what is said about who
//! may read is never said "later". It is built on the directory as it stands and built anew if somebody else was first. What
//! follows from it (keys, vaults, who gets in) follows on every workstation by itself, on locked ones too. Next: `staff`,
//! `devices`, `kit`; `joining` is how a workstation gets in, `restore` how a practice comes back.

mod amend;
pub(crate) mod begun_staff;
mod devices;
mod kit;
pub(crate) mod settle;
mod staff;
mod statement;

pub use kit::KitCheck;

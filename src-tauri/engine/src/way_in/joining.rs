//! How a workstation gets in: it shows a code, and a manager types it on a workstation that is in already.
//!
//! The two speak through the practice's log in passing; whoever carries the log carries their words and is not trusted. What
//! the code proves stands in `crypto::joining`. A newcomer holds nothing of the practice until a manager has typed the right
//! code; a wrong code ends the attempt on both sides. `guest` is the newcomer, `host` the manager's workstation, `begin` and
//! `first_database` what the newcomer makes of itself once it is let in.

mod attempt;
mod begin;
pub(crate) mod first_database;
pub(crate) mod guest;
mod secrets;

pub(crate) use attempt::Guest;

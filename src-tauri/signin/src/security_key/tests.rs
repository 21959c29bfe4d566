//! A person with a key of test software, spoken to packet by packet as a real one is.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "tests")]

mod bench;
mod enrol;
mod sign_in;
mod wrap;

//! The ways to an opened practice. A practice is set up, joined or restored; somebody signs in with a password, a card or a
//! security key (`factors`), and every one of these ends in `let_in`. `device` is what runs while nobody is signed in.

pub(crate) mod blocked;
pub(crate) mod demo;
pub(crate) mod device;
pub mod factors;
pub(crate) mod founding;
pub(crate) mod joining;
pub(crate) mod let_in;
mod log_time;
pub(crate) mod open_log;
mod rekey;
pub mod restore;
pub(crate) mod revoked;
pub(crate) mod session;
pub mod set_up;

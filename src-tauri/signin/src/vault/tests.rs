//! The vault as the rest of the product meets it: made, opened, guessed at, spoilt, killed.

mod create;
mod damage;
mod factors;
mod follow;
mod fuzz;
mod guesses;
mod kill;
mod next_key;
mod older;
pub(crate) mod silence;
pub(crate) mod workstation;

//! The vault as the rest of the product meets it: made, opened, guessed at, spoilt, killed.

mod create;
mod damage;
mod desk;
mod factors;
mod guesses;
mod kill;
mod silence;

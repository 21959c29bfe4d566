//! The application in a real window, on a private desktop.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests, and what they share")]

mod again;
mod alert;
mod card;
mod first_day;
mod harness;
mod kill;
mod pages;
mod practice;

//! The application in a real window, on a private desktop.

#![cfg(target_os = "linux")]

mod alert;
mod first_day;
mod harness;
mod kill;
mod practice;

//! The application in a real window, on a private desktop.

#![cfg(target_os = "linux")]

mod harness;

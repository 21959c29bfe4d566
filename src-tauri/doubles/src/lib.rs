//! What tests put in the place of things they do not have: a private desktop to open real windows on, smartcards with
//! their readers, security keys; and the processes behind a window.
//!
//! Everything started here is stopped when its value is dropped, and nothing leaves the machine: the display, the bus
//! and the key store are private to one test and live in a temporary folder. Nothing here is part of the product.

#[cfg(target_os = "linux")]
pub mod desktop;
pub mod processes;
#[cfg(all(target_os = "linux", feature = "security-keys"))]
pub mod security_keys;
#[cfg(all(target_os = "linux", feature = "smartcards"))]
pub mod smartcards;

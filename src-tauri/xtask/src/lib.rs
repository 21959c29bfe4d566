//! What xtask shares with the journeys: a private desktop to open real windows on, and the processes behind a window.
//!
//! Everything started here is stopped when its value is dropped, and nothing leaves the machine: the display, the bus
//! and the key store are private to one test and live in a temporary folder.

#[cfg(target_os = "linux")]
pub mod desktop;
pub mod processes;
#[cfg(all(target_os = "linux", feature = "security-keys"))]
pub mod security_keys;
#[cfg(all(target_os = "linux", feature = "smartcards"))]
pub mod smartcards;

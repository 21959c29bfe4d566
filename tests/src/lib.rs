//! Journeys through the whole house, and what they need to look into a real window.
//!
//! A journey is one readable test: what a clinician or a patient does, and what then must be true. The windows here are
//! real ones (WebKitGTK) on a private desktop, driven as a person would drive them: by what stands on the screen.

#[cfg(target_os = "linux")]
pub mod cards;
#[cfg(target_os = "linux")]
mod driver;
#[cfg(target_os = "linux")]
pub mod keys;
pub mod letters;
#[cfg(target_os = "linux")]
pub mod window;
#[cfg(target_os = "linux")]
pub use doubles::desktop::{Desktop, Notification, wait_until};
#[cfg(target_os = "linux")]
pub use window::Window;

use std::path::{Path, PathBuf};

/// The application as built: named by `cargo xtask test`, else the debug build of this checkout.
#[must_use]
pub fn application() -> PathBuf {
    std::env::var_os("DUTY_DESK_APP").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/debug/duty-desk"),
        PathBuf::from,
    )
}

//! Whether a folder can hold a log. Each operating system's answer stands in a twin file.

#[cfg(target_os = "linux")]
#[path = "place/linux.rs"]
mod system;
#[cfg(windows)]
#[path = "place/windows.rs"]
mod system;
#[cfg(not(any(target_os = "linux", windows)))]
#[path = "place/other.rs"]
mod system;

pub(super) use system::{is_network_share, sync_folder};

//! One Duty Desk per data folder: a second start on the same folder shows the first one's window and ends.
//!
//! Folders are told apart by a hash, so the name that other programs of this account can see says nothing. One that
//! crashed may still have its name on the bus while it dies: it is waited for, so that it can be started again at once.
//! Where there is no way to find the first one (Linux without a session bus, or it hangs) the folder's own lock still
//! keeps them apart.

#[cfg(target_os = "linux")]
#[path = "single/linux.rs"]
mod system;
#[cfg(not(any(target_os = "linux", windows)))]
#[path = "single/other.rs"]
mod system;
#[cfg(windows)]
#[path = "single/windows.rs"]
mod system;

mod turn;

pub use turn::Turn;

use crate::window;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::Path;
use tauri::plugin::TauriPlugin;
use tauri::{Context, Wry};

/// The name others find this one by. Windows takes it from the application's identifier, Linux from the bus.
pub fn claim(context: &mut Context<Wry>, folder: &Path) -> String {
    let name = name(&context.config().identifier, folder);
    system::take_name(context, &name);
    name
}

/// Looks for the first one.
pub async fn turn(name: &str) -> Turn {
    system::look(name).await
}

/// The plugin by which others find this one.
pub fn plugin(name: String) -> TauriPlugin<Wry> {
    let shown = |app: &tauri::AppHandle, _: Vec<String>, _: String| window::show(app);
    tauri_plugin_single_instance::Builder::new().callback(shown).dbus_id(name).build()
}

fn name(identifier: &str, folder: &Path) -> String {
    // Two ways to write one folder are one folder, once it exists.
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let hash = Sha256::digest(folder.as_os_str().as_encoded_bytes());
    hash.iter().take(8).fold(format!("{identifier}.f"), |mut name, byte| {
        let _ = write!(name, "{byte:02x}");
        name
    })
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn one_folder_has_one_name_however_it_is_written() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("practice");
        std::fs::create_dir(&folder).unwrap();
        let there = name("uk.dutydesk.desk", &folder);
        assert_eq!(there, name("uk.dutydesk.desk", &folder.join("..").join("practice").join(".")));
        assert_ne!(there, name("uk.dutydesk.desk", home.path()));
        assert!(!there.contains("practice"));
    }
}

//! Windows: toasts may be switched off for the person or for this application, and need a Start-menu entry to belong to.
//!
//! Whether "do not disturb" is on is not written down where programs may read it; a drill shows it.

use super::registry::{APPLICATION, PERSON, Value, stands_against};
use engine::view::DesktopAlerts;
use std::os::windows::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

/// No console window flashes up.
const NO_WINDOW: u32 = 0x0800_0000;

pub(super) async fn look() -> Option<DesktopAlerts> {
    tokio::task::spawn_blocking(|| stands_against(installed(), value(PERSON), value(APPLICATION)))
        .await
        .unwrap_or(None)
}

fn value(Value { key, name }: Value) -> Option<String> {
    let asked =
        Command::new("reg").args(["query", key, "/v", name]).creation_flags(NO_WINDOW).output().ok()?;
    asked.status.success().then(|| String::from_utf8_lossy(&asked.stdout).into_owned())
}

/// The entry the installer makes, for everybody or for this person.
fn installed() -> bool {
    ["ProgramData", "AppData"]
        .into_iter()
        .filter_map(std::env::var_os)
        .map(|folder| PathBuf::from(folder).join(r"Microsoft\Windows\Start Menu\Programs"))
        .any(|menu| menu.join("Duty Desk.lnk").exists() || menu.join(r"Duty Desk\Duty Desk.lnk").exists())
}

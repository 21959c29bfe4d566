//! Can this computer raise a desktop alert at all? Asked at the start and every hour, without showing anything.
//!
//! A person may have switched notifications off, or asked not to be disturbed, long before a message is dangerous. What
//! is found is said on the screen with what to do about it; until then the window itself comes forward and sounds,
//! whatever is found here. Each system is asked in its own file; only what it documents is believed.

#[cfg(any(windows, test))]
#[path = "can_alert/registry.rs"]
mod registry;
#[cfg(target_os = "linux")]
#[path = "can_alert/linux.rs"]
mod system;
#[cfg(windows)]
#[path = "can_alert/windows.rs"]
mod system;

use crate::desk::Desk;
use crate::to_screens;
use std::time::Duration;
use tauri::{AppHandle, Manager, Runtime};

/// How often.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// Looks until the application ends.
pub async fn watch(app: AppHandle) {
    loop {
        look(&app).await;
        tokio::time::sleep(EVERY).await;
    }
}

/// Looks once, and tells the screens if the answer is another one.
pub async fn look<R: Runtime>(app: &AppHandle<R>) {
    let found = system::look().await;
    if app.state::<Desk>().alerts.found(found) {
        tracing::info!(?found, "whether desktop alerts show");
        to_screens::bar_changed(app);
    }
}

#[cfg(not(any(target_os = "linux", windows)))]
mod system {
    /// Nothing is known before the first alert.
    pub(super) async fn look() -> Option<engine::view::DesktopAlerts> {
        None
    }
}

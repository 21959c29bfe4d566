//! The window's own close button. It locks; where an icon beside the clock brings the window back, Duty Desk goes on.

use crate::leave::settle;
use crate::{tray, window};
use tauri::AppHandle;

/// Locks, and hides the window or ends the application.
pub fn close(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        settle(&app).await;
        if tray::stands(&app).await { window::hide(&app) } else { app.exit(0) }
    });
}

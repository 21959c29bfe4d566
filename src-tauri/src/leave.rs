//! Locking, closing and quitting from outside the screens: what is typed reaches the disk first.
//!
//! The screens are told and given a moment to save and lock by themselves; then the engine locks, whatever they did.
//! Closing the window leaves the part running that needs nobody signed in. Quitting shuts the doors, then the engine.

#[cfg(unix)]
#[path = "leave/unix.rs"]
mod system;
#[cfg(windows)]
#[path = "leave/windows.rs"]
mod system;

use crate::desk::Desk;
use crate::to_screens::Leaving;
use std::time::Duration;
use tauri::{AppHandle, Manager, Runtime};
use tauri_specta::Event;

/// How long the screens may take to save what is typed.
const TO_SAVE: Duration = Duration::from_millis(1500);
/// How long everything may take to end in order.
const TO_END: Duration = Duration::from_secs(10);

pub fn lock(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move { settle(&app).await });
}

/// Ends the application.
pub fn quit(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        settle(&app).await;
        app.exit(0);
    });
}

/// Ends the application when the system asks for it.
pub fn quit_on_signal(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        system::asked_to_end().await;
        tracing::info!("asked to end");
        quit(&app);
    });
}

/// Lets the screens save and lock; locks if they did not.
pub(crate) async fn settle(app: &AppHandle) {
    let Some(engine) = app.state::<Desk>().engine_now() else { return };
    if engine.unlocked().is_none() {
        return;
    }
    let mut changes = engine.listen();
    if Leaving.emit(app).is_ok() {
        let locked = async { while engine.unlocked().is_some() && changes.recv().await.is_ok() {} };
        if tokio::time::timeout(TO_SAVE, locked).await.is_err() {
            tracing::warn!("the screens did not lock by themselves");
        }
    }
    engine.lock().await;
}

/// Ends everything in order: the doors, then the engine. The last thing the process does.
pub async fn end<R: Runtime>(app: &AppHandle<R>) {
    let desk = app.state::<Desk>();
    let ended = tokio::time::timeout(TO_END, async {
        desk.doors.shut().await;
        if let Some(engine) = desk.engine_now() {
            engine.shut_down().await;
        }
    });
    match ended.await {
        Ok(()) => tracing::info!("ended in order"),
        Err(_) => tracing::error!("did not end in order within ten seconds"),
    }
}

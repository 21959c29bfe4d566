//! The icon beside the clock: opens, locks, quits, and has a mark while somebody is needed.
//!
//! It says nothing about anybody. Where the desktop has no place for such icons, or the library for them is missing,
//! there is none, and closing the window then ends Duty Desk instead of hiding it.

#[cfg(target_os = "linux")]
#[path = "tray/linux.rs"]
mod system;
#[cfg(not(target_os = "linux"))]
#[path = "tray/other.rs"]
mod system;

use crate::desk::Desk;
use crate::{leave, window};
use std::panic::{AssertUnwindSafe, catch_unwind};
use tauri::menu::{Menu, MenuEvent, MenuItem, PredefinedMenuItem};
use tauri::tray::{MouseButton, MouseButtonState, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Manager, Runtime};

const ID: &str = "tray";

/// Makes the icon where it is possible.
pub fn make(app: &AppHandle) {
    if !tauri::async_runtime::block_on(system::can_be_asked()) {
        tracing::warn!("there is no icon beside the clock: no session bus");
        return;
    }
    // The Linux library is loaded at this moment, and a missing one is a panic down there.
    match catch_unwind(AssertUnwindSafe(|| build(app))) {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "there is no icon beside the clock"),
        Err(_) => tracing::warn!("there is no icon beside the clock: libayatana-appindicator3 is missing"),
    }
}

fn build(app: &AppHandle) -> tauri::Result<()> {
    let item = |id: &str, text: &str| MenuItem::with_id(app, id, text, true, None::<&str>);
    let line = PredefinedMenuItem::separator(app)?;
    let (open, lock, quit) =
        (item("open", "Open Duty Desk")?, item("lock", "Lock now")?, item("quit", "Quit")?);
    let menu = Menu::with_items(app, &[&open, &lock, &line, &quit])?;
    TrayIconBuilder::with_id(ID)
        .icon(tauri::include_image!("icons/tray.png"))
        .tooltip("Duty Desk")
        .menu(&menu)
        .show_menu_on_left_click(false)
        .on_menu_event(chosen)
        .on_tray_icon_event(|icon, event| {
            if let TrayIconEvent::Click {
                button: MouseButton::Left,
                button_state: MouseButtonState::Up,
                ..
            } = event
            {
                window::show(icon.app_handle());
            }
        })
        .build(app)?;
    Ok(())
}

fn chosen(app: &AppHandle, event: MenuEvent) {
    match event.id.as_ref() {
        "open" => window::show(app),
        "lock" => leave::lock(app),
        "quit" => leave::quit(app),
        _ => {}
    }
}

/// With or without the mark: somebody is needed.
pub fn mark<R: Runtime>(app: &AppHandle<R>, needed: bool) {
    if app.state::<Desk>().mark(needed) == needed {
        return;
    }
    let Some(icon) = app.tray_by_id(ID) else { return };
    let picture = if needed {
        tauri::include_image!("icons/tray-alert.png")
    } else {
        tauri::include_image!("icons/tray.png")
    };
    if let Err(error) = icon.set_icon(Some(picture)) {
        tracing::warn!(%error, "the icon beside the clock cannot change");
    }
}

/// Is there an icon that a person can see and press?
pub async fn stands(app: &AppHandle) -> bool {
    app.tray_by_id(ID).is_some() && system::hosted().await
}

//! The events that the shell sends to the screens.

use engine::view::Change;
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Runtime};
use tauri_specta::Event;

/// Something changed: ask again for what is shown.
#[derive(Clone, Serialize, Deserialize, specta::Type, Event)]
#[tauri_specta(event_name = "change")]
pub struct Changed(pub Change);

/// The window is being closed: keep what is typed, then lock.
#[derive(Clone, Serialize, Deserialize, specta::Type, Event)]
#[tauri_specta(event_name = "closing")]
pub struct Leaving;

/// The top bar changed for a reason of the shell's own.
pub fn bar_changed<R: Runtime>(app: &AppHandle<R>) {
    if let Err(error) = Changed(Change::Bar).emit(app) {
        tracing::warn!(%error, "the window could not be told of a change");
    }
}

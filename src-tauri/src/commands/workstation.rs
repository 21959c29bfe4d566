//! This person's preferences and this computer's abilities.

use crate::can_alert;
use crate::desk::Desk;
use crate::failure::{Failure, FailureCode, Retry, Told};
use engine::Preferences;
use engine::view::DesktopAlerts;
use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use tauri::{AppHandle, Runtime, State};

/// How the person wants the desk to look and sound.
#[tauri::command]
#[specta::specta]
pub async fn preferences(desk: State<'_, Desk>) -> Told<Preferences> {
    desk.answer(desk.open()?.preferences().await)
}

/// Keeps them.
#[tauri::command]
#[specta::specta]
pub async fn set_preferences(desk: State<'_, Desk>, preferences: Preferences) -> Told<()> {
    desk.answer(desk.open()?.set_preferences(&preferences).await)
}

/// Raises a harmless desktop alert and says whether the system took it.
#[tauri::command]
#[specta::specta]
pub async fn test_alert<R: Runtime>(app: AppHandle<R>, desk: State<'_, Desk>) -> Told<DesktopAlerts> {
    desk.open()?;
    desk.alerts.test().await;
    // The system may take one and not show it.
    can_alert::look(&app).await;
    Ok(desk.alerts.state())
}

/// Shows the folder of filed documents.
#[tauri::command]
#[specta::specta]
pub async fn open_folder(desk: State<'_, Desk>) -> Told<()> {
    let folder = desk.answer(desk.open()?.filed_folder().await)?;
    show(&folder).map_err(|_| Failure::new(FailureCode::Storage, Retry::Later))
}

/// Shows the page on which patients write, as one of them would see it; in the demonstration the patients' phones.
#[tauri::command]
#[specta::specta]
pub async fn open_patient_page(desk: State<'_, Desk>) -> Told<()> {
    let demonstration = desk.open()?.session().demonstration;
    let page = desk.doors.page().ok_or_else(|| Failure::new(FailureCode::Storage, Retry::Later))?;
    let page = if demonstration { format!("{page}demonstration") } else { page };
    open(page.as_ref()).map_err(|_| Failure::new(FailureCode::Storage, Retry::Later))
}

/// A screen has been painted; said on the standard output where somebody measures.
#[tauri::command]
#[specta::specta]
pub async fn painted(desk: State<'_, Desk>, screen: Screen) -> Told<()> {
    desk.painted(screen.name());
    Ok(())
}

/// A screen whose first painting is measured.
#[derive(Debug, Clone, Copy, serde::Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Screen {
    /// What stands before sign-in.
    SignIn,
    /// The first run.
    SetUp,
    Desk,
}

impl Screen {
    /// Its name in measurements.
    pub fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::SetUp => "set-up",
            Self::Desk => "desk",
        }
    }
}

pub(super) fn show(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    open(folder.as_os_str())
}

/// Has the system open a folder or a page in the program it has for such.
fn open(what: &OsStr) -> io::Result<()> {
    let program = if cfg!(windows) {
        "explorer"
    } else if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let mut shown = Command::new(program)
        .arg(what)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    // Waits elsewhere, so that it does not linger as a zombie.
    std::thread::Builder::new().name("opened".into()).spawn(move || shown.wait())?;
    Ok(())
}

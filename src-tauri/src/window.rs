//! The one window: neutral title, fitted to the screen, showing nothing but the application's own pages.
//!
//! It keeps no cache or storage of its own on the disk. It goes nowhere: a link in a message is never followed, and no
//! second window opens. When a person is needed it comes in front of the others without taking the keyboard from them,
//! so that nothing typed elsewhere lands here.

use tauri::utils::config::WebviewUrl;
use tauri::webview::NewWindowResponse;
use tauri::{
    AppHandle, LogicalSize, Manager, Runtime, UserAttentionType, WebviewWindow, WebviewWindowBuilder,
};

/// The window's name in capabilities.
pub const DESK: &str = "desk";
/// What practices' screens are: 1366 by 768.
const USUAL: LogicalSize<f64> = LogicalSize { width: 1366.0, height: 768.0 };
/// Below this the layout does not go.
const LEAST: LogicalSize<f64> = LogicalSize { width: 380.0, height: 520.0 };

/// Opens the window.
pub fn open(app: &AppHandle) -> tauri::Result<()> {
    let size = fitted(app);
    // A driven window (the journeys) needs the driver's own context.
    let driven = std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some();
    let window = WebviewWindowBuilder::new(app, DESK, WebviewUrl::default())
        .title("Duty Desk")
        .inner_size(size.width, size.height)
        .min_inner_size(LEAST.width, LEAST.height)
        .center()
        .zoom_hotkeys_enabled(true)
        .incognito(!driven)
        .on_navigation(ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    if size.width < USUAL.width || size.height < USUAL.height {
        window.maximize()?;
    }
    Ok(())
}

/// The usual size, or as much of it as the screen has.
fn fitted(app: &AppHandle) -> LogicalSize<f64> {
    let Ok(Some(monitor)) = app.primary_monitor() else { return USUAL };
    let screen = monitor.size().to_logical::<f64>(monitor.scale_factor());
    LogicalSize::new(USUAL.width.min(screen.width), USUAL.height.min(screen.height))
}

fn ours(url: &tauri::Url) -> bool {
    let embedded = url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost");
    let developing =
        cfg!(debug_assertions) && url.host_str() == Some("127.0.0.1") && url.port() == Some(5173);
    embedded || developing
}

fn desk<R: Runtime>(app: &AppHandle<R>) -> Option<WebviewWindow<R>> {
    app.get_webview_window(DESK)
}

/// A person asked for the window: shows it and gives it the keyboard.
pub fn show(app: &AppHandle) {
    let Some(window) = desk(app) else { return };
    report(window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus()));
}

/// A person is needed: in front of the others, the keyboard stays where it is.
pub fn bring_forward<R: Runtime>(app: &AppHandle<R>) {
    let Some(window) = desk(app) else { return };
    let raised = window
        .show()
        .and_then(|()| window.unminimize())
        .and_then(|()| window.set_always_on_top(true))
        .and_then(|()| window.set_always_on_top(false))
        .and_then(|()| window.request_user_attention(Some(UserAttentionType::Critical)));
    report(raised);
}

/// Out of sight; the tray brings it back.
pub fn hide(app: &AppHandle) {
    let Some(window) = desk(app) else { return };
    report(window.hide());
}

fn report(done: tauri::Result<()>) {
    if let Err(error) = done {
        tracing::warn!(%error, "the window did not obey");
    }
}

#[cfg(test)]
mod tests {
    use super::ours;

    #[test]
    fn the_window_goes_nowhere_else() {
        for (url, goes) in [
            ("tauri://localhost/index.html", true),
            ("http://tauri.localhost/", true),
            ("https://www.nhs.uk/", false),
            ("http://127.0.0.1:8611/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,x", false),
        ] {
            assert_eq!(ours(&url.parse().unwrap()), goes, "{url}");
        }
    }
}

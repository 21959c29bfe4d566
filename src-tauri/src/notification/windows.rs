//! Windows: it shows toasts itself, and takes them from applications that the installer made known.

use super::Heard;
use notify_rust::{CloseReason, Notification, NotificationHandle, NotificationResponse, Urgency};
use std::sync::Arc;
use tokio::sync::watch;

/// Ties toasts to the Start-menu entry the installer makes; without it Windows drops them silently.
const APP_ID: &str = "uk.dutydesk.desk";
/// The most toasts that may wait for a press at once; older ones stay on the screen, but only show.
const WAITING: usize = 8;

/// Toasts have no number.
pub(super) fn number(_: &NotificationHandle) -> Option<u32> {
    None
}

/// Each stands for itself.
pub(super) fn in_place_of(_: &mut Notification, _: Option<u32>) {}

/// How Windows knows whose it is.
pub(super) fn sign(notification: &mut Notification) {
    notification.app_id(APP_ID);
}

/// Interrupts, and can be pressed.
pub(super) fn urgent(notification: &mut Notification) {
    let notification = notification.urgency(Urgency::Critical);
    notification.action("default", "Open Duty Desk").action("open", "Open Duty Desk");
}

/// Windows is always there to show them.
pub(super) fn nobody_shows_them() -> bool {
    false
}

/// Listens for presses, a thread for each toast.
pub(super) struct Presses {
    waiting: Arc<()>,
}

impl Presses {
    pub(super) fn new() -> Self {
        Self { waiting: Arc::new(()) }
    }

    /// Until it is pressed or closed by the person: Windows has no way to take it back.
    pub(super) fn hear(
        &self,
        shown: NotificationHandle,
        heard: impl Fn(Heard) + Send + Sync + 'static,
        _: watch::Receiver<()>,
    ) {
        if Arc::strong_count(&self.waiting) > WAITING {
            return;
        }
        let counted = self.waiting.clone();
        let runtime = tokio::runtime::Handle::current();
        let wait = move || {
            let _runtime = runtime.enter();
            let _ = shown.wait_for_response(|response: &NotificationResponse| {
                heard(what(response));
            });
            drop(counted);
        };
        if let Err(error) = std::thread::Builder::new().name("desktop alert".into()).spawn(wait) {
            tracing::warn!(%error, "a press on this desktop alert will not be heard");
        }
    }
}

/// Only what a person did is proof: Windows ends the time of a toast that it never showed, too.
fn what(response: &NotificationResponse) -> Heard {
    match response {
        NotificationResponse::Closed(CloseReason::Dismissed) => Heard::Shown,
        NotificationResponse::Closed(_) => Heard::Gone,
        _ => Heard::Pressed,
    }
}

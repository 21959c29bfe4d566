//! Linux: a program of the desktop's shows notifications, numbers them, and may not be there.

use super::Heard;
use notify_rust::{CloseReason, Notification, NotificationHandle, NotificationResponse, Urgency};
use tokio::sync::watch;

/// Its number, by which a later one takes its place.
pub(super) fn number(shown: &NotificationHandle) -> Option<u32> {
    Some(shown.id())
}

/// Takes the place of an earlier one.
pub(super) fn in_place_of(notification: &mut Notification, earlier: Option<u32>) {
    if let Some(earlier) = earlier {
        notification.id(earlier);
    }
}

/// How the desktop knows whose it is.
pub(super) fn sign(notification: &mut Notification) {
    notification.icon("duty-desk");
}

/// Interrupts, and can be pressed.
pub(super) fn urgent(notification: &mut Notification) {
    let notification = notification.urgency(Urgency::Critical);
    notification.action("default", "Open Duty Desk").action("open", "Open Duty Desk");
}

/// Is there nobody who shows notifications?
pub(super) fn nobody_shows_them() -> bool {
    notify_rust::get_server_information().is_err()
}

/// Listens for presses.
pub(super) struct Presses;

impl Presses {
    pub(super) fn new() -> Self {
        Self
    }

    /// Until it is pressed, closed by the person, or withdrawn; then it goes.
    pub(super) fn hear(
        &self,
        shown: NotificationHandle,
        heard: impl Fn(Heard) + Send + Sync + 'static,
        mut withdrawn: watch::Receiver<()>,
    ) {
        tokio::spawn(async move {
            let answered = shown.wait_for_action_async(|response: &NotificationResponse| {
                heard(what(response));
            });
            tokio::select! {
                () = answered => {}
                gone = withdrawn.changed() => if gone.is_ok() { shown.close_async().await }
            }
        });
    }
}

/// The specification numbers why a notification closed: its time was over, a person closed it, a program did, or no reason.
fn what(response: &NotificationResponse) -> Heard {
    match response {
        NotificationResponse::Closed(CloseReason::Expired | CloseReason::Dismissed) => Heard::Shown,
        NotificationResponse::Closed(_) => Heard::Gone,
        _ => Heard::Pressed,
    }
}

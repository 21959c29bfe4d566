//! macOS: it shows notifications itself; pressing one brings the application forward without our doing.

use super::Heard;
use notify_rust::{Notification, NotificationHandle};
use tokio::sync::watch;

/// They have no number.
pub(super) fn number(_: &NotificationHandle) -> Option<u32> {
    None
}

/// Each stands for itself.
pub(super) fn in_place_of(_: &mut Notification, _: Option<u32>) {}

/// macOS knows by itself.
pub(super) fn sign(_: &mut Notification) {}

/// How urgent it is, is the person's own setting.
pub(super) fn urgent(_: &mut Notification) {}

/// macOS is always there to show them.
pub(super) fn nobody_shows_them() -> bool {
    false
}

/// Listens for nothing.
pub(super) struct Presses;

impl Presses {
    pub(super) fn new() -> Self {
        Self
    }

    /// Nothing to wait for.
    pub(super) fn hear(
        &self,
        _: NotificationHandle,
        _: impl Fn(Heard) + Send + Sync + 'static,
        _: watch::Receiver<()>,
    ) {
    }
}

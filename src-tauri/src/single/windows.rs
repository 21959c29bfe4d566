//! Windows: the plugin finds the first one by the application's identifier.

use super::Turn;
use tauri::{Context, Wry};

/// One identifier for each folder.
pub(super) fn take_name(context: &mut Context<Wry>, name: &str) {
    name.clone_into(&mut context.config_mut().identifier);
}

/// The plugin looks when it is made.
pub(super) async fn look(_: &str) -> Turn {
    Turn::Ours
}

//! Linux: a bus of the run's own with an unlocked key store.

use anyhow::Result;
use std::process::Command;

/// Ends with the run.
pub(super) struct Desktop(doubles::desktop::Desktop);

impl Desktop {
    pub(super) fn start() -> Result<Self> {
        doubles::desktop::Desktop::headless().map(Self)
    }

    pub(super) fn apply(&self, command: &mut Command) {
        self.0.apply(command);
        command.env("DUTY_DESK_SECRET_SERVICE", "1");
    }
}

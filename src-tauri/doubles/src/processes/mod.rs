//! The processes behind a window: who they are, what they cost, and how they are all stopped.
//!
//! A webview is several processes, and a test runner leaves more; all of them hang off one parent. On Linux they are
//! found through `/proc`; elsewhere the tree is empty and only direct children are stopped.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
pub use linux::*;

#[cfg(not(target_os = "linux"))]
mod other;
#[cfg(not(target_os = "linux"))]
pub use other::*;

#[cfg(unix)]
#[path = "group/unix.rs"]
mod group;
#[cfg(windows)]
#[path = "group/windows.rs"]
mod group;

use std::process::{Child, Command};

/// A started program whose whole process group ends when this is dropped.
#[derive(Debug)]
pub struct Group(Child);

impl Group {
    /// Starts the command as the leader of its own process group.
    pub fn start(command: &mut Command) -> std::io::Result<Self> {
        group::lead(command);
        command.spawn().map(Self)
    }

    /// The leader itself: its pipes, its exit.
    pub fn leader(&mut self) -> &mut Child {
        &mut self.0
    }

    /// The leader's process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let below = tree(self.0.id());
        group::end(&self.0);
        let _ = self.0.kill();
        let _ = self.0.wait();
        // Children that made a group of their own.
        stop(&below);
    }
}

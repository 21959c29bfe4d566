//! Unix: a process group is signalled as one.

use rustix::process::{Pid, Signal, kill_process_group};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};

/// The command will lead a group of its own.
pub(super) fn lead(command: &mut Command) {
    command.process_group(0);
}

/// Ends the whole group.
pub(super) fn end(leader: &Child) {
    let _ = kill_process_group(Pid::from_child(leader), Signal::KILL);
}

//! What goes on by itself while a practice is open: reading the log and letters, carrying, filing, watching the time.
//!
//! It begins when the sign-in is in the audit, and ends at `lock`, which waits for it. Whatever panics on the way is begun
//! again, and the bar says so.

use super::{courier, filing, ingest, outbound, second_reader, supervised, timers};
use crate::practice::audit::batches;
use crate::practice::health::Part;
use crate::practice::newcomers::host;
use crate::practice::roster::settle;
use crate::practice::unlocked::Unlocked;

/// Starts the loops. Each ends when `stop` is cancelled.
pub(crate) fn start(unlocked: &Unlocked) {
    let (tasks, own) = (&unlocked.0.tasks, || unlocked.clone());
    tasks.spawn(supervised::run(own(), Part::Reading, ingest::run));
    tasks.spawn(supervised::run(own(), Part::SecondReader, second_reader::run));
    tasks.spawn(supervised::run(own(), Part::Carrying, courier::run));
    tasks.spawn(supervised::run(own(), Part::Answers, outbound::run));
    tasks.spawn(supervised::run(own(), Part::Filing, filing::run));
    tasks.spawn(supervised::run(own(), Part::Timers, timers::run));
    tasks.spawn(supervised::run(own(), Part::Audit, batches::run));
    tasks.spawn(supervised::run(own(), Part::Roster, settle::run));
    tasks.spawn(supervised::run(own(), Part::Newcomers, host::run));
}

//! What goes on by itself while a practice is open: reading the log, carrying, filing, watching the time.
//!
//! It begins when the sign-in is in the audit, and ends at `lock`, which waits for it.

use super::{courier, filing, ingest, outbound, timers};
use crate::practice::audit::batches;
use crate::practice::newcomers::host;
use crate::practice::roster::settle;
use crate::practice::unlocked::Unlocked;

/// Starts the loops. Each ends when `stop` is cancelled.
pub(crate) fn start(unlocked: &Unlocked) {
    let tasks = &unlocked.0.tasks;
    tasks.spawn(ingest::run(unlocked.clone()));
    tasks.spawn(courier::run(unlocked.clone()));
    tasks.spawn(outbound::run(unlocked.clone()));
    tasks.spawn(filing::run(unlocked.clone()));
    tasks.spawn(timers::run(unlocked.clone()));
    tasks.spawn(batches::run(unlocked.clone()));
    tasks.spawn(settle::run(unlocked.clone()));
    tasks.spawn(host::run(unlocked.clone()));
}

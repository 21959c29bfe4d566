//! What goes on by itself while a practice is open: reading the log, carrying, filing, watching the time.
//!
//! It begins when the sign-in is in the audit, and ends at `lock`, which waits for it.

use crate::audit::batches;
use crate::roster::settle;
use crate::unlocked::Unlocked;
use crate::{courier, filing, ingest, joining, outbound, timers};

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
    tasks.spawn(joining::host::run(unlocked.clone()));
}

//! The log: one file in the data folder, for whoever looks after the computer. It never holds a word about a patient.
//!
//! `DUTY_DESK_LOG` (such as `debug`) shows it on the terminal too. What a fault in the program says is not written, as
//! it could quote what was being worked on; where it happened is.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::Mutex;
use tracing_subscriber::filter::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

/// A log that has grown past this is put aside at the next start; one old file is kept.
const LARGE: u64 = 2 * 1024 * 1024;
/// SQL libraries quote statements: errors alone.
const QUIET: &str = "info,sqlx=error";

/// Opens the log of a data folder.
pub fn open_log(folder: &Path) -> io::Result<()> {
    let logs = engine::DataFolder::new(folder).logs();
    std::fs::create_dir_all(&logs)?;
    let file = fmt::layer()
        .with_ansi(false)
        .with_writer(Mutex::new(append(&logs)?))
        .with_filter(EnvFilter::new(QUIET));
    let terminal = std::env::var("DUTY_DESK_LOG").ok().map(|wish| {
        fmt::layer().with_writer(io::stderr).with_filter(EnvFilter::new(format!("{wish},sqlx=error")))
    });
    // A second subscriber is refused; the first goes on.
    let _ = tracing_subscriber::registry().with(file).with(terminal).try_init();
    std::panic::set_hook(Box::new(|fault| {
        let place = fault.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a fault in the program");
    }));
    Ok(())
}

fn append(logs: &Path) -> io::Result<File> {
    let file = logs.join("duty-desk.log");
    if file.metadata().is_ok_and(|known| known.len() > LARGE) {
        std::fs::rename(&file, logs.join("duty-desk.old.log"))?;
    }
    OpenOptions::new().create(true).append(true).open(file)
}

//! The folder of files written for an inspection, a safety meeting or another program.

use chrono::{DateTime, Utc};
use domain::calendar::{date_in_london, time_in_london};
use std::io;
use std::path::Path;

/// Writes files into the folder of exports.
pub(crate) async fn write(folder: &Path, files: Vec<(String, String)>) -> io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    for (name, text) in files {
        tokio::fs::write(folder.join(name), text).await?;
    }
    Ok(())
}

/// `2026-08-25 10:42`: an instant by the clock on the practice's wall, which a reader compares with the day they had.
pub(crate) fn in_london(at: DateTime<Utc>) -> String {
    format!("{} {}", date_in_london(at), time_in_london(at).format("%H:%M"))
}

/// A cell that no spreadsheet takes for a formula.
pub(crate) fn harmless(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("{guard}{text}")
}

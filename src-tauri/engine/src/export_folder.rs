//! The folder of files written for an inspection, a safety meeting or another program.

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

/// A cell that no spreadsheet takes for a formula.
pub(crate) fn harmless(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("{guard}{text}")
}

//! The examples that are measured.

use crate::paths;
use anyhow::Result;
use std::path::PathBuf;

/// An example of the root package that opens an empty window: the floor of what the application costs.
pub const EMPTY_WINDOW: &str = "empty_window";

/// An example, as built.
pub fn path(name: &str) -> Result<PathBuf> {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    Ok(paths::target()?.join("release/examples").join(file))
}

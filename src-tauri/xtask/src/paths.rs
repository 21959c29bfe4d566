//! Where things are: the checkout, the build folder, the screens.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// The checkout this xtask was built from.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).map(Path::to_path_buf).unwrap_or_default()
}

/// The screens' sources.
pub fn ui() -> PathBuf {
    root().join("ui")
}

/// Cargo's build folder: two above this program, wherever the person keeps it.
pub fn target() -> Result<PathBuf> {
    let exe = std::env::current_exe().context("where is xtask itself?")?;
    exe.ancestors().nth(2).map(Path::to_path_buf).context("xtask must be started by cargo")
}

/// A program cargo built, by profile folder (`debug`, `release`) and name.
pub fn built(profile: &str, name: &str) -> Result<PathBuf> {
    Ok(target()?.join(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

/// This very program, to start it once more. On Linux a build may have put another in its place meanwhile; the system still
/// knows the one that runs.
pub fn own_program() -> Result<PathBuf> {
    if cfg!(target_os = "linux") { Ok("/proc/self/exe".into()) } else { Ok(std::env::current_exe()?) }
}

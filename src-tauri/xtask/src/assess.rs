//! `cargo xtask assess IN.jsonl OUT.jsonl`: builds and starts the example of `reader` that does it.

use crate::run::EMBEDDED;
use crate::{command, paths};
use anyhow::{Context, Result};
use std::path::Path;
use std::process::{Command, ExitCode};

const EXAMPLE: &str = "assess";

/// The whole workspace is named so that dependencies are those of every other command.
pub fn assess(input: &Path, output: &Path) -> Result<ExitCode> {
    let mut build = command::cargo();
    build.args(["build", "--quiet", "--workspace", "--features", EMBEDDED, "--example", EXAMPLE]);
    command::run(&mut build)?;
    let program = paths::built("debug/examples", EXAMPLE)?;
    let status = Command::new(&program).args([input, output]).status();
    let status = status.with_context(|| format!("cannot start {}", program.display()))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

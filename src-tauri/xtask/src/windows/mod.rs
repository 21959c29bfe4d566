//! `cargo xtask windows`: everything is compiled for Windows, and what needs no window runs there, under Wine.
//!
//! The people who use Duty Desk sit at Windows PCs; this keeps every change working there although it is made on Linux.
//! It shows that everything compiles, that every test that needs no window passes under Wine, and that the built
//! application's own `--selfcheck` does. What Wine cannot do is ignored by name with the reason and counted. It says
//! nothing about windows, notifications and installers. It runs on Debian; the toolchain is in `toolchain`.

mod toolchain;

use crate::args::{WindowsOptions, in_ci};
use crate::command::{self, Teed};
use crate::prerequisites;
use crate::run::{APPLICATION, EMBEDDED, build_screens};
use crate::test::tally::Tally;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::fs;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use toolchain::{PACKAGES, TARGET, Toolchain};

/// Every crate, with the same features in every step, so that nothing is built twice.
const WORKSPACE: &[&str] = &["--workspace", "--features", EMBEDDED, "--target", TARGET];

/// What of them.
const PARTS: &[&str] = &["--lib", "--bins", "--tests"];

/// Said in the summary. For Windows the journeys that open a window compile to nothing.
const NOT_TRIED: &str = "not tried  windows, WebView2 and notifications, which Wine has not: the journeys in a real \
                         window run on Linux alone";

/// What was seen, for the summary.
struct WindowsRun {
    crates: Vec<String>,
    tested: Teed,
    self_check: Teed,
    took: Vec<(&'static str, Duration)>,
}

/// The task: its summary, and the closing line of the test runner.
pub fn windows(options: &WindowsOptions) -> Result<ExitCode> {
    if let Err(reason) = possible() {
        bail!("{reason}");
    }
    let mut tally = Tally::default();
    let outcome = all(options.yes, &mut tally);
    if let Err(error) = &outcome {
        println!("\nFAILED\n\n  {error:#}\n");
        tally.stages_failed(1);
    }
    println!("{}", tally.closing_line());
    Ok(if outcome.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The same as a stage of `cargo xtask test`.
pub fn stage(yes: bool, tally: &mut Tally) -> Result<()> {
    where_possible(|| all(yes, tally))
}

/// Its long first half as a stage before it: the toolchain, and everything compiled.
pub fn compile_stage(yes: bool) -> Result<()> {
    where_possible(|| {
        ready(yes)?;
        compile(&Toolchain::ready()?).map(drop)
    })
}

/// The Debian packages these stages need, where they can run at all.
pub fn packages() -> &'static [&'static str] {
    if possible().is_ok() { PACKAGES } else { &[] }
}

/// Where it cannot run it says why; in CI that is a failure.
fn where_possible(work: impl FnOnce() -> Result<()>) -> Result<()> {
    match possible() {
        Ok(()) => work(),
        Err(reason) if in_ci() => bail!("{reason}"),
        Err(reason) => {
            println!("skipped: {reason}");
            Ok(())
        }
    }
}

/// Debian alone: it is where the compiler's packages come from.
fn possible() -> Result<(), &'static str> {
    let system = fs::read_to_string("/etc/os-release").unwrap_or_default();
    if cfg!(target_arch = "x86_64") && system.lines().any(|line| line == "ID=debian") {
        Ok(())
    } else {
        Err(
            "compiling for Windows takes its toolchain from Debian's packages, and this is not Debian on a 64-bit PC",
        )
    }
}

/// What both halves need.
fn ready(yes: bool) -> Result<()> {
    prerequisites::system(PACKAGES, yes)?;
    prerequisites::node_modules()?;
    build_screens()
}

fn all(yes: bool, tally: &mut Tally) -> Result<()> {
    ready(yes)?;
    let mut took = Vec::new();
    let toolchain = timed("toolchain", &mut took, Toolchain::ready)?;
    let crates = timed("compiling", &mut took, || compile(&toolchain))?;
    let windows = toolchain.start_windows()?;
    let self_check = timed("selfcheck", &mut took, || self_check(&toolchain))?;
    let tested = timed("tests under Wine", &mut took, || test(&toolchain))?;
    drop(windows);
    tally.read(&tested.lines);
    let passed = [("tests under Wine", tested.success), ("selfcheck", self_check.success)];
    summarise(&WindowsRun { crates, tested, self_check, took });
    match passed.iter().find(|(_, passed)| !passed) {
        Some((what, _)) => bail!("{what}"),
        None => Ok(()),
    }
}

fn timed<T>(
    step: &'static str,
    took: &mut Vec<(&'static str, Duration)>,
    work: impl FnOnce() -> Result<T>,
) -> Result<T> {
    println!("\n--- Windows: {step}");
    let started = Instant::now();
    let outcome = work();
    took.push((step, started.elapsed()));
    outcome
}

/// Compiles every crate and its tests; their names.
fn compile(toolchain: &Toolchain) -> Result<Vec<String>> {
    command::run(toolchain.cargo().arg("build").args(WORKSPACE).args(PARTS))?;
    let metadata = command::output(command::cargo().args(["metadata", "--no-deps", "--format-version", "1"]));
    let metadata: Value = serde_json::from_str(&metadata.context("cargo metadata")?)?;
    let packages = metadata.get("packages").and_then(Value::as_array).into_iter().flatten();
    Ok(packages.filter_map(|package| Some(package.get("name")?.as_str()?.to_owned())).collect())
}

/// Runs the tests of every crate, the application's own among them, with cargo's own runner: a program a crate. A program
/// a test, as elsewhere, would make Wine begin and end hundreds of them, which takes minutes and now and then fails in itself.
fn test(toolchain: &Toolchain) -> Result<Teed> {
    let mut command = toolchain.cargo();
    command.args(["test", "--no-fail-fast"]).args(WORKSPACE).args(PARTS);
    // The journey of the self-check starts the application; its key store is Windows' own.
    command.env("DUTY_DESK_APP", toolchain.built(&exe())).env("DUTY_DESK_SECRET_SERVICE", "1");
    command::tee(&mut command)
}

/// `test NAME ... ignored, REASON`: the tests that are left out on Windows, each with the reason it gives.
fn left_out(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix("test ")?.split_once(" ... ignored, ")
}

fn exe() -> String {
    format!("{APPLICATION}.exe")
}

/// The built application checks the computer that Wine is.
fn self_check(toolchain: &Toolchain) -> Result<Teed> {
    command::tee(toolchain.wine(&toolchain.built(&exe())).arg("--selfcheck"))
}

fn summarise(seen: &WindowsRun) {
    println!("\nWindows ({TARGET}), run under Wine:");
    println!("  compiled   {} crates and their tests: {}", seen.crates.len(), seen.crates.join(", "));
    println!("  selfcheck  {}", if seen.self_check.success { "passed" } else { "FAILED" });
    for line in &seen.self_check.lines {
        println!("             {line}");
    }
    let left_out: Vec<_> = seen.tested.lines.iter().filter_map(|line| left_out(line)).collect();
    println!("  ignored    {} tests", left_out.len());
    for (name, reason) in left_out {
        println!("             {name}: {reason}");
    }
    println!("  {NOT_TRIED}");
    for (step, duration) in &seen.took {
        println!("  {:7.1} s  {step}", duration.as_secs_f64());
    }
    println!();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_read_from_what_the_test_program_says() {
        assert_eq!(
            left_out("test a::b ... ignored, no toasts under Wine"),
            Some(("a::b", "no toasts under Wine"))
        );
        for line in ["test a::b ... ok", "running 1 test", "test a::b ... ignored"] {
            assert_eq!(left_out(line), None, "{line}");
        }
    }
}

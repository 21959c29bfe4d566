//! `cargo xtask windows`: everything is compiled for Windows, and what needs no window runs there, under Wine.
//!
//! The people who use Duty Desk sit at Windows PCs; this keeps every change working there although it is made on Linux.
//! It shows that everything compiles, that every test that needs no window passes under Wine, and that the built
//! application's own `--selfcheck` does. What Wine cannot do is ignored by name with the reason and counted. It says
//! nothing about windows, notifications and installers. It runs on Debian; the toolchain is in `toolchain`.

mod ignored;
mod toolchain;

use crate::args::{WindowsOptions, in_ci};
use crate::command::{self, Teed};
use crate::prerequisites;
use crate::run::{APPLICATION, EMBEDDED, build_screens};
use crate::test::tally::Tally;
use crate::test::tools;
use anyhow::{Context, Result, bail};
use ignored::Ignored;
use serde_json::Value;
use std::fs;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use toolchain::{PACKAGES, TARGET, Toolchain};

/// Every crate, with the same features in every step, so that nothing is built twice.
const WORKSPACE: &[&str] = &["--workspace", "--features", EMBEDDED, "--target", TARGET];

/// What of them: nextest would compile the examples too.
const PARTS: &[&str] = &["--lib", "--bins", "--tests"];

/// How nextest runs them: `.config/nextest.toml` says what Wine is given more time for.
const PROFILE: &[&str] = &["--profile", "wine"];

/// Said in the summary. For Windows the journeys that open a window compile to nothing.
const NOT_TRIED: &str = "not tried  windows, WebView2 and notifications, which Wine has not: the journeys in a real \
                         window run on Linux alone";

/// What was seen, for the summary.
struct Seen {
    crates: Vec<String>,
    ignored: Vec<Ignored>,
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

/// The same as a stage of `cargo xtask test`. Where it cannot run it says why; in CI that is a failure.
pub fn stage(yes: bool, tally: &mut Tally) -> Result<()> {
    match possible() {
        Ok(()) => all(yes, tally),
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

fn all(yes: bool, tally: &mut Tally) -> Result<()> {
    prerequisites::system(PACKAGES, yes)?;
    prerequisites::node_modules()?;
    build_screens()?;
    let mut took = Vec::new();
    let toolchain = timed("toolchain", &mut took, Toolchain::ready)?;
    let crates = timed("compiling", &mut took, || compile(&toolchain))?;
    let windows = toolchain.start_windows()?;
    let self_check = timed("selfcheck", &mut took, || self_check(&toolchain))?;
    let tested = timed("tests under Wine", &mut took, || test(&toolchain, tally));
    let ignored =
        timed("what is ignored", &mut took, || ignored::named(&toolchain, &[WORKSPACE, PARTS].concat()))?;
    drop(windows);
    let passed = self_check.success;
    tally.ignored(ignored.len());
    summarise(&Seen { crates, ignored, self_check, took });
    tested?;
    if passed { Ok(()) } else { bail!("`{APPLICATION}.exe --selfcheck`") }
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

/// Runs the tests of every crate, the application's own among them.
fn test(toolchain: &Toolchain, tally: &mut Tally) -> Result<()> {
    let mut command = toolchain.cargo();
    if tools::has_nextest() {
        command.args(["nextest", "run"]).args(WORKSPACE).args(PARTS).args(PROFILE);
    } else {
        command.arg("test").args(WORKSPACE).args(PARTS);
    }
    // The journey of the self-check starts the application; its key store is Windows' own.
    command.env("DUTY_DESK_APP", toolchain.built(&exe())).env("DUTY_DESK_SECRET_SERVICE", "1");
    crate::test::counted(&mut command, tally)
}

fn exe() -> String {
    format!("{APPLICATION}.exe")
}

/// The built application checks the computer that Wine is.
fn self_check(toolchain: &Toolchain) -> Result<Teed> {
    command::tee(toolchain.wine(&toolchain.built(&exe())).arg("--selfcheck"))
}

fn summarise(seen: &Seen) {
    println!("\nWindows ({TARGET}), run under Wine:");
    println!("  compiled   {} crates and their tests: {}", seen.crates.len(), seen.crates.join(", "));
    println!("  selfcheck  {}", if seen.self_check.success { "passed" } else { "FAILED" });
    for line in &seen.self_check.lines {
        println!("             {line}");
    }
    println!("  ignored    {} tests", seen.ignored.len());
    for test in &seen.ignored {
        println!("             {}: {}", test.name, test.reason);
    }
    println!("  {NOT_TRIED}");
    for (step, duration) in &seen.took {
        println!("  {:7.1} s  {step}", duration.as_secs_f64());
    }
    println!();
}

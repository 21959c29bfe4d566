//! `cargo xtask bench`: the budgets of the product, measured on this machine.
//!
//! Every figure stands beside a floor measured in the same run, because machines differ. The engine's figures come
//! from its own `bench` example; what the whole application costs (start, memory, idle) is measured here from outside,
//! in a release build on a private display. One JSON object a line, a table at the end.

mod example;
#[cfg(target_os = "linux")]
#[path = "process/linux.rs"]
mod process;
#[cfg(not(target_os = "linux"))]
#[path = "process/other.rs"]
mod process;
mod report;

use crate::args::BenchOptions;
use crate::{command, prerequisites, run};
use anyhow::{Result, bail};
use report::Measure;
use std::process::Command;

/// The engine's measurements; they take names and `--quick` and print measures as JSON lines.
const ENGINE: &str = "bench";
/// What the engine's measurements may ask of the inside; on top of it the screens are embedded.
const FEATURES: &str = "duty-desk/custom-protocol,engine/testing";

/// Measured here; every other name is the engine's.
const PROCESS: &[&str] = &["start", "memory", "idle"];

pub fn bench(options: &BenchOptions) -> Result<()> {
    build()?;
    let mut measures = Vec::new();
    if options.names.is_empty() || options.names.iter().any(|name| !PROCESS.contains(&name.as_str())) {
        measures.extend(engine(options)?);
    }
    if PROCESS.iter().any(|name| options.wants(name)) {
        measures.extend(process::measure(options)?);
    }
    if let Some(file) = &options.json {
        std::fs::write(file, measures.iter().map(|measure| measure.json() + "\n").collect::<String>())?;
    }
    println!("\n{}", report::table(&measures));
    Ok(())
}

/// Everything that is measured, in one go: built one by one, each would compile its dependencies with other features.
fn build() -> Result<()> {
    prerequisites::node_modules()?;
    run::build_screens()?;
    let programs = ["--bin", run::APPLICATION, "--example", example::EMPTY_WINDOW, "--example", ENGINE];
    let mut cargo = command::cargo();
    command::run(cargo.args(["build", "--release", "--workspace", "--features", FEATURES]).args(programs))
}

fn engine(options: &BenchOptions) -> Result<Vec<Measure>> {
    let mut command = Command::new(example::path(ENGINE)?);
    command.args(options.names.iter().filter(|name| !PROCESS.contains(&name.as_str())));
    if options.quick {
        command.arg("--quick");
    }
    let teed = command::tee(&mut command)?;
    if !teed.success {
        bail!("`{}`", command::describe(&command));
    }
    Ok(teed.lines.iter().filter_map(|line| Measure::parse(line)).collect())
}

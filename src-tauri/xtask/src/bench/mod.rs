//! `cargo xtask bench`: the budgets of the product, measured on this machine.
//!
//! Every figure stands beside a floor measured in the same run, because machines differ. The engine's figures come
//! from its own `bench` example; what the whole application costs (start, memory, idle) is measured here from outside,
//! in a release build on a private display. One JSON object a line, a table at the end.

#[cfg(target_os = "linux")]
mod process;
mod report;

use crate::args::BenchOptions;
use crate::command;
use anyhow::{Result, bail};
use report::Measure;

/// The engine's measurements; they take names and `--quick` and print measures as JSON lines.
const ENGINE: &[&str] = &[
    "run",
    "--quiet",
    "--release",
    "--package",
    "engine",
    "--features",
    "testing",
    "--example",
    "bench",
    "--",
];

/// Measured here; every other name is the engine's.
const PROCESS: &[&str] = &["start", "memory", "idle"];

pub fn bench(options: &BenchOptions) -> Result<()> {
    let mut measures = Vec::new();
    if options.names.is_empty() || options.names.iter().any(|name| !PROCESS.contains(&name.as_str())) {
        measures.extend(engine(options)?);
    }
    if PROCESS.iter().any(|name| options.wants(name)) {
        #[cfg(target_os = "linux")]
        measures.extend(process::measure(options)?);
        #[cfg(not(target_os = "linux"))]
        println!("start, memory and idle are measured on Linux only");
    }
    if let Some(file) = &options.json {
        std::fs::write(file, measures.iter().map(|measure| measure.json() + "\n").collect::<String>())?;
    }
    println!("\n{}", report::table(&measures));
    Ok(())
}

fn engine(options: &BenchOptions) -> Result<Vec<Measure>> {
    let mut command = command::cargo();
    command.args(ENGINE).args(options.names.iter().filter(|name| !PROCESS.contains(&name.as_str())));
    if options.quick {
        command.arg("--quick");
    }
    let teed = command::tee(&mut command)?;
    if !teed.success {
        bail!("`{}`", command::describe(&command));
    }
    Ok(teed.lines.iter().filter_map(|line| Measure::parse(line)).collect())
}

//! `cargo xtask test`: everything CI checks, in the order that fails soonest.
//!
//! Each stage prints what it took; the first that fails is named and ends the run. The last line is the total of all
//! test runners. With `CI=true` or `--yes` what is missing on the machine is installed first. Nothing outlives the
//! run: processes a stage left behind are stopped and named.

mod stages;
mod surroundings;
pub mod tally;
mod tools;

use crate::args::TestOptions;
use crate::{command, paths};
use anyhow::{Result, bail};
use stages::Stage;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use surroundings::Surroundings;
use tally::Tally;

/// How many of the slowest tests are named at the end.
const SLOWEST: usize = 10;

pub fn test(options: &TestOptions) -> Result<ExitCode> {
    let started = Instant::now();
    let stages: Vec<&Stage> = if options.quick { stages::QUICK } else { stages::ALL }.iter().collect();
    let names = stages.iter().map(|stage| stage.name).collect::<Vec<_>>().join(", ");
    let stages: Vec<&Stage> = stages.into_iter().filter(|stage| options.wants(stage.name)).collect();
    if stages.is_empty() {
        bail!("no stage is called that; there are: {names}");
    }
    let surroundings = Surroundings::prepare(options)?;
    let mut tally = Tally::default();
    let mut took: Vec<(&str, Duration)> = Vec::new();
    let mut failed = Vec::new();
    for stage in stages {
        println!("\n=== {} ===", stage.name);
        let stage_started = Instant::now();
        let outcome = run(stage, &surroundings, &mut tally);
        took.push((stage.name, stage_started.elapsed()));
        println!("--- {} took {:.1} s", stage.name, stage_started.elapsed().as_secs_f64());
        if let Err(error) = outcome {
            println!("{} FAILED: {error:#}", stage.name);
            failed.push(format!("{}: {error:#}", stage.name));
            tally.stages_failed(failed.len());
            if !options.keep_going {
                break;
            }
        }
    }
    drop(surroundings);
    summarise(&took, &tally, started.elapsed(), &failed);
    Ok(if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn run(stage: &Stage, surroundings: &Surroundings, tally: &mut Tally) -> Result<()> {
    let before = doubles::processes::descendants();
    let outcome = (stage.run)(surroundings, tally);
    let mut left = doubles::processes::descendants();
    left.retain(|process| !before.contains(process));
    if !left.is_empty() {
        let names: Vec<_> = left.iter().map(|process| process.name.as_str()).collect();
        println!("stopping what {} left running: {}", stage.name, names.join(", "));
        doubles::processes::stop(&left);
    }
    outcome
}

fn summarise(took: &[(&str, Duration)], tally: &Tally, total: Duration, failed: &[String]) {
    println!("\nThe slowest tests and the stages:");
    for (name, seconds) in tally.slowest(SLOWEST) {
        println!("  {seconds:7.2} s  {name}");
    }
    println!();
    for (name, duration) in took {
        println!("  {:7.1} s  {name}", duration.as_secs_f64());
    }
    println!("  {:7.1} s  in all", total.as_secs_f64());
    println!("\n{}\n", if failed.is_empty() { "Every stage passed." } else { "FAILED" });
    for stage in failed {
        println!("  {stage}\n");
    }
    println!("{}", tally.closing_line());
}

//! `cargo xtask test`: everything CI checks, in the order that fails soonest.
//!
//! Each stage prints what it took; the first that fails is named and ends the run. The last line is the total of all
//! test runners. With `CI=true` or `--yes` what is missing on the machine is installed first. Nothing outlives the
//! run: processes a stage left behind are stopped and named.

mod stages;
mod surroundings;
mod tally;
mod tools;

use crate::args::TestOptions;
use crate::{command, paths};
use anyhow::Result;
use stages::Stage;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use surroundings::Surroundings;
use tally::Tally;

/// How many of the slowest tests are named at the end.
const SLOWEST: usize = 10;

pub fn test(options: &TestOptions) -> Result<ExitCode> {
    let started = Instant::now();
    let surroundings = Surroundings::prepare(options)?;
    let mut tally = Tally::default();
    let mut took: Vec<(&str, Duration)> = Vec::new();
    let mut failed = None;
    let stages = if options.quick { stages::QUICK } else { stages::ALL };
    for stage in stages.iter().filter(|stage| options.wants(stage.name)) {
        println!("\n=== {} ===", stage.name);
        let stage_started = Instant::now();
        let outcome = run(stage, &surroundings, &mut tally);
        took.push((stage.name, stage_started.elapsed()));
        println!("--- {} took {:.1} s", stage.name, stage_started.elapsed().as_secs_f64());
        if let Err(error) = outcome {
            failed = Some(format!("{} failed: {error:#}", stage.name));
            tally.stage_failed();
            break;
        }
    }
    drop(surroundings);
    summarise(&took, &tally, started.elapsed(), failed.as_deref());
    Ok(if failed.is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn run(stage: &Stage, surroundings: &Surroundings, tally: &mut Tally) -> Result<()> {
    let before = xtask::processes::descendants();
    let outcome = (stage.run)(surroundings, tally);
    let mut left = xtask::processes::descendants();
    left.retain(|process| !before.contains(process));
    if !left.is_empty() {
        let names: Vec<_> = left.iter().map(|process| process.name.as_str()).collect();
        println!("stopping what {} left running: {}", stage.name, names.join(", "));
        xtask::processes::stop(&left);
    }
    outcome
}

fn summarise(took: &[(&str, Duration)], tally: &Tally, total: Duration, failed: Option<&str>) {
    println!("\nThe slowest tests and the stages:");
    for (name, seconds) in tally.slowest(SLOWEST) {
        println!("  {seconds:7.2} s  {name}");
    }
    println!();
    for (name, duration) in took {
        println!("  {:7.1} s  {name}", duration.as_secs_f64());
    }
    println!("  {:7.1} s  in all", total.as_secs_f64());
    match failed {
        Some(failed) => println!("\nFAILED: {failed}\n"),
        None => println!("\nEvery stage passed.\n"),
    }
    println!("{}", tally.closing_line());
}

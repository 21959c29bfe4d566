//! `cargo xtask test`: everything CI checks, in the order that fails soonest.
//!
//! Each stage prints what it took; the first that fails is named and ends the run. The last line is the total of all
//! test runners. Some stages run beside the others (`beside`), and are shown whole when they have ended. With `CI=true`
//! or `--yes` what is missing on the machine is installed first. Nothing outlives the run: processes a stage left behind
//! are stopped and named.

mod beside;
mod stages;
mod surroundings;
pub mod tally;
mod tools;

use crate::args::TestOptions;
use crate::{command, paths};
use anyhow::{Context, Result, bail};
use beside::{Board, Report};
use doubles::processes::{self, Process};
use stages::Stage;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};
use surroundings::Surroundings;
use tally::Tally;

/// How many of the slowest tests are named at the end.
const SLOWEST: usize = 10;

/// What has been seen of the stages so far.
#[derive(Default)]
struct SoFar {
    tally: Tally,
    took: Vec<(&'static str, Duration)>,
    failed: Vec<String>,
}

pub fn test(options: &TestOptions) -> Result<ExitCode> {
    let started = Instant::now();
    let stages = chosen(options)?;
    let surroundings =
        Surroundings::prepare(options, &stages.iter().map(|stage| stage.name).collect::<Vec<_>>())?;
    let seen = all(&stages, options, &surroundings)?;
    drop(surroundings);
    summarise(&seen, started.elapsed());
    Ok(if seen.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// One stage, as another xtask starts it beside its own: the last line is what was counted.
pub fn stage(name: &str, options: &TestOptions) -> Result<ExitCode> {
    let stage = stages::ALL.iter().find(|stage| stage.name == name).context("no stage is called that")?;
    let surroundings = Surroundings::prepare(options, &[name])?;
    let mut seen = SoFar::default();
    let outcome = run(stage, &surroundings, &mut seen.tally, Vec::new);
    seen.failed_if(name, &outcome);
    println!("{}", seen.tally.closing_line());
    Ok(if outcome.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn chosen(options: &TestOptions) -> Result<Vec<&'static Stage>> {
    let all = if options.quick { stages::QUICK } else { stages::ALL };
    let chosen: Vec<&Stage> = all.iter().filter(|stage| options.wants(stage.name)).collect();
    if chosen.is_empty() {
        let names: Vec<_> = all.iter().map(|stage| stage.name).collect();
        bail!("no stage is called that; there are: {}", names.join(", "));
    }
    Ok(chosen)
}

/// Those that wait their turn here, the others beside them.
fn all(stages: &[&'static Stage], options: &TestOptions, surroundings: &Surroundings) -> Result<SoFar> {
    let (in_turn, beside) = beside::split(stages);
    let board = Board::new(stages, beside.len());
    let commands = beside.iter().map(|one| Ok((*one, beside::xtask(one, options.yes)?)));
    let commands = commands.collect::<Result<Vec<_>>>()?;
    let mut seen = SoFar::default();
    thread::scope(|scope| {
        for (one, command) in commands {
            scope.spawn(|| board.run(one, command));
        }
        for stage in in_turn {
            if board.is_stopped() {
                break;
            }
            seen.run_in_turn(stage, surroundings, &board);
            board.ended(stage.name);
            board.reports().into_iter().for_each(|report| seen.add(report));
            seen.stop_unless(options.keep_going, &board);
        }
        while let Some(report) = board.wait_for_report() {
            seen.add(report);
            seen.stop_unless(options.keep_going, &board);
        }
    });
    Ok(seen)
}

impl SoFar {
    fn run_in_turn(&mut self, stage: &Stage, surroundings: &Surroundings, board: &Board) {
        println!("\n=== {} ===", stage.name);
        let started = Instant::now();
        let outcome = run(stage, surroundings, &mut self.tally, || board.processes());
        self.ended(stage.name, started.elapsed());
        self.failed_if(stage.name, &outcome);
    }

    /// Shows what ran beside the others, its closing line left out: it would look like the end of the run.
    fn add(&mut self, report: Report) {
        println!("\n=== {}, which ran beside the others ===", report.name);
        let counted = self.tally.read_other(&report.lines);
        let shown = report.shown.trim_end();
        let shown = if counted { shown.rsplit_once('\n').map_or("", |(shown, _)| shown) } else { shown };
        println!("{shown}");
        self.ended(report.name, report.took);
        self.failed_if(report.name, &report.verdict(counted));
    }

    fn ended(&mut self, name: &'static str, took: Duration) {
        println!("--- {name} took {:.1} s", took.as_secs_f64());
        self.took.push((name, took));
    }

    fn failed_if(&mut self, name: &str, outcome: &Result<()>) {
        if let Err(error) = outcome {
            println!("{name} FAILED: {error:#}");
            self.failed.push(format!("{name}: {error:#}"));
            self.tally.stages_failed(self.failed.len());
        }
    }

    fn stop_unless(&self, keep_going: bool, board: &Board) {
        if !keep_going && !self.failed.is_empty() {
            board.stop();
        }
    }
}

/// Runs it and stops what it left running; what runs beside it is not its own.
fn run(
    stage: &Stage,
    surroundings: &Surroundings,
    tally: &mut Tally,
    beside: impl Fn() -> Vec<Process>,
) -> Result<()> {
    let before = processes::descendants();
    let outcome = (stage.run)(surroundings, tally);
    let mut left = processes::descendants();
    let beside = beside();
    left.retain(|one| !before.contains(one) && !beside.contains(one) && processes::is_running(one));
    if !left.is_empty() {
        let names: Vec<_> = left.iter().map(|process| process.name.as_str()).collect();
        println!("stopping what {} left running: {}", stage.name, names.join(", "));
        processes::stop(&left);
    }
    outcome
}

fn summarise(seen: &SoFar, total: Duration) {
    println!("\nThe slowest tests and the stages:");
    for (name, seconds) in seen.tally.slowest(SLOWEST) {
        println!("  {seconds:7.2} s  {name}");
    }
    println!();
    for (name, duration) in &seen.took {
        println!("  {:7.1} s  {name}", duration.as_secs_f64());
    }
    println!("  {:7.1} s  in all", total.as_secs_f64());
    println!("\n{}\n", if seen.failed.is_empty() { "Every stage passed." } else { "FAILED" });
    for stage in &seen.failed {
        println!("  {stage}\n");
    }
    println!("{}", seen.tally.closing_line());
}

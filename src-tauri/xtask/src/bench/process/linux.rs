//! What the whole application costs, seen from outside: start, memory, idle CPU.
//!
//! The application and an empty window are started in turn on the same private display; both say when they have
//! painted, and every process below them is counted. Only Linux tells these figures without special rights.

use super::example;
use super::report::Measure;
use crate::args::BenchOptions;
use crate::paths;
use crate::run::APPLICATION;
use anyhow::{Context, Result, bail};
use doubles::desktop::Desktop;
use doubles::processes::{Group, cpu_time, memory_kib, tree};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Set for measured programs; they then print `painted <what> <milliseconds>` when their first screen stands.
const HOOK: &str = "DUTY_DESK_BENCH";
/// How long a window may take to paint.
const PAINTED: Duration = Duration::from_secs(60);
/// What a window still does right after painting is not its resting state.
const SETTLED: Duration = Duration::from_secs(4);

pub fn measure(options: &BenchOptions) -> Result<Vec<Measure>> {
    let (application, empty) = (paths::built("release", APPLICATION)?, example::path(example::EMPTY_WINDOW)?);
    let desktop = Desktop::with_screen()?;
    let mut measures = Vec::new();
    let mut add = |measure: Measure| {
        println!("{}", measure.json());
        measures.push(measure);
    };
    if options.wants("start") {
        let n = if options.quick { 5 } else { 20 };
        let (mut ours, mut floors) = (Vec::new(), Vec::new());
        for _ in 0..n {
            floors.push(start(&desktop, &empty)?.1);
            ours.push(start(&desktop, &application)?.1);
        }
        add(Measure { floor: median(&mut floors), n, ..figure("start", median(&mut ours), "ms")? });
    }
    if options.wants("memory") || options.wants("idle") {
        let window = Duration::from_secs(if options.quick { 10 } else { 60 });
        let floor = resting(&desktop, &empty, window)?;
        let ours = resting(&desktop, &application, window)?;
        if options.wants("memory") {
            add(Measure { floor: Some(floor.memory_mib), ..figure("memory", Some(ours.memory_mib), "MiB")? });
        }
        if options.wants("idle") {
            add(Measure {
                floor: Some(floor.cpu_percent),
                ..figure("idle", Some(ours.cpu_percent), "% of a core")?
            });
        }
    }
    Ok(measures)
}

fn figure(name: &str, value: Option<f64>, unit: &str) -> Result<Measure> {
    Ok(Measure {
        name: name.into(),
        value: value.context("not measured")?,
        unit: unit.into(),
        floor: None,
        n: 1,
    })
}

struct Resting {
    memory_mib: f64,
    cpu_percent: f64,
}

fn resting(desktop: &Desktop, program: &Path, window: Duration) -> Result<Resting> {
    let (group, _) = start(desktop, program)?;
    std::thread::sleep(SETTLED);
    let processes = tree(group.id());
    let memory_mib = memory_kib(&processes) as f64 / 1024.0;
    let (before, began) = (cpu_time(&processes), Instant::now());
    std::thread::sleep(window);
    let used = cpu_time(&tree(group.id())).saturating_sub(before);
    Ok(Resting { memory_mib, cpu_percent: 100.0 * used.as_secs_f64() / began.elapsed().as_secs_f64() })
}

/// Starts a program with an empty data folder and waits until it has painted. Milliseconds from its start.
fn start(desktop: &Desktop, program: &Path) -> Result<(Group, f64)> {
    let mut command: Command = desktop.command(program);
    command.env(HOOK, "1").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let started = Instant::now();
    let mut group = Group::start(&mut command)?;
    let stdout = group.leader().stdout.take().context("no output")?;
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if line.starts_with("painted ") {
                let _ = tell.send(Instant::now());
            }
        }
    });
    match told.recv_timeout(PAINTED) {
        Ok(painted) => Ok((group, (painted - started).as_secs_f64() * 1000.0)),
        Err(_) => bail!("{} never said that it had painted", program.display()),
    }
}

/// The middle value.
fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&mut []), None);
    }
}

//! Stages that run beside the others: each an xtask of its own, its output kept and shown whole when it has ended.
//!
//! While tests wait for windows and clocks, a processor is idle; what is compiled for Windows, the longest of all, shares
//! nothing with the rest. Which stages these are, and what each needs first, is in `stages`. A stage by itself is not
//! beside anything, and is run as if it were not named there.

use super::stages::{BESIDE, Beside, Stage};
use crate::command::without_colours;
use crate::paths;
use anyhow::{Context, Result, bail};
use doubles::processes::{self, Group, Process};
use std::fs::File;
use std::io::{Read, Seek};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How often it is looked whether one has ended.
const LOOK: Duration = Duration::from_millis(100);

/// What one left: its output without colours, the last line its counts.
pub struct Report {
    pub name: &'static str,
    pub took: Duration,
    pub shown: String,
    pub lines: Vec<String>,
    /// How it ended; nothing if it was stopped because another failed; or why it could not be run.
    pub exit: Result<Option<ExitStatus>>,
}

impl Report {
    /// Whether it failed, in its own words where it has any.
    pub fn verdict(&self, counted: bool) -> Result<()> {
        let prefix = format!("{} FAILED: ", self.name);
        let said = self.lines.iter().rev().find_map(|line| line.strip_prefix(&prefix));
        match &self.exit {
            Ok(Some(status)) if status.success() && counted => Ok(()),
            Ok(Some(status)) => bail!("{}", said.map_or(format!("it ended early ({status})"), str::to_owned)),
            Ok(None) => {
                println!("stopped, because another stage failed");
                Ok(())
            }
            Err(error) => bail!("{error:#}"),
        }
    }
}

/// Which stages have ended, which run, and what is to be shown of them.
pub struct Board {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    to_come: Vec<&'static str>,
    running: Vec<u32>,
    reports: Vec<Report>,
    /// Stages beside the others that have not reported yet.
    awaited: usize,
    stopped: bool,
}

/// Those that wait their turn, and those beside them.
pub fn split(stages: &[&'static Stage]) -> (Vec<&'static Stage>, Vec<&'static Beside>) {
    if let [_] = stages {
        return (stages.to_vec(), Vec::new());
    }
    let found = |name: &str| BESIDE.iter().find(|beside| beside.name == name);
    let beside = stages.iter().filter_map(|stage| found(stage.name)).collect();
    (stages.iter().copied().filter(|stage| found(stage.name).is_none()).collect(), beside)
}

impl Board {
    /// Before the first stage.
    pub fn new(stages: &[&'static Stage], beside: usize) -> Self {
        let to_come = stages.iter().map(|stage| stage.name).collect();
        Self {
            state: Mutex::new(State { to_come, awaited: beside, ..State::default() }),
            changed: Condvar::new(),
        }
    }

    /// That stage has ended: what needs it may begin.
    pub fn ended(&self, name: &str) {
        self.state().to_come.retain(|one| *one != name);
        self.changed.notify_all();
    }

    /// What runs is ended, what has not begun never begins.
    pub fn stop(&self) {
        self.state().stopped = true;
        self.changed.notify_all();
    }

    pub fn is_stopped(&self) -> bool {
        self.state().stopped
    }

    /// Every process of the stages that run beside the others.
    pub fn processes(&self) -> Vec<Process> {
        self.state().running.iter().flat_map(|id| processes::tree(*id)).collect()
    }

    /// What has ended since.
    pub fn reports(&self) -> Vec<Report> {
        std::mem::take(&mut self.state().reports)
    }

    /// The next that ends; none if all have.
    pub fn wait_for_report(&self) -> Option<Report> {
        let waiting = |state: &mut State| state.reports.is_empty() && state.awaited > 0;
        let state = self.changed.wait_while(self.state(), waiting);
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        if state.reports.is_empty() { None } else { Some(state.reports.remove(0)) }
    }

    /// Runs one as soon as those it needs have ended; to be called on a thread of its own.
    pub fn run(&self, beside: &Beside, mut command: Command) {
        let report = self.may_begin(beside).then(|| self.run_now(beside, &mut command));
        let mut state = self.state();
        state.to_come.retain(|one| *one != beside.name);
        state.awaited -= 1;
        state.reports.extend(report);
        drop(state);
        self.changed.notify_all();
    }

    fn may_begin(&self, beside: &Beside) -> bool {
        let needs = |state: &mut State| {
            !state.stopped && state.to_come.iter().any(|name| beside.after.contains(name))
        };
        let state = self.changed.wait_while(self.state(), needs);
        !state.unwrap_or_else(PoisonError::into_inner).stopped
    }

    fn run_now(&self, beside: &Beside, command: &mut Command) -> Report {
        let started = Instant::now();
        let mut shown = String::new();
        let exit = self.to_its_end(beside, command, &mut shown);
        let lines = shown.lines().map(without_colours).collect();
        Report { name: beside.name, took: started.elapsed(), shown, lines, exit }
    }

    fn to_its_end(
        &self,
        beside: &Beside,
        command: &mut Command,
        shown: &mut String,
    ) -> Result<Option<ExitStatus>> {
        let mut output = tempfile::tempfile()?;
        command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output.try_clone()?);
        let mut state = self.state();
        let mut group = Group::start(command).with_context(|| format!("cannot start {}", beside.name))?;
        state.running.push(group.id());
        drop(state);
        if beside.idle {
            processes::step_back(group.id());
        }
        let exit = self.wait(&mut group);
        let id = group.id();
        drop(group);
        self.state().running.retain(|one| *one != id);
        *shown = everything(&mut output)?;
        exit
    }

    /// Its exit; none if it is to be stopped.
    fn wait(&self, group: &mut Group) -> Result<Option<ExitStatus>> {
        loop {
            match group.leader().try_wait()? {
                None if !self.state().stopped => std::thread::sleep(LOOK),
                exit => return Ok(exit),
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The xtask that runs this stage alone.
pub fn xtask(beside: &Beside, yes: bool) -> Result<Command> {
    let mut command = Command::new(paths::own_program()?);
    command.args(["stage", beside.name]).args(yes.then_some("--yes"));
    Ok(command)
}

fn everything(file: &mut File) -> Result<String> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests;

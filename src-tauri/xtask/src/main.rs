//! `cargo xtask run | test | fuzz | windows | bench | assess | ui-types`: the commands a person or CI types.
//!
//! A newcomer needs two of them: `run` opens Duty Desk, `test` proves it. Each says what it is about to install and
//! which step it is at, and stops everything it started. Nothing here is part of the product. The stages of `test` are
//! listed in `test/stages.rs`; the private desktop that tests and measurements run on is in `desktop/`.

#![allow(clippy::print_stdout, reason = "a command-line tool talks on standard output")]

mod args;
mod assess;
mod bench;
mod command;
#[cfg(test)]
mod floors;
mod fuzz;
mod paths;
mod prerequisites;
mod run;
mod test;
mod ui_types;
mod windows;

use args::Task;
use std::process::ExitCode;

fn main() -> ExitCode {
    let outcome = args::parse().and_then(|task| {
        doubles::processes::adopt_orphans()?;
        match task {
            Task::Help => {
                println!("{}", args::HELP);
                Ok(ExitCode::SUCCESS)
            }
            Task::Run(options) => run::run(&options),
            Task::Test(options) => test::test(&options),
            Task::Stage(name, options) => test::stage(&name, &options),
            Task::Fuzz(options) => fuzz::fuzz(&options),
            Task::Windows(options) => windows::windows(&options),
            Task::UiTypes { check } => ui_types::ui_types(check).map(|()| ExitCode::SUCCESS),
            Task::Assess { input, output } => assess::assess(&input, &output),
            Task::Bench(options) => bench::bench(&options).map(|()| ExitCode::SUCCESS),
        }
    });
    outcome.unwrap_or_else(|error| {
        eprintln!("xtask: {error:#}");
        ExitCode::FAILURE
    })
}

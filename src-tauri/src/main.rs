//! Starts Duty Desk: reads the command line, opens the log, opens the window.

#![cfg_attr(all(not(debug_assertions), target_os = "windows"), windows_subsystem = "windows")]

use anyhow::Context;
use duty_desk::{Arguments, Asked};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

fn main() -> anyhow::Result<ExitCode> {
    let started = Instant::now();
    match duty_desk::parse(std::env::args_os().skip(1)).context(duty_desk::HELP)? {
        Asked::Say(text) => print(text),
        Asked::SelfCheck(inside) => self_check(inside.as_deref()),
        Asked::Run(arguments) => run(arguments, started),
    }
}

fn run(arguments: Arguments, started: Instant) -> anyhow::Result<ExitCode> {
    let folder =
        arguments.folder().context("this account has no folder for its data: name one with --data DIR")?;
    duty_desk::open_log(&folder).with_context(|| format!("cannot write below {}", folder.display()))?;
    duty_desk::run(folder, &arguments, started)?;
    Ok(ExitCode::SUCCESS)
}

fn self_check(inside: Option<&Path>) -> anyhow::Result<ExitCode> {
    let well = duty_desk::self_check(inside, &mut std::io::stdout())?;
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[expect(clippy::print_stdout, reason = "the answer to --help and --version")]
fn print(text: &str) -> anyhow::Result<ExitCode> {
    println!("{text}");
    Ok(ExitCode::SUCCESS)
}

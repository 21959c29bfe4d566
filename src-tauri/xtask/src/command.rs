//! Starting other programs: cargo, npm, apt, the test runners.
//!
//! A command either shares our terminal, or is *teed*: shown line by line and kept, so that its counts can be read.
//! Failure always names the command that failed.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::sync::Mutex;

/// The cargo that started us.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(crate::paths::root());
    // Set for xtask itself by `cargo run`; a nested cargo would rebuild packages that look at them.
    for (name, _) in std::env::vars_os() {
        if name
            .to_str()
            .is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"))
        {
            command.env_remove(name);
        }
    }
    command
}

/// npm, in the screens' folder. On Windows it is a script and must be named with its ending.
pub fn npm() -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(crate::paths::ui());
    command
}

/// The command as a person would type it.
pub fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// Runs it on our terminal.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start `{}`", describe(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", describe(command));
    }
    Ok(())
}

/// What it prints, or nothing if it cannot be started or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a program can be started at all.
pub fn is_there(program: &str, arg: &str) -> bool {
    output(Command::new(program).arg(arg)).is_some()
}

/// What a teed command printed, colours taken out, and whether it succeeded.
pub struct Teed {
    pub lines: Vec<String>,
    pub success: bool,
}

/// Shows every line as it comes and keeps it.
pub fn tee(command: &mut Command) -> Result<Teed> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("cannot start `{}`", describe(command)))?;
    let lines = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        let pipes: [Option<Box<dyn Read + Send>>; 2] = [
            child.stdout.take().map(|pipe| Box::new(pipe) as _),
            child.stderr.take().map(|pipe| Box::new(pipe) as _),
        ];
        for pipe in pipes.into_iter().flatten() {
            scope.spawn(|| copy_lines(pipe, &lines));
        }
    });
    let success = child.wait()?.success();
    Ok(Teed { lines: lines.into_inner().unwrap_or_default(), success })
}

fn copy_lines(pipe: impl Read, lines: &Mutex<Vec<String>>) {
    for line in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line).trim_end_matches('\r').to_owned();
        // A closed terminal is no reason to stop the tests.
        let _ = writeln!(std::io::stdout().lock(), "{line}");
        if let Ok(mut lines) = lines.lock() {
            lines.push(without_colours(&line));
        }
    }
}

/// Takes terminal escape sequences (`ESC [ … letter`) out of a line.
pub fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c != '\u{1b}' {
            plain.push(c);
        } else if chars.next() == Some('[') {
            chars.by_ref().find(char::is_ascii_alphabetic);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_taken_out() {
        assert_eq!(without_colours("\u{1b}[32;1mPASS\u{1b}[0m it \u{1b}[2Kholds"), "PASS it holds");
    }

    #[test]
    #[cfg_attr(windows, ignore = "there is no sh")]
    fn a_teed_command_keeps_both_streams_and_its_failure() {
        let teed = tee(Command::new("sh").args(["-c", "echo out; echo err >&2; exit 3"])).unwrap();
        assert!(!teed.success);
        assert!(teed.lines.contains(&"out".to_owned()) && teed.lines.contains(&"err".to_owned()));
    }

    #[test]
    #[cfg_attr(windows, ignore = "there is no sh")]
    fn a_failure_names_its_command() {
        let error = run(Command::new("sh").args(["-c", "exit 3"])).unwrap_err().to_string();
        assert!(error.contains("sh -c exit 3"), "{error}");
    }
}

//! The command line, parsed once into a `Task`.

use anyhow::{Result, bail};
use lexopt::prelude::*;
use std::ffi::OsString;
use std::path::PathBuf;

pub const HELP: &str = "\
cargo xtask run [--yes] [--real] [-- ARGS…]   build what is needed and open Duty Desk
    --yes    install missing system packages without asking
    --demo   make the demonstration practice where nothing is set up (the default)
    --real   set up, or open, a practice of your own instead
    ARGS     go to the application, for example: -- --data DIR
cargo xtask test [STAGE…] [--yes] [--quick]   check everything; --yes (or CI=true) installs what is missing
    --quick  formatting, lints and tests of the pure crates only
    STAGE    only stages with this in their name (clippy, screens, journeys, window, …)
    --keep-going  does not stop at the first stage that fails
cargo xtask fuzz [MINUTES]                    damaged bytes for every parser, from fresh seeds; ten minutes unless said
cargo xtask windows [--yes]                   compile everything for Windows and run its tests under Wine (on Debian)
cargo xtask bench [NAME…] [--quick] [--json FILE]
    NAME     only these measurements (ingest, start, memory, idle, …)
cargo xtask assess IN.jsonl OUT.jsonl         lines of id and text through the risk rules: tier, categories, findings
cargo xtask ui-types [--check]                write ui/src/api.gen.ts from the Rust types; --check only compares";

/// What was asked for.
pub enum Task {
    Help,
    Run(RunOptions),
    Test(TestOptions),
    /// One stage by its whole name: what `test` starts beside itself. Not for people, who name stages to `test`.
    Stage(String, TestOptions),
    Fuzz(FuzzOptions),
    Windows(WindowsOptions),
    UiTypes {
        check: bool,
    },
    Assess {
        input: PathBuf,
        output: PathBuf,
    },
    Bench(BenchOptions),
}

#[derive(Default)]
pub struct RunOptions {
    pub yes: bool,
    /// Handed to the application, in order.
    pub pass: Vec<OsString>,
}

#[derive(Default)]
pub struct TestOptions {
    pub yes: bool,
    pub quick: bool,
    pub keep_going: bool,
    /// Parts of stage names; none means every stage.
    pub only: Vec<String>,
}

impl TestOptions {
    /// Whether this stage was asked for: by a part of its name, or because none was named.
    pub fn wants(&self, stage: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|part| stage.contains(part.as_str()))
    }
}

pub struct FuzzOptions {
    /// For all targets together.
    pub minutes: u64,
}

pub struct WindowsOptions {
    pub yes: bool,
}

#[derive(Default)]
pub struct BenchOptions {
    pub names: Vec<String>,
    pub quick: bool,
    pub json: Option<PathBuf>,
}

impl BenchOptions {
    /// Whether this measurement was asked for: by name, or because none was named.
    pub fn wants(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|wanted| wanted == name)
    }
}

pub fn parse() -> Result<Task> {
    parse_from(lexopt::Parser::from_env())
}

fn parse_from(mut parser: lexopt::Parser) -> Result<Task> {
    match parser.next()? {
        None | Some(Short('h') | Long("help")) => Ok(Task::Help),
        Some(Value(task)) => match task.to_string_lossy().as_ref() {
            "help" => Ok(Task::Help),
            "run" => run(parser),
            "test" => test(parser),
            "stage" => stage(parser),
            "fuzz" => fuzz(parser),
            "windows" => windows(parser),
            "ui-types" => ui_types(parser),
            "bench" => bench(parser),
            "assess" => assess(parser),
            other => bail!("there is no task {other:?}\n{HELP}"),
        },
        Some(other) => Err(other.unexpected().into()),
    }
}

fn run(mut parser: lexopt::Parser) -> Result<Task> {
    let (mut options, mut real) = (RunOptions::default(), false);
    while let Some(arg) = parser.next()? {
        match arg {
            Long("yes") => options.yes = true,
            Long("demo") => real = false,
            Long("real") => real = true,
            // Only what follows `--` arrives as a value; the rest of it is the application's.
            Value(first) => {
                options.pass.push(first);
                options.pass.extend(parser.raw_args()?);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    if !real {
        options.pass.insert(0, "--demo".into());
    }
    Ok(Task::Run(options))
}

fn test(mut parser: lexopt::Parser) -> Result<Task> {
    let mut options = TestOptions { yes: in_ci(), ..TestOptions::default() };
    while let Some(arg) = parser.next()? {
        match arg {
            Long("yes") => options.yes = true,
            Long("quick") => options.quick = true,
            Long("keep-going") => options.keep_going = true,
            Value(stage) => options.only.push(stage.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Test(options))
}

fn stage(parser: lexopt::Parser) -> Result<Task> {
    let Task::Test(mut options) = test(parser)? else { bail!("not a stage") };
    match options.only.pop() {
        Some(name) if options.only.is_empty() => Ok(Task::Stage(name, options)),
        _ => bail!("one stage is started at a time"),
    }
}

fn fuzz(mut parser: lexopt::Parser) -> Result<Task> {
    let mut options = FuzzOptions { minutes: 10 };
    while let Some(arg) = parser.next()? {
        match arg {
            Value(minutes) => options.minutes = minutes.parse()?,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Fuzz(options))
}

fn windows(mut parser: lexopt::Parser) -> Result<Task> {
    let mut options = WindowsOptions { yes: in_ci() };
    while let Some(arg) = parser.next()? {
        match arg {
            Long("yes") => options.yes = true,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Windows(options))
}

/// Where nobody can be asked, and nothing may be left out.
pub fn in_ci() -> bool {
    std::env::var_os("CI").is_some_and(|ci| ci == "true")
}

fn ui_types(mut parser: lexopt::Parser) -> Result<Task> {
    let mut check = false;
    while let Some(arg) = parser.next()? {
        match arg {
            Long("check") => check = true,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::UiTypes { check })
}

fn bench(mut parser: lexopt::Parser) -> Result<Task> {
    let mut options = BenchOptions::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("quick") => options.quick = true,
            Long("json") => options.json = Some(parser.value()?.into()),
            Value(name) => options.names.push(name.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Bench(options))
}

fn assess(mut parser: lexopt::Parser) -> Result<Task> {
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(arg) = parser.next()? {
        match arg {
            Value(file) => files.push(file.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    match <[PathBuf; 2]>::try_from(files) {
        Ok([input, output]) => Ok(Task::Assess { input, output }),
        Err(_) => bail!("assess takes two files: IN.jsonl OUT.jsonl"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(args: &[&str]) -> Result<Task> {
        parse_from(lexopt::Parser::from_args(args))
    }

    #[test]
    fn what_follows_the_dashes_goes_to_the_application() {
        let Ok(Task::Run(options)) = parsed(&["run", "--yes", "--demo", "--", "--data", "x", "--yes"]) else {
            panic!("not a run")
        };
        assert!(options.yes);
        assert_eq!(options.pass, ["--demo", "--data", "x", "--yes"]);
    }

    #[test]
    fn the_demonstration_is_the_default_and_a_real_practice_is_asked_for() {
        for (args, pass) in [
            (&["run"][..], &["--demo"][..]),
            (&["run", "--", "--data", "x"], &["--demo", "--data", "x"]),
            (&["run", "--real", "--", "--data", "x"], &["--data", "x"]),
        ] {
            let Ok(Task::Run(options)) = parsed(args) else { panic!("not a run") };
            assert_eq!(options.pass, pass, "{args:?}");
        }
    }

    #[test]
    fn unknown_words_are_refused() {
        for args in [
            &["walk"][..],
            &["run", "--nope"],
            &["test", "--extra"],
            &["stage"],
            &["stage", "one", "two"],
            &["fuzz", "long"],
            &["windows", "--no"],
            &["ui-types", "--force"],
            &["assess", "one"],
        ] {
            assert!(parsed(args).is_err(), "{args:?} was taken");
        }
    }

    #[test]
    fn bench_takes_names_and_a_file() {
        let Ok(Task::Bench(options)) = parsed(&["bench", "ingest", "--quick", "--json", "b.json", "idle"])
        else {
            panic!("not a bench")
        };
        assert!(options.quick && options.wants("idle") && options.wants("ingest") && !options.wants("start"));
        assert_eq!(options.json, Some(PathBuf::from("b.json")));
    }
}

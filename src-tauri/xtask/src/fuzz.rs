//! `cargo xtask fuzz [MINUTES]`: every parser's fuzz target in turn, from fresh seeds, for as long as was asked for.
//!
//! The targets are tests like any other and stand beside their parsers, in modules called `fuzz`; what a run of the tests
//! tries for a second each is tried here for longer. Inputs that a parser did not bear stay in `target/fuzz`.

use crate::args::FuzzOptions;
use crate::run::EMBEDDED;
use crate::{command, paths};
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

/// Where targets stand. The rules' own are fed with words, not with bytes.
const TARGETS: &str = "test(/(^|::)fuzz::/) and not package(domain)";
/// No target is tried longer at a time: a test that takes two minutes is stopped.
const LONGEST: u64 = 60;
/// Where an input is named that can be tried again.
const INPUT: &str = "FUZZ_INPUT=";
/// An input that ended the whole process is still lying there.
const IN_HAND: &str = "in-hand";

/// How often each target was tried.
type Tries = BTreeMap<String, u64>;

pub fn fuzz(options: &FuzzOptions) -> Result<ExitCode> {
    if !command::is_there("cargo-nextest", "--version") {
        bail!("cargo-nextest runs the targets: `cargo install --locked cargo-nextest`");
    }
    let folder = paths::target()?.join("fuzz");
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let targets = count()?;
    let each = options.minutes.saturating_mul(60).checked_div(targets).context("there is no target")?.max(1);
    let rounds = each.div_ceil(LONGEST);
    let (mut tries, mut failed) = (Tries::new(), Vec::new());
    for round in 1..=rounds {
        println!(
            "\n=== round {round} of {rounds}, {} s for each of {targets} targets ===",
            each.div_ceil(rounds)
        );
        failed.extend(
            left_in_hand(&folder)?.iter().filter_map(|old| fs::remove_file(old).err()).map(|e| e.to_string()),
        );
        let teed =
            command::tee(nextest("run").args(["--no-fail-fast", "--success-output", "immediate"]).envs([
                ("FUZZ_SECONDS", each.div_ceil(rounds).to_string().as_str()),
                ("FUZZ_FOLDER", &folder.to_string_lossy()),
            ]))?;
        let inputs = read(&teed.lines, &mut tries);
        let ended = left_in_hand(&folder)?.into_iter().map(|file| keep(&file)).collect::<Result<Vec<_>>>()?;
        if !teed.success && inputs.is_empty() && ended.is_empty() {
            bail!("a target failed without an input; see above");
        }
        failed.extend(inputs.into_iter().chain(ended));
    }
    Ok(summarise(&tries, &failed))
}

fn nextest(act: &str) -> Command {
    let mut command = command::cargo();
    command.args(["nextest", act, "--workspace", "--features", EMBEDDED, "--lib", "--test", "suite"]);
    command.args(["--filterset", TARGETS]);
    if act == "run" && env::var_os("NEXTEST_TEST_THREADS").is_none() {
        command.args(["--test-threads", "1"]);
    }
    command
}

fn count() -> Result<u64> {
    let mut list = nextest("list");
    let listed = command::output(list.args(["--message-format", "oneline"]));
    let listed = listed.context("`cargo nextest list` failed")?;
    Ok(listed.lines().filter(|line| line.contains("fuzz::")).count() as u64)
}

/// Adds up the tries that targets tell of, and finds the inputs that failed.
fn read(lines: &[String], tries: &mut Tries) -> Vec<String> {
    let mut inputs: Vec<String> = Vec::new();
    for line in lines.iter().map(|line| line.trim()) {
        if let Some((_, input)) = line.split_once(INPUT) {
            inputs.push(input.split('`').next().unwrap_or(input).to_owned());
        }
        let told = line.strip_prefix("fuzz ").and_then(|told| told.split_once(": "));
        let Some((name, (count, _))) =
            told.and_then(|(name, told)| Some((name, told.split_once(" tries in ")?)))
        else {
            continue;
        };
        *tries.entry(name.to_owned()).or_default() += count.parse::<u64>().unwrap_or_default();
    }
    inputs.sort();
    inputs.dedup();
    inputs
}

fn left_in_hand(folder: &Path) -> Result<Vec<PathBuf>> {
    let files = fs::read_dir(folder)?.collect::<std::io::Result<Vec<_>>>()?;
    let files = files.into_iter().map(|file| file.path());
    Ok(files.filter(|file| file.extension().is_some_and(|kind| kind == IN_HAND)).collect())
}

/// Under a name that the next round does not use again.
fn keep(file: &Path) -> Result<String> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    let kept = file.with_extension(format!("{}.input", since.as_secs()));
    fs::rename(file, &kept)?;
    Ok(kept.display().to_string())
}

fn summarise(tries: &Tries, failed: &[String]) -> ExitCode {
    println!("\nTries of each target:");
    for (name, count) in tries {
        println!("  {count:>10}  {name}");
    }
    println!("  {:>10}  in all", tries.values().sum::<u64>());
    if failed.is_empty() {
        println!("\nNo input did harm.");
        return ExitCode::SUCCESS;
    }
    println!("\nThese inputs did harm; `{INPUT}FILE cargo nextest run … fuzz` tries one again:");
    failed.iter().for_each(|input| println!("  {input}"));
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_add_up_and_failed_inputs_are_named_once() {
        let lines = [
            "    fuzz envelope: seed 7",
            "    fuzz envelope: 1200 tries in 3.0 s, 5 kinds of answer",
            "        PASS [   1.239s] (1/5) crypto::suite fuzz::envelope",
            "    fuzz ctap value: try 3 from seed 9 panicked; `FUZZ_INPUT=/t/ctap-value.1f.input` tries it again",
            "    fuzz ctap value: try 3 from seed 9 panicked; `FUZZ_INPUT=/t/ctap-value.1f.input` tries it again",
        ];
        let mut tries = Tries::from([("envelope".to_owned(), 10)]);
        let inputs = read(&lines.map(str::to_owned), &mut tries);
        assert_eq!(inputs, ["/t/ctap-value.1f.input"]);
        assert_eq!(tries, Tries::from([("envelope".to_owned(), 1210)]));
    }

    #[test]
    fn an_input_that_ended_the_process_is_kept_under_another_name() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("vault.in-hand"), "x").unwrap();
        let left = left_in_hand(folder.path()).unwrap();
        let kept = keep(&left[0]).unwrap();
        assert!(kept.ends_with(".input") && fs::read(kept).unwrap() == b"x");
        assert!(left_in_hand(folder.path()).unwrap().is_empty());
    }
}

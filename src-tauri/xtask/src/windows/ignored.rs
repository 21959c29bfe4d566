//! The tests that are left out on Windows, with the reason each of them gives.
//!
//! Only the test program itself knows the reason, and it says it when the test is asked for by name.

use super::toolchain::Toolchain;
use crate::command;
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::PathBuf;

/// A test that did not run.
#[derive(Debug, PartialEq, Eq)]
pub struct Ignored {
    /// Its crate and name.
    pub name: String,
    /// What it says for itself.
    pub reason: String,
}

/// A test program and those of its tests that it leaves out.
#[derive(Debug, PartialEq, Eq)]
struct Program {
    id: String,
    path: PathBuf,
    tests: Vec<String>,
}

/// Every test that is left out. None without nextest: cargo's own runner has
/// named and counted them already.
pub fn named(toolchain: &Toolchain, what: &[&str]) -> Result<Vec<Ignored>> {
    if !crate::test::tools::has_nextest() {
        return Ok(Vec::new());
    }
    let mut list = toolchain.cargo();
    list.args(["nextest", "list"]).args(what).args(["--message-format", "json"]);
    let list = command::output(&mut list).context("cargo nextest list")?;
    let mut ignored = Vec::new();
    for program in programs(&serde_json::from_str(&list)?) {
        let mut run = toolchain.wine(&program.path);
        let said = command::output(run.arg("--exact").args(&program.tests)).unwrap_or_default();
        let reasons = said.lines().filter_map(reason);
        ignored.extend(program.tests.iter().map(|test| {
            let found = reasons.clone().find(|(name, _)| name == test);
            let reason = found.map_or("no reason given", |(_, reason)| reason);
            Ignored { name: format!("{} {test}", program.id), reason: reason.to_owned() }
        }));
    }
    Ok(ignored)
}

/// Those of a list by nextest that leave out a test.
fn programs(list: &Value) -> Vec<Program> {
    let suites = list.get("rust-suites").and_then(Value::as_object).into_iter().flatten();
    let left_out = |test: &Value| test.pointer("/filter-match/reason").is_some_and(|why| why == "ignored");
    let programs = suites.filter_map(|(id, suite)| {
        let tests = suite.get("testcases")?.as_object()?.iter().filter(|(_, test)| left_out(test));
        let path = suite.get("binary-path")?.as_str()?.into();
        Some(Program { id: id.clone(), path, tests: tests.map(|(name, _)| name.clone()).collect() })
    });
    programs.filter(|program| !program.tests.is_empty()).collect()
}

/// `test NAME ... ignored, REASON`
fn reason(line: &str) -> Option<(&str, &str)> {
    line.trim_end().strip_prefix("test ")?.split_once(" ... ignored, ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_reason_is_read_from_what_the_test_program_says() {
        assert_eq!(
            reason("test a::b ... ignored, no toasts under Wine\r"),
            Some(("a::b", "no toasts under Wine"))
        );
        for line in ["test a::b ... ok", "running 1 test", "test a::b ... ignored"] {
            assert_eq!(reason(line), None, "{line}");
        }
    }

    #[test]
    fn only_tests_that_are_ignored_are_named() {
        let mismatch =
            |reason| json!({"ignored": true, "filter-match": {"status": "mismatch", "reason": reason}});
        let list = json!({"rust-suites": {
            "queue": {"binary-path": "/q.exe", "testcases": {
                "runs": {"ignored": false, "filter-match": {"status": "matches"}},
                "left_out": mismatch("ignored"),
            }},
            "journeys::spine": {"binary-path": "/j.exe", "testcases": {"other": mismatch("expression")}},
        }});
        let expected = Program { id: "queue".into(), path: "/q.exe".into(), tests: vec!["left_out".into()] };
        assert_eq!(programs(&list), [expected]);
    }
}

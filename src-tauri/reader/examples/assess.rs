//! `cargo xtask assess IN.jsonl OUT.jsonl`: a file of messages through the rules and the second reader that ship.
//!
//! For people who measure them from outside: reads `{"id","text"}`, writes a line of tier, categories and findings for each; places
//! are counted in characters. What the second reader says is a finding too, of the whole text, and its context the reader's version.
//! A line that cannot be read is named by its number, never by its words, the others are written all the same, and the exit code
//! says that something was wrong. What the tiers mean stands in `domain::risk`.

use anyhow::{Context, Result, bail};
use domain::risk::{self, About, Assessment, Category, Finding, RuleSet, Tier};
use reader::Reader;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::env;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

/// A message as it is given.
#[derive(Deserialize)]
struct Message {
    id: String,
    text: String,
}

/// What is said about one.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    tier: &'static str,
    high: bool,
    categories: Vec<&'static str>,
    findings: Vec<Found<'a>>,
}

/// Stands where a rule's name would, if it was the second reader.
const READS_LIKE: &str = "reads-like";

/// Where a rule found what, and the context that lowered it.
#[derive(Serialize)]
struct Found<'a> {
    rule: &'a str,
    start: usize,
    end: usize,
    context: Option<&'a str>,
}

/// A line that is not a message.
struct BadLine {
    number: usize,
    why: String,
}

fn main() -> ExitCode {
    let files: Vec<_> = env::args_os().skip(1).collect();
    let [input, output] = files.as_slice() else {
        eprintln!("usage: assess IN.jsonl OUT.jsonl");
        return ExitCode::FAILURE;
    };
    assess(Path::new(input), Path::new(output)).unwrap_or_else(|error| {
        eprintln!("assess: {error:#}");
        ExitCode::FAILURE
    })
}

#[expect(clippy::print_stdout, reason = "a program that a person starts")]
fn assess(input: &Path, output: &Path) -> Result<ExitCode> {
    let from = File::open(input).with_context(|| format!("{} cannot be opened", input.display()))?;
    let to = File::create(output).with_context(|| format!("{} cannot be written", output.display()))?;
    let (written, bad) = assess_lines(BufReader::new(from), BufWriter::new(to))?;
    println!("{written} messages assessed");
    for BadLine { number, why } in &bad {
        eprintln!("{}: line {number}: {why}", input.display());
    }
    Ok(if bad.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Writes a line for every message, and says how many there were and which lines were none. Empty lines are passed over.
fn assess_lines(mut from: impl BufRead, mut to: impl Write) -> Result<(usize, Vec<BadLine>)> {
    let reader = Reader::load().context("the second reader cannot be loaded")?;
    let (mut seen, mut bad): (HashMap<String, usize>, Vec<BadLine>) = (HashMap::new(), Vec::new());
    let mut bytes = Vec::new();
    let mut number = 0;
    while from.read_until(b'\n', &mut bytes)? > 0 {
        number += 1;
        if !bytes.trim_ascii().is_empty() {
            match message(&bytes, &seen) {
                Ok(message) => {
                    write_line(&mut to, &message, &reader)?;
                    seen.insert(message.id, number);
                }
                Err(why) => bad.push(BadLine { number, why }),
            }
        }
        bytes.clear();
    }
    to.flush()?;
    Ok((seen.len(), bad))
}

/// Reads a line. Why it cannot be read is said without a word of it.
fn message(line: &[u8], seen: &HashMap<String, usize>) -> Result<Message, String> {
    let message: Message = serde_json::from_slice(line).map_err(|error| {
        let what = if error.is_data() { "no id and text, both strings" } else { "not JSON" };
        format!("{what} (column {})", error.column())
    })?;
    match seen.get(&message.id) {
        Some(first) => Err(format!("its id was given in line {first} already")),
        None => Ok(message),
    }
}

fn write_line(to: &mut impl Write, message: &Message, reader: &Reader) -> Result<()> {
    let mut found = risk::assess(&message.text, About::default());
    if found.rules.0 == "none" {
        let why = RuleSet::built_in().err().map(|error| error.to_string()).unwrap_or_default();
        bail!("the rules cannot be loaded: {why}");
    }
    if found.awaits_second_reader() {
        found.read_again(&reader.read(&risk::stated(&message.text, None)));
    }
    let line = Line {
        id: &message.id,
        tier: tier(found.tier),
        high: found.tier == Tier::Alert,
        categories: categories(&found),
        findings: all_found(&found, &message.text),
    };
    serde_json::to_writer(&mut *to, &line)?;
    Ok(to.write_all(b"\n")?)
}

fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Alert => "alert",
        Tier::Check => "check",
        Tier::None => "none",
        Tier::Unassessed { .. } => "unassessed",
    }
}

/// Each category once, gravest first.
fn categories(found: &Assessment) -> Vec<&'static str> {
    let mut categories: Vec<&'static str> = Vec::new();
    for key in found.categories().map(Category::key) {
        if !categories.contains(&key) {
            categories.push(key);
        }
    }
    categories
}

fn all_found<'a>(assessment: &'a Assessment, text: &str) -> Vec<Found<'a>> {
    let whole = assessment.reads_like.map(|_| Found {
        rule: READS_LIKE,
        start: 0,
        end: text.chars().count(),
        context: assessment.reader.as_deref(),
    });
    assessment.findings.iter().map(|one| found(one, text)).chain(whole).collect()
}

fn found<'a>(finding: &'a Finding, text: &str) -> Found<'a> {
    let characters = |byte: u32| text.get(..byte as usize).map_or(0, |head| head.chars().count());
    Found {
        rule: &finding.rule,
        start: characters(finding.start),
        end: characters(finding.end),
        context: finding.lowered_by.as_deref(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn assessed(input: &[u8]) -> (Vec<Value>, Vec<(usize, String)>) {
        let mut output = Vec::new();
        let (_, bad) = assess_lines(input, &mut output).unwrap();
        let lines = String::from_utf8(output).unwrap();
        let values = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        (values, bad.into_iter().map(|one| (one.number, one.why)).collect())
    }

    #[test]
    fn a_line_says_tier_categories_and_places_in_characters() {
        let text = "😟 I’ve got chest pain";
        let (lines, bad) = assessed(format!("{}\n", json!({"id": "a", "text": text, "more": 1})).as_bytes());
        assert!(bad.is_empty());
        let [line] = lines.as_slice() else { panic!("{lines:?}") };
        assert_eq!((&line["id"], &line["tier"], &line["high"]), (&json!("a"), &json!("alert"), &json!(true)));
        assert_eq!(line["categories"], json!(["chest_pain_acs"]));
        let finding = &line["findings"][0];
        assert_eq!((&finding["rule"], &finding["context"]), (&json!("CV-01"), &Value::Null));
        let place = |key: &str| usize::try_from(finding[key].as_u64().unwrap()).unwrap();
        let words: String = text.chars().skip(place("start")).take(place("end") - place("start")).collect();
        assert_eq!(words, "chest pain");
    }

    #[test]
    fn every_tier_has_its_word() {
        for (text, tier, high) in [
            ("I want to kill myself", "alert", true),
            ("I do not have any chest pain", "check", false),
            ("Repeat prescription please", "none", false),
            ("Dzień dobry, bardzo boli mnie brzuch od wczoraj", "unassessed", false),
        ] {
            let (lines, _) = assessed(json!({"id": "a", "text": text}).to_string().as_bytes());
            assert_eq!((&lines[0]["tier"], &lines[0]["high"]), (&json!(tier), &json!(high)), "{text}");
        }
        let (lines, _) = assessed(br#"{"id":"a","text":"I do not have any chest pain"}"#);
        assert_eq!(lines[0]["findings"][0]["context"], json!("NEG-1"));
    }

    #[test]
    fn what_only_reads_like_danger_says_so_and_names_the_reader() {
        let text = "He keeps dropping his cup and his smile is only on one half since breakfast.";
        let (lines, _) = assessed(json!({"id": "a", "text": text}).to_string().as_bytes());
        let [line] = lines.as_slice() else { panic!("{lines:?}") };
        assert_eq!((&line["tier"], &line["high"]), (&json!("check"), &json!(false)));
        assert_eq!(line["categories"].as_array().map(Vec::len), Some(1));
        let [finding] = line["findings"].as_array().unwrap().as_slice() else { panic!("{line}") };
        assert_eq!(
            (&finding["rule"], &finding["start"], &finding["end"]),
            (&json!("reads-like"), &json!(0), &json!(text.chars().count()))
        );
        assert!(finding["context"].as_str().is_some_and(|reader| reader.starts_with("2-")), "{finding}");
    }

    #[test]
    fn a_bad_line_is_named_by_its_number_and_the_others_are_written() {
        let input = b"{\"id\":\"a\",\"text\":\"Hello\"}\n\n{\"id\":\"b\",\"words\":\"secret\"}\nsecret\n{\"id\":7,\"text\":\"secret\"}\n\
            \xff\xfe\n{\"id\":\"a\",\"text\":\"secret\"}\n{\"id\":\"c\",\"text\":\"Hello\"}";
        let (lines, bad) = assessed(input);
        let ids: Vec<&Value> = lines.iter().map(|line| &line["id"]).collect();
        assert_eq!(ids, ["a", "c"]);
        let numbers: Vec<usize> = bad.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [3, 4, 5, 6, 7]);
        assert!(bad.iter().all(|(_, why)| !why.contains("secret")), "{bad:?}");
    }

    #[test]
    fn the_exit_code_says_whether_every_line_was_read() {
        let folder = tempfile::tempdir().unwrap();
        let (input, output) = (folder.path().join("in.jsonl"), folder.path().join("out.jsonl"));
        for (lines, expected) in [
            ("{\"id\":\"a\",\"text\":\"Hello\"}\n", ExitCode::SUCCESS),
            ("{\"id\":\"a\"}\n", ExitCode::FAILURE),
        ] {
            std::fs::write(&input, lines).unwrap();
            let code = assess(&input, &output).unwrap();
            assert_eq!(format!("{code:?}"), format!("{expected:?}"));
        }
        assert!(assess(&folder.path().join("nothing"), &output).is_err());
    }
}

//! How long the second reader takes: `cargo run --release -p reader --example pace FILE.jsonl`, whose lines have a `text`.
//!
//! Prints how long the model takes to load and a message to be read, and what memory it holds (on Linux). One message after the
//! other, as in the product; nothing of a message is printed.

use anyhow::{Context, Result};
use reader::Reader;
use serde::Deserialize;
use std::fs;
use std::hint::black_box;
use std::time::{Duration, Instant};

#[derive(Deserialize)]
struct Message {
    text: String,
}

#[expect(clippy::print_stdout, reason = "a program that a person starts")]
fn main() -> Result<()> {
    let file = std::env::args_os().nth(1).context("usage: pace FILE.jsonl")?;
    let lines = fs::read_to_string(&file).context("the file cannot be read")?;
    let messages: Vec<Message> = lines.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let before = memory();
    let (reader, load) = timed(Reader::load);
    let reader = reader.context("the second reader cannot be loaded")?;
    let mut times: Vec<Duration> =
        messages.iter().map(|one| timed(|| black_box(reader.read(&one.text))).1).collect();
    times.sort_unstable();
    let share = |of: usize| times.get((times.len() * of / 100).min(times.len().saturating_sub(1)));
    println!(
        "{} messages; load {load:?}; p50 {:?}, p99 {:?}, longest {:?}",
        times.len(),
        share(50),
        share(99),
        share(100)
    );
    let while_held = memory();
    let (_, long) = timed(|| black_box(reader.read(&"I feel a bit. ".repeat(75_000))));
    drop(reader);
    println!(
        "1 MB: {long:?}; resident: {before:?}, while it is held {while_held:?}, given back {:?}",
        memory()
    );
    Ok(())
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    (work(), begun.elapsed())
}

/// What the operating system says this process holds: the line of its status.
fn memory() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS"))?;
    line.split_ascii_whitespace().nth(1).map(|kilobytes| format!("{kilobytes} kB"))
}

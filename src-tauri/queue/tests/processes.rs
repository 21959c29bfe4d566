//! Several processes on one log, and processes that are killed. The children are this same test program.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's fixtures")]

use chrono::{DateTime, Utc};
use domain::{ConversationId, EventId, Subject, derive_uuid};
use queue::{Expect, FileQueue, Queue, Seq, Tail};
use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

async fn open(folder: &Path) -> FileQueue {
    let clock = || DateTime::<Utc>::from_timestamp(1_800_000_000, 0).unwrap();
    FileQueue::open(folder, Arc::new(clock)).await.unwrap()
}

fn subject(writer: &str) -> Subject {
    Subject::conversation(ConversationId(derive_uuid("conversation", &[writer.as_bytes()])))
}

fn event(writer: &str, number: u32) -> EventId {
    EventId(derive_uuid("event", &[writer.as_bytes(), &number.to_be_bytes()]))
}

/// A child that says one line at a time; killed when it is dropped.
struct Process {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Process {
    fn start(folder: &Path, role: &str, name: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child", "--ignored", "--nocapture", "--quiet"])
            .env("QUEUE_FOLDER", folder)
            .env("QUEUE_ROLE", role)
            .env("QUEUE_NAME", name)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// What it says next, without what the test harness says; nothing once it has ended.
    fn next(&mut self) -> Option<String> {
        loop {
            let line = self.lines.next()?.unwrap();
            if let Some((_, said)) = line.split_once("child: ") {
                return Some(said.to_owned());
            }
        }
    }

    fn must_say(&mut self, expected: &str) {
        assert_eq!(self.next().as_deref(), Some(expected));
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn say(what: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "child: {what}").unwrap();
    out.flush().unwrap();
}

#[tokio::test]
#[ignore = "the other tests start it, as another process"]
async fn child() {
    let Ok(folder) = std::env::var("QUEUE_FOLDER") else { return };
    let (role, name) = (std::env::var("QUEUE_ROLE").unwrap(), std::env::var("QUEUE_NAME").unwrap());
    let log = open(Path::new(&folder)).await;
    match role.as_str() {
        "append 100" => append(&log, &name, 100).await,
        "append for ever" => append(&log, &name, u32::MAX).await,
        "follow" => follow(log).await,
        "listen" => listen(&log).await,
        other => panic!("{other}"),
    }
}

async fn append(log: &FileQueue, name: &str, count: u32) {
    let mut last = Expect::Nothing;
    for n in 0..count {
        log.append(&subject(name), Some(last), event(name, n), &n.to_be_bytes().repeat(50)).await.unwrap();
        last = Expect::Message(event(name, n));
        say(&n.to_string());
    }
}

async fn follow(log: FileQueue) {
    let head = log.head().await.unwrap().seq;
    let mut tail = Tail::new(Arc::new(log), head);
    say("ready");
    loop {
        for message in tail.next_batch().await.unwrap() {
            say(&message.id.to_string());
        }
    }
}

async fn listen(log: &FileQueue) {
    let mut signals = log.signals();
    say("ready");
    while let Ok(signal) = signals.recv().await {
        say(&String::from_utf8(signal.bytes).unwrap());
    }
}

#[tokio::test]
async fn processes_that_append_at_once_lose_nothing() {
    let folder = TempDir::new().unwrap();
    let names = ["one", "two", "three"];
    for mut process in names.map(|name| Process::start(folder.path(), "append 100", name)) {
        for n in 0..100 {
            process.must_say(&n.to_string());
        }
    }
    let all = open(folder.path()).await.read(Seq::START, usize::MAX).await.unwrap();
    assert_eq!(all.iter().map(|message| message.seq.0).collect::<Vec<_>>(), (1..=300).collect::<Vec<_>>());
    for name in names {
        let ids: Vec<_> = all.iter().filter(|m| m.subject == subject(name)).map(|m| m.id).collect();
        assert_eq!(ids, (0..100).map(|n| event(name, n)).collect::<Vec<_>>(), "{name}");
    }
}

#[tokio::test]
async fn a_follower_in_another_process_hears_within_a_quarter_of_a_second() {
    let folder = TempDir::new().unwrap();
    let log = open(folder.path()).await;
    let mut follower = Process::start(folder.path(), "follow", "");
    follower.must_say("ready");
    let mut times = Vec::new();
    for n in 0..21 {
        tokio::time::sleep(Duration::from_millis(30)).await;
        log.append(&subject("here"), None, event("here", n), b"x").await.unwrap();
        let appended = Instant::now();
        follower.must_say(&event("here", n).to_string());
        times.push(appended.elapsed());
    }
    times.sort();
    let median = times.get(10).unwrap();
    assert!(*median < Duration::from_millis(250), "{times:?}");
}

#[tokio::test]
async fn a_signal_reaches_another_process() {
    let folder = TempDir::new().unwrap();
    let log = open(folder.path()).await;
    let mut listener = Process::start(folder.path(), "listen", "");
    listener.must_say("ready");
    for text in ["looking", "typing", "gone"] {
        log.signal(&subject("here"), text.as_bytes()).await.unwrap();
        listener.must_say(text);
    }
}

#[tokio::test]
async fn a_killed_writer_loses_nothing_it_was_told_is_stored() {
    let folder = TempDir::new().unwrap();
    let log = open(folder.path()).await;
    for round in 0..12_u64 {
        let name = format!("round {round}");
        let mut writer = Process::start(folder.path(), "append for ever", &name);
        writer.must_say("0");
        // At another moment of its work each round.
        tokio::time::sleep(Duration::from_micros(20_000 + 3_700 * round)).await;
        writer.child.kill().unwrap();
        writer.child.wait().unwrap();
        let acknowledged =
            std::iter::from_fn(|| writer.next()).filter_map(|line| line.parse::<u32>().ok()).last();
        let acknowledged = acknowledged.unwrap_or(0) + 1;

        let stored: Vec<_> = log.read(Seq::START, usize::MAX).await.unwrap();
        let ids: Vec<_> = stored.iter().filter(|m| m.subject == subject(&name)).map(|m| m.id).collect();
        let count = u32::try_from(ids.len()).unwrap();
        // The last one may be stored without its receipt having been read.
        assert!(
            (acknowledged..=acknowledged + 1).contains(&count),
            "{acknowledged} acknowledged, {count} stored"
        );
        assert_eq!(ids, (0..count).map(|n| event(&name, n)).collect::<Vec<_>>());
        assert!(stored.windows(2).all(|pair| matches!(pair, [one, two] if one.seq.0 + 1 == two.seq.0)));
        log.append(&subject("here"), None, event("here", u32::try_from(round).unwrap()), b"x").await.unwrap();
    }
}

//! What the log in a file costs on this machine: `cargo run --release -p queue --example measure [FOLDER]`.
//!
//! Appends beside a floor of bare synced writes, the way of a message into another process, what a waiting process
//! costs while nothing happens (Linux), and a backup. Prints one line a figure; judges none.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a tool for developers"
)]
#![allow(clippy::disallowed_methods, reason = "this is where its clock is")]

use chrono::Utc;
use domain::{ConversationId, EventId, Subject};
use queue::{Clock, Expect, FileQueue, Queue, Seq, Tail};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.get(1).map(String::as_str) {
        Some("follow") => follow(Path::new(&arguments[2])).await,
        Some("append") => contend(Path::new(&arguments[2]), arguments[3].parse().unwrap()).await,
        place => measure(&PathBuf::from(place.unwrap_or("."))).await,
    }
}

async fn measure(place: &Path) {
    let folder = tempfile::tempdir_in(place).unwrap();
    let log = open(folder.path()).await;
    floor(folder.path());
    appends(&log).await;
    let mut follower = start(&["follow", folder.path().to_str().unwrap()]);
    bells(&log, &mut follower).await;
    idle(&follower).await;
    follower.kill().unwrap();
    contention(folder.path());
    backup(&log, folder.path()).await;
}

async fn open(folder: &Path) -> FileQueue {
    let clock: Arc<dyn Clock> = Arc::new(Utc::now);
    FileQueue::open(folder, clock).await.unwrap()
}

fn start(arguments: &[&str]) -> Child {
    Command::new(std::env::current_exe().unwrap()).args(arguments).stdout(Stdio::piped()).spawn().unwrap()
}

fn print(name: &str, mut times: Vec<Duration>) {
    times.sort();
    let (p50, p99) = (times[times.len() / 2], times[times.len() * 99 / 100]);
    println!("{name}: p50 {p50:.2?}, p99 {p99:.2?}, n {}", times.len());
}

/// A durable write cannot be faster than this: two files synced, as a rollback journal needs.
fn floor(folder: &Path) {
    let mut file = File::create(folder.join("floor")).unwrap();
    let mut once = || {
        let started = Instant::now();
        for _ in 0..2 {
            file.write_all(&[7; 4096]).unwrap();
            file.sync_data().unwrap();
        }
        started.elapsed()
    };
    print("floor, two synced writes", (0..300).map(|_| once()).collect());
}

async fn append(log: &FileQueue, last: Option<Expect>) -> EventId {
    let (subject, id) = (Subject::conversation(ConversationId(Uuid::nil())), EventId(Uuid::new_v4()));
    log.append(&subject, last, id, &[7; 800]).await.unwrap();
    id
}

async fn appends(log: &FileQueue) {
    let (mut times, mut last) = (Vec::new(), Expect::Nothing);
    for _ in 0..500 {
        let started = Instant::now();
        last = Expect::Message(append(log, Some(last)).await);
        times.push(started.elapsed());
    }
    print("append", times);
}

async fn follow(folder: &Path) {
    let log = open(folder).await;
    let head = log.head().await.unwrap().seq;
    let mut tail = Tail::new(Arc::new(log), head);
    println!("ready");
    loop {
        for message in tail.next_batch().await.unwrap() {
            println!("{}", message.id);
        }
    }
}

async fn bells(log: &FileQueue, follower: &mut Child) {
    let mut lines = BufReader::new(follower.stdout.take().unwrap()).lines();
    lines.next();
    let mut times = Vec::new();
    for _ in 0..300 {
        tokio::time::sleep(Duration::from_millis(7)).await;
        let id = append(log, None).await;
        let appended = Instant::now();
        assert_eq!(lines.next().unwrap().unwrap(), id.to_string());
        times.push(appended.elapsed());
    }
    print("append returned to read in another process", times);
}

/// Ticks of a hundredth of a second, from /proc.
fn cpu(process: &Child) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", process.id())).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
}

async fn idle(waiting: &Child) {
    let before = cpu(waiting);
    tokio::time::sleep(Duration::from_secs(60)).await;
    if let (Some(before), Some(after)) = (before, cpu(waiting)) {
        println!("idle waiter: {} ms of CPU in 60 s", (after - before) * 10);
    }
}

async fn contend(folder: &Path, count: u32) {
    let log = open(folder).await;
    let mut times = Vec::new();
    for _ in 0..count {
        let started = Instant::now();
        append(&log, None).await;
        times.push(started.elapsed());
    }
    print("append, three processes at once", times);
}

fn contention(folder: &Path) {
    let children = ["200"; 3].map(|count| start(&["append", folder.to_str().unwrap(), count]));
    for child in children {
        std::io::stdout().write_all(&child.wait_with_output().unwrap().stdout).unwrap();
    }
}

async fn backup(log: &FileQueue, folder: &Path) {
    for n in 0..400 {
        let subject = Subject::conversation(ConversationId(Uuid::from_u128(n)));
        log.append(&subject, None, EventId(Uuid::new_v4()), &vec![7; 500 * 1024]).await.unwrap();
    }
    let started = Instant::now();
    let copy = log.back_up(&folder.join("copies")).await.unwrap();
    let size = copy.metadata().unwrap().len() / 1_048_576;
    println!("backup of {size} MiB, checked: {:.2?}", started.elapsed());
    let started = Instant::now();
    let mut tail = Tail::new(Arc::new(open(folder).await), Seq::START);
    let (mut seen, head) = (0, log.head().await.unwrap().seq);
    while tail.cursor() < head {
        seen += tail.next_batch().await.unwrap().len();
    }
    println!("read of {seen} messages: {:.2?}", started.elapsed());
}

//! Copies of the log, and the way back from one.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test's fixtures")]

use chrono::{DateTime, TimeDelta, Utc};
use domain::{ConversationId, EventId, Subject};
use queue::file::{CarryError, carry, check, claim, folder_in, newest_copy};
use queue::{BackupError, Clock, FileQueue, Message, Queue, RestoreError, Seq};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;
use uuid::Uuid;

/// 7 November 2026, 12:00, and as many days later as were passed.
#[derive(Default)]
struct Days(AtomicI64);

impl Clock for Days {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(1_794_052_800, 0).unwrap() + TimeDelta::days(self.0.load(Ordering::Relaxed))
    }
}

struct Desk {
    root: TempDir,
    days: Arc<Days>,
}

impl Desk {
    fn new() -> Self {
        Self { root: TempDir::new().unwrap(), days: Arc::default() }
    }
    fn folder(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }
    async fn open(&self, name: &str) -> FileQueue {
        FileQueue::open(&self.folder(name), self.days.clone()).await.unwrap()
    }
}

async fn append(log: &FileQueue, number: u128) {
    let subject = Subject::conversation(ConversationId(Uuid::from_u128(number % 5)));
    log.append(&subject, None, EventId(Uuid::from_u128(number)), &[number as u8; 300]).await.unwrap();
}

async fn everything(log: &FileQueue) -> Vec<Message> {
    log.read(Seq::START, usize::MAX).await.unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_made_while_others_append_is_a_whole_log() {
    let desk = Desk::new();
    let (log, writer) = (desk.open("log").await, desk.open("log").await);
    for n in 0..200 {
        append(&log, n).await;
    }
    let writing = tokio::spawn(async move {
        for n in 1000..1200 {
            append(&writer, n).await;
        }
    });
    let mut heads = Vec::new();
    for round in 0..4 {
        let copy = log.back_up(&desk.folder("copies")).await.unwrap();
        heads.push(check(&copy).await.unwrap().seq.0);
        let restored = format!("restored-{round}");
        FileQueue::restore(&copy, &desk.folder(&restored)).await.unwrap();
        let copied = everything(&desk.open(&restored).await).await;
        assert_eq!(copied.len() as u64, heads[round]);
        assert_eq!(copied[..], everything(&log).await[..copied.len()]);
    }
    writing.await.unwrap();
    assert!(heads.is_sorted() && heads[0] >= 200, "{heads:?}");
    assert_eq!(everything(&log).await.len(), 400);
}

#[tokio::test]
async fn fourteen_days_are_kept_and_strangers_files_are_left_alone() {
    let desk = Desk::new();
    let (log, copies) = (desk.open("log").await, desk.folder("copies"));
    fs::create_dir_all(&copies).unwrap();
    fs::write(copies.join("queue-notes.sqlite"), "mine").unwrap();
    assert_eq!(log.last_backup_at().await.unwrap(), None);
    for day in 0..17 {
        desk.days.0.store(day, Ordering::Relaxed);
        append(&log, day as u128).await;
        log.back_up(&copies).await.unwrap();
        log.back_up(&copies).await.unwrap();
        assert_eq!(desk.open("log").await.last_backup_at().await.unwrap(), Some(desk.days.now()));
    }
    let names = names(&copies);
    assert_eq!(names.len(), 15, "{names:?}");
    assert_eq!(
        (names[0].as_str(), names[13].as_str()),
        ("queue-2026-11-10.sqlite", "queue-2026-11-23.sqlite")
    );
    assert_eq!(names[14], "queue-notes.sqlite");
}

#[tokio::test]
async fn a_restored_log_is_a_new_log_with_the_old_messages() {
    let desk = Desk::new();
    let log = desk.open("log").await;
    for n in 0..10 {
        append(&log, n).await;
    }
    let copy = log.back_up(&desk.folder("copies")).await.unwrap();
    let (head, messages) = (log.head().await.unwrap(), everything(&log).await);

    let refused = FileQueue::restore(&copy, &desk.folder("log")).await;
    assert!(matches!(refused, Err(RestoreError::Occupied)), "{refused:?}");
    log.close().await;
    // What is left of a lost log does not spoil the restored one.
    fs::remove_file(desk.folder("log").join("queue.sqlite")).unwrap();
    fs::write(desk.folder("log").join("queue.sqlite-journal"), [0x5a; 2000]).unwrap();

    let restored = FileQueue::restore(&copy, &desk.folder("log")).await.unwrap();
    assert_eq!(restored.seq, head.seq);
    assert_ne!(restored.log, head.log);
    let log = desk.open("log").await;
    assert_eq!((log.head().await.unwrap(), everything(&log).await), (restored, messages));
    append(&log, 50).await;
}

#[tokio::test]
async fn a_damaged_copy_is_not_restored() {
    let desk = Desk::new();
    let log = desk.open("log").await;
    for n in 0..50 {
        append(&log, n).await;
    }
    let copy = log.back_up(&desk.folder("copies")).await.unwrap();
    let whole = fs::read(&copy).unwrap();
    let mut spoilt = whole.clone();
    spoilt[2 * 4096..4 * 4096].fill(0x5a);
    for content in [spoilt, whole[..whole.len() / 2].to_vec(), vec![], b"not a log".repeat(100)] {
        fs::write(&copy, &content).unwrap();
        let refused = FileQueue::restore(&copy, &desk.folder("new")).await;
        assert!(matches!(refused, Err(RestoreError::BadCopy(_))), "{refused:?}");
        assert!(!desk.folder("new").join("queue.sqlite").exists());
        assert_eq!(fs::read(&copy).unwrap(), content, "a check changes nothing");
    }
}

#[tokio::test]
async fn a_copy_belongs_elsewhere_and_its_failure_is_told() {
    let desk = Desk::new();
    let log = desk.open("log").await;
    let refused = log.back_up(&desk.folder("log")).await;
    assert!(matches!(refused, Err(BackupError::SamePlace)), "{refused:?}");
    fs::write(desk.folder("file"), "").unwrap();
    let refused = log.back_up(&desk.folder("file")).await;
    assert!(matches!(refused, Err(BackupError::Target(_))), "{refused:?}");
    assert_eq!(log.last_backup_at().await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_in_a_second_place_brings_the_log_back_and_fourteen_days_are_kept_there() {
    let desk = Desk::new();
    let log = desk.open("log").await;
    let (copies, place, practice) = (desk.folder("copies"), desk.folder("stick"), Uuid::from_u128(3));
    assert!(matches!(claim(&place, practice), Err(CarryError::NotThere)), "no stick, no folder made");
    assert!(!place.exists());
    fs::create_dir(&place).unwrap();
    claim(&place, practice).unwrap();
    claim(&place, practice).unwrap();
    let there = folder_in(&place, practice);
    assert_eq!(names(&there), [] as [&str; 0]);
    assert!(matches!(carry(&copies, &there).await, Err(CarryError::NoCopy)));
    for day in 0..16 {
        append(&log, day).await;
        log.back_up(&copies).await.unwrap();
        carry(&copies, &there).await.unwrap();
        desk.days.0.fetch_add(1, Ordering::Relaxed);
    }
    assert_eq!(names(&there), names(&copies));
    assert_eq!(names(&there).len(), 14);
    let written = everything(&log).await;
    log.close().await;
    let newest = newest_copy(&place).unwrap();
    assert_eq!(newest, newest_copy(&there).unwrap(), "named by the place or by the practice's folder in it");
    FileQueue::restore(&newest, &desk.folder("new disk")).await.unwrap();
    let back = desk.open("new disk").await;
    assert_eq!(everything(&back).await.len(), written.len());
    back.close().await;
    fs::rename(&place, desk.folder("unplugged")).unwrap();
    assert!(matches!(carry(&copies, &there).await, Err(CarryError::NotThere)));
    assert!(!place.exists(), "nothing is made where it was");
}

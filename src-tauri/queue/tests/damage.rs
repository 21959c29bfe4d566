//! A disk that changes a byte of the log, or of a copy: it is noticed, and the other messages are read all the same.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test's fixtures")]

use chrono::{DateTime, Utc};
use domain::{ConversationId, EventId, LetterId, Subject};
use queue::file::check;
use queue::{Clock, Custodian, FileQueue, Message, Queue, Seq};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uuid::Uuid;

struct Noon;

impl Clock for Noon {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(1_794_052_800, 0).unwrap()
    }
}

const MESSAGES: u128 = 80;
/// Fewer where opening a log takes long.
const CHANGES: usize = if cfg!(windows) { 200 } else { 1_000 };

fn subject(number: u128) -> Subject {
    Subject::conversation(ConversationId(Uuid::from_u128(number % 7)))
}

fn erased() -> Subject {
    Subject::inbox(&"window".parse::<domain::GatewayId>().unwrap(), LetterId(Uuid::from_u128(1)))
}

/// A log with messages of several sizes, one that was erased, and a copy of it.
async fn written(folder: &Path) -> PathBuf {
    let log = FileQueue::open(&folder.join("log"), Arc::new(Noon)).await.unwrap();
    for number in 0..MESSAGES {
        let size = [40, 300, 900, 6_000][number as usize % 4];
        log.append(&subject(number), None, EventId(Uuid::from_u128(number)), &vec![number as u8 + 1; size])
            .await
            .unwrap();
    }
    log.append(&erased(), None, EventId(Uuid::from_u128(500)), b"a letter").await.unwrap();
    log.purge(&erased(), &Custodian::after_recorded_erasure()).await.unwrap();
    let copy = log.back_up(&folder.join("copies")).await.unwrap();
    log.close().await;
    copy
}

/// A fixed walk over places and masks: the same every time.
fn changes(length: usize) -> impl Iterator<Item = (usize, u8)> {
    let mut step = 0x9e37_79b9_7f4a_7c15_u64;
    std::iter::from_fn(move || {
        step = step.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Some(((step >> 24) as usize % length, (step >> 16) as u8 | 1))
    })
}

/// What anybody learns from a log; none if it says that it cannot be read to its end.
#[derive(Debug, PartialEq)]
struct Known {
    messages: Vec<Message>,
    head: queue::Head,
    backed_up_at: Option<DateTime<Utc>>,
    erased_stays_away: bool,
}

async fn known(folder: &Path) -> Option<Known> {
    let log = FileQueue::open(folder, Arc::new(Noon)).await.ok()?;
    let known = async {
        let head = log.head().await.ok()?;
        let messages = log.read(Seq::START, usize::MAX).await.ok()?;
        let backed_up_at = log.last_backup_at().await.ok()?;
        let again = log.append(&erased(), None, EventId(Uuid::from_u128(500)), b"a letter").await.ok()?;
        Some(Known { messages, head, backed_up_at, erased_stays_away: again.duplicate })
    }
    .await;
    log.close().await;
    known
}

async fn each_change_is_noticed_or_changes_nothing(whole: &[u8], place: &Path) {
    let (folder, file) = (place.join("changed"), place.join("changed/queue.sqlite"));
    fs::create_dir_all(&folder).unwrap();
    fs::write(&file, whole).unwrap();
    let before = known(&folder).await.unwrap();
    assert_eq!(before.messages.len() as u128, MESSAGES);
    let mut noticed = 0;
    for (place, mask) in changes(whole.len()).take(CHANGES) {
        let mut bytes = whole.to_vec();
        bytes[place] ^= mask;
        fs::write(&file, &bytes).unwrap();
        if check(&file).await.is_err() {
            noticed += 1;
            continue;
        }
        // Not in use: room in a page that nobody reads.
        if let Some(after) = known(&folder).await {
            assert_eq!(after, before, "byte {place}, mask {mask}: changed, and not noticed");
        }
    }
    assert!(noticed > CHANGES / 2, "the walk reaches what is in use: {noticed}");
}

#[tokio::test]
async fn a_thousand_changed_bytes_of_the_log_are_noticed_or_change_nothing() {
    let place = tempfile::tempdir().unwrap();
    written(place.path()).await;
    let whole = fs::read(place.path().join("log/queue.sqlite")).unwrap();
    each_change_is_noticed_or_changes_nothing(&whole, place.path()).await;
}

#[tokio::test]
async fn a_thousand_changed_bytes_of_a_copy_are_noticed_or_change_nothing() {
    let place = tempfile::tempdir().unwrap();
    let copy = written(place.path()).await;
    each_change_is_noticed_or_changes_nothing(&fs::read(copy).unwrap(), place.path()).await;
}

/// Whoever is deaf behind a changed byte misses an alert: the changed message keeps its place, and reading goes on.
#[tokio::test]
async fn a_changed_message_keeps_its_place_and_the_next_are_read() {
    let place = tempfile::tempdir().unwrap();
    written(place.path()).await;
    let (folder, file) = (place.path().join("log"), place.path().join("log/queue.sqlite"));
    let whole = fs::read(&file).unwrap();
    for words in [subject(4).as_str().as_bytes(), &[5_u8; 40], Uuid::from_u128(4).as_bytes()] {
        for here in whole.windows(words.len()).enumerate().filter(|(_, window)| *window == words) {
            let mut bytes = whole.clone();
            bytes[here.0 + words.len() - 1] ^= 0x80;
            fs::write(&file, &bytes).unwrap();
            let log = FileQueue::open(&folder, Arc::new(Noon)).await.unwrap();
            let read = log.read(Seq::START, usize::MAX).await.unwrap();
            log.close().await;
            assert_eq!(
                read.iter().map(|message| message.seq.0).collect::<Vec<_>>(),
                (1..=80).collect::<Vec<_>>()
            );
            let damaged = read.iter().filter(|message| message.is_damaged()).count();
            assert!(damaged <= 1, "{damaged}");
            assert!(
                read.iter().filter(|message| !message.is_damaged()).all(|message| !message.bytes.is_empty())
            );
        }
    }
    fs::write(&file, &whole).unwrap();
    let log = FileQueue::open(&folder, Arc::new(Noon)).await.unwrap();
    assert!(log.read(Seq::START, usize::MAX).await.unwrap().iter().all(|message| !message.is_damaged()));
    log.close().await;
}

/// A copy has indexes of its own: what only the log's own would tell is looked at before it is copied.
#[tokio::test]
async fn a_damaged_log_is_not_copied_as_if_it_were_whole() {
    let place = tempfile::tempdir().unwrap();
    written(place.path()).await;
    let file = place.path().join("log/queue.sqlite");
    let whole = fs::read(&file).unwrap();
    let (words, mut refused) = ([5_u8; 40], 0);
    let at = whole.windows(words.len()).position(|window| window == words).unwrap();
    for offset in [0, 20, 39] {
        let mut bytes = whole.clone();
        bytes[at + offset] ^= 1;
        fs::write(&file, &bytes).unwrap();
        let log = FileQueue::open(&place.path().join("log"), Arc::new(Noon)).await.unwrap();
        refused += usize::from(log.back_up(&place.path().join("copies")).await.is_err());
        log.close().await;
    }
    assert_eq!(refused, 3);
}

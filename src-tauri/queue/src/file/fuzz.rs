//! Whatever a stick or a share gives back as a copy of the log: it is refused, or it is a log that reads to its end.

use super::{FileQueue, check};
use crate::{Clock, Queue, Seq};
use chrono::{DateTime, Utc};
use domain::{ConversationId, EventId, Subject};
use fuzz::{Shape, target};
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

struct Noon;

impl Clock for Noon {
    fn now(&self) -> DateTime<Utc> {
        "2026-11-07T12:00:00Z".parse().unwrap()
    }
}

async fn open(folder: &Path) -> FileQueue {
    FileQueue::open(folder, Arc::new(Noon)).await.unwrap()
}

/// A copy of a small log. Its id is random, so a seed alone does not bring an input back; its file does.
async fn copy(folder: &Path) -> Vec<u8> {
    let log = open(&folder.join("log")).await;
    for number in 0..20 {
        let subject = Subject::conversation(ConversationId(Uuid::from_u128(number % 3)));
        log.append(&subject, None, EventId(Uuid::from_u128(number)), &[7; 300]).await.unwrap();
    }
    std::fs::read(log.back_up(&folder.join("copies")).await.unwrap()).unwrap()
}

/// Kind of answer, and how many messages there are behind a good one.
async fn read(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.sqlite");
    std::fs::write(&file, bytes).unwrap();
    let head = match check(&file).await {
        Ok(head) => head,
        Err(refused) => return format!("{refused:?}"),
    };
    let back = folder.path().join("back");
    if let Err(refused) = FileQueue::restore(&file, &back).await {
        return format!("{refused:?}");
    }
    match FileQueue::open(&back, Arc::new(Noon)).await {
        Ok(log) => match log.read(Seq::START, usize::MAX).await {
            Ok(messages) => {
                assert!(messages.last().is_none_or(|last| last.seq <= head.seq));
                format!("{} messages", messages.len())
            }
            Err(refused) => format!("{refused:?}"),
        },
        Err(refused) => format!("{refused:?}"),
    }
}

#[test]
fn copy_of_the_log() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let good = runtime.block_on(copy(folder.path()));
    assert_eq!(runtime.block_on(read(&good)), "20 messages");
    target("copy of the log", Shape::Bytes, 60).seeds([good]).check(|bytes| runtime.block_on(read(bytes)));
}

//! What the file does when the disk, another version or another program stands in its way.

use super::*;
use crate::Clock;
use crate::{AppendError, OpenError, QueueError};
use chrono::DateTime;
use domain::{ConversationId, timing};
use std::fs;
use std::sync::Arc;
use tempfile::TempDir;
use uuid::Uuid;

fn clock() -> Arc<dyn Clock> {
    Arc::new(|| DateTime::from_timestamp_micros(1_800_000_000_000_000).unwrap())
}

fn event(number: u128) -> EventId {
    EventId(Uuid::from_u128(number))
}

async fn with_messages(folder: &Path, count: u128) -> FileQueue {
    let log = FileQueue::open(folder, clock()).await.unwrap();
    for n in 0..count {
        log.append(&Subject::policy(), None, event(n), &[n as u8; 900]).await.unwrap();
    }
    log
}

#[tokio::test]
async fn a_file_that_is_no_log_is_refused_and_left_alone() {
    let foreign = {
        let folder = TempDir::new().unwrap();
        let options = database::options(&folder.path().join("x")).create_if_missing(true);
        let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
        sqlx::raw_sql("CREATE TABLE else_where (x)").execute(&pool).await.unwrap();
        pool.close().await;
        fs::read(folder.path().join("x")).unwrap()
    };
    let cases = [
        ("empty", vec![]),
        ("garbage", vec![0x5a; 10_000]),
        ("a text", b"Please do not delete\n".to_vec()),
        ("another program's database", foreign),
    ];
    for (name, content) in cases {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join(database::NAME);
        fs::write(&file, &content).unwrap();
        let opened = FileQueue::open(folder.path(), clock()).await.map(drop);
        assert!(matches!(opened, Err(OpenError::Queue(QueueError::Damaged))), "{name}: {opened:?}");
        assert_eq!(fs::read(&file).unwrap(), content, "{name}");
    }
}

#[tokio::test]
async fn damage_inside_the_file_is_told() {
    let folder = TempDir::new().unwrap();
    with_messages(folder.path(), 200).await.close().await;
    let file = folder.path().join(database::NAME);
    let mut content = fs::read(&file).unwrap();
    let pages = content.len() / 4096;
    content[3 * 4096..(pages - 1) * 4096].fill(0x5a);
    fs::write(&file, &content).unwrap();
    let told = match FileQueue::open(folder.path(), clock()).await {
        Err(OpenError::Queue(error)) => error,
        Err(other) => panic!("{other:?}"),
        Ok(log) => log.read(Seq::START, 1000).await.unwrap_err(),
    };
    assert!(matches!(told, QueueError::Damaged), "{told:?}");
    assert!(backup::check(&file).await.is_err());
}

#[tokio::test]
async fn a_log_that_is_gone_is_not_begun_anew() {
    let folder = TempDir::new().unwrap();
    with_messages(folder.path(), 1).await.close().await;
    fs::remove_file(folder.path().join(database::NAME)).unwrap();
    let opened = FileQueue::open(folder.path(), clock()).await.map(drop);
    assert!(matches!(opened, Err(OpenError::Missing)), "{opened:?}");
}

#[tokio::test]
async fn an_interrupted_beginning_is_begun_again() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("queue.sqlite.new"), [0x5a; 5000]).unwrap();
    with_messages(folder.path(), 1).await;
}

#[tokio::test]
async fn a_newer_versions_log_is_refused() {
    let folder = TempDir::new().unwrap();
    let log = with_messages(folder.path(), 1).await;
    sqlx::raw_sql(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', 1, x'00', 0)",
    )
    .execute(&log.writer.pool)
    .await
    .unwrap();
    log.close().await;
    let opened = FileQueue::open(folder.path(), clock()).await.map(drop);
    assert!(matches!(opened, Err(OpenError::Newer)), "{opened:?}");
}

#[tokio::test]
async fn a_full_disk_is_told_and_what_was_stored_stays() {
    let folder = TempDir::new().unwrap();
    let log = with_messages(folder.path(), 5).await;
    sqlx::raw_sql("PRAGMA max_page_count = 1").execute(&log.writer.pool).await.unwrap();
    let refused = log.append(&Subject::policy(), None, event(50), &[1; 50_000]).await;
    assert!(matches!(refused, Err(AppendError::Unavailable(QueueError::DiskFull))), "{refused:?}");
    // Somebody makes room: the next attempt succeeds, on a connection that knows no limit.
    assert_eq!(log.append(&Subject::policy(), None, event(50), b"x").await.unwrap().seq, Seq(6));
    assert_eq!(log.read(Seq::START, 100).await.unwrap().len(), 6);
}

#[tokio::test]
async fn a_log_that_may_not_be_written_says_so() {
    let folder = TempDir::new().unwrap();
    let log = with_messages(folder.path(), 1).await;
    sqlx::raw_sql("PRAGMA query_only = ON").execute(&log.writer.pool).await.unwrap();
    let refused = log.append(&Subject::policy(), None, event(50), b"x").await;
    assert!(matches!(refused, Err(AppendError::Unavailable(QueueError::NotWritable))), "{refused:?}");

    let in_the_way = folder.path().join("file");
    fs::write(&in_the_way, "").unwrap();
    for place in [in_the_way.clone(), in_the_way.join("below")] {
        let opened = FileQueue::open(&place, clock()).await.map(drop);
        assert!(matches!(opened, Err(OpenError::Queue(QueueError::NotWritable))), "{opened:?}");
    }
}

#[tokio::test]
async fn a_writer_that_waits_too_long_is_told_to_try_again() {
    let folder = TempDir::new().unwrap();
    let (log, other) = (with_messages(folder.path(), 1).await, with_messages(folder.path(), 0).await);
    let held = other.writer.pool.begin_with("BEGIN IMMEDIATE").await.unwrap();
    sqlx::raw_sql("PRAGMA busy_timeout = 50").execute(&log.writer.pool).await.unwrap();
    let refused = log.append(&Subject::policy(), None, event(50), b"x").await;
    assert!(matches!(refused, Err(AppendError::Unavailable(QueueError::Unreachable(_)))), "{refused:?}");
    held.rollback().await.unwrap();
    log.append(&Subject::policy(), None, event(50), b"x").await.unwrap();
}

#[tokio::test]
async fn a_bell_that_never_rang_delays_and_no_more() {
    let folder = TempDir::new().unwrap();
    let log = with_messages(folder.path(), 0).await;
    // As by a process killed between its commit and the bell.
    append::append(&log.writer, &*clock(), &Subject::policy(), None, event(1), b"x").await.unwrap();
    let silent = with_messages(folder.path(), 0).await;
    let waits = silent.wait(Seq(1));
    let late = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        append::append(&log.writer, &*clock(), &Subject::policy(), None, event(2), b"x").await.unwrap();
    };
    let (waited, ()) = tokio::join!(tokio::time::timeout(5 * BACKSTOP, waits), late);
    waited.unwrap().unwrap();
}

#[tokio::test]
async fn an_append_given_up_halfway_spoils_nothing() {
    let folder = TempDir::new().unwrap();
    let (log, other) = (with_messages(folder.path(), 0).await, with_messages(folder.path(), 0).await);
    for n in 0..60_u32 {
        let append = async { log.append(&Subject::policy(), None, event(n.into()), b"x").await };
        let _ = tokio::time::timeout(Duration::from_micros(u64::from(n) * 250), append).await;
    }
    for n in 0..60 {
        other.append(&Subject::policy(), None, event(n), b"x").await.unwrap();
        log.append(&Subject::policy(), None, event(100 + n), b"x").await.unwrap();
    }
    let places: Vec<u64> = log.read(Seq::START, 500).await.unwrap().iter().map(|m| m.seq.0).collect();
    assert_eq!(places, (1..=120).collect::<Vec<_>>());
}

#[tokio::test]
async fn stored_at_stands_still_while_the_clock_goes_back_a_little() {
    let folder = TempDir::new().unwrap();
    let late =
        with_messages(folder.path(), 1).await.last(&Subject::policy()).await.unwrap().unwrap().stored_at;
    let early = move || late - timing::TOLERATED;
    let log = FileQueue::open(folder.path(), Arc::new(early)).await.unwrap();
    assert_eq!(log.append(&Subject::policy(), None, event(50), b"x").await.unwrap().stored_at, late);
}

#[tokio::test]
async fn a_clock_that_was_years_ahead_once_dates_nothing_that_comes_after_it() {
    let folder = TempDir::new().unwrap();
    let ahead = with_messages(folder.path(), 1).await.last(&Subject::policy()).await.unwrap().unwrap();
    let right = ahead.stored_at - chrono::TimeDelta::days(4 * 365);
    let log = FileQueue::open(folder.path(), Arc::new(move || right)).await.unwrap();
    for n in 50..52 {
        let stored = log.append(&Subject::policy(), None, event(n), b"x").await.unwrap();
        assert_eq!(stored.stored_at, right);
    }
}

#[tokio::test]
async fn what_was_purged_does_not_come_back() {
    let folder = TempDir::new().unwrap();
    let log = with_messages(folder.path(), 3).await;
    let first = log.last(&Subject::policy()).await.unwrap().unwrap();
    log.purge(&Subject::policy(), &Custodian::after_recorded_erasure()).await.unwrap();
    let again = log.append(&Subject::policy(), None, first.id, &first.bytes).await.unwrap();
    assert_eq!(again, Stored { seq: first.seq, stored_at: first.stored_at, duplicate: true });
    assert_eq!(log.last(&Subject::policy()).await.unwrap(), None);
}

#[tokio::test]
async fn purged_contents_leave_the_file() {
    let folder = TempDir::new().unwrap();
    let log = FileQueue::open(folder.path(), clock()).await.unwrap();
    let secret = b"0123456789-purge-me-0123456789".repeat(400);
    log.append(&Subject::conversation(ConversationId(Uuid::from_u128(1))), None, event(1), &secret)
        .await
        .unwrap();
    let holds = || {
        let files = fs::read_dir(folder.path()).unwrap().flatten();
        files.filter(|file| file.path().is_file()).any(|file| {
            let content = fs::read(file.path()).unwrap();
            content.windows(16).any(|window| window == b"89-purge-me-0123")
        })
    };
    assert!(holds());
    // Ordinary appends leave the old pages in the journal.
    log.append(&Subject::policy(), None, event(2), b"x").await.unwrap();
    let subject = Subject::conversation(ConversationId(Uuid::from_u128(1)));
    log.purge(&subject, &Custodian::after_recorded_erasure()).await.unwrap();
    assert!(!holds());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_opened_by_many_at_once_is_begun_once() {
    let folder = TempDir::new().unwrap();
    let opened =
        futures_util::future::join_all((0..8).map(|_| FileQueue::open(folder.path(), clock()))).await;
    let mut heads = Vec::new();
    for log in opened {
        heads.push(log.unwrap().head().await.unwrap());
    }
    assert!(heads.iter().all(|head| *head == heads[0]), "{heads:?}");
}

/// The queries that run while people wait look rows up; none reads the whole log.
#[tokio::test]
async fn the_hot_queries_use_an_index() {
    let folder = TempDir::new().unwrap();
    let log = with_messages(folder.path(), 1).await;
    let queries = [
        "SELECT seq FROM message WHERE id = x'00'",
        "SELECT id FROM message WHERE subject = 'x' ORDER BY seq DESC LIMIT 1",
        "SELECT seq FROM message WHERE seq > 1 ORDER BY seq LIMIT 9",
        "SELECT EXISTS (SELECT 1 FROM message WHERE seq > 1)",
        "DELETE FROM message WHERE subject = 'x'",
        "SELECT seq FROM purged WHERE id = x'00'",
    ];
    for query in queries {
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {query}")))
                .fetch_all(&log.readers)
                .await
                .unwrap();
        let steps: Vec<&str> = plan.iter().map(|step| step.3.as_str()).collect();
        assert!(steps.iter().any(|step| step.contains("SEARCH")), "{query}: {steps:?}");
        assert!(
            !steps.iter().any(|step| step.contains("SCAN message") || step.contains("TEMP B-TREE")),
            "{steps:?}"
        );
    }
}

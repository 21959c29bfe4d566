//! What goes wrong on purpose: a disk that takes nothing, a log out of reach, an audit somebody tampered with.

use crate::practice::Practice;
use domain::ConversationId;
use domain::delivery::{DeliveryState, Known, WhyFailed};
use domain::message::Receipt;
use engine::testing;

/// Refuses every row from here on, as a full disk does; or takes them again.
pub async fn disk(practice: &Practice, fails: bool) {
    let store = testing::store(&practice.unlocked().await);
    let mut change = store.begin().await.expect("a transaction");
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%\\_fts%' ESCAPE '\\' AND name NOT LIKE 'search%' AND name NOT LIKE '\\_%' ESCAPE '\\'")
            .fetch_all(&mut *change)
            .await
            .expect("the tables");
    for table in tables {
        for deed in ["INSERT", "UPDATE", "DELETE"] {
            let name = format!("refuses_{table}_{deed}");
            let sql = if fails {
                format!(
                    "CREATE TRIGGER {name} BEFORE {deed} ON \"{table}\" BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
                )
            } else {
                format!("DROP TRIGGER IF EXISTS {name}")
            };
            sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut *change).await.expect("a trigger");
        }
    }
    change.commit().await.expect("committed");
}

/// A queue of 100,000: the last conversation that waits, again and again, each with its place in the queue in its words.
pub async fn crowd(practice: &Practice) {
    let open = practice.unlocked().await;
    let waiting =
        open.list_queue(engine::view::Queue::NeedsTriage, 0, 1).await.expect("a queue is read").total;
    let like = practice.find("Turner").await;
    let store = testing::store(&open);
    let mut change = store.begin().await.expect("a transaction");
    let many = "WITH RECURSIVE place (n) AS (SELECT ?1 UNION ALL SELECT n + 1 FROM place WHERE n < 100000)
        INSERT INTO conversations
            (id, queue, risk, due, received, owner, owned_until, to_file, nhs_number, row, state)
        SELECT unhex(printf('ffffffffffff4fff8fff%012x', n)), queue, risk, 9000000000000 + n, received + n, NULL, NULL,
            0, nhs_number,
            replace(replace(row, ?3, printf('Can I have a letter for work? (%d)', n)),
                ?4, printf('ffffffff-ffff-4fff-8fff-%012x', n)),
            replace(replace(state, ?3, printf('Can I have a letter for work? (%d)', n)),
                ?4, printf('ffffffff-ffff-4fff-8fff-%012x', n))
        FROM place, conversations WHERE id = ?2";
    sqlx::query(many)
        .bind(i64::from(waiting) + 1)
        .bind(like.0.as_bytes().to_vec())
        .bind("Thank you, and can I have a paper copy?")
        .bind(like.0.to_string())
        .execute(&mut *change)
        .await
        .expect("the crowd is there");
    change.commit().await.expect("committed");
}

/// Pulls the log's plug and waits until that was noticed; or puts it in again.
pub async fn offline(practice: &Practice, offline: bool) {
    let engine = practice.engine().await;
    testing::plug(&engine).is_in(!offline);
    *practice.unplugged.lock().expect("no panic") = offline;
    let open = practice.unlocked().await;
    practice
        .until("the loss of the log is noticed", async || {
            let bar = open.bar(engine::view::DesktopAlerts::Working).await.expect("the bar");
            matches!(bar.sync, engine::view::Sync::Offline { .. }) == offline
        })
        .await;
}

/// The channel refuses the answer that has left. Where the doors are open they have said before that it arrived.
pub async fn refuse_answer(practice: &Practice, conversation: ConversationId) {
    let open = practice.unlocked().await;
    let left = async || {
        let view = open.conversation(conversation).await.expect("it is there");
        view.deliveries.iter().find(|one| one.known == Known::HandedOver).map(|one| one.id)
    };
    practice.until("the answer has left", async || left().await.is_some()).await;
    let receipt = Receipt {
        conversation,
        delivery: left().await.expect("it has left"),
        state: DeliveryState::Failed { why: WhyFailed::Rejected },
        at: practice.time.now(),
        tries_before: 0,
    };
    let grant = practice.engine().await.gateway_grant().expect("answers").expect("here");
    let sealed = testing::seal_receipt(&open, &grant.keys, receipt).expect("sealed");
    let header = sealed.header();
    practice.append(&header.subject, header.id, sealed.bytes()).await;
    practice.quiet().await;
}

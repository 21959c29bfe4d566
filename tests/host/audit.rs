//! Scenes about the audit: accesses somebody asks about, and entries that somebody took away or wrote anew.

use crate::beside;
use crate::morning;
use crate::practice::Practice;
use chrono::TimeDelta;
use domain::DeviceId;
use domain::audit::EntryHash;
use engine::testing;
use engine::view::Queue;
use serde_json::json;
use sqlx::types::Uuid;
use sqlx::{Row, SqliteConnection};

/// The entry that is taken away, and the one that is written anew.
const TAKEN: i64 = 4;
const REWRITTEN: i64 = 2;

/// Jo reads what a patient with her surname wrote, and asks for the audit, which is not hers to read. That a doctor read
/// at night stands in the morning.
pub async fn unusual(practice: &Practice) {
    let jo = practice.sign_in("jo.marsden").await;
    let (id, _) = practice.post(&morning::marsden(), practice.time.now(), None).await;
    practice.quiet().await;
    jo.conversation(id).await.expect("it is read");
    drop(jo);
    let filter = json!({ "patient": null, "staff": null, "from": null, "until": null });
    let asked = json!({ "filter": filter, "offset": 0, "limit": 50 });
    practice.desk.call("audit_page", asked).await.expect_err("it is not hers to read");
    practice.lock().await;
    practice.time.pass(TimeDelta::seconds(31));
}

/// A colleague works at the other workstation, and this one writes down how far the other's entries go.
pub async fn seen_beside(practice: &Practice) {
    practice.sign_in("ruth.alder").await;
    let mut other = practice.beside().await;
    let other = other.as_mut().expect("it runs");
    let priya = other.sign_in("priya.nair").await;
    priya.list_queue(Queue::NeedsTriage, 0, 20).await.expect("a queue is read");
    drop(priya);
    // What is written until the lock leaves with the next session.
    let carol = other.sign_in("carol.whitby").await;
    beside::idle(&carol).await;
    drop(carol);
    practice
        .until("the colleague's entries are here", async || {
            let store = testing::store(&practice.unlocked().await);
            let mut connection = store.read().await.expect("a connection");
            others(&mut connection).await.is_some()
        })
        .await;
    practice.lock().await;
    practice.time.pass(TimeDelta::seconds(31));
}

/// Somebody with the open database in hand takes an entry of this workstation's away, and writes another's chain anew.
pub async fn tamper(practice: &Practice) {
    practice.quiet().await;
    let store = testing::store(&practice.unlocked().await);
    let mut change = store.begin().await.expect("a transaction");
    for guard in ["audit_is_not_shortened", "audit_is_not_changed"] {
        let drop = format!("DROP TRIGGER {guard}");
        sqlx::query(sqlx::AssertSqlSafe(drop)).execute(&mut *change).await.expect("the guard is gone");
    }
    let other = others(&mut change).await.expect("a colleague's entries");
    let gone = sqlx::query("DELETE FROM audit WHERE number = ? AND device <> ?");
    gone.bind(TAKEN).bind(&other).execute(&mut *change).await.expect("it is gone");
    rewrite(&mut change, &other).await;
    change.commit().await.expect("committed");
}

/// The workstation with the fewest entries: the colleague's, where anybody has worked at it.
async fn others(connection: &mut SqliteConnection) -> Option<Vec<u8>> {
    let counted = "SELECT device FROM audit GROUP BY device HAVING count(*) > 1 ORDER BY count(*)";
    let devices: Vec<Vec<u8>> = sqlx::query_scalar(counted).fetch_all(connection).await.expect("the chains");
    (devices.len() > 1).then(|| devices.into_iter().next().expect("two"))
}

/// Changes one entry of a chain and computes every later hash anew.
async fn rewrite(connection: &mut SqliteConnection, device: &[u8]) {
    let chain = sqlx::query("SELECT number, entry FROM audit WHERE device = ? ORDER BY number");
    let rows = chain.bind(device).fetch_all(&mut *connection).await.expect("the chain");
    let id = DeviceId(device.try_into().map(Uuid::from_bytes).expect("16 bytes"));
    let mut hash = EntryHash::START;
    for row in rows {
        let (number, mut text): (i64, String) = (row.get("number"), row.get("entry"));
        if number == REWRITTEN {
            text = text.replace("ROOM", "HALL");
        }
        hash = hash.next(id, number.try_into().expect("from 1"), &text);
        let anew = sqlx::query("UPDATE audit SET entry = ?, hash = ? WHERE device = ? AND number = ?");
        let anew = anew.bind(text).bind(hash.0.to_vec()).bind(device).bind(number);
        anew.execute(&mut *connection).await.expect("written anew");
    }
}

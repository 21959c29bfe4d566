//! Two workstations hold each other's audit: what one rewrites of its own, everywhere it can reach, the other disowns.

use super::two::{Two, eventually};
use crate::Unlocked;
use crate::store::audit;
use domain::audit::{Anchor, ChainPlace, Entry, FaultKind, Link, What};
use domain::{DeviceId, Subject};
use queue::Custodian;
use sqlx::SqliteConnection;

async fn chain(on: &Unlocked, of: DeviceId) -> Vec<Link> {
    let mut connection = on.0.store.read().await.unwrap();
    audit::after(&mut connection, of, 0, i64::MAX).await.unwrap()
}

/// How far this workstation has written down that it saw the other's chain go.
async fn anchored(on: &Unlocked, of: DeviceId) -> Option<Anchor> {
    let entries = chain(on, on.0.device).await;
    let heads = entries.iter().filter_map(|link| match serde_json::from_str::<Entry>(&link.text) {
        Ok(Entry { what: What::Anchored { heads }, .. }) => Some(heads),
        _ => None,
    });
    heads.flatten().rfind(|head| head.device == of)
}

/// Reads something, tells it, and waits until the other has it.
async fn read_and_tell(on: &Unlocked, other: &Unlocked) {
    for found in 0..5 {
        on.witness(on.entry(What::Searched { found })).await.unwrap();
    }
    let last = chain(on, on.0.device).await.len();
    on.send_entries().await.unwrap();
    eventually("the other has it", async || (chain(other, on.0.device).await.len() >= last).then_some(()))
        .await;
}

/// Writes its own chain anew with one entry left out, every later number and hash put right, and empties what it told:
/// all that somebody with the open database and the log's own credential can do on one workstation.
async fn rewrite_without(on: &Unlocked, number: u64) {
    let own = on.0.device;
    let mut kept = chain(on, own).await;
    kept.retain(|link| link.number != number);
    let mut tx = on.0.store.begin().await.unwrap();
    for guard in ["DROP TRIGGER audit_is_not_shortened", "DROP TRIGGER audit_is_not_changed"] {
        run(&mut tx, guard).await;
    }
    sqlx::query("DELETE FROM audit WHERE device = ?").bind(own.0).execute(&mut *tx).await.unwrap();
    let texts: Vec<Entry> = kept.iter().map(|link| serde_json::from_str(&link.text).unwrap()).collect();
    audit::append(&mut tx, own, &texts).await.unwrap();
    let subject = Subject::audit(own);
    let told = "DELETE FROM events WHERE subject = ?";
    sqlx::query(told).bind(subject.as_str()).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    on.0.queue.purge(&subject, &Custodian::after_recorded_erasure()).await.unwrap();
}

async fn run(connection: &mut SqliteConnection, statement: &'static str) {
    sqlx::query(statement).execute(connection).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_that_its_own_workstation_wrote_anew_is_disowned_by_the_other() {
    let (two, manager, jo) = Two::at_work().await;
    let (first, second) = (manager.0.device, jo.0.device);
    assert_ne!(first, second);
    read_and_tell(&manager, &jo).await;
    read_and_tell(&jo, &manager).await;
    let seen = anchored(&jo, first).await.expect("the second saw the first's chain");
    let there = chain(&manager, first).await;
    let link = there.iter().find(|link| link.number == seen.number).expect("the entry it saw");
    assert_eq!(link.hash, seen.hash, "an anchor is what the chain was");
    let check = manager.verify_audit().await.unwrap();
    assert_eq!(check.faults, [], "both chains are whole");
    assert!(check.workstations.iter().all(|one| one.device != first || one.anchored_by == 1));

    rewrite_without(&manager, 2).await;
    let found = manager.verify_audit().await.unwrap().faults;
    assert!(
        found.iter().any(|fault| fault.device == first
            && fault.place == ChainPlace::Here
            && matches!(fault.kind, FaultKind::Disowned { by } if by == second)),
        "{found:?}"
    );
    assert!(found.iter().all(|fault| fault.device == first), "the second's chain is whole: {found:?}");
    drop((manager, jo));
    two.shut_down().await;
}

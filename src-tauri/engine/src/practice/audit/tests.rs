//! The audit on a real engine: nothing is shown or done without its entry, and whoever changes one is found.

use super::{AuditFilter, ExportFormat};
use crate::store::audit;
use crate::tests::{about, engine, sign_in};
use crate::{ActError, Engine, Unlocked};
use domain::audit::{Anchor, ChainPlace, Difference, Entry, EntryHash, FaultKind, Link, SignInRefusal, What};
use domain::conversation::{Command, Refusal};
use domain::policy::PracticePolicy;
use domain::staff::Role;
use domain::{DeviceId, Subject};
use queue::Custodian;
use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use uuid::Uuid;

/// The entries since the practice was made: its first ones are what the demonstration's staff have attested.
async fn entries(unlocked: &Unlocked) -> Vec<Entry> {
    let mut connection = unlocked.0.store.read().await.unwrap();
    let links = audit::after(&mut connection, unlocked.0.device, 0, i64::MAX).await.unwrap();
    let entries = links.iter().map(|link| serde_json::from_str::<Entry>(&link.text).unwrap());
    entries.skip_while(|entry| entry.what.kind() == "attested").collect()
}

async fn kinds(unlocked: &Unlocked) -> Vec<&'static str> {
    entries(unlocked).await.iter().map(|entry| entry.what.kind()).collect()
}

async fn end(engine: Engine, unlocked: Unlocked) {
    drop(unlocked);
    engine.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_reads_searches_or_acts_stands_in_the_audit_before_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let desk = sign_in(&engine, "jo.marsden").await;
    let id = about(&desk, "Sinclair").await;
    for _ in 0..3 {
        desk.list_queue(crate::view::Queue::Mine, 0, 10).await.unwrap();
        desk.conversation(id).await.unwrap();
    }
    desk.search("inhaler", 10).await.unwrap();
    desk.act_and_show(id, Command::Look).await.unwrap();
    let missing = desk.act(id, Command::GiveBack).await;
    assert!(matches!(missing, Err(ActError::Refused(Refusal::AlreadyDone))));
    assert_eq!(kinds(&desk).await, ["signedIn", "listed", "viewed", "searched", "did", "refused"]);
    let written = entries(&desk).await;
    assert!(written.iter().all(|entry| entry.staff == Some(desk.me().staff)));
    assert!(written[2].patient.is_some() && written[2].conversation == Some(id));
    assert!(written[2].what == What::Viewed { messages: 1 });
    assert!(written[5].what == What::Refused { asked: "giveBack".to_owned(), why: "alreadyDone".to_owned() });
    let text = serde_json::to_string(&written).unwrap();
    assert!(!text.contains("inhaler") && !text.contains("Sinclair"), "no words of anybody's");
    end(engine, desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_readers_at_once_are_all_written_in_one_chain() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let desk = sign_in(&engine, "jo.marsden").await;
    let mut readers = tokio::task::JoinSet::new();
    for n in 0..200 {
        let desk = desk.clone();
        readers.spawn(async move { desk.witness(desk.entry(What::Searched { found: n })).await });
    }
    while let Some(done) = readers.join_next().await {
        done.unwrap().unwrap();
    }
    let written = entries(&desk).await;
    let searched = written.iter().filter(|entry| entry.what.kind() == "searched").count();
    assert_eq!(searched, 200);
    end(engine, desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_tries_and_the_lock_stand_in_the_audit_of_the_next_session() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    assert!(engine.sign_in("jo.marsden", "not her password", "000000").await.is_err());
    assert!(engine.sign_in("nobody.here", "not a password", "000000").await.is_err());
    let desk = sign_in(&engine, "priya.nair").await;
    let jo = desk.shared().names.people.iter().find(|(_, name)| name.name == "Jo Marsden").map(|(id, _)| *id);
    let written = entries(&desk).await;
    assert!(written[0].what == What::SignInRefused { why: SignInRefusal::Wrong } && written[0].staff == jo);
    assert!(written[1].what.kind() == "signInRefused" && written[1].staff.is_none());
    assert_eq!(written[2].what.kind(), "signedIn");
    drop(desk);
    engine.lock().await;
    let desk = sign_in(&engine, "s.brandt").await;
    assert_eq!(kinds(&desk).await[3..], ["locked", "signedIn"]);
    end(engine, desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_checking_and_exporting_are_for_those_who_may_and_are_entries_themselves() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let desk = sign_in(&engine, "jo.marsden").await;
    let id = about(&desk, "Sinclair").await;
    desk.conversation(id).await.unwrap();
    assert!(desk.audit_page(&AuditFilter::default(), 0, 50).await.is_err());
    drop(desk);
    engine.lock().await;
    let desk = sign_in(&engine, "carol.whitby").await;
    let filter = AuditFilter { patient: Some("999 000 0085".to_owned()), ..AuditFilter::default() };
    let page = desk.audit_page(&filter, 0, 50).await.unwrap();
    let found: Vec<&str> = page.rows.iter().filter_map(|row| row.what.as_ref()).map(What::kind).collect();
    assert_eq!(found, ["readAudit", "viewed"], "newest first");
    assert_eq!(page.rows[1].name.as_ref().map(|name| name.family.as_str()), Some("Sinclair"));
    assert_eq!(page.rows[1].by.as_ref().map(|by| by.name.as_str()), Some("Jo Marsden"));
    let export = desk.export_audit(&filter, ExportFormat::Csv).await.unwrap();
    let text = std::fs::read_to_string(&export.path).unwrap();
    assert_eq!(text.lines().count(), 1 + 2, "the heading and the two: {text}");
    assert!(text.starts_with("when (London),when (UTC),"), "{text}");
    assert!(text.contains("\"Rory Sinclair\"") && text.contains("\"999 000 0085\""), "{text}");
    let unreadable = AuditFilter { patient: Some("12".to_owned()), ..AuditFilter::default() };
    assert!(desk.audit_page(&unreadable, 0, 50).await.unwrap().bad_number);
    end(engine, desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_in_force_stands_in_the_audit_with_its_old_and_its_new_value() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let desk = sign_in(&engine, "carol.whitby").await;
    let shared = desk.shared();
    let before = shared.policy.clone();
    desk.publish_policy(&PracticePolicy { alert_retry_minutes: 3, ..before.clone() }).await.unwrap();
    let priya = *shared.names.people.iter().find(|(_, name)| name.name == "Priya Nair").unwrap().0;
    let roles = shared.roles(priya);
    let more: Vec<Role> = roles.iter().copied().chain([Role::SafetyOfficer]).collect();
    desk.change_roles(priya, &more).await.unwrap();
    let last_day = "2026-12-31T17:00:00Z".parse().unwrap();
    desk.set_expiry(priya, Some(last_day)).await.unwrap();
    let said: Vec<Difference> = entries(&desk)
        .await
        .into_iter()
        .filter_map(|entry| match entry.what {
            What::Published { changes, .. } => Some(changes),
            _ => None,
        })
        .flatten()
        .collect();
    let minutes = Some(before.alert_retry_minutes.to_string());
    let [policy, changed, until] = said.as_slice() else { panic!("{said:?}") };
    assert_eq!(*policy, Difference::new("alertRetryMinutes", minutes, Some("3".to_owned())));
    assert_eq!((changed.what.as_str(), changed.of.as_deref()), ("roles", Some("Priya Nair")));
    assert!(changed.to.as_ref().unwrap().ends_with(", safetyOfficer") && changed.from != changed.to);
    assert_eq!(
        *until,
        Difference::new("accessUntil", None, Some("2026-12-31 17:00".to_owned())).of("Priya Nair")
    );
    let export = desk.export_audit(&AuditFilter::default(), ExportFormat::Csv).await.unwrap();
    let text = std::fs::read_to_string(&export.path).unwrap();
    assert!(text.contains("alertRetryMinutes: ") && text.contains(" of Priya Nair: "), "{text}");
    end(engine, desk).await;
}

/// Signs in as the manager with twenty entries told to the log and five not.
async fn told(engine: &Engine) -> Unlocked {
    let desk = sign_in(engine, "carol.whitby").await;
    for found in 0..19 {
        desk.witness(desk.entry(What::Searched { found })).await.unwrap();
    }
    desk.send_entries().await.unwrap();
    crate::tests::eventually("the log has them", async || {
        let subject = Subject::audit(desk.0.device);
        let mut connection = desk.0.store.read().await.unwrap();
        crate::store::events::last(&mut connection, &subject).await.unwrap()
    })
    .await;
    desk
}

/// What somebody with the database's key can do, once they have taken the guards away.
async fn tamper(desk: &Unlocked, statements: &[&'static str]) {
    let mut tx = desk.0.store.begin().await.unwrap();
    for statement in statements {
        sqlx::query(*statement).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
}

const UNGUARD: [&str; 2] = ["DROP TRIGGER audit_is_not_shortened", "DROP TRIGGER audit_is_not_changed"];

async fn named(desk: &Unlocked) -> Vec<(u64, ChainPlace, FaultKind)> {
    let check = desk.verify_audit().await.unwrap();
    assert!(check.log_reached);
    check.faults.iter().map(|fault| (fault.number, fault.place, fault.kind)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_refuses_to_forget_and_a_whole_chain_has_no_faults() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let desk = told(&engine).await;
    let mut tx = desk.0.store.begin().await.unwrap();
    assert!(sqlx::query("DELETE FROM audit WHERE number = 3").execute(&mut *tx).await.is_err());
    assert!(sqlx::query("UPDATE audit SET staff = NULL").execute(&mut *tx).await.is_err());
    tx.rollback().await.unwrap();
    assert_eq!(named(&desk).await, []);
    let check = desk.verify_audit().await.unwrap();
    let own = check.workstations.iter().find(|one| one.own).unwrap();
    assert!(own.told >= 20 && own.entries > own.told, "the check itself is not told yet");
    end(engine, desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_entry_removed_changed_or_moved_here_is_named() {
    for (statements, expected) in [
        (vec!["DELETE FROM audit WHERE number = 7"], vec![(7, FaultKind::Removed)]),
        (
            vec!["UPDATE audit SET entry = replace(entry, '\"found\":5}', '\"found\":6}') WHERE number = 13"],
            vec![(13, FaultKind::Changed)],
        ),
        (
            vec![
                "UPDATE audit SET number = 1000 WHERE number = 5",
                "UPDATE audit SET number = 5 WHERE number = 6",
                "UPDATE audit SET number = 6 WHERE number = 1000",
            ],
            vec![(5, FaultKind::Moved { to: 6 })],
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(folder.path()).await;
        let desk = told(&engine).await;
        tamper(&desk, &UNGUARD).await;
        tamper(&desk, &statements).await;
        let found: Vec<(u64, FaultKind)> =
            named(&desk).await.into_iter().map(|(number, place, kind)| (number, (place, kind).1)).collect();
        let close = |a: &(u64, FaultKind), b: &(u64, FaultKind)| {
            a == b
                || matches!((a, b), ((5 | 6, FaultKind::Moved { to: 5 | 6 }), (5, FaultKind::Moved { .. })))
        };
        assert_eq!(found.len(), expected.len(), "{statements:?}: {found:?}");
        assert!(found.iter().zip(&expected).all(|(a, b)| close(a, b)), "{statements:?}: {found:?}");
        end(engine, desk).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_changed_bytes_of_what_was_told_open_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let desk = told(&engine).await;
    let subject = Subject::audit(desk.0.device);
    let mut connection = desk.0.store.read().await.unwrap();
    let told = crate::store::events::of(&mut connection, &subject).await.unwrap();
    drop(connection);
    let mut step = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..1_000 {
        step = step.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut bytes = told[(step >> 33) as usize % told.len()].envelope.clone();
        assert!(desk.opened(&subject, &bytes).is_some());
        let (place, mask) = ((step >> 24) as usize % bytes.len(), (step >> 16) as u8 | 1);
        bytes[place] ^= mask;
        assert!(desk.opened(&subject, &bytes).is_none(), "byte {place}, mask {mask}");
    }
    end(engine, desk).await;
}

/// Somebody who can write to the log's file changes what it holds of the audit.
#[tokio::test(flavor = "multi_thread")]
async fn a_byte_changed_in_the_logs_file_is_named_as_the_logs() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let desk = told(&engine).await;
    let subject = Subject::audit(desk.0.device).as_str().to_owned();
    let file = folder.path().join("practice/queue/queue.sqlite");
    // Keeps the journal, which Windows does not let anybody delete while the engine has it open.
    let options = SqliteConnectOptions::new().filename(&file).journal_mode(SqliteJournalMode::Persist);
    let mut log = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
    let first = sqlx::query_as("SELECT seq, bytes FROM message WHERE subject = ? ORDER BY seq LIMIT 1");
    let (seq, mut bytes): (i64, Vec<u8>) = first.bind(&subject).fetch_one(&mut log).await.unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    let change = sqlx::query("UPDATE message SET bytes = ? WHERE seq = ?").bind(bytes).bind(seq);
    assert_eq!(change.execute(&mut log).await.unwrap().rows_affected(), 1);
    log.close().await.unwrap();
    let found = named(&desk).await;
    assert!(found.contains(&(1, ChainPlace::Queue, FaultKind::Removed)), "{found:?}");
    assert!(
        found.iter().all(|(_, place, _)| *place == ChainPlace::Queue),
        "here nothing is wrong: {found:?}"
    );
    end(engine, desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_log_lost_is_named_as_the_logs() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let desk = told(&engine).await;
    let subject = Subject::audit(desk.0.device);
    desk.0.queue.purge(&subject, &Custodian::after_recorded_erasure()).await.unwrap();
    let found = named(&desk).await;
    assert!(found.contains(&(1, ChainPlace::Queue, FaultKind::Removed)), "{found:?}");
    assert!(
        found.iter().all(|(_, place, _)| *place == ChainPlace::Queue),
        "here nothing is wrong: {found:?}"
    );
    end(engine, desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_workstations_chain_is_anchored_and_its_anchors_are_believed() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let desk = sign_in(&engine, "carol.whitby").await;
    let other = DeviceId(Uuid::from_u128(9));
    let disowned = Anchor { device: desk.0.device, number: 1, hash: EntryHash::START };
    let entry = desk.entry(What::Anchored { heads: vec![disowned] });
    let text = serde_json::to_string(&entry).unwrap();
    let link = Link { number: 1, hash: EntryHash::START.next(other, 1, &text), text };
    let mut tx = desk.0.store.begin().await.unwrap();
    audit::keep(&mut tx, other, &link).await.unwrap();
    tx.commit().await.unwrap();
    desk.send_entries().await.unwrap();
    let heads: Vec<Anchor> = entries(&desk)
        .await
        .into_iter()
        .filter_map(|entry| if let What::Anchored { heads } = entry.what { Some(heads) } else { None })
        .flatten()
        .collect();
    assert_eq!(heads, [Anchor { device: other, number: 1, hash: link.hash }]);
    let found = named(&desk).await;
    assert!(found.contains(&(1, ChainPlace::Here, FaultKind::Disowned { by: other })), "{found:?}");
    let told = kinds(&desk).await.len();
    desk.send_entries().await.unwrap();
    assert_eq!(kinds(&desk).await.len(), told, "an anchor is written once");
    end(engine, desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unusual_access_is_listed_until_somebody_has_looked_into_it() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let desk = sign_in(&engine, "carol.whitby").await;
    desk.witness(desk.entry(What::refused(
        "policy",
        &Refusal::NotAllowed { action: domain::staff::Action::ChangePolicy },
    )))
    .await
    .unwrap();
    let today = domain::calendar::date_in_london(desk.0.clock.now());
    let listed = desk.unusual_access(today, today).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert!(listed[0].resolved.is_none());
    assert!(desk.resolve_unusual(listed[0].id, "  ").await.is_err(), "a note says something");
    desk.resolve_unusual(listed[0].id, "Pressed by mistake, spoken to.").await.unwrap();
    let listed = desk.unusual_access(today, today).await.unwrap();
    let resolved = listed[0].resolved.as_ref().unwrap();
    assert_eq!(resolved.note, "Pressed by mistake, spoken to.");
    end(engine, desk).await;
}

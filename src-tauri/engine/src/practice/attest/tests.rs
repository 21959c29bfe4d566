//! Nothing of any patient is shown before what is due has been attested, and a restricted record opens to the named alone.

use crate::errors::DeskError;
use crate::practice::restricted::RestrictedRecord;
use crate::tests::{about, engine, engine_at, eventually, sign_in, try_sign_in};
use crate::view::Queue;
use crate::{ActError, Clock, Unlocked};
use chrono::TimeDelta;
use domain::audit::{Attestation, LockCause, What};
use domain::briefing::Briefing;
use domain::conversation::{Command, Refusal};
use domain::draft::DraftFor;

fn refusal<T>(outcome: Result<T, DeskError>) -> Option<Refusal> {
    match outcome {
        Err(DeskError::Act(ActError::Refused(why))) => Some(why),
        _ => None,
    }
}

async fn closed(desk: &Unlocked) -> [Option<Refusal>; 4] {
    [
        refusal(desk.list_queue(Queue::NeedsTriage, 0, 10).await),
        refusal(desk.search("inhaler", 10).await),
        refusal(desk.filings(10).await),
        refusal(desk.needs_you().await),
    ]
}

const NOT_ATTESTED: [Option<Refusal>; 4] = [const { Some(Refusal::NotAttested) }; 4];

#[tokio::test(flavor = "multi_thread")]
async fn a_locum_sees_no_message_before_training_and_this_version_of_the_briefing() {
    let folder = tempfile::tempdir().unwrap();
    let (clock, hand) = Clock::by_hand(Clock::system().now());
    let engine = engine_at(folder.path(), clock).await;
    let desk = sign_in(&engine, "jo.marsden").await;
    let id = about(&desk, "Sinclair").await;
    drop(desk);
    engine.lock().await;

    let desk = sign_in(&engine, "tom.heald").await;
    let briefing = Attestation::Briefing { version: 1 };
    assert_eq!(desk.session().due, [Attestation::Training, briefing]);
    assert_eq!(closed(&desk).await, NOT_ATTESTED);
    assert_eq!(refusal(desk.conversation(id).await), Some(Refusal::NotAttested));
    assert_eq!(refusal(desk.act_and_show(id, Command::Look).await), Some(Refusal::NotAttested));
    assert_eq!(refusal(desk.save_draft(DraftFor::answer(id), "words").await), Some(Refusal::NotAttested));
    assert_eq!(desk.attest(Attestation::Training).await.unwrap(), [briefing]);
    assert_eq!(closed(&desk).await, NOT_ATTESTED);
    let another = Attestation::Briefing { version: 2 };
    assert!(desk.attest(another).await.is_err(), "what is not in force cannot be attested");
    assert_eq!(desk.attest(briefing).await.unwrap(), []);
    desk.conversation(id).await.unwrap();
    drop(desk);
    engine.lock().await;

    hand.advance(TimeDelta::minutes(1));
    let desk = sign_in(&engine, "carol.whitby").await;
    desk.publish_briefing(Briefing::standard()).await.unwrap();
    eventually("the new version is in force", async || (desk.shared().briefing.version == 2).then_some(()))
        .await;
    assert_eq!(desk.due(), [], "the briefing is the locums'");
    drop(desk);
    engine.lock().await;

    hand.advance(TimeDelta::minutes(1));
    let desk = sign_in(&engine, "tom.heald").await;
    assert_eq!(desk.due(), [another], "a new version is attested again, the training is not");
    assert_eq!(closed(&desk).await, NOT_ATTESTED);
    drop(desk);
    engine.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locums_access_ends_by_itself_and_the_keys_go_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let (clock, hand) = Clock::by_hand(Clock::system().now());
    let engine = engine_at(folder.path(), clock.clone()).await;
    let desk = sign_in(&engine, "tom.heald").await;
    let tom = desk.me().staff;
    drop(desk);
    engine.lock().await;
    let vault = signin::vault::Vault::open(&engine.folder().practice()).unwrap();
    vault.set_expiry(tom, Some(clock.now() + TimeDelta::hours(1))).unwrap();
    hand.advance(TimeDelta::minutes(1));
    let desk = sign_in(&engine, "tom.heald").await;
    assert_eq!(desk.session().access_until, Some(clock.now() + TimeDelta::minutes(59)));
    drop(desk);
    hand.advance(TimeDelta::minutes(59));
    eventually("the workstation locks", async || engine.unlocked().is_none().then_some(())).await;
    hand.advance(TimeDelta::minutes(1));
    let desk = eventually("the keys are gone", async || {
        let known = sign_in(&engine, "carol.whitby").await;
        Some(known)
    })
    .await;
    let mut connection = desk.0.store.read().await.unwrap();
    let locked = crate::store::audit::newest(&mut connection, "locked", tom, 1).await.unwrap();
    assert!(locked[0].what == What::Locked { cause: LockCause::AccessEnded });
    drop(connection);
    drop(desk);
    engine.lock().await;
    hand.advance(TimeDelta::minutes(1));
    let failed = try_sign_in(&engine, "tom.heald").await;
    let wrong =
        matches!(failed, Err(crate::SignInFailure::Factors(signin::vault::SignInError::Wrong { .. })));
    assert!(wrong, "there is no such account any more");
    engine.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restricted_record_opens_to_the_named_alone() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let desk = sign_in(&engine, "carol.whitby").await;
    let id = about(&desk, "Sinclair").await;
    let staff = |name: &str| {
        let shared = desk.shared();
        shared.names.people.iter().find(|(_, known)| known.name == name).map(|(id, _)| *id).unwrap()
    };
    let (jo, okafor) = (staff("Jo Marsden"), staff("Dr N Okafor"));
    let own = RestrictedRecord {
        nhs_number: "999 000 0085".to_owned(),
        family: String::new(),
        given: String::new(),
        born: None,
        of: jo,
        own: true,
        named: vec![okafor],
    };
    desk.publish_restrictions(vec![own]).await.unwrap();
    eventually("it is in force", async || (!desk.shared().restrictions.records.is_empty()).then_some(()))
        .await;
    check_closed(&desk, id).await;
    drop(desk);
    engine.lock().await;

    let desk = sign_in(&engine, "jo.marsden").await;
    check_closed(&desk, id).await;
    drop(desk);
    engine.lock().await;

    let desk = sign_in(&engine, "n.okafor").await;
    let shown = desk.conversation(id).await.unwrap();
    assert!(shown.row.name.is_some());
    let found = desk.list_queue(Queue::NeedsTriage, 0, 50).await.unwrap();
    assert!(found.rows.iter().all(|row| !row.restricted));
    drop(desk);
    engine.shut_down().await;
}

async fn check_closed(desk: &Unlocked, id: domain::ConversationId) {
    assert_eq!(refusal(desk.conversation(id).await), Some(Refusal::Restricted));
    assert_eq!(refusal(desk.act_and_show(id, Command::Look).await), Some(Refusal::Restricted));
    assert_eq!(refusal(desk.save_draft(DraftFor::answer(id), "words").await), Some(Refusal::Restricted));
    let rows = desk.list_queue(Queue::NeedsTriage, 0, 50).await.unwrap().rows;
    let row = rows.iter().find(|row| row.id == id).unwrap();
    assert!(row.restricted && row.name.is_none() && row.nhs_number.is_none() && row.first_line.is_empty());
    let found = desk.search("Sinclair", 50).await.unwrap();
    assert!(found.rows.iter().all(|row| row.id != id), "finding it would say something");
    let mut connection = desk.0.store.read().await.unwrap();
    let refused = crate::store::audit::newest(&mut connection, "refused", desk.me().staff, 50).await.unwrap();
    let restricted = What::refused("conversation", &Refusal::Restricted);
    assert!(refused.iter().any(|entry| entry.what == restricted && entry.conversation == Some(id)));
}

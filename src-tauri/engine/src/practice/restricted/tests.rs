//! Restricting a record on a real engine.

use super::{RestrictedRecord, Unfit};
use crate::errors::DeskError;
use crate::tests::{engine, eventually, sign_in};
use crate::{Unlocked, store::audit};
use domain::StaffId;
use domain::audit::What;

fn staff(desk: &Unlocked, name: &str) -> StaffId {
    let shared = desk.shared();
    shared.names.people.iter().find(|(_, known)| known.name == name).map(|(id, _)| *id).unwrap()
}

async fn unfit(desk: &Unlocked, records: Vec<RestrictedRecord>) -> Option<Unfit> {
    match desk.publish_restrictions(records).await {
        Err(DeskError::Unfit(why)) => Some(why),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_says_what_is_not_right_and_reads_back_as_it_was_taken() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let desk = sign_in(&engine, "carol.whitby").await;
    let (jo, okafor) = (staff(&desk, "Jo Marsden"), staff(&desk, "Dr N Okafor"));
    let whole = RestrictedRecord {
        nhs_number: "9990000085".to_owned(),
        family: " Sinclair ".to_owned(),
        given: "Rory".to_owned(),
        born: None,
        of: jo,
        own: false,
        named: vec![okafor],
    };
    let with = |change: fn(&mut RestrictedRecord)| {
        let mut form = whole.clone();
        change(&mut form);
        vec![form]
    };
    for (records, expected) in [
        (with(|form| form.nhs_number = "999 000 0086".to_owned()), Unfit::Number),
        (with(|form| form.given.clear()), Unfit::Name),
        (with(|form| form.named.clear()), Unfit::Named),
        (with(|form| form.named = vec![form.of]), Unfit::Named),
        (vec![whole.clone(), whole.clone()], Unfit::Twice),
    ] {
        assert_eq!(unfit(&desk, records).await, Some(expected));
    }
    assert!(desk.restrictions().await.unwrap().records.is_empty(), "nothing of that is in force");

    desk.publish_restrictions(vec![whole.clone()]).await.unwrap();
    let view = eventually("it is in force", async || {
        let view = desk.restrictions().await.unwrap();
        (!view.records.is_empty()).then_some(view)
    })
    .await;
    let taken =
        RestrictedRecord { nhs_number: "999 000 0085".to_owned(), family: "Sinclair".to_owned(), ..whole };
    assert!(view.records == [taken], "as it was typed, in the practice's way of writing");
    assert!(view.people.iter().any(|person| person.id == okafor && !person.roles.is_empty()));

    let mut connection = desk.0.store.read().await.unwrap();
    let written = audit::newest(&mut connection, "published", desk.me().staff, 9).await.unwrap();
    let changed: Vec<_> = written
        .iter()
        .filter_map(|entry| match &entry.what {
            What::Published { record, changes } if record == "restricted" => Some(changes.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(changed.len(), 1, "one entry, for the one that held");
    let [one] = changed[0].as_slice() else { panic!("{changed:?}") };
    assert_eq!((one.what.as_str(), one.of.as_deref()), ("restriction", Some("999 000 0085")));
    assert!(one.from.is_none() && one.to.as_ref().is_some_and(|to| to.contains("Dr N Okafor")), "{one:?}");
    drop(connection);
    drop(desk);
    engine.shut_down().await;
}

//! Where documents for the record go: to the one place the practice names, and nowhere before.

use super::{about, answer, engine, eventually, settled, sign_in, work_the_checklist};
use crate::practice::restricted::RestrictedRecord;
use crate::view::NeedsYouWhat;
use crate::{SettingsError, Unlocked};
use domain::policy::{FilingPlace, PracticePolicy};
use domain::staff::is_clinician;
use std::path::Path;

async fn name_place(manager: &Unlocked, folder: &Path, restricted: &str) -> Result<(), SettingsError> {
    let shown = manager.settings().policy;
    let folder = folder.to_str().unwrap().to_owned();
    let filing = Some(FilingPlace { folder, restricted: restricted.to_owned() });
    let chosen = serde_json::to_value(PracticePolicy { filing, ..shown.clone() }).unwrap();
    manager.publish_settings(&shown, serde_json::from_value(chosen).unwrap()).await
}

async fn waits(manager: &Unlocked) -> Option<(u32, bool)> {
    manager.needs_you().await.unwrap().into_iter().find_map(|one| match one.what {
        NeedsYouWhat::FilingHasNoPlace { documents, restricted } => Some((documents, restricted)),
        _ => None,
    })
}

fn documents(folder: &Path) -> usize {
    let names = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name());
    names.filter(|name| name.to_string_lossy().ends_with(".pdf")).count()
}

async fn restrict(manager: &Unlocked, number: &str) {
    let people = manager.restrictions().await.unwrap().people;
    let of = people.iter().find(|one| !is_clinician(&one.roles)).unwrap().id;
    let named = people.iter().filter(|one| is_clinician(&one.roles)).map(|one| one.id).collect();
    let (family, given, born) = (String::new(), String::new(), None);
    let record =
        RestrictedRecord { nhs_number: number.to_owned(), family, given, born, of, own: false, named };
    manager.publish_restrictions(vec![record]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_go_where_the_practice_says_and_restricted_ones_wait_for_a_folder_of_their_own() {
    let home = tempfile::tempdir().unwrap();
    let engine = engine(&home.path().join("data")).await;
    let carol = sign_in(&engine, "carol.whitby").await;
    let path = |name: &str| home.path().join(name);
    let (elsewhere, folder, closed) = (path("elsewhere"), path("filing"), path("closed"));
    let refused = name_place(&carol, &folder, "").await;
    assert!(matches!(refused, Err(SettingsError::Bad(setting)) if setting == "filing.folder"), "not there");
    for folder in [&elsewhere, &folder, &closed] {
        std::fs::create_dir(folder).unwrap();
    }
    // A path that on this workstation leads to a folder nobody has made the practice's.
    let filing = FilingPlace { folder: elsewhere.to_str().unwrap().to_owned(), restricted: String::new() };
    let policy = PracticePolicy { filing: Some(filing), ..carol.settings().policy };
    carol.publish_policy(&policy).await.unwrap();
    let ids = [about(&carol, "Sinclair").await, about(&carol, "Finch").await];
    for id in ids {
        work_the_checklist(&carol, id).await;
        carol.act(id, answer(1)).await.unwrap();
    }
    restrict(&carol, &carol.conversation(ids[1]).await.unwrap().patient.nhs_number.unwrap()).await;
    settled(&carol).await;
    name_place(&carol, &folder, "").await.unwrap();
    eventually("the open one is written", async || (documents(&folder) == 1).then_some(())).await;
    eventually("the other waits", async || (waits(&carol).await == Some((1, true))).then_some(())).await;
    name_place(&carol, &folder, closed.to_str().unwrap()).await.unwrap();
    eventually("it is written apart", async || (documents(&closed) == 1).then_some(())).await;
    assert_eq!([&folder, &elsewhere, &engine.folder().filed()].map(|one| documents(one)), [1, 0, 0]);
    eventually("nothing waits", async || waits(&carol).await.is_none().then_some(())).await;
    drop(carol);
    engine.shut_down().await;
}

//! What was accepted is in the log, sealed; what was not accepted is nowhere.

use crate::fhir::{FREE_TEXT, REPLY, reply};
use crate::practice::{Practice, eventually};
use crate::web::{filled, token};
use domain::staff::Role;
use std::path::Path;
use std::sync::atomic::Ordering;

#[tokio::test(flavor = "multi_thread")]
async fn what_the_log_does_not_take_is_not_accepted() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    practice.queue.failing.store(true, Ordering::SeqCst);
    let answer = doors.post_json(REPLY, FREE_TEXT);
    assert_eq!((answer.status, answer.header("retry-after")), (503, "5"));
    assert_eq!(answer.json()["issue"][0]["code"], "transient");
    let form = token(&doors.get("/").text);
    let page = doors.post_form("/messages", &filled(&form, "Are you open on Friday?"));
    assert_eq!(page.status, 503);
    assert!(
        page.text.contains("Your message is not sent yet") && page.text.contains("Are you open on Friday?")
    );
    assert_eq!(practice.inbox().await.len(), 0);
    practice.queue.failing.store(false, Ordering::SeqCst);
    let other = reply("Other words, for the first were never taken");
    assert_eq!(doors.post_json(REPLY, other).status, 202);
    assert_eq!(doors.post_form("/messages", &filled(&form, "Are you open on Friday?")).status, 303);
    assert_eq!(practice.letters().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_file_holds_what_a_patient_wrote() {
    let practice = Practice::found().await;
    let doors = practice.open_with(|config| config.demonstration = true).await;
    let secrets = ["Zwetschgenkuchen", "9990000018", "Quetzalcoatl", "900142"];
    assert_eq!(doors.post_json(REPLY, reply("about the Zwetschgenkuchen")).status, 202);
    let form = token(&doors.get("/").text);
    let mut fields = filled(&form, "Zwetschgenkuchen again");
    fields.iter_mut().find(|(name, _)| *name == "family").unwrap().1 = "Quetzalcoatl";
    assert_eq!(doors.post_form("/messages", &fields).status, 303);
    assert_eq!(practice.letters().await.len(), 2);
    let mut files = 0;
    visit(practice.folder.path(), &mut |bytes| {
        files += 1;
        for secret in secrets {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
        }
    });
    assert!(files > 0);
}

fn visit(folder: &Path, look: &mut impl FnMut(&[u8])) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { visit(&path, look) } else { look(&std::fs::read(&path).unwrap()) }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn doors_are_shut_until_the_practice_is_known() {
    let practice = Practice::found_unsettled().await;
    let doors = practice.open_at_once(|_| {}).await;
    assert!(doors.get("/health").text.contains("false"));
    let answer = doors.post_json(REPLY, FREE_TEXT);
    assert_eq!((answer.status, answer.json()["issue"][0]["code"].clone()), (503, "transient".into()));
    let page = doors.post_form("/messages", &filled("", "My words are still here"));
    assert_eq!(page.status, 503);
    assert!(page.text.contains("My words are still here") && page.text.contains("999"));
    assert_eq!(doors.get("/").status, 503);
    practice.publish(&practice.policy, Role::Manager).await;
    eventually("ready", || (doors.get("/").status == 200).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_count_only_from_somebody_who_may_change_them() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let mut policy = practice.policy.clone();
    policy.name = "Bogus Surgery".to_owned();
    practice.publish(&policy, Role::Receptionist).await;
    policy.name = "Hollin Lane Medical Centre".to_owned();
    practice.publish(&policy, Role::Manager).await;
    let page = |name: &str| doors.get("/").text.contains(name);
    eventually("the new name", || page("Hollin Lane Medical Centre").then_some(())).await;
    assert!(!page("Bogus"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_the_directory_does_not_list_stays_shut() {
    let practice = Practice::found().await;
    let other = crypto::Keys::derive(&crypto::Seed::from_bytes(&[99; 32]));
    let doors = practice.open_at_once(|config| config.keys = other).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(doors.post_json(REPLY, FREE_TEXT).status, 503);
}

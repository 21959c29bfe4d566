//! The power goes: what was accepted is there once, however far the engine had come with it.

use crate::practice::{Practice, alone, announced, eventually, free_text_reply, status};
use engine::view::Queue;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::Duration;

/// Names the folder to the process that is to be killed.
const FOLDER: &str = "DUTY_DESK_SPINE_FOLDER";
/// Letters accepted in one round.
const LETTERS: usize = 4;

fn text(round: usize, n: usize) -> String {
    format!("Round {round}, letter {n}: which day can I collect my repeat prescription?")
}

/// Not a test of its own: the practice that is killed. It signs somebody in and works until the end comes.
#[tokio::test(flavor = "multi_thread")]
async fn the_practice_that_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let practice = Practice::open_in(folder.clone()).await;
    let desk = practice.sign_in("priya.nair").await;
    practice.announce();
    tokio::time::sleep(Duration::from_secs(120)).await;
    practice.close(desk).await;
}

fn start(folder: &Path) -> Child {
    start_alone("kill::the_practice_that_is_killed", FOLDER, folder)
}

/// The same for any practice that is to be killed: where its doors were before is forgotten.
pub fn start_alone(test: &str, variable: &str, folder: &Path) -> Child {
    let _ = std::fs::remove_file(folder.join("doors"));
    alone(test, variable, folder)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_accepted_survives_the_power_going_and_is_there_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_owned();
    let mut accepted = vec![];
    // The first kill comes at once after the last acceptance, the second while its events are on their way.
    for (round, pause) in [Duration::ZERO, Duration::from_millis(15)].into_iter().enumerate() {
        let mut child = start(&path);
        let base = announced(&path).await;
        for n in 0..LETTERS {
            let words = text(round, n);
            let body = free_text_reply("9990000085", &words);
            assert_eq!(status(&base, "/FHIR/R4/CommunicationRequest", &body).await, 202);
            accepted.push(words);
        }
        tokio::time::sleep(pause).await;
        child.kill().expect("killed");
        child.wait().expect("gone");
        if round == 0 {
            // The same person signs in again, and a code serves once.
            wait_for_the_next_code().await;
        }
    }
    let practice = Practice::open_in(path).await;
    let desk = practice.sign_in("jo.marsden").await;
    let rows = eventually("everything accepted is listed", async || {
        let rows = desk.list_queue(Queue::NeedsTriage, 0, 200).await.ok()?.rows;
        (rows.len() >= accepted.len() + 8).then_some(rows)
    })
    .await;
    for words in &accepted {
        let same = rows.iter().filter(|row| words.starts_with(&row.first_line)).count();
        assert_eq!(same, 1, "{words}");
    }
    assert_eq!(rows.len(), accepted.len() + 8, "the demonstration's own eight and nothing twice");
    practice.close(desk).await;
}

async fn wait_for_the_next_code() {
    let into = engine::Clock::system().now().timestamp() % 30;
    tokio::time::sleep(Duration::from_secs(u64::try_from(31 - into).unwrap_or(31))).await;
}

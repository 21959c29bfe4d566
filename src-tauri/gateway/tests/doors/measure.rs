//! How fast letters are taken: figures for a report, beside what the log alone takes.

use crate::fhir::{REPLY, reply};
use crate::practice::Practice;
use domain::{EventId, Subject};
use queue::Queue;
use serde_json::json;
use std::time::Instant;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures; run with --release --ignored --nocapture"]
async fn letters_accepted_a_second() {
    const LETTERS: usize = 2_000;
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let url = format!("http://{}{REPLY}", doors.running.address);
    let agent = ureq::Agent::new_with_defaults();
    let times = tokio::task::block_in_place(|| {
        measure(LETTERS, |n| {
            let mut resource =
                reply("Please can my brown inhaler go to the pharmacy on Castle Street. ".repeat(6).as_str());
            resource["basedOn"][0]["identifier"]["value"] = json!(Uuid::from_u128(n as u128));
            let body = resource.to_string();
            let begun = Instant::now();
            let sent = agent
                .post(&url)
                .header("content-type", "application/json")
                .header("x-duty-desk-nhs-app", crate::practice::SECRET)
                .send(&body)
                .unwrap();
            assert_eq!(sent.status(), 202);
            begun.elapsed().as_secs_f64()
        })
    });
    let mut floor = Vec::new();
    for n in 0..LETTERS {
        let (id, bytes) = (EventId(Uuid::from_u128(1_000_000 + n as u128)), vec![7; 4_000]);
        let begun = Instant::now();
        practice.queue.append(&Subject::bell(), None, id, &bytes).await.unwrap();
        floor.push(begun.elapsed().as_secs_f64());
    }
    report("accepted", times);
    report("log alone", floor);
}

fn measure(count: usize, mut once: impl FnMut(usize) -> f64) -> Vec<f64> {
    (0..count).map(&mut once).collect()
}

fn report(name: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize] * 1e3;
    let rate = times.len() as f64 / times.iter().sum::<f64>();
    println!("{name}: {rate:.0}/s, p50 {:.2} ms, p99 {:.2} ms", at(0.5), at(0.99));
}

//! What an independent reader (`fhir.resources`) says of what goes in and out of the doors.
//!
//! Asked only where `cargo xtask test` has installed it and says so in `DUTY_DESK_ORACLES`, which names the Python.

use crate::fhir::{FORM, FREE_TEXT, KEYWORD, QUESTIONNAIRE, REPLY, TASK};
use crate::practice::Practice;
use gateway::{Limits, Rate};
use serde_json::Value;
use std::io::Write;
use std::process::{Command, Stdio};

fn ask(resources: &[Value]) -> Option<(String, bool)> {
    let Some(python) = std::env::var_os("DUTY_DESK_ORACLES") else {
        println!("not asked: DUTY_DESK_ORACLES is not set; cargo xtask test sets it");
        return None;
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/oracles/resource_oracle.py");
    let mut command = Command::new(python);
    command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let input = serde_json::to_vec(resources).unwrap();
    child.stdin.take().unwrap().write_all(&input).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    Some((said, output.status.success()))
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_outcome_is_fhir_to_an_independent_reader() {
    let practice = Practice::found().await;
    let few = Rate { burst: 6, per_minute: 1 };
    let doors =
        practice.open_with(|config| config.limits = Limits { per_source: few, ..Limits::default() }).await;
    let other = FORM.replace("ramipril", "aspirin");
    let outcomes = [
        doors.post_json(QUESTIONNAIRE, FORM),
        doors.post_json(QUESTIONNAIRE, other),
        doors.post_json(REPLY, "{"),
        doors.post_json(REPLY, FREE_TEXT.replace("9990000018", "9990000019")),
        doors.post_json(REPLY, FREE_TEXT.replace("A81001", "B82041")),
        doors.post_json(REPLY, FREE_TEXT),
        doors.post_json(TASK, "{}"),
        doors.post_json(REPLY, "x".repeat(300_000)),
        doors.post(REPLY, "text/plain", b""),
        doors.post_json(REPLY, FREE_TEXT),
        doors.get(REPLY),
    ];
    let statuses = outcomes.each_ref().map(|answer| answer.status);
    assert_eq!(statuses, [202, 409, 400, 422, 422, 202, 400, 413, 415, 429, 405]);
    let resources = outcomes.map(|answer| answer.json());
    if let Some((said, content)) = ask(&resources) {
        assert!(content, "{said}");
        assert!(said.contains("ok: 11 resources"), "{said}");
    }
}

#[test]
fn the_fixtures_are_what_the_standard_says_but_for_the_published_slip() {
    if let Some((said, content)) = ask(&[parsed(KEYWORD), parsed(FORM)]) {
        assert!(content, "{said}");
    }
    if let Some((said, content)) = ask(&[parsed(FREE_TEXT)]) {
        assert!(!content && said.contains("answer"), "{said}");
    }
}

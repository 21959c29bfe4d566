//! The doors for other systems.

use crate::practice::{Answer, Doors, Practice, SECRET};
use chrono::TimeDelta;
use domain::message::{Channel, Identity, Letter, Writer};
use domain::{ConversationId, LetterId};
use gateway::{Limits, Rate};
use serde_json::{Value, json};
use uuid::Uuid;

pub const REPLY: &str = "/FHIR/R4/CommunicationRequest";
pub const QUESTIONNAIRE: &str = "/FHIR/R4/QuestionnaireResponse";
pub const TASK: &str = "/FHIR/R4/Task";
pub const FREE_TEXT: &str = include_str!("../fixtures/reply-free-text.json");
pub const KEYWORD: &str = include_str!("../fixtures/reply-keyword.json");
pub const FORM: &str = include_str!("../fixtures/questionnaire.json");

/// A reply with these words.
pub fn reply(words: &str) -> Value {
    let mut reply: Value = serde_json::from_str(FREE_TEXT).unwrap();
    reply["contained"][0]["item"][0]["answer"] = json!([{ "valueString": words }]);
    reply
}

fn accepted(answer: &Answer) -> LetterId {
    assert_eq!(answer.status, 202, "{}", answer.text);
    check_outcome(&answer.json(), "information");
    answer.json()["id"].as_str().unwrap().parse().unwrap()
}

/// The shape of an OperationOutcome as FHIR R4 has it, read by hand: the resource, its issues, their codes.
pub fn check_outcome(outcome: &Value, severity: &str) {
    const CODES: [&str; 31] = [
        "invalid",
        "structure",
        "required",
        "value",
        "invariant",
        "security",
        "login",
        "unknown",
        "expired",
        "forbidden",
        "suppressed",
        "processing",
        "not-supported",
        "duplicate",
        "multiple-matches",
        "not-found",
        "deleted",
        "too-long",
        "code-invalid",
        "extension",
        "too-costly",
        "business-rule",
        "conflict",
        "transient",
        "lock-error",
        "no-store",
        "exception",
        "timeout",
        "incomplete",
        "throttled",
        "informational",
    ];
    assert_eq!(outcome["resourceType"], "OperationOutcome");
    let issues = outcome["issue"].as_array().unwrap();
    assert!(!issues.is_empty());
    for issue in issues {
        assert_eq!(issue["severity"], severity);
        assert!(CODES.contains(&issue["code"].as_str().unwrap()), "{issue}");
        let known = ["severity", "code", "diagnostics", "expression"];
        assert!(issue.as_object().unwrap().keys().all(|key| known.contains(&key.as_str())), "{issue}");
        assert!(issue["diagnostics"].as_str().is_some_and(|words| !words.is_empty()));
    }
    assert!(
        outcome
            .as_object()
            .unwrap()
            .keys()
            .all(|key| ["resourceType", "issue", "id"].contains(&key.as_str()))
    );
}

async fn only_letter(practice: &Practice) -> Letter {
    let letters = practice.letters().await;
    assert_eq!(letters.len(), 1);
    letters.into_iter().next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn both_published_forms_of_an_answer_are_accepted() {
    for (fixture, words) in [(FREE_TEXT, "Brief sentence or paragraph"), (KEYWORD, "SMOKE")] {
        let practice = Practice::found().await;
        let doors = practice.open().await;
        let id = accepted(&doors.post(REPLY, "application/json", fixture.as_bytes()));
        let letter = only_letter(&practice).await;
        assert_eq!((letter.id, letter.text.as_str()), (id, words));
        assert_eq!((letter.channel, letter.identity), (Channel::NhsApp, Identity::NhsLogin));
        assert!(letter.writer == Writer::Patient);
        assert_eq!(letter.received_at, practice.clock.now());
        assert_eq!(letter.written_at.unwrap().to_rfc3339(), "2026-08-25T08:57:42+00:00");
        assert_eq!(letter.patient.nhs_number.unwrap().digits(), "9990000018");
        let route = letter.reply.as_ref().unwrap();
        assert_eq!(route.address, "8f7ec136-66eb-4a9e-97ca-5c7a53d2710c");
        assert_eq!((route.channel, &route.gateway), (Channel::NhsApp, &practice.gateway));
        assert_eq!(letter.in_reply_to, None);
        assert_eq!(letter.acknowledgement, None, "nobody told them anything");
        doors.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_arrives_exactly_as_it_was_sent() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let long = "ẞ👩🏽‍⚕️".repeat(1_600);
    let words = [
        " leading and trailing blanks \t\r\n\n ",
        "👩🏽‍⚕️ 😀 \u{200d}\u{feff}\u{202e}مرحبا، عندي ألم في الصدر\u{202c}",
        "e\u{301} ≠ é, \"quoted\", <b>&amp;</b>, \\u0000, {\"a\":1}, ''; DROP TABLE message; --",
        "שלום\u{2028}next\u{85}line\u{7f}",
        &long,
    ];
    for (n, text) in words.iter().enumerate() {
        let mut resource = reply(text);
        resource["authoredOn"] = json!(format!("2026-08-25T08:00:0{n}Z"));
        accepted(&doors.post_json(REPLY, resource));
    }
    let letters = practice.letters().await;
    assert_eq!(letters.iter().map(|letter| letter.text.as_str()).collect::<Vec<_>>(), words);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_names_the_conversation_it_answers() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let conversation = ConversationId(Uuid::from_u128(77));
    let mut resource = reply("Yes");
    resource["identifier"][1]["value"] = json!(format!(" {conversation} "));
    accepted(&doors.post_json(REPLY, resource));
    let letter = only_letter(&practice).await;
    assert_eq!((letter.in_reply_to, letter.conversation()), (Some(conversation), conversation));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_questionnaire_becomes_one_faithful_text() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    accepted(&doors.post_json(QUESTIONNAIRE, FORM));
    let letter = only_letter(&practice).await;
    assert_eq!(
        letter.text,
        "What is it about? A follow-up\n\nAbout the leg:\n\nSince when: 2026-08-23\n\nIs it swollen? Yes\n\n\
         Temperature: 38.5 °C\n\nIn your own words: It is red and hot.\nShe cannot put her shoe on.\n\n\
         Which tablets: ramipril, amlodipine\n\n\
         2 further parts were not taken in: question without an answer, Patient telecom."
    );
    assert!(
        letter.writer == Writer::Other { name: "Ngozi Okonkwo".to_owned(), relation: "daughter".to_owned() }
    );
    assert_eq!((letter.channel, letter.identity), (Channel::WebForm, Identity::Claimed));
    let name = letter.patient.name.unwrap();
    assert_eq!((name.family.as_str(), name.given.as_str()), ("Okonkwo", "Adaeze Grace"));
    assert_eq!(letter.patient.telephone.as_deref(), Some("07700 900142"));
    assert_eq!(letter.patient.born, Some("1942-03-27".parse().unwrap()));
    assert!(letter.reply.is_none());
}

/// Changes one value of a resource; `null` takes it out.
pub fn changed(resource: &str, pointer: &str, value: Value) -> String {
    let mut resource: Value = serde_json::from_str(resource).unwrap();
    *resource.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
    resource.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn other_methods_content_types_and_web_pages_are_refused() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    for path in [REPLY, QUESTIONNAIRE, TASK] {
        for answer in [doors.get(path), doors.put(path)] {
            assert_eq!(answer.status, 405);
            check_outcome(&answer.json(), "error");
        }
        let answer = doors.post(path, "text/plain", FREE_TEXT.as_bytes());
        assert_eq!(answer.status, 415);
        check_outcome(&answer.json(), "error");
        let answer = doors.post_from_a_page(path, FREE_TEXT);
        assert_eq!(answer.status, 403);
        check_outcome(&answer.json(), "error");
    }
    assert_eq!(doors.get("/FHIR/R4/Patient").status, 404);
    assert_eq!(doors.get("/nowhere").status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_letter_again_is_answered_alike_and_adds_nothing() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let first = accepted(&doors.post_json(REPLY, FREE_TEXT));
    practice.clock.forward(TimeDelta::hours(3));
    assert_eq!(accepted(&doors.post_json(REPLY, FREE_TEXT)), first);
    let form = accepted(&doors.post_json(QUESTIONNAIRE, FORM));
    assert_eq!(accepted(&doors.post_json(QUESTIONNAIRE, FORM)), form);
    let other = changed(FORM, "/item/3/answer/0/valueString", json!("aspirin"));
    let answer = doors.post_json(QUESTIONNAIRE, other);
    assert_eq!(answer.status, 409);
    assert_eq!(answer.json()["issue"][0]["code"], "conflict");
    check_outcome(&answer.json(), "error");
    doors.close().await;
    let doors = practice.open().await;
    assert_eq!(accepted(&doors.post_json(REPLY, FREE_TEXT)), first, "after a restart");
    assert_eq!(practice.letters().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_at_once_are_one_letter() {
    let practice = Practice::found().await;
    let doors: &Doors = &practice.open().await;
    let ids: Vec<LetterId> = std::thread::scope(|scope| {
        let senders: Vec<_> = (0..10)
            .map(|_| {
                let address = doors.running.address;
                scope.spawn(move || {
                    let url = format!("http://{address}{REPLY}");
                    let mut sent = ureq::post(url)
                        .header("content-type", "application/json")
                        .header("x-duty-desk-nhs-app", SECRET)
                        .send(FREE_TEXT)
                        .unwrap();
                    assert_eq!(sent.status(), 202);
                    let outcome: Value =
                        serde_json::from_str(&sent.body_mut().read_to_string().unwrap()).unwrap();
                    outcome["id"].as_str().unwrap().parse().unwrap()
                })
            })
            .collect();
        senders.into_iter().map(|sender| sender.join().unwrap()).collect()
    });
    assert!(ids.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(practice.letters().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_are_told_when_to_come_back() {
    let practice = Practice::found().await;
    let few = Rate { burst: 3, per_minute: 6 };
    let doors =
        practice.open_with(|config| config.limits = Limits { per_source: few, ..Limits::default() }).await;
    for n in 0..3 {
        accepted(
            &doors.post_json(
                REPLY,
                changed(FREE_TEXT, "/authoredOn", json!(format!("2026-08-25T08:00:0{n}Z"))),
            ),
        );
    }
    let answer = doors.post_json(REPLY, FREE_TEXT);
    assert_eq!((answer.status, answer.header("retry-after")), (429, "10"));
    assert_eq!(answer.json()["issue"][0]["code"], "throttled");
    check_outcome(&answer.json(), "error");
    practice.clock.forward(TimeDelta::seconds(10));
    accepted(&doors.post_json(REPLY, FREE_TEXT));
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_proxy_each_caller_has_a_limit_of_their_own() {
    let practice = Practice::found().await;
    let one = Rate { burst: 1, per_minute: 1 };
    let doors = practice
        .open_with(|config| {
            config.proxied = true;
            config.limits = Limits { per_source: one, ..Limits::default() };
        })
        .await;
    let url = format!("http://{}{REPLY}", doors.running.address);
    let post = |forwarded: &str| {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let request =
            agent.post(&url).header("content-type", "application/json").header("x-forwarded-for", forwarded);
        let request = request.header("x-duty-desk-nhs-app", SECRET);
        request.send(FREE_TEXT).unwrap().status().as_u16()
    };
    let statuses = tokio::task::block_in_place(|| {
        ["192.0.2.1", "203.0.113.9, 192.0.2.2", "198.51.100.7, 192.0.2.1"].map(post)
    });
    assert_eq!(statuses, [202, 202, 429]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_damaged_requests_do_no_harm() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let mut taken = 0;
    for n in 0..1_000 {
        let (path, fixture) = [(REPLY, FREE_TEXT), (REPLY, KEYWORD), (QUESTIONNAIRE, FORM)][n % 3];
        let mut bytes = fixture.as_bytes().to_vec();
        for _ in 0..=random(4) {
            let place = random(bytes.len());
            match random(4) {
                0 => bytes[place] = random(256) as u8,
                1 => bytes[place] ^= 1 << random(8),
                2 => drop(bytes.remove(place)),
                _ => bytes.truncate(place.max(1)),
            }
        }
        let answer = doors.post(path, "application/json", &bytes);
        assert!(answer.status < 500, "{} {}", answer.status, String::from_utf8_lossy(&bytes));
        check_outcome(&answer.json(), if answer.status == 202 { "information" } else { "error" });
        taken += usize::from(answer.status == 202);
    }
    assert!(practice.letters().await.len() <= taken);
    let other = changed(FREE_TEXT, "/basedOn/0/identifier/value", json!("still here"));
    accepted(&doors.post_json(REPLY, other));
}

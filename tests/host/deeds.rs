//! What a test has happen in a practice: letters, what colleagues do at another workstation, and what goes wrong.

use crate::beside;
use crate::faults;
use crate::letters::Patient;
use crate::morning;
use crate::practice::Practice;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::acknowledgement::compose;
use domain::alert::Contact;
use domain::conversation::{Command, Route};
use domain::policy::{Closure, Extent, PracticePolicy, WeeklyHours};
use domain::rota::Draft;
use domain::{ConversationId, LetterId};
use engine::testing;
use engine::view::{DesktopAlerts, EntryWhat};
use serde_json::{Value, json};

const DOCTOR: &str = "n.okafor";
const OTHER_DOCTOR: &str = "s.brandt";

/// Does it; what a test may want to know of it.
pub async fn deed(practice: &Practice, name: &str, with: Value) -> Value {
    let family = with["family"].as_str().unwrap_or_default();
    match name {
        "quiet" => {}
        "pass" => practice.time.pass(TimeDelta::milliseconds(with["ms"].as_i64().expect("milliseconds"))),
        "flow" => practice.time.flow(),
        "now" => return json!(practice.time.now().timestamp_millis()),
        "log" => return json!(practice.engine().await.folder().log_home().to_string()),
        "find" => return json!(practice.find(family).await),
        "sent" => return json!(*practice.sent.lock().expect("no panic")),
        "forget" => practice.sent.lock().expect("no panic").clear(),
        "arrive" => {
            return json!(arrive(practice, patient(&with["patient"]), with["dutyList"] == json!(true)).await);
        }
        "arriveTold" => arrive_told(practice, patient(&with["patient"])).await,
        "closeDay" => close_day(practice, with["date"].as_str().expect("a day")).await,
        "writesAgain" => writes_again(practice, family, with["text"].as_str().expect("words")).await,
        "alarm" => alarm(practice, Some(patient(&with["patient"]))).await,
        "colleagueTakes" => take(practice, family).await,
        "doctorOpens" => doctor(practice, practice.find(family).await, Command::Look).await,
        "doctorReviews" => doctor_reviews(practice, practice.find(family).await).await,
        "doctorAccepts" => doctor_accepts(practice).await,
        "doctorResolves" => doctor_resolves(practice).await,
        "refuseAnswer" => faults::refuse_answer(practice, practice.find(family).await).await,
        "offline" => faults::offline(practice, with["is"] != json!(false)).await,
        "diskFails" => faults::disk(practice, with["is"] != json!(false)).await,
        "cardLeaves" => card_leaves(practice).await,
        "touchKey" => practice.keys.touch(),
        "touched" => return json!(practice.keys.touches()),
        other => panic!("{other} is not something that can be done"),
    }
    Value::Null
}

fn patient(asked: &Value) -> Patient {
    if asked.is_null() {
        morning::danger()
    } else {
        serde_json::from_value(asked.clone()).expect("a patient")
    }
}

async fn arrive(practice: &Practice, patient: Patient, duty_list: bool) -> ConversationId {
    let (id, _) = practice.post(&patient, practice.time.now(), None).await;
    if duty_list {
        let mut other = practice.beside().await;
        let priya = other.as_mut().expect("it runs").sign_in("priya.nair").await;
        beside::idle(&priya).await;
        morning::triage(&priya, id, true, Route::DutyList).await;
        beside::idle(&priya).await;
    }
    id
}

/// A letter from the practice's own page, which told its writer when they would be answered.
async fn arrive_told(practice: &Practice, patient: Patient) {
    let grant = practice.engine().await.gateway_grant().expect("answers").expect("here");
    let mut letter = patient.letter(&grant.id, practice.time.now(), None);
    let policy = practice.unlocked().await.shared().policy.clone();
    letter.acknowledgement = Some(compose(&policy, letter.received_at));
    practice.post_letter(letter).await;
}

/// The manager closes a day, at another workstation.
async fn close_day(practice: &Practice, date: &str) {
    let mut other = practice.beside().await;
    let carol = other.as_mut().expect("it runs").sign_in("carol.whitby").await;
    beside::idle(&carol).await;
    let mut policy = carol.shared().policy.clone();
    let date = date.parse().expect("a day");
    policy.closures.push(Closure { date, reason: "Burst pipe".to_owned(), extent: Extent::AllDay });
    carol.publish_policy(&policy).await.expect("the policy is published");
    beside::idle(&carol).await;
    drop(carol);
    drop(other);
    practice.quiet().await;
}

/// A letter through the gateway's own door, as the NHS App brings it.
pub async fn through_the_door(practice: &Practice, number: &str, text: &str) {
    let page = practice.root.join("desk/gateway.address");
    practice.until("the doors are open", async || page.exists()).await;
    let base = std::fs::read_to_string(page).expect("the address");
    let letter = journeys::letters::keyword_reply(number, text, &practice.time.now().to_rfc3339());
    let posted = tokio::task::spawn_blocking(move || journeys::letters::post(base.trim(), &letter));
    assert_eq!(posted.await.expect("no panic").expect("posted"), 202);
}

/// Something dangerous arrives and calls.
pub async fn alarm(practice: &Practice, patient: Option<Patient>) {
    let patient = patient.unwrap_or_else(morning::danger);
    let danger = morning::danger();
    let patient = if patient.text.is_empty() { Patient { text: danger.text, ..patient } } else { patient };
    let (_, letter) = practice.post(&patient, practice.time.now(), None).await;
    practice
        .until("the alert is raised", async || {
            let alerts = practice.unlocked().await.alerts().await.expect("the alerts");
            alerts.iter().any(|alert| alert.letter == letter)
        })
        .await;
}

async fn writes_again(practice: &Practice, family: &str, text: &str) {
    let id = practice.find(family).await;
    let view = practice.unlocked().await.conversation(id).await.expect("it is there");
    let nhs = view.patient.nhs_number.clone().map(|number| number.replace(' ', ""));
    let again = Patient { nhs, text: text.to_owned(), ..Patient::default() };
    let received_at = practice.time.now();
    let grant = practice.engine().await.gateway_grant().expect("answers").expect("here");
    let letter = again.letter(&grant.id, received_at, Some(id));
    let letter_id = letter.id;
    practice.post_letter(letter).await;
    practice
        .until("the letter is read", async || {
            let view = practice.unlocked().await.conversation(id).await.expect("it is there");
            view.entries.iter().any(
                |entry| matches!(&entry.what, EntryWhat::Received { letter, .. } if *letter == letter_id),
            )
        })
        .await;
}

async fn doctor(practice: &Practice, id: ConversationId, command: Command) {
    let mut other = practice.beside().await;
    other.as_mut().expect("it runs").act(DOCTOR, id, command).await;
    drop(other);
    practice.quiet().await;
}

async fn take(practice: &Practice, family: &str) {
    let id = practice.find(family).await;
    let mut other = practice.beside().await;
    other.as_mut().expect("it runs").act(OTHER_DOCTOR, id, Command::Take).await;
    drop(other);
    practice.quiet().await;
}

/// The alerts that are open, as this workstation has them.
async fn alerts(practice: &Practice) -> Vec<(ConversationId, LetterId)> {
    practice.quiet().await;
    let alerts = practice.unlocked().await.alerts().await.expect("the alerts");
    alerts.into_iter().map(|alert| (alert.conversation, alert.letter)).collect()
}

async fn doctor_reviews(practice: &Practice, id: ConversationId) {
    let view = practice.unlocked().await.conversation(id).await.expect("it is there");
    doctor(practice, id, Command::Review { seen: view.messages }).await;
}

async fn doctor_accepts(practice: &Practice) {
    for (id, letter) in alerts(practice).await {
        doctor(practice, id, Command::AcceptAlert { letter }).await;
    }
}

async fn doctor_resolves(practice: &Practice) {
    let now: DateTime<Utc> = practice.time.now();
    for (id, letter) in alerts(practice).await {
        let view = practice.unlocked().await.conversation(id).await.expect("it is there");
        let accepted = view.alerts.iter().any(|alert| alert.letter == letter && alert.accepted.is_some());
        let attempt =
            |contact, note: &str| Command::AttemptContact { letter, contact, at: now, note: note.to_owned() };
        let outcome = "Safe with partner. Crisis team rings at 13:00.".to_owned();
        if !accepted {
            doctor(practice, id, Command::AcceptAlert { letter }).await;
        }
        for command in [
            attempt(Contact::NoAnswer, "Rang out."),
            attempt(Contact::Spoke, "Spoke for a while."),
            Command::ResolveAlert { letter, outcome },
        ] {
            doctor(practice, id, command).await;
        }
    }
}

async fn card_leaves(practice: &Practice) {
    practice.reader.lock().expect("no panic").card_leaves();
    testing::card_changed(&practice.engine().await);
    practice.engine().await.lock().await;
}

/// The practice closes for lunch, so that every day has a morning and an afternoon.
pub async fn lunch(practice: &Practice) {
    let mut other = practice.beside().await;
    let carol = other.as_mut().expect("it runs").sign_in("carol.whitby").await;
    beside::idle(&carol).await;
    let policy = PracticePolicy { hours: WeeklyHours::core_with_lunch(), ..carol.shared().policy.clone() };
    carol.publish_policy(&policy).await.expect("the hours are published");
    beside::idle(&carol).await;
    drop((carol, other));
    practice.quiet().await;
}

/// Plans two slots that wait: one without a deputy, one that is ready.
pub async fn plan(practice: &Practice) {
    let open = practice.unlocked().await;
    let day = NaiveDate::from_ymd_opt(2026, 8, 25).expect("a day");
    let week = open.rota_week(day);
    let named = |name: &str| week.clinicians.iter().find(|one| one.name == name).map(|one| one.id);
    let (brandt, okafor) = (named("Dr S Brandt"), named("Dr N Okafor"));
    let wednesday = week.days[2].slots.last().expect("an afternoon");
    let thursday = week.days[3].slots.first().expect("a morning");
    for (slot, deputy) in [(wednesday, None), (thursday, okafor)] {
        let draft = Draft { from: slot.from, until: slot.until, duty: brandt, deputy };
        open.plan_rota(draft).await.expect("it is planned");
    }
    practice.quiet().await;
}

pub async fn safety(practice: &Practice, command: domain::safety::Command) {
    let mut other = practice.beside().await;
    let carol = other.as_mut().expect("it runs").sign_in("carol.whitby").await;
    beside::idle(&carol).await;
    carol.safety_act(&command, DesktopAlerts::Working).await.expect("the manager may");
    beside::idle(&carol).await;
    drop((carol, other));
    practice.quiet().await;
}

/// A computer asks to join. It lives as long as the host; the code on its screen lies beside it.
pub async fn asks(practice: &Practice) {
    let folder = practice.root.join("asks");
    let newcomer = beside::start(&folder, practice.time.clock.clone()).await;
    let log = practice.engine().await.folder().log_home().to_string();
    let code = beside::ask(&newcomer, &log, "RECEP-03, window").await;
    std::fs::write(practice.root.join("asks.code"), code).expect("the code is kept");
    let root = practice.root.clone();
    tokio::spawn(async move {
        while root.exists() {
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
        newcomer.shut_down().await;
    });
}

//! The morning of Tuesday 25 August 2026 at Hollin Lane Surgery: made as it happened, step by step, by the people of the
//! demonstration on the real engine, from Monday's questions to the letters that wait at 10:42.

use crate::beside::{self, join};
use crate::letters::Patient;
use crate::practice::Practice;
use crate::time::{Time, london, start};
use chrono::{NaiveDate, NaiveTime};
use domain::conversation::{AfterSend, Closing, Command, FileAs, IdentityCheck, Online, Outcome, Route};
use domain::delivery::Known;
use domain::policy::{Closure, Extent};
use domain::{ConversationId, PatientId, StaffId, derive_uuid};
use engine::restricted::RestrictedRecord;
use engine::view::{ConversationView, DesktopAlerts, EntryWhat};
use engine::{Unlocked, testing};
use std::path::Path;

/// Makes the practice, its morning and two more workstations.
pub async fn make(root: &Path) {
    let time = Time::at(london(24, 8, 0));
    testing::demonstration_without_letters(&root.join("desk"), &time.clock)
        .await
        .expect("the practice is made");
    let practice = Practice::open(root, time.clone(), DesktopAlerts::Working).await;
    furnish(&practice).await;
    monday(&practice).await;
    night(&practice).await;
    early(&practice).await;
    closed(&practice).await;
    waiting(&practice).await;
    practice.end().await;
}

/// Makes the people of the practice and nothing else.
pub async fn make_empty(root: &Path) {
    let time = Time::at(london(24, 8, 0));
    testing::demonstration_without_letters(&root.join("desk"), &time.clock)
        .await
        .expect("the practice is made");
}

/// The manager's work on Monday: settings, patients of the index, and the other workstations.
async fn furnish(practice: &Practice) {
    practice.time.go_to(london(24, 10, 0));
    let carol = practice.sign_in("carol.whitby").await;
    practice.quiet().await;
    let mut policy = carol.shared().policy.clone();
    policy.closures.push(Closure {
        date: NaiveDate::from_ymd_opt(2026, 9, 3).expect("a day"),
        reason: "Training afternoon".to_owned(),
        extent: Extent::From { at: NaiveTime::from_hms_opt(13, 0, 0).expect("a time") },
    });
    carol.publish_policy(&policy).await.expect("the policy is published");
    for patient in everybody() {
        let id = PatientId(derive_uuid("patient of a test", &[patient.number().digits().as_bytes()]));
        carol.publish_patient(id, &patient.details()).await.expect("a patient is registered");
    }
    carol.publish_restrictions(vec![jos_own_record(&carol).await]).await.expect("a record is restricted");
    practice.quiet().await;
    let log = practice.engine().await.folder().log_home().to_string();
    for (name, folder) in [(beside::NAME, "room"), ("LAPTOP-07", "laptop")] {
        let newcomer =
            join(&carol, &log, &practice.root.join(folder), name, practice.time.clock.clone()).await;
        newcomer.shut_down().await;
    }
    practice.quiet().await;
    let devices = carol.devices().await.expect("the workstations");
    let lost = devices.iter().find(|device| device.name == "LAPTOP-07").expect("it joined").id;
    carol.revoke_device(lost).await.expect("it is revoked");
    drop(carol);
    practice.lock().await;
    let factors = "practice/demonstration.json";
    std::fs::copy(practice.root.join("desk").join(factors), practice.root.join("room").join(factors))
        .expect("the colleague's factors are known too");
    std::fs::remove_dir_all(practice.root.join("laptop")).expect("its folder goes");
}

pub async fn jos_own_record(manager: &Unlocked) -> RestrictedRecord {
    RestrictedRecord {
        nhs_number: "999 000 0107".to_owned(),
        family: "Marsden".to_owned(),
        given: "Jo".to_owned(),
        born: NaiveDate::from_ymd_opt(1988, 3, 14),
        of: named(manager, "Jo Marsden").await,
        own: true,
        named: vec![named(manager, "Dr N Okafor").await],
    }
}

pub async fn named(manager: &Unlocked, name: &str) -> StaffId {
    let staff = manager.staff().await.expect("the staff");
    staff.into_iter().find(|one| one.name == name).unwrap_or_else(|| panic!("{name} is not in the cast")).id
}

/// Two questions of Monday that Jo answered with a question.
async fn monday(practice: &Practice) {
    practice.time.go_to(london(24, 14, 50));
    practice.sign_in("jo.marsden").await;
    for (patient, hour, minute) in [(nowak(), 11, 12), (hughes(), 14, 5)] {
        let (id, _) = practice.post(&patient, london(24, hour, minute), None).await;
        let words = "Which of these times suits you? Reply here and we will put it in.";
        let until = NaiveDate::from_ymd_opt(2026, 9, 1).expect("a day");
        answer(practice, id, words, AfterSend::Wait { until }).await;
    }
    practice.lock().await;
}

/// On Monday night Dr Okafor reads what Mrs Hughes was asked.
async fn night(practice: &Practice) {
    practice.time.go_to(london(24, 22, 30));
    let okafor = practice.sign_in("n.okafor").await;
    okafor.conversation(practice.find("Hughes").await).await.expect("it is read");
    drop(okafor);
    practice.lock().await;
}

/// From eight o'clock on Tuesday: what Priya passes to the duty list.
async fn early(practice: &Practice) {
    practice.time.go_to(london(25, 8, 14));
    let priya = practice.sign_in("priya.nair").await;
    let last = testing::letters_of_the_demonstration(&priya.shared().policy, start());
    let (abara, _) = practice.post_letter(last.first().expect("the oldest").clone()).await;
    act(&priya, abara, Command::Look).await;
    drop(priya);
    practice.lock().await;
    practice.time.go_to(london(25, 9, 18));
    let priya = practice.sign_in("priya.nair").await;
    for (patient, hour, minute) in [(osborne(), 8, 40), (malik(), 8, 55), (price(), 9, 10)] {
        let (id, _) = practice.post(&patient, london(25, hour, minute), None).await;
        triage(&priya, id, true, Route::DutyList).await;
    }
    drop(priya);
    practice.lock().await;
}

/// What Jo answers, closes and files until half past ten; the first document meets a folder that is not there.
async fn closed(practice: &Practice) {
    practice.time.go_to(london(25, 9, 0));
    let filed = practice.engine().await.folder().filed();
    for (place, (patient, hour, minute)) in
        [(tremayne(), 9, 25), (clarke(), 9, 55), (singh(), 10, 20), (osei(), 10, 31)].into_iter().enumerate()
    {
        practice.time.go_to(london(25, hour, minute));
        practice.sign_in("jo.marsden").await;
        if place == 0 {
            std::fs::remove_dir_all(&filed).expect("the folder is taken away");
        }
        let received = practice.time.now() - chrono::TimeDelta::minutes(20);
        let (id, _) = practice.post(&patient, received, None).await;
        let closing = Closing {
            outcome: Outcome::RequestDone,
            summary: "Prescription redirected.".to_owned(),
            file_as: FileAs::ExactCopy,
            online: Online::Shown,
        };
        answer(
            practice,
            id,
            "Your prescription went to the pharmacy you named.",
            AfterSend::Close { closing },
        )
        .await;
        practice
            .until("the document is filed or refused", async || {
                let rows = practice.unlocked().await.filings(50).await.unwrap_or_default();
                let ended = |known: Known| matches!(known, Known::Written | Known::Failed { .. });
                rows.iter().any(|row| row.conversation == id && ended(row.known))
            })
            .await;
        if place == 0 {
            std::fs::create_dir_all(&filed).expect("the folder is back");
        }
        practice.lock().await;
    }
}

/// The letters that wait when the scene begins, and who has looked at some of them.
async fn waiting(practice: &Practice) {
    practice.time.go_to(london(25, 10, 41));
    let priya = practice.sign_in("priya.nair").await;
    let mut letters = testing::letters_of_the_demonstration(&priya.shared().policy, start());
    letters.remove(0);
    for letter in letters {
        practice.post_letter(letter).await;
    }
    for (patient, minute) in [(lewis(), 2), (doyle(), 38), (ahmed(), 40), (nameless(), 41), (turner(), 41)] {
        practice.post(&patient, london(25, 10, minute), None).await;
    }
    for family in ["Begum", "Wood"] {
        let id = practice.find(family).await;
        act(&priya, id, Command::Look).await;
    }
    // What was read leaves the inbox a few seconds later; until then the sign-in screen says that it waits.
    practice
        .until("the inbox is empty", async || {
            let mut connection = testing::store(&priya).read().await.expect("a connection");
            let left = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM letters");
            left.fetch_one(&mut *connection).await.expect("counted") == 0
        })
        .await;
    drop(priya);
    practice.lock().await;
}

/// Works the checklist, reads what the rules found, and sends it where it belongs.
pub async fn triage(open: &Unlocked, id: ConversationId, clinical: bool, to: Route) {
    let permitted =
        open.session().uses.into_iter().find(|one| one.clinical == clinical).expect("a permitted use");
    // Admitted is not yet assessed.
    beside::idle(open).await;
    act(open, id, Command::Look).await;
    let view = open.conversation(id).await.expect("it is there");
    for (letter, finding) in findings(&view) {
        act(open, id, Command::ReadFinding { letter, finding }).await;
    }
    for command in [
        Command::VerifyIdentity { how: IdentityCheck::NhsLogin },
        Command::ChooseUse { to: permitted.id },
        Command::ReviewRisk { red_flag: false, alert: false },
        Command::Route { to, seconds: 40, note: String::new() },
    ] {
        act(open, id, command).await;
    }
}

pub fn findings(view: &ConversationView) -> Vec<(domain::LetterId, u32)> {
    let received = view.entries.iter().filter_map(|entry| match &entry.what {
        EntryWhat::Received { letter, findings, .. } => Some((*letter, findings)),
        _ => None,
    });
    received.flat_map(|(letter, found)| found.iter().map(move |one| (letter, one.number))).collect()
}

async fn act(open: &Unlocked, id: ConversationId, command: Command) {
    let kind = command.kind();
    if let Err(error) = open.act_and_show(id, command).await {
        panic!("{kind} is refused: {error:?}");
    }
}

async fn answer(practice: &Practice, id: ConversationId, words: &str, then: AfterSend) {
    let open = practice.unlocked().await;
    triage(&open, id, false, Route::AnswerHere).await;
    let seen = open.conversation(id).await.expect("it is there").messages;
    act(&open, id, Command::Reply { text: words.to_owned(), seen, then, ends_triage: None }).await;
    practice
        .until("the answer has arrived", async || {
            let view = open.conversation(id).await.ok();
            view.is_some_and(|view| view.deliveries.iter().any(|one| one.known == Known::Delivered))
        })
        .await;
}

fn prescription(name: [&str; 3], born: (i32, u32, u32)) -> Patient {
    Patient::named(name, born, "Please send my prescription to the other pharmacy.")
}

fn tremayne() -> Patient {
    prescription(["Tremayne", "Isla", "Mrs"], (1958, 3, 3))
}
fn clarke() -> Patient {
    prescription(["Clarke", "Doreen", "Mrs"], (1940, 6, 6))
}
fn singh() -> Patient {
    prescription(["Singh", "Harpreet", "Ms"], (1981, 12, 12))
}
fn osei() -> Patient {
    prescription(["Osei", "Kwame", "Mr"], (1972, 4, 18))
}
fn hughes() -> Patient {
    Patient::named(
        ["Hughes", "Bethan", "Ms"],
        (1979, 9, 9),
        "Can you change my appointment to the afternoon?",
    )
}
fn nowak() -> Patient {
    Patient::named(["Nowak", "Piotr", "Mr"], (1985, 1, 27), "Which forms do you need for my registration?")
}
fn osborne() -> Patient {
    let text = "Lots of bruises since Sunday, and I am on warfarin. Should I come in or wait?";
    Patient::named(["Osborne", "Derek", "Mr"], (1952, 8, 14), text)
        .with(|one| one.telephone = Some("01632 960155".to_owned()))
}
fn malik() -> Patient {
    let text = "The new tablets make me dizzy when I stand up. Should I go on with them?";
    Patient::named(["Malik", "Yusuf", "Mr"], (1990, 12, 1), text)
}
fn price() -> Patient {
    let text = "Bronwen's stitches look red today. No fever. Photo if you need one.";
    Patient::named(["Price", "Bronwen", "Mrs"], (1961, 5, 5), text)
        .with(|one| one.writer = Some(["husband".to_owned(), "Huw Price".to_owned()]))
}
fn lewis() -> Patient {
    Patient::named(["Lewis", "Gareth", "Mr"], (1968, 2, 11), "(no words, 1 photo)")
        .with(|one| one.web_form = true)
}
fn doyle() -> Patient {
    let text = "Is this text about paying for my items from you?\nIt says to pay at nhs-prescript.example/pay today.";
    Patient::named(["Doyle", "Kieran", "Mr"], (1982, 10, 17), text)
}
fn ahmed() -> Patient {
    let text = "New surname after my wedding\nMy new surname is Rahman. What do you need to see?";
    Patient::named(["Ahmed", "Farah", "Mrs"], (2002, 2, 2), text).with(|one| one.web_form = true)
}
fn nameless() -> Patient {
    Patient { text: "Please can you tell me when the flu clinic is?".to_owned(), ..Patient::default() }
}
fn turner() -> Patient {
    Patient::named(["Turner", "Joyce", "Mrs"], (1948, 11, 30), "Thank you, and can I have a paper copy?")
}

/// Has Jo's surname by chance, and does not write this morning.
pub fn marsden() -> Patient {
    Patient::named(["Marsden", "Ellen", "Mrs"], (1951, 6, 18), "Please update my address")
}

/// Those of the index who are not in the demonstration's.
fn everybody() -> Vec<Patient> {
    let first = vec![tremayne(), clarke(), singh(), osei(), hughes(), nowak(), osborne()];
    first.into_iter().chain([malik(), price(), doyle(), ahmed(), turner(), marsden()]).collect()
}

/// What Jamie Whitlock writes.
pub fn danger() -> Patient {
    Patient {
        nhs: Some("9990000093".to_owned()),
        text: "I'm sorry to write this here. I have saved up my tablets and I am going to take them all tonight. I want to die. Please don't ring my mum.".to_owned(),
        ..Patient::default()
    }
}

//! Two workstations of one practice on one queue: an alert is one alert, whoever takes it and whatever fails.

use crate::practice::{DANGEROUS, Practice, alone, announced, eventually, keyword_reply, status};
use chrono::{Duration, TimeDelta};
use domain::ConversationId;
use domain::LetterId;
use domain::alert::{Contact, Stage, Told};
use domain::conversation::Command;
use engine::view::{AlertBrief, Bar, DesktopAlerts, EntryWhat, Gate};
use engine::{Clock, Engine, Options, Unlocked};
use std::path::{Path, PathBuf};

/// Names the folder to the process that is to be killed.
const FOLDER: &str = "DUTY_DESK_ALERT_FOLDER";
const DOOR: &str = "/FHIR/R4/CommunicationRequest";

/// A second workstation: its own vault, database and outbox, the first one's queue.
struct Second {
    engine: Engine,
    _folder: tempfile::TempDir,
}

impl Second {
    /// Made from the first one's folder as it is before anybody has signed in.
    async fn beside(first: &Path, clock: Clock) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        // The queue is at work already: a file may go between being listed and being read.
        let queue = folder.path().join("practice/queue");
        copy(&first.join("practice"), &folder.path().join("practice"), &first.join("practice/queue"));
        std::os::unix::fs::symlink(first.join("practice/queue"), &queue).expect("the first one's queue");
        let options = Options { folder: folder.path().to_owned(), clock, demonstration: true };
        Self { engine: Engine::start(options).await.expect("it starts"), _folder: folder }
    }

    async fn sign_in(&self, user: &str) -> Unlocked {
        sign_in(&self.engine, user).await
    }

    async fn close(self, desk: Unlocked) {
        drop(desk);
        self.engine.lock().await;
        self.engine.shut_down().await;
    }
}

async fn sign_in(engine: &Engine, user: &str) -> Unlocked {
    let Gate::SignIn { demonstration: Some(people), .. } = engine.gate().await else {
        panic!("the demonstration stands before sign-in");
    };
    let person = people.iter().find(|person| person.user_name == user).expect("in the cast");
    engine.sign_in(user, &person.password, &person.code).await.expect("the factors are right")
}

fn copy(from: &Path, to: &Path, but: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("read").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path == but {
            continue;
        }
        if path.is_dir() {
            copy(&path, &target, but);
        } else {
            std::fs::copy(&path, &target).expect("copied");
        }
    }
}

async fn bar(desk: &Unlocked) -> Bar {
    desk.bar(DesktopAlerts::Untried).await.expect("the bar")
}

/// The one alert as this workstation shows it, once it does as wished.
async fn alert(desk: &Unlocked, what: &str, wish: impl Fn(&AlertBrief) -> bool) -> AlertBrief {
    eventually(what, async || {
        let mut alerts = bar(desk).await.alerts;
        assert!(alerts.len() <= 1, "one letter, one alert");
        alerts.pop().filter(|alert| wish(alert))
    })
    .await
}

fn held_by(user: &Unlocked) -> impl Fn(&AlertBrief) -> bool {
    let staff = user.me().staff;
    move |alert| alert.holder.as_ref().is_some_and(|holder| holder.id == staff)
}

async fn does(desk: &Unlocked, id: ConversationId, command: Command) {
    desk.act_and_show(id, command).await.expect("it is allowed");
}

fn attempt(letter: LetterId, contact: Contact) -> Command {
    let at = chrono::DateTime::from_timestamp(1_700_000_000, 0).expect("an instant");
    Command::AttemptContact { letter, contact, at, note: "Rang.".to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_alert_on_two_workstations_is_taken_once_and_clears_on_both() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = Practice::open_in(folder.path().to_owned()).await;
    let second = Second::beside(folder.path(), Clock::system()).await;
    let (jo, okafor) = (first.sign_in("jo.marsden").await, second.sign_in("n.okafor").await);
    first.post(DOOR, &keyword_reply("9990000093", DANGEROUS), 202).await;
    let raised = alert(&jo, "reception is told", |alert| alert.calls_me).await;
    let same = alert(&okafor, "the duty clinician is told", |alert| alert.calls_me).await;
    assert_eq!((raised.conversation, raised.letter), (same.conversation, same.letter));
    let (id, letter) = (raised.conversation, raised.letter);

    does(&jo, id, Command::TakeAlert { letter }).await;
    let taken = alert(&okafor, "the other workstation hears that it is taken", held_by(&jo)).await;
    assert!(matches!(taken.stage, Stage::Taken { .. }), "it sounds nowhere");
    does(&okafor, id, Command::AcceptAlert { letter }).await;
    does(&jo, id, attempt(letter, Contact::Spoke)).await;
    alert(&okafor, "the clinician hears of the call", |alert| {
        matches!(alert.stage, Stage::Taken { sounds_again_at: None, .. })
    })
    .await;
    let outcome = "Safe, partner present.".to_owned();
    does(&okafor, id, Command::ResolveAlert { letter, outcome }).await;
    eventually("it clears on both", async || {
        (bar(&jo).await.alerts.is_empty() && bar(&okafor).await.alerts.is_empty()).then_some(())
    })
    .await;

    let log = eventually("both have it in the log", async || {
        let log = okafor.safety_log(0, 50).await.ok()?;
        (log.total == 1 && log.rows[0].resolved.is_some()).then_some(log)
    })
    .await;
    assert_eq!(log.rows[0].outcome.as_deref(), Some("Safe, partner present."));
    assert_eq!(log.rows[0].attempts.len(), 1);
    let shown = jo.conversation(id).await.expect("it is there");
    let takes = shown.entries.iter().filter(|entry| entry.what == EntryWhat::AlertTaken).count();
    assert_eq!(takes, 1, "taken once");
    second.close(okafor).await;
    first.close(jo).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_takes_reaches_everybody_by_the_clock_and_what_is_not_done_sounds_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (clock, hand) = Clock::by_hand(Clock::system().now());
    let first = Practice::open_with(folder.path().to_owned(), clock.clone()).await;
    let second = Second::beside(folder.path(), clock).await;
    // The manager is neither on duty nor on triage.
    let (jo, carol) = (first.sign_in("jo.marsden").await, second.sign_in("carol.whitby").await);
    first.post(DOOR, &keyword_reply("9990000093", DANGEROUS), 202).await;
    let raised = alert(&jo, "reception is told at once", |alert| alert.calls_me).await;
    alert(&carol, "with no clinician there it calls everybody at once", |alert| {
        alert.calls_me && matches!(alert.stage, Stage::Untaken { told: Told::First, .. })
    })
    .await;
    hand.advance(Duration::minutes(2));
    alert(&carol, "after two minutes it calls everybody", |alert| {
        alert.calls_me && matches!(alert.stage, Stage::Untaken { told: Told::Everyone, .. })
    })
    .await;

    let (id, letter) = (raised.conversation, raised.letter);
    does(&carol, id, Command::TakeAlert { letter }).await;
    alert(&jo, "taken: it is quiet", held_by(&carol)).await;
    hand.advance(Duration::minutes(5) + TimeDelta::seconds(1));
    let again =
        alert(&jo, "without an attempt it sounds again", |a| matches!(a.stage, Stage::SoundingAgain { .. }))
            .await;
    assert!(again.calls_me);
    does(&carol, id, attempt(letter, Contact::NoAnswer)).await;
    alert(&jo, "the attempt quiets it", |alert| matches!(alert.stage, Stage::Taken { .. })).await;
    hand.advance(Duration::minutes(10) + TimeDelta::seconds(1));
    alert(&jo, "the next try is due", |alert| matches!(alert.stage, Stage::SoundingAgain { .. })).await;
    second.close(carol).await;
    first.close(jo).await;
}

/// Not a test of its own: the workstation that is killed while somebody holds an alert.
#[tokio::test(flavor = "multi_thread")]
async fn the_workstation_that_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let practice = Practice::open_in(folder.clone()).await;
    let desk = practice.sign_in("priya.nair").await;
    practice.announce();
    let raised = alert(&desk, "it is raised", |alert| alert.calls_me).await;
    does(&desk, raised.conversation, Command::TakeAlert { letter: raised.letter }).await;
    std::fs::write(folder.join("taken"), "").expect("written");
    tokio::time::sleep(std::time::Duration::from_secs(120)).await;
    practice.close(desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workstation_killed_between_taken_and_recorded_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_owned();
    let mut child = alone("two::the_workstation_that_is_killed", FOLDER, &path);
    let base = announced(&path).await;
    assert_eq!(status(&base, DOOR, &keyword_reply("9990000093", DANGEROUS)).await, 202);
    eventually("it is taken", async || path.join("taken").exists().then_some(())).await;
    child.kill().expect("killed");
    child.wait().expect("gone");

    let practice = Practice::open_in(path).await;
    let jo = practice.sign_in("jo.marsden").await;
    let taken = alert(&jo, "who took it still has it", |alert| alert.holder.is_some()).await;
    assert!(taken.holder.is_some_and(|holder| holder.name == "Priya Nair"));
    let (id, letter) = (taken.conversation, taken.letter);
    does(&jo, id, attempt(letter, Contact::Spoke)).await;
    let shown = jo.conversation(id).await.expect("it is there");
    let takes = shown.entries.iter().filter(|entry| entry.what == EntryWhat::AlertTaken).count();
    assert_eq!((takes, shown.alerts.len(), shown.alerts[0].attempts.len()), (1, 1, 1));
    practice.lock(jo).await;
    let okafor = practice.sign_in("n.okafor").await;
    let log = okafor.safety_log(0, 10).await.expect("a clinician reads it");
    assert_eq!((log.total, log.rows[0].attempts.len()), (1, 1));
    practice.close(okafor).await;
}

//! The plug is pulled at any moment between a dangerous letter and its document in the record, again and again. What a
//! door accepted and what the desk confirmed stands afterwards, once; what is open calls again.
//!
//! A few rounds in every run; `DUTY_DESK_PULLS=200` for many, another `DUTY_DESK_PULLS_SEED` for other moments.

use crate::kill::start_alone;
use crate::practice::{Practice, announced, eventually, keyword_reply, status};
use chrono::TimeDelta;
use domain::ConversationId;
use domain::alert::Contact;
use domain::conversation::{AfterSend, Closing, Command, FileAs, IdentityCheck, Outcome, Place};
use domain::delivery::Known;
use domain::draft::DraftFor;
use engine::view::{ConversationView, DesktopAlerts, EntryWhat};
use engine::{Clock, Unlocked};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Names the folder to the process that is to be killed.
const FOLDER: &str = "DUTY_DESK_PULLED_FOLDER";
const CONFIRMED: &str = "confirmed";
const ROUND: &str = "round";
/// Longer than any one step takes, in milliseconds.
const A_LITTLE: u64 = 400;

/// What the desk confirmed, in the order of the work.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Step {
    Called,
    Accepted,
    Spoke,
    Typed,
    Resolved,
    Sent,
    Filed,
}

const STEPS: [Step; 7] =
    [Step::Called, Step::Accepted, Step::Spoke, Step::Typed, Step::Resolved, Step::Sent, Step::Filed];

fn letter(number: u32) -> String {
    format!("Storm {number:03}: I want to kill myself and I have the tablets here.")
}

fn answer(number: u32) -> String {
    format!("It was good to speak to you about storm {number:03}. The team rings you at 1pm.")
}

/// Each round at a time of its own, as a code serves once; it goes on as time does.
fn clock(round: i64) -> Clock {
    let (clock, hand) = Clock::by_hand(Clock::system().now() + TimeDelta::seconds(31 * round));
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(Duration::from_millis(20));
            hand.advance(TimeDelta::milliseconds(20));
        }
    });
    clock
}

/// Not a test of its own: the doctor whose computer is unplugged.
#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_whose_plug_is_pulled() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let round = std::fs::read_to_string(folder.join(ROUND)).expect("a round").parse().expect("a number");
    let practice = Practice::open_with(folder.clone(), clock(round)).await;
    let desk = practice.sign_in("n.okafor").await;
    let mut confirmed =
        File::options().create(true).append(true).open(folder.join(CONFIRMED)).expect("a file");
    practice.announce();
    for _ in 0..2_000 {
        for (id, number) in open_ones(&desk).await {
            work(&desk, id, number, &mut confirmed).await;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    practice.close(desk).await;
}

fn number(view: &ConversationView) -> Option<u32> {
    view.entries.iter().find_map(|entry| match &entry.what {
        EntryWhat::Received { text, .. } => text.strip_prefix("Storm ")?.get(..3)?.parse().ok(),
        _ => None,
    })
}

async fn storms(desk: &Unlocked) -> Vec<ConversationView> {
    let mut found = vec![];
    for row in desk.search("storm", 1_000).await.expect("the list").rows {
        found.push(desk.conversation(row.id).await.expect("it is there"));
    }
    found
}

async fn open_ones(desk: &Unlocked) -> Vec<(ConversationId, u32)> {
    let mut open = vec![];
    for row in desk.search("storm", 1_000).await.expect("the list").rows {
        if row.place != Place::Closed {
            let view = desk.conversation(row.id).await.expect("it is there");
            open.extend(number(&view).map(|number| (row.id, number)));
        }
    }
    open
}

/// Does what is left of one, step by step, and writes down each thing that the desk has confirmed.
async fn work(desk: &Unlocked, id: ConversationId, number: u32, confirmed: &mut File) {
    let mut confirm = |step: Step| {
        writeln!(confirmed, "{number} {step:?}").and_then(|()| confirmed.sync_data()).expect("written")
    };
    let view = desk.conversation(id).await.expect("it is there");
    let Some(alert) = view.alerts.first() else { return };
    let bar = desk.bar(DesktopAlerts::Working).await.expect("the bar");
    if bar.alerts.iter().any(|one| one.letter == alert.letter && one.calls_me) {
        confirm(Step::Called);
    }
    let letter = alert.letter;
    let does = async |command| desk.act_and_show(id, command).await.expect("the step is allowed");
    if alert.resolved.is_none() {
        if alert.accepted.is_none() {
            does(Command::AcceptAlert { letter }).await;
            confirm(Step::Accepted);
        }
        if alert.attempts.is_empty() {
            let (at, note) = (Clock::system().now(), format!("Spoke about storm {number:03}."));
            does(Command::AttemptContact { letter, contact: Contact::Spoke, at, note }).await;
            confirm(Step::Spoke);
        }
        desk.save_draft(DraftFor::answer(id), &answer(number)).await.expect("kept");
        confirm(Step::Typed);
        does(Command::ResolveAlert { letter, outcome: "Safe, partner present.".to_owned() }).await;
        confirm(Step::Resolved);
    }
    send(&does, desk, id, number).await;
    confirm(Step::Sent);
    eventually("it is filed", async || {
        let row = desk.filings(1_000).await.ok()?.into_iter().find(|row| row.conversation == id)?;
        (row.known == Known::Written).then_some(())
    })
    .await;
    confirm(Step::Filed);
}

async fn send(
    does: &impl AsyncFn(Command) -> ConversationView,
    desk: &Unlocked,
    id: ConversationId,
    number: u32,
) {
    let view = desk.conversation(id).await.expect("it is there");
    let ends_triage = (view.place == Place::NeedsTriage).then_some(40);
    let uses = desk.session().uses;
    let permitted = uses.iter().find(|permitted| permitted.clinical).expect("a clinical use");
    does(Command::Look).await;
    does(Command::VerifyIdentity { how: IdentityCheck::NhsLogin }).await;
    does(Command::ChooseUse { to: permitted.id.clone() }).await;
    does(Command::ReviewRisk { red_flag: false, alert: false }).await;
    let closing = Closing {
        outcome: Outcome::QuestionAnswered,
        summary: "Spoken to; the team rings.".to_owned(),
        file_as: FileAs::ExactCopy,
        online: view.online_by_rule,
    };
    let then = AfterSend::Close { closing };
    does(Command::Reply { text: answer(number), seen: view.messages, then, ends_triage }).await;
}

/// When the plug is pulled: after so many steps of this round's letter, and then a little later.
struct Moment {
    after: usize,
    and_then: Duration,
}

impl Moment {
    /// The same seed, the same moments.
    fn next(seed: &mut u64) -> Self {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let drawn = *seed >> 33;
        Self { after: (drawn % 7) as usize, and_then: Duration::from_millis((drawn >> 8) % A_LITTLE) }
    }
}

fn asked(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

fn confirmed(folder: &Path) -> BTreeMap<(u32, usize), u32> {
    let mut times = BTreeMap::new();
    for line in std::fs::read_to_string(folder.join(CONFIRMED)).unwrap_or_default().lines() {
        let (number, step) = line.split_once(' ').expect("a line");
        // The last line may be cut short by the plug.
        let Some(step) = STEPS.iter().position(|one| format!("{one:?}") == step) else { continue };
        *times.entry((number.parse().expect("a number"), step)).or_default() += 1;
    }
    times
}

#[tokio::test(flavor = "multi_thread")]
async fn whenever_the_plug_is_pulled_nothing_confirmed_is_lost_or_doubled_and_what_is_open_calls_again() {
    let (rounds, mut seed) = (asked("DUTY_DESK_PULLS", 5), asked("DUTY_DESK_PULLS_SEED", 20_261_201));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    let (mut accepted, mut left_open) = (vec![], vec![]);
    for round in 0..u32::try_from(rounds).expect("not so many") {
        std::fs::write(path.join(ROUND), round.to_string()).expect("written");
        let mut child = start_alone("pulled::the_doctor_whose_plug_is_pulled", FOLDER, path);
        let base = announced(path).await;
        let before = confirmed(path);
        let body = keyword_reply("9990000093", &letter(round));
        if status(&base, "/FHIR/R4/CommunicationRequest", &body).await == 202 {
            accepted.push(round);
        }
        let moment = Moment::next(&mut seed);
        eventually("the work comes so far", async || {
            let so_far = confirmed(path).keys().filter(|(number, _)| *number == round).count();
            (so_far >= moment.after).then_some(())
        })
        .await;
        tokio::time::sleep(moment.and_then).await;
        if child.try_wait().expect("asked").is_some() {
            panic!(
                "it ended by itself: {}",
                std::fs::read_to_string(path.join("errors")).unwrap_or_default()
            );
        }
        child.kill().expect("killed");
        child.wait().expect("gone");
        // What nobody had accepted when the plug was pulled before has called in this round, if the round came so far.
        let now = confirmed(path);
        let step = |map: &BTreeMap<(u32, usize), u32>, number, step: Step| {
            map.get(&(number, step as usize)).copied().unwrap_or_default()
        };
        for number in std::mem::take(&mut left_open) {
            let moved_on = step(&now, number, Step::Accepted) > step(&before, number, Step::Accepted);
            let called = step(&now, number, Step::Called) > step(&before, number, Step::Called);
            assert!(
                called || !moved_on,
                "round {round}: storm {number} was accepted and had not called again"
            );
        }
        left_open = accepted.iter().copied().filter(|one| step(&now, *one, Step::Accepted) == 0).collect();
    }
    everything_stands_once(path, i64::try_from(rounds).expect("few"), &accepted).await;
}

#[allow(clippy::print_stdout, reason = "how many of the many rounds came how far")]
async fn everything_stands_once(path: &Path, round: i64, accepted: &[u32]) {
    let practice = Practice::open_with(path.to_owned(), clock(round)).await;
    let desk = practice.sign_in("n.okafor").await;
    let found = eventually("everything accepted is there", async || {
        let found = storms(&desk).await;
        accepted.iter().all(|one| found.iter().any(|view| number(view) == Some(*one))).then_some(found)
    })
    .await;
    let confirmed = confirmed(path);
    let bar = desk.bar(DesktopAlerts::Working).await.expect("the bar");
    for number_of in accepted {
        let same: Vec<_> = found.iter().filter(|view| number(view) == Some(*number_of)).collect();
        assert_eq!(same.len(), 1, "storm {number_of} is there once");
        let view = same[0];
        let is = |step: Step| confirmed.contains_key(&(*number_of, step as usize));
        let letters = view.entries.iter().filter(|entry| matches!(entry.what, EntryWhat::Received { .. }));
        assert_eq!((view.alerts.len(), letters.count()), (1, 1), "storm {number_of}");
        let alert = &view.alerts[0];
        let sent = view.entries.iter().filter(
            |entry| matches!(&entry.what, EntryWhat::Sent { text, .. } if *text == answer(*number_of)),
        );
        let (sent, closed) = (sent.count(), view.place == Place::Closed);
        assert!(sent == usize::from(closed), "storm {number_of}: sent {sent} times, closed: {closed}");
        assert!(!is(Step::Accepted) || alert.accepted.is_some(), "storm {number_of} was accepted");
        assert!(!is(Step::Spoke) || alert.attempts.len() == 1, "storm {number_of}: {}", alert.attempts.len());
        assert!(!is(Step::Resolved) || alert.resolved.is_some(), "storm {number_of} was resolved");
        assert!(!is(Step::Sent) || sent == 1, "storm {number_of} was sent");
        let kept = view.drafts.iter().any(|draft| draft.text == answer(*number_of));
        assert!(!is(Step::Typed) || sent == 1 || kept, "storm {number_of}: what was typed is lost");
        let calls = bar.alerts.iter().any(|one| one.letter == alert.letter && one.calls_me);
        assert!(alert.accepted.is_some() || calls, "storm {number_of} calls nobody");
        if closed {
            eventually("its document is there", async || {
                let rows = desk.filings(1_000).await.ok()?;
                let mine: Vec<_> = rows.iter().filter(|row| row.conversation == view.id).collect();
                assert!(mine.len() <= 1, "storm {number_of} is filed {} times", mine.len());
                mine.first().is_some_and(|row| row.known == Known::Written).then_some(())
            })
            .await;
        }
    }
    let closed = found.iter().filter(|view| view.place == Place::Closed).count();
    println!(
        "{} letters accepted, {closed} answered and filed, {} steps confirmed",
        accepted.len(),
        confirmed.len()
    );
    practice.check_one_document_each(closed, "storm");
    practice.close(desk).await;
}

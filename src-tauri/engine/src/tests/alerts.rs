//! An alert that another workstation should have raised, or did: whoever it calls is called, once.

use super::two::{Two, eventually};
use crate::view::{Change, DesktopAlerts, EntryWhat, FormPlace};
use crate::{NotArrived, Unlocked};
use crypto::{Envelope, Hash, cbor};
use domain::conversation::{Command, Event};
use domain::message::form::Form;
use domain::message::{Channel, Identity, Letter, PatientDetails, Writer};
use domain::risk::{About, assess_letter};
use domain::{ConversationId, EventId, GatewayId, LetterId, Subject, derive_uuid};
use queue::Expect;
use tokio::sync::broadcast::Receiver;
use uuid::Uuid;

fn letter(by: &Unlocked) -> Letter {
    Letter {
        id: LetterId(Uuid::new_v4()),
        channel: Channel::NhsApp,
        received_at: by.0.clock.now(),
        written_at: None,
        writer: Writer::Patient,
        identity: Identity::NhsLogin,
        patient: PatientDetails { nhs_number: "9990000093".parse().ok(), ..PatientDetails::default() },
        about: None,
        in_reply_to: None,
        reply: None,
        text: "I want to kill myself and I have the tablets here.".to_owned(),
        form: None,
        acknowledgement: None,
    }
}

/// What follows a letter, as a workstation writes it, as far as it got before it died.
fn admission(letter: &Letter) -> [Event; 3] {
    let assessment = assess_letter(&letter.text, letter.form.as_ref(), About::default());
    let category = assessment.gravest().expect("it is dangerous").category;
    [
        Event::Admitted {
            letter: Box::new(letter.clone()),
            gateway: "nhs-app".parse::<GatewayId>().unwrap(),
            signature: vec![],
        },
        Event::Assessed { letter: letter.id, assessment },
        Event::AlertRaised { letter: letter.id, category },
    ]
}

/// The same of a letter in which nothing is found.
fn admission_of_nothing(letter: &Letter) -> [Event; 2] {
    let assessment = assess_letter(&letter.text, None, About::default());
    let gateway = "nhs-app".parse::<GatewayId>().unwrap();
    let admitted = Event::Admitted { letter: Box::new(letter.clone()), gateway, signature: vec![] };
    [admitted, Event::Assessed { letter: letter.id, assessment }]
}

async fn append(by: &Unlocked, letter: &Letter, events: &[Event]) {
    let subject = Subject::conversation(letter.id.conversation());
    let mut last: Option<(EventId, Hash)> = None;
    for event in events {
        let id = EventId(derive_uuid(event.kind(), &[letter.id.0.as_bytes()]));
        let previous = last.map(|(_, hash)| hash);
        let header = by.header(&subject, id, event.kind(), &by.nobody(), previous, by.0.clock.now());
        let envelope: Envelope = by.0.keys.seal(header, cbor::encode(event).unwrap()).unwrap();
        let expected = Some(Expect::after(last.map(|(id, _)| id)));
        // The other workstation may have been quicker: then its own stands there.
        if by.0.queue.append(&subject, expected, id, envelope.bytes()).await.is_err() {
            return;
        }
        last = Some((id, envelope.hash()));
    }
}

async fn has_alert(unlocked: &Unlocked, id: ConversationId) -> Option<()> {
    let bar = unlocked.bar(DesktopAlerts::Untried).await.unwrap();
    bar.alerts.iter().any(|alert| alert.conversation == id).then_some(())
}

fn calls(heard: &mut Receiver<Change>, letter: LetterId) -> usize {
    let told = std::iter::from_fn(|| heard.try_recv().ok());
    told.filter(|change| matches!(change, Change::Alert { letter: of, raised: true, .. } if *of == letter))
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sees_a_letter_whose_danger_was_never_told_tells_it() {
    let (two, manager, jo) = Two::at_work().await;
    for written in 1..=2 {
        let letter = letter(&jo);
        let id = letter.id.conversation();
        let mut heard = two.first.listen();
        append(&jo, &letter, &admission(&letter)[..written]).await;
        eventually("the first workstation raises it", async || has_alert(&manager, id).await).await;
        eventually("the second hears of it", async || has_alert(&jo, id).await).await;
        assert_eq!(calls(&mut heard, letter.id), 1, "{written} written: called once");
        let events = eventually("it stands in the log, once", async || {
            let kept = manager.0.queue.read(queue::Seq::START, 5_000).await.unwrap();
            let kept = kept.iter().filter(|message| message.subject == Subject::conversation(id)).count();
            (kept >= 3).then_some(kept)
        })
        .await;
        assert_eq!(events, 3);
    }
    drop((manager, jo));
    two.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_first_heard_of_from_the_log_calls_once() {
    let (two, manager, jo) = Two::at_work().await;
    let letter = letter(&jo);
    let mut heard = two.first.listen();
    append(&jo, &letter, &admission(&letter)).await;
    eventually("it is in the bar", async || has_alert(&manager, letter.id.conversation()).await).await;
    let head = manager.0.queue.head().await.unwrap().seq;
    eventually("all is read", async || (manager.cursor().await.unwrap() >= head).then_some(())).await;
    assert_eq!(calls(&mut heard, letter.id), 1);
    drop((manager, jo));
    two.shut_down().await;
}

/// What an older Duty Desk wrote has no form; what this one writes is a table in the thread.
#[tokio::test(flavor = "multi_thread")]
async fn an_old_event_opens_as_text_and_a_form_as_a_table() {
    let (two, manager, jo) = Two::at_work().await;
    let old = letter(&jo);
    let encoded = cbor::encode(&admission(&old)[0]).unwrap();
    let holds = |word: &[u8]| encoded.windows(word.len()).any(|part| part == word);
    assert!(holds(b"acknowledgement") && !holds(b"form"), "as it was before there were forms");
    let given = domain::message::form::Given::YesNo { yes: true };
    let answers = vec![domain::message::form::Answer { given, items: vec![] }];
    let question = "Do you feel suicidal?".to_owned();
    let form = Form::of(vec![domain::message::form::Item { question, answers, items: vec![] }]);
    let new = Letter { text: form.text(), form: Some(form), ..letter(&jo) };
    for (letter, is_form) in [(&old, false), (&new, true)] {
        append(&jo, letter, &admission(letter)).await;
        let id = letter.id.conversation();
        let shown = eventually("it opens", async || manager.conversation(id).await.ok()).await;
        let EntryWhat::Received { text, form, findings, .. } = &shown.entries[0].what else {
            panic!("a letter")
        };
        assert_eq!((text.as_str(), form.is_some()), (letter.text.as_str(), is_form));
        assert!(!findings.is_empty());
        let place = |one: &FormPlace| text.get(one.start as usize..one.end as usize).unwrap();
        let rows = form.iter().flat_map(|form| &form.rows);
        let told: Vec<&str> = rows.flat_map(|row| [&row.question, &row.answers[0]]).map(place).collect();
        assert_eq!(told, if is_form { vec!["Do you feel suicidal?", "Yes"] } else { vec![] });
    }
    drop((manager, jo));
    two.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persons_red_flag_calls_on_every_workstation_under_their_name_and_its_end_counts() {
    let (two, manager, jo) = Two::at_work().await;
    let harmless = Letter { text: "Which day can I collect my tablets?".to_owned(), ..letter(&jo) };
    let id = harmless.id.conversation();
    let (mut here, mut there) = (two.second.listen(), two.first.listen());
    append(&jo, &harmless, &admission_of_nothing(&harmless)).await;
    eventually("it is there", async || jo.conversation(id).await.ok()).await;
    jo.act(id, Command::ReviewRisk { red_flag: true, alert: true }).await.unwrap();
    assert_eq!(calls(&mut here, harmless.id), 1, "at once where it was raised");
    eventually("the other hears of it", async || has_alert(&manager, id).await).await;
    assert_eq!(calls(&mut there, harmless.id), 1);
    let shown = manager.conversation(id).await.unwrap();
    assert_eq!(shown.alerts[0].raised_by.as_ref().map(|by| by.name.as_str()), Some("Jo Marsden"));
    assert_eq!(shown.row.flagged_by.map(|by| by.name).as_deref(), Some("Jo Marsden"));
    assert!(manager.safety().await.unwrap().precision.is_empty(), "nobody has judged it");
    drop((manager, jo));
    two.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn something_dangerous_arrives_in_the_demonstration_once() {
    let two = Two::new().await;
    assert_eq!(two.first.danger_arrives().await, Err(NotArrived::NotNow), "nobody is there to see it");
    let manager = two.manager().await;
    for _ in 0..2 {
        two.first.danger_arrives().await.unwrap();
        let alerts = eventually("it calls", async || {
            Some(manager.alerts().await.unwrap()).filter(|alerts| !alerts.is_empty())
        })
        .await;
        assert_eq!(alerts.len(), 1);
    }
    drop(manager);
    two.shut_down().await;
}

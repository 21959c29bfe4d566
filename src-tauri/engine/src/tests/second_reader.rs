//! The second reader: after the rules, once, on whichever workstation comes first, and never an alert.

use super::two::{Two, eventually};
use crate::Unlocked;
use crate::store::conversations;
use crate::view::{Change, DesktopAlerts};
use crypto::{Envelope, Hash, cbor};
use domain::conversation::Event;
use domain::message::{Channel, Identity, Letter, PatientDetails, Writer};
use domain::risk::{About, RiskLevel, Tier, assess};
use domain::{ConversationId, EventId, GatewayId, LetterId, Subject, derive_uuid};
use queue::{Expect, Queue};
use std::sync::Arc;
use uuid::Uuid;

/// Danger in words that no rule has, and business.
const DANGER: &str = "He keeps dropping his cup and his smile is only on one half since breakfast.";
const BUSINESS: &str = "Please could my repeat prescription go to the pharmacy on Castle Street?";

/// What admitting a letter writes, sealed, to be put into the log later.
struct Admission {
    conversation: ConversationId,
    events: Vec<(EventId, Vec<u8>)>,
}

impl Admission {
    fn of(text: &str, by: &Unlocked) -> Self {
        let letter = Letter {
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
            text: text.to_owned(),
            form: None,
            acknowledgement: None,
        };
        let assessment = assess(text, About::default());
        assert_eq!(assessment.tier, Tier::None, "no rule names it");
        let (id, conversation) = (letter.id, letter.id.conversation());
        let gateway = "nhs-app".parse::<GatewayId>().unwrap();
        let admitted = Event::Admitted { letter: Box::new(letter), gateway, signature: vec![] };
        let subject = Subject::conversation(conversation);
        let (mut events, mut previous) = (vec![], None);
        for event in [admitted, Event::Assessed { letter: id, assessment }] {
            let id = EventId(derive_uuid(event.kind(), &[id.0.as_bytes()]));
            let header = by.header(&subject, id, event.kind(), &by.nobody(), previous, by.0.clock.now());
            let envelope: Envelope = by.0.keys.seal(header, cbor::encode(&event).unwrap()).unwrap();
            previous = Some(Hash::of(envelope.bytes()));
            events.push((id, envelope.bytes().to_vec()));
        }
        Self { conversation, events }
    }

    async fn append(&self, queue: &Arc<dyn Queue>) {
        let subject = Subject::conversation(self.conversation);
        let mut last = None;
        for (id, bytes) in &self.events {
            queue.append(&subject, Some(Expect::after(last)), *id, bytes).await.unwrap();
            last = Some(*id);
        }
    }
}

/// The risk a workstation shows, and whether the second reader has read it.
async fn shown(unlocked: &Unlocked, id: ConversationId) -> Option<(RiskLevel, bool)> {
    let mut connection = unlocked.0.store.read().await.unwrap();
    let confirmed = conversations::confirmed(&mut connection, id).await.unwrap()?;
    drop(connection);
    let read = confirmed.letters().next()?.assessment.as_ref()?.reader.is_some();
    let shown = unlocked.conversation(id).await.ok()?;
    Some((shown.row.risk, read))
}

async fn in_the_log(queue: &Arc<dyn Queue>, id: ConversationId) -> usize {
    let kept = queue.read(queue::Seq::START, 5_000).await.unwrap();
    kept.iter().filter(|message| message.subject == Subject::conversation(id)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_workstations_read_a_letter_again_and_write_it_once_and_nobody_is_called() {
    let (two, manager, jo) = Two::at_work().await;
    for (text, level) in [(DANGER, RiskLevel::Check), (BUSINESS, RiskLevel::Nothing)] {
        let mut heard = two.first.listen();
        let admission = Admission::of(text, &jo);
        let id = admission.conversation;
        admission.append(&jo.0.queue).await;
        for desk in [&manager, &jo] {
            let found =
                eventually("it was read again", async || shown(desk, id).await.filter(|one| one.1)).await;
            assert_eq!(found.0, level, "{text}");
        }
        // Long enough for the other's to arrive, if it had one of its own.
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        assert_eq!(in_the_log(&jo.0.queue, id).await, 3, "admitted, assessed, read again: {text}");
        let told = std::iter::from_fn(|| heard.try_recv().ok());
        assert!(!told.into_iter().any(|change| matches!(change, Change::Alert { .. })), "{text}");
        let bar = manager.bar(DesktopAlerts::Untried).await.unwrap();
        assert!(bar.alerts.iter().all(|alert| alert.conversation != id));
    }
    drop((manager, jo));
    two.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_while_every_workstation_was_locked_is_read_at_the_next_sign_in() {
    let (two, manager, jo) = Two::at_work().await;
    let (admission, queue) = (Admission::of(DANGER, &jo), jo.0.queue.clone());
    drop((manager, jo));
    two.first.lock().await;
    two.second.lock().await;
    admission.append(&queue).await;
    assert_eq!(in_the_log(&queue, admission.conversation).await, 2, "nobody is there to read it");
    let manager = two.manager().await;
    let found =
        eventually("it was read", async || shown(&manager, admission.conversation).await.filter(|one| one.1));
    assert_eq!(found.await.0, RiskLevel::Check);
    drop((manager, queue));
    two.shut_down().await;
}

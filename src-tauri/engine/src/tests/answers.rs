//! What becomes of an answer whose gateway does not, or no longer, carry it: a person is told.

use super::{about, answer, engine_at, eventually, settled, sign_in, work_the_checklist};
use crate::store::conversations;
use crate::view::{Change, DesktopAlerts, NeedsYouWhat};
use crate::{Clock, Engine, Unlocked};
use chrono::{DateTime, TimeDelta, Utc};
use crypto::{Keys, Seed, Statement};
use domain::conversation::{Closing, Command, Event, FileAs, Online, Outcome};
use domain::delivery::{CONFIRMED_WITHIN, DeliveryState, Known, WhyFailed};
use domain::message::fixture::letter;
use domain::message::{Channel, ReplyRoute};
use domain::{ConversationId, EventId, GatewayId, Subject};
use tempfile::TempDir;
use uuid::Uuid;

struct Desk {
    _folder: TempDir,
    engine: Engine,
    carol: Unlocked,
    id: ConversationId,
    hand: crate::clock::HandOfClock,
}

impl Desk {
    /// The manager, with one conversation ready to be answered; no gateway runs.
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let morning: DateTime<Utc> = "2026-03-10T10:00:10Z".parse().unwrap();
        let (clock, hand) = Clock::by_hand(morning);
        let engine = engine_at(folder.path(), clock).await;
        let carol = sign_in(&engine, "carol.whitby").await;
        let id = about(&carol, "Sinclair").await;
        work_the_checklist(&carol, id).await;
        Self { _folder: folder, engine, carol, id, hand }
    }

    async fn known(&self) -> Known {
        let shown = self.carol.conversation(self.id).await.unwrap();
        shown.deliveries.iter().find(|one| one.record_version.is_none()).expect("answered").known
    }

    async fn until(&self, what: &str, expected: Known) {
        eventually(what, async || (self.known().await == expected).then_some(())).await;
    }

    async fn send(&self) {
        self.carol.act(self.id, answer(1)).await.unwrap();
        self.until("it is handed over", Known::HandedOver).await;
        settled(&self.carol).await;
    }

    async fn gateway(&self) -> GatewayId {
        self.carol.directory().gateways().next().expect("the practice has one").0.clone()
    }

    async fn needs(&self) -> Vec<NeedsYouWhat> {
        self.carol.needs_you().await.unwrap().into_iter().map(|one| one.what).collect()
    }

    async fn count(&self) -> u32 {
        self.carol.bar(DesktopAlerts::Untried).await.unwrap().counts.needs_you
    }

    async fn number(&self) -> Option<domain::NhsNumber> {
        let mut connection = self.carol.0.store.read().await.unwrap();
        conversations::confirmed(&mut connection, self.id).await.unwrap().unwrap().patient.nhs_number
    }

    /// What the log holds for a gateway to send.
    async fn left_with(&self, gateway: &GatewayId) -> Option<()> {
        self.carol.0.queue.last(&Subject::outbound(gateway)).await.unwrap().map(|_| ())
    }

    /// The channel refuses the answer.
    async fn fail(&self) {
        let shown = self.carol.conversation(self.id).await.unwrap();
        let delivery = shown.deliveries.iter().find(|one| one.record_version.is_none()).unwrap().id;
        let state = DeliveryState::Failed { why: WhyFailed::Rejected };
        let event = Event::DeliveryMoved { delivery, state, at: self.carol.0.clock.now() };
        self.carol.note(self.id, event, EventId(Uuid::from_u128(98))).await.unwrap();
        settled(&self.carol).await;
    }

    async fn close(self) {
        drop(self.carol);
        self.engine.shut_down().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_left_with_a_gateway_that_ended_fails_and_a_person_is_told() {
    let desk = Desk::open().await;
    desk.send().await;
    let gateway = desk.gateway().await;
    desk.carol.append_as_it_is(Statement::GatewayRemoved { gateway }).await;
    let why = eventually("it does not stand as sent for ever", async || match desk.known().await {
        Known::Failed { why } => Some(why),
        _ => None,
    })
    .await;
    assert_eq!(why, WhyFailed::GatewayEnded);
    let needs = desk.needs().await;
    assert!(
        needs.iter().any(
            |what| matches!(what, NeedsYouWhat::AnswerFailed { why } if *why == WhyFailed::GatewayEnded)
        )
    );
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_which_nobody_has_said_anything_is_somebodys_task_in_time() {
    let desk = Desk::open().await;
    desk.send().await;
    assert!(!desk.needs().await.contains(&NeedsYouWhat::AnswerUnconfirmed), "its time has not come");
    let before = desk.count().await;
    let mut heard = desk.engine.listen();
    desk.hand.advance(CONFIRMED_WITHIN);
    eventually("the bar is told", async || {
        heard.try_recv().is_ok_and(|one| one == Change::Bar).then_some(())
    })
    .await;
    assert_eq!(desk.known().await, Known::Unconfirmed);
    assert!(desk.needs().await.contains(&NeedsYouWhat::AnswerUnconfirmed));
    assert_eq!(desk.count().await, before + 1);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_failed_and_is_sent_again_is_handed_to_the_same_gateway_again() {
    let desk = Desk::open().await;
    desk.send().await;
    let gateway = desk.gateway().await;
    let last =
        async || desk.carol.0.queue.last(&Subject::outbound(&gateway)).await.unwrap().map(|one| one.id);
    let first = last().await.expect("it was handed over");
    desk.fail().await;
    desk.until("it has failed", Known::Failed { why: WhyFailed::Rejected }).await;
    desk.hand.advance(TimeDelta::seconds(1));
    desk.carol.act(desk.id, Command::Resend).await.unwrap();
    eventually("the log holds the second try", async || last().await.filter(|id| *id != first)).await;
    desk.until("it is handed over again", Known::HandedOver).await;
    desk.close().await;
}

/// It was closed as it was sent, before anybody could know.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_failed_after_its_conversation_was_closed_is_told_until_the_patient_was_phoned() {
    let desk = Desk::open().await;
    desk.send().await;
    desk.fail().await;
    let told =
        |needs: Vec<NeedsYouWhat>| needs.iter().any(|one| matches!(one, NeedsYouWhat::AnswerFailed { .. }));
    assert!(told(desk.needs().await));
    desk.carol.act(desk.id, Command::Reopen { why: "It failed.".to_owned() }).await.unwrap();
    work_the_checklist(&desk.carol, desk.id).await;
    let closing = Closing {
        outcome: Outcome::DealtWithByPhone,
        summary: "Told on the telephone.".to_owned(),
        file_as: FileAs::ExactCopy,
        online: Online::Shown,
    };
    desk.carol.act(desk.id, Command::Close { closing, seen: 2 }).await.unwrap();
    settled(&desk.carol).await;
    assert!(!told(desk.needs().await), "the patient was reached");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_left_with_a_gateway_that_ended_goes_through_the_one_the_patient_wrote_through_since() {
    let desk = Desk::open().await;
    desk.send().await;
    let (old, new) = (desk.gateway().await, "second-door".parse::<GatewayId>().unwrap());
    let keys = Keys::derive(&Seed::from_bytes(&[7; 32]));
    desk.carol.append_as_it_is(Statement::GatewayAdded { gateway: new.clone(), keys: keys.public() }).await;
    let now = desk.carol.0.clock.now();
    let mut again = letter(9, now, "And on which day?");
    again.in_reply_to = Some(desk.id);
    again.patient.nhs_number = desk.number().await;
    again.reply =
        Some(ReplyRoute { gateway: new.clone(), channel: Channel::NhsApp, address: "new".to_owned() });
    let event = Event::Admitted { letter: Box::new(again), gateway: new.clone(), signature: vec![] };
    desk.carol.note(desk.id, event, EventId(Uuid::from_u128(99))).await.unwrap();
    settled(&desk.carol).await;
    assert!(desk.left_with(&new).await.is_none(), "the first gateway has it");
    desk.hand.advance(TimeDelta::seconds(1));
    desk.carol.append_as_it_is(Statement::GatewayRemoved { gateway: old }).await;
    eventually("the other gateway has it", async || desk.left_with(&new).await).await;
    desk.until("it is handed over again", Known::HandedOver).await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_an_unknown_gateway_fails_and_stops_no_other() {
    let desk = Desk::open().await;
    let mut stray = letter(9, desk.carol.0.clock.now(), "Which day?");
    stray.in_reply_to = Some(desk.id);
    stray.patient.nhs_number = desk.number().await;
    stray.reply.as_mut().unwrap().gateway = "nobodys".parse().unwrap();
    let gateway = desk.gateway().await;
    let event = Event::Admitted { letter: Box::new(stray), gateway, signature: vec![] };
    desk.carol.note(desk.id, event, EventId(Uuid::from_u128(99))).await.unwrap();
    work_the_checklist(&desk.carol, desk.id).await;
    desk.carol.act(desk.id, answer(2)).await.unwrap();
    desk.until("it has failed", Known::Failed { why: WhyFailed::GatewayEnded }).await;
    desk.close().await;
}

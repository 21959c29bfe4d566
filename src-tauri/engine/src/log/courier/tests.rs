use super::*;
use crate::store::outbox::Content;
use domain::DeliveryId;
use domain::conversation::{Actor, Closing, FileAs, Online, Outcome};
use domain::message::Channel;
use uuid::Uuid;

fn closing() -> Closing {
    Closing {
        outcome: Outcome::QuestionAnswered,
        summary: "Told when.".to_owned(),
        file_as: FileAs::ExactCopy,
        online: Online::Shown,
    }
}

fn reply() -> Command {
    let then = AfterSend::Close { closing: closing() };
    Command::Reply { text: "On Thursday.".to_owned(), seen: 3, then, ends_triage: Some(40) }
}

fn waiting(event: Event) -> Unsent {
    let actor = Actor { staff: None, roles: vec![], device: domain::DeviceId(Uuid::nil()) };
    Unsent {
        id: EventId(Uuid::nil()),
        subject: Subject::conversation(ConversationId(Uuid::nil())),
        act: Uuid::nil(),
        at: "2026-08-25T09:00:00Z".parse().unwrap(),
        previous: None,
        content: Content { actor, event: Some(event) },
        command: Some(reply()),
        envelope: vec![],
    }
}

#[test]
fn of_an_answer_that_is_out_only_the_closing_is_left() {
    let delivery = DeliveryId(Uuid::nil());
    let replied = || {
        waiting(Event::Replied {
            delivery,
            channel: Channel::NhsApp,
            from: "Jo".to_owned(),
            text: "On Thursday.".to_owned(),
            wait_until: None,
        })
    };
    let closed = || waiting(Event::Closed { delivery, closing: closing() });
    assert!(rest(reply(), &[replied(), closed()]) == reply(), "not out yet");
    assert!(rest(reply(), &[closed()]) == Command::Close { closing: closing(), seen: 4 });
}

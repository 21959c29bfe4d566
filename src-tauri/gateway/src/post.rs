//! What goes into the log: a patient's letter, sealed so that only the practice reads it, and receipts.
//!
//! Accepted means durably stored; every other end is an error that the sender hears of. A letter sent twice is one
//! letter, because its id comes from its content; its first form in the log stays.

use crate::correspondence::{Line, Mailbox, What};
use crate::gateway::Gateway;
use crate::known_practice::{Letterbox, Ready};
use crate::remembered::Met;
use crate::token::{PageToken, letter_id};
use chrono::{DateTime, Utc};
use crypto::{Author, Draft, Hash, Header, Origin, cbor};
use domain::acknowledgement::compose;
use domain::delivery::DeliveryState;
use domain::message::form::Form;
use domain::message::{Channel, Identity, Inbound, Letter, PatientDetails, Receipt, ReplyRoute, Writer};
use domain::policy::UseId;
use domain::{ConversationId, EventId, LetterId, Subject, derive_uuid};
use queue::AppendError;

/// A letter at the door, understood but not yet accepted.
pub(crate) struct Incoming {
    /// The sender's own identifiers: what makes it the same letter.
    pub identifiers: Vec<String>,
    /// Hears "conflict" when the same identifiers come with other words.
    pub identifiers_are_final: bool,
    pub channel: Channel,
    pub written_at: Option<DateTime<Utc>>,
    pub writer: Writer,
    pub identity: Identity,
    pub patient: PatientDetails,
    pub about: Option<UseId>,
    pub in_reply_to: Option<ConversationId>,
    pub reply: Reply,
    pub text: String,
    /// The form whose text it is, where it is one.
    pub form: Option<Form>,
}

/// Where an answer can go.
pub(crate) enum Reply {
    /// Nowhere: somebody telephones.
    Nowhere,
    /// To the NHS App, under this communication id.
    NhsApp(String),
    /// To the page that this letter opens.
    NewPage,
    Page(PageToken),
}

/// A letter that lies in the log.
pub(crate) struct Accepted {
    pub letter: LetterId,
}

/// A letter that was not taken. Nothing of it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotAccepted {
    #[error("the same identifiers came with other words")]
    Conflict,
    #[error("the log does not take it now")]
    Unavailable,
}

impl Gateway {
    /// Accepts a letter: returns once it is durable.
    pub async fn accept(&self, ready: &Ready, incoming: Incoming) -> Result<Accepted, NotAccepted> {
        let identifiers = Hash::of(&encoded(&incoming.identifiers)?);
        let content = Hash::of(&encoded(&(
            incoming.channel,
            incoming.written_at,
            &incoming.writer,
            &incoming.patient,
            &incoming.about,
            &incoming.text,
        ))?);
        let id = letter_id(&self.keys.sign, &[identifiers.as_bytes(), content.as_bytes()]);
        let met = match incoming.identifiers_are_final {
            true => self.remembered().meet(identifiers, content),
            false => Met::Same,
        };
        if met == Met::Different {
            return Err(NotAccepted::Conflict);
        }
        let letter = self.compose_letter(ready, id, incoming);
        let stored = self.store_letter(&ready.letterbox, &letter).await;
        match stored {
            Ok(()) => self.remember_words(letter),
            Err(_) if met == Met::New => self.remembered().forget(&identifiers),
            Err(_) => {}
        }
        stored.map(|()| Accepted { letter: id })
    }

    fn compose_letter(&self, ready: &Ready, id: LetterId, incoming: Incoming) -> Letter {
        let received_at = self.now();
        // Said where it is shown: on the writer's own page. Nothing goes back to the NHS App or another system by itself.
        let page = matches!(incoming.reply, Reply::NewPage | Reply::Page(_));
        let (channel, address) = match incoming.reply {
            Reply::Nowhere => (incoming.channel, None),
            Reply::NhsApp(communication) => (Channel::NhsApp, Some(communication)),
            Reply::NewPage => (Channel::WebForm, Some(PageToken::of(&self.keys.sign, id).route())),
            Reply::Page(token) => (Channel::WebForm, Some(token.route())),
        };
        Letter {
            id,
            channel: incoming.channel,
            received_at,
            written_at: incoming.written_at,
            writer: incoming.writer,
            identity: incoming.identity,
            patient: incoming.patient,
            about: incoming.about,
            in_reply_to: incoming.in_reply_to,
            reply: address.map(|address| ReplyRoute { gateway: self.id.clone(), channel, address }),
            form: incoming.form.filter(|form| fits(form, &incoming.text)),
            text: incoming.text,
            acknowledgement: page.then(|| compose(&ready.policy, received_at)),
        }
    }

    async fn store_letter(&self, letterbox: &Letterbox, letter: &Letter) -> Result<(), NotAccepted> {
        let signature = self.keys.sign.sign(&letter.signing_bytes()).to_bytes().to_vec();
        let inbound = Inbound::Letter { letter: Box::new(letter.clone()), signature };
        self.store(letterbox, letter.id, "letter", letter.received_at, &inbound).await
    }

    /// Tells the practice that a delivery moved on: returns once that is durable.
    pub async fn report(&self, letterbox: &Letterbox, receipt: Receipt) -> Result<(), NotAccepted> {
        let (id, at) = (receipt_id(&receipt), receipt.at);
        self.store(letterbox, id, "receipt", at, &Inbound::Receipt { receipt }).await
    }

    async fn store(
        &self,
        letterbox: &Letterbox,
        id: LetterId,
        kind: &str,
        at: DateTime<Utc>,
        inbound: &Inbound,
    ) -> Result<(), NotAccepted> {
        let subject = Subject::inbox(&self.id, id);
        let origin = Origin {
            practice: self.practice,
            author: Author::Gateway(self.id.clone()),
            epoch: letterbox.epoch,
            directory: letterbox.head,
            at,
        };
        let header = Header::new(origin, subject.clone(), EventId(id.0), kind);
        let body = cbor::encode(inbound).map_err(|_| NotAccepted::Unavailable)?;
        let envelope = Draft::new(header, body)
            .seal_letter(&letterbox.key, &self.keys.sign)
            .map_err(|_| NotAccepted::Unavailable)?;
        match self.queue.append(&subject, None, EventId(id.0), envelope.bytes()).await {
            Ok(_) => Ok(()),
            // Sealing differs each time; the id binds the content, so the first one in the log is this very letter.
            Err(AppendError::IdReused) => Ok(()),
            Err(cause) => {
                tracing::warn!(%cause, "the log did not take what a gateway received");
                Err(NotAccepted::Unavailable)
            }
        }
    }

    /// What the writer may look at afterwards: on their page, in the demonstration on their phone.
    fn remember_words(&self, letter: Letter) {
        let place = match (letter.channel, &letter.reply, letter.patient.nhs_number) {
            (Channel::WebForm, Some(route), _) => Mailbox::Page(route.address.clone()),
            (Channel::NhsApp, _, Some(number)) if self.demonstration => Mailbox::Phone(number),
            _ => return,
        };
        let conversation = letter.conversation();
        let what = What::Wrote { text: letter.text, told: letter.acknowledgement };
        self.correspondence()
            .wrote(place, Line { id: letter.id.0, conversation, at: letter.received_at, what });
    }

    /// When a letter of this gateway was received, if it lies in the log.
    pub async fn received_at(&self, letter: LetterId) -> Option<DateTime<Utc>> {
        let stored = self.queue.last(&Subject::inbox(&self.id, letter)).await.ok()??;
        crypto::Envelope::parse(&stored.bytes).ok().map(|envelope| envelope.header().at)
    }

    /// The conversation on a page.
    pub fn conversation_on(&self, token: &PageToken) -> ConversationId {
        token.letter.conversation()
    }
}

/// Text and form go into one envelope. Only a form of hundreds of thousands of characters arrives as text alone.
fn fits(form: &Form, text: &str) -> bool {
    const MOST: usize = 300_000;
    serde_json::to_vec(form).is_ok_and(|form| form.len() + text.len() <= MOST)
}

/// A receipt's id: the same news about a try of a delivery is told once.
pub(crate) fn receipt_id(receipt: &Receipt) -> LetterId {
    let state: &[u8] = match &receipt.state {
        DeliveryState::Queued => b"queued",
        DeliveryState::Sent => b"sent",
        DeliveryState::Arrived => b"arrived",
        DeliveryState::Read => b"read",
        DeliveryState::Failed { why } => &[b"failed ", why.code().as_bytes()].concat(),
    };
    let tries_before = receipt.tries_before.to_be_bytes();
    let mut parts: Vec<&[u8]> = vec![receipt.delivery.0.as_bytes(), state];
    parts.extend((receipt.tries_before > 0).then_some(tries_before.as_slice()));
    LetterId(derive_uuid("receipt", &parts))
}

fn encoded<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, NotAccepted> {
    serde_json::to_vec(value).map_err(|_| NotAccepted::Unavailable)
}

//! A letter becomes part of a conversation: opened, verified, read by the rules, and put on its way to the queue.
//!
//! A gateway cannot read what is already here, so it cannot say where a letter belongs; an unlocked workstation can.
//! The ids of what it writes are hashes of the letter's id, so that ten workstations doing it at once leave one. A
//! letter that claims to answer a conversation about somebody else gets its own. What cannot be opened is kept for a
//! person, never dropped.

use crate::act::{ActError, Decided, Standing};
use crate::ingest::IngestError;
use crate::store::needs_you::{self, Item};
use crate::store::{StoreError, conversations, letters};
use crate::unlocked::Unlocked;
use crate::view::{Change, NeedsYouWhat};
use crypto::envelope::check_place;
use crypto::{Author, Envelope, Signature, cbor};
use domain::conversation::{Conversation, Event};
use domain::message::{Channel, Inbound, Letter, Receipt};
use domain::risk::{About, Assessment, Tier, assess};
use domain::subject::Kind;
use domain::{ConversationId, EventId, GatewayId, LetterId, derive_uuid};
use queue::Message;
use sqlx::SqliteConnection;

/// What a gateway's signature over a letter begins with.
pub const LETTER_LABEL: &[u8] = b"duty-desk letter v1\0";

/// Takes in one message of the inbox; returns what to tell once it is committed.
pub(crate) async fn letter(
    unlocked: &Unlocked,
    connection: &mut SqliteConnection,
    message: &Message,
) -> Result<Vec<Change>, IngestError> {
    let Ok(Kind::Inbox(gateway, id)) = message.subject.kind() else { return Ok(vec![]) };
    let sealed = letters::Sealed {
        id,
        subject: message.subject.as_str().to_owned(),
        stored_at: message.stored_at,
        envelope: message.bytes.clone(),
    };
    letters::keep(&mut *connection, &sealed).await?;
    let Some(inbound) = open(unlocked, &gateway, message) else {
        return unreadable(connection, id, message).await.map_err(IngestError::from);
    };
    match inbound {
        Inbound::Letter { letter, signature } => {
            admit(unlocked, connection, &gateway, id, *letter, signature).await.map_err(IngestError::from)
        }
        Inbound::Receipt { receipt } => {
            letters::admitted(&mut *connection, id).await?;
            moved(unlocked, connection, receipt).await.map_err(IngestError::from)
        }
    }
}

/// Opens a letter if everything about it holds.
fn open(unlocked: &Unlocked, gateway: &GatewayId, message: &Message) -> Option<Inbound> {
    let directory = unlocked.directory();
    let envelope = Envelope::parse(&message.bytes).ok()?;
    let header = envelope.header();
    if header.author != Author::Gateway(gateway.clone()) {
        return None;
    }
    check_place(header, unlocked.0.practice, &message.subject, None).ok()?;
    let key = directory.verifying_key_at(&header.author, &header.directory).ok()?;
    let letterbox = unlocked.0.keys.letterbox(header.epoch)?;
    let body = envelope.verify(key).ok()?.open_letter(letterbox).ok()?;
    let inbound: Inbound = cbor::decode(&body).ok()?;
    if let Inbound::Letter { letter, signature } = &inbound {
        let signature = Signature::from_bytes(signature.as_slice().try_into().ok()?);
        key.verify(&[LETTER_LABEL, &letter.signing_bytes()].concat(), &signature).ok()?;
    }
    Some(inbound)
}

async fn unreadable(
    connection: &mut SqliteConnection,
    id: LetterId,
    message: &Message,
) -> Result<Vec<Change>, StoreError> {
    tracing::warn!(
        seq = message.seq.0,
        "a letter could not be opened or is not signed by a gateway of this practice"
    );
    letters::unreadable(&mut *connection, id).await?;
    let what = NeedsYouWhat::LetterUnreadable;
    let item = Item { id: id.0, conversation: None, staff: None, since: message.stored_at, what };
    needs_you::put(connection, &item).await?;
    Ok(vec![])
}

async fn admit(
    unlocked: &Unlocked,
    connection: &mut SqliteConnection,
    gateway: &GatewayId,
    id: LetterId,
    letter: Letter,
    signature: Vec<u8>,
) -> Result<Vec<Change>, ActError> {
    let conversation = place(unlocked, &mut *connection, &letter).await?;
    let fresh = || Standing::over(Conversation::new(conversation), vec![]);
    let standing = unlocked.standing(&mut *connection, conversation).await?.unwrap_or_else(fresh);
    letters::admitted(&mut *connection, id).await?;
    if standing.seen.letter(letter.id).is_some() {
        return Ok(vec![]);
    }
    let assessment = assess(&letter.text, About { age: age(&letter) });
    let raised = assessment.tier == Tier::Alert;
    let events = events(letter, gateway.clone(), signature, assessment);
    let decided = Decided {
        act: derive_uuid("admit", &[id.0.as_bytes()]),
        actor: unlocked.nobody(),
        at: unlocked.0.clock.now(),
        command: None,
        events,
    };
    let standing = unlocked.put(&mut *connection, standing, decided).await?;
    unlocked.project(connection, &[standing]).await?;
    let mut told = vec![Change::Conversations { ids: vec![conversation] }];
    if raised {
        told.push(Change::Alert { conversation, letter: id, raised: true });
    }
    Ok(told)
}

/// Admitted, assessed and, if need be, an alert. The same ids on every workstation.
fn events(
    letter: Letter,
    gateway: GatewayId,
    signature: Vec<u8>,
    assessment: Assessment,
) -> Vec<(EventId, Event)> {
    let id = letter.id;
    let event_id = |label: &str| EventId(derive_uuid(label, &[id.0.as_bytes()]));
    let alert =
        (assessment.tier == Tier::Alert).then(|| assessment.gravest().map(|found| found.category)).flatten();
    let mut events = vec![
        (event_id("admitted"), Event::Admitted { letter: Box::new(letter), gateway, signature }),
        (event_id("assessed"), Event::Assessed { letter: id, assessment }),
    ];
    if let Some(category) = alert {
        events.push((event_id("alertRaised"), Event::AlertRaised { letter: id, category }));
    }
    events
}

/// The conversation a letter belongs to: the one it answers, if that is about the same patient or the letter was written
/// on that conversation's own page, else its own.
async fn place(
    unlocked: &Unlocked,
    connection: &mut SqliteConnection,
    letter: &Letter,
) -> Result<ConversationId, ActError> {
    let own = ConversationId(derive_uuid("conversation", &[letter.id.0.as_bytes()]));
    let Some(claimed) = letter.in_reply_to else { return Ok(own) };
    let Some(standing) = unlocked.standing(connection, claimed).await? else { return Ok(own) };
    let same = standing.seen.patient.nhs_number == letter.patient.nhs_number
        && (letter.patient.nhs_number.is_some() || standing.seen.patient.name == letter.patient.name);
    // Whoever writes on a patient's page has its secret address; the gateway keeps no names to repeat.
    let same_page =
        letter.channel == Channel::WebForm && letter.reply.is_some() && letter.reply == standing.seen.reply;
    Ok(if same || same_page { claimed } else { own })
}

fn age(letter: &Letter) -> Option<u16> {
    let years = letter.received_at.date_naive().years_since(letter.patient.born?)?;
    u16::try_from(years).ok()
}

/// Something we sent moved on.
async fn moved(
    unlocked: &Unlocked,
    connection: &mut SqliteConnection,
    receipt: Receipt,
) -> Result<Vec<Change>, ActError> {
    let conversation = match conversations::of_delivery(&mut *connection, receipt.delivery).await? {
        Some(conversation) => conversation,
        None => return Ok(vec![]),
    };
    let id = EventId(derive_uuid(
        "receipt",
        &[receipt.delivery.0.as_bytes(), format!("{:?}", receipt.state).as_bytes()],
    ));
    let event = Event::DeliveryMoved { delivery: receipt.delivery, state: receipt.state, at: receipt.at };
    unlocked.note_in(connection, conversation, event, id).await?;
    Ok(vec![Change::Conversations { ids: vec![conversation] }])
}

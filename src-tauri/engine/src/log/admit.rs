//! A letter becomes part of a conversation: opened, verified, read by the rules, and put on its way to the queue.
//!
//! A gateway cannot read what is already here, so it cannot say where a letter belongs; an unlocked workstation can.
//! The ids of what it writes are hashes of the letter's id, so that ten workstations doing it at once leave one. A
//! letter that claims to answer a conversation about somebody else gets its own. What cannot be opened is kept for a
//! person, never dropped.

use crate::errors::{ActError, IngestError};
use crate::log::ingest::Gathered;
use crate::practice::standing::Decided;
use crate::practice::unlocked::Unlocked;
use crate::store::letters::{Fate, Sealed};
use crate::store::needs_you::{self, Item};
use crate::store::{StoreError, deliveries};
use crate::view::{Change, NeedsYouWhat};
use chrono::{DateTime, Utc};
use crypto::envelope::check_place;
use crypto::{Author, Envelope, Signature, cbor};
use domain::conversation::{Conversation, Event, Received};
use domain::message::{Channel, Inbound, Letter, PatientDetails, Receipt};
use domain::risk::{About, Assessment, Tier, assess_letter};
use domain::subject::Kind;
use domain::{ConversationId, EventId, GatewayId, LetterId, Subject, derive_uuid};
use queue::Message;
use sqlx::SqliteConnection;

/// One message of the inbox, opened.
struct OpenedLetter<'a> {
    gateway: GatewayId,
    id: LetterId,
    message: &'a Message,
    /// None if it does not open, or is not what it says.
    inbound: Option<Inbound>,
}

/// Takes in messages of the inbox; returns what to tell once they are committed.
pub(crate) async fn letters(
    unlocked: &Unlocked,
    connection: &mut SqliteConnection,
    gathered: &mut Gathered,
    messages: &[Message],
) -> Result<Vec<Change>, IngestError> {
    let opened: Vec<OpenedLetter<'_>> = messages
        .iter()
        .filter_map(|message| match message.subject.kind() {
            Ok(Kind::Inbox(gateway, id)) => {
                let inbound = open(unlocked, &gateway, message);
                Some(OpenedLetter { gateway, id, message, inbound })
            }
            _ => None,
        })
        .collect();
    let subjects: Vec<Subject> = opened.iter().flat_map(|one| touches(one.inbound.as_ref())).collect();
    gathered.learn(&mut *connection, subjects.iter()).await?;
    let mut told = vec![];
    for OpenedLetter { gateway, id, message, inbound } in opened {
        let subject = message.subject.clone();
        let mut fate = Fate::Admitted;
        match inbound {
            None => fate = unreadable(&mut *connection, id, message).await?,
            Some(Inbound::Letter { letter, signature }) => {
                told.extend(admit(unlocked, gathered, &gateway, *letter, signature)?);
            }
            Some(Inbound::Receipt { receipt }) => {
                moved(unlocked, &mut *connection, gathered, receipt).await?
            }
        }
        gathered.sealed.push(Sealed { id, subject, stored_at: message.stored_at, fate });
    }
    Ok(told)
}

/// The conversations that may have to be known before a letter is admitted.
fn touches(inbound: Option<&Inbound>) -> Vec<Subject> {
    match inbound {
        Some(Inbound::Letter { letter, .. }) => {
            let claimed = letter.in_reply_to.iter().copied();
            claimed.chain([letter.id.conversation()]).map(Subject::conversation).collect()
        }
        _ => vec![],
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
    let body = envelope.verify(key).ok()?.open_letter(&letterbox).ok()?;
    let inbound: Inbound = cbor::decode(&body).ok()?;
    if let Inbound::Letter { letter, signature } = &inbound {
        let signature = Signature::from_bytes(signature.as_slice().try_into().ok()?);
        key.verify(&letter.signing_bytes(), &signature).ok()?;
    }
    Some(inbound)
}

async fn unreadable(
    connection: &mut SqliteConnection,
    id: LetterId,
    message: &Message,
) -> Result<Fate, StoreError> {
    tracing::warn!(
        seq = message.seq.0,
        "a letter could not be opened or is not signed by a gateway of this practice"
    );
    let what = NeedsYouWhat::LetterUnreadable;
    let item = Item { id: id.0, conversation: None, staff: None, since: message.stored_at, what };
    needs_you::put(connection, &item).await?;
    Ok(Fate::Unreadable(message.bytes.clone()))
}

/// Puts a letter into its conversation; tells of an alert.
fn admit(
    unlocked: &Unlocked,
    gathered: &mut Gathered,
    gateway: &GatewayId,
    letter: Letter,
    signature: Vec<u8>,
) -> Result<Option<Change>, ActError> {
    let (id, conversation) = (letter.id, place(gathered, &letter));
    if gathered.standing(conversation).is_some_and(|standing| standing.seen.letter(id).is_some()) {
        return Ok(None);
    }
    let assessment =
        assess_letter(&letter.text, letter.form.as_ref(), about(&letter.patient, letter.received_at));
    let raised = raised(id, &assessment);
    let called = raised.is_some();
    let assessed = Event::Assessed { letter: id, assessment };
    let admitted = Event::Admitted { letter: Box::new(letter), gateway: gateway.clone(), signature };
    let events = [admitted, assessed].into_iter().chain(raised).collect();
    gathered.put(unlocked, conversation, decided(unlocked, id, events))?;
    Ok(called.then_some(Change::Alert { conversation, letter: id, raised: true }))
}

/// Whoever admitted a letter may have died before its danger was told: what stands in a conversation of this batch and was
/// not assessed, or is dangerous and has no alert, gets here what it lacks.
pub(crate) fn overlooked(unlocked: &Unlocked, gathered: &mut Gathered) -> Result<Vec<Change>, ActError> {
    let mut told = vec![];
    for conversation in gathered.touched() {
        let Some(standing) = gathered.standing(conversation) else { continue };
        let lacking: Vec<(LetterId, Vec<Event>)> =
            standing.seen.letters().filter_map(|received| lacks(&standing.seen, received)).collect();
        for (letter, events) in lacking {
            tracing::warn!("a letter had been admitted, and its danger not told");
            if events.iter().any(|event| matches!(event, Event::AlertRaised { .. })) {
                told.push(Change::Alert { conversation, letter, raised: true });
            }
            gathered.put(unlocked, conversation, decided(unlocked, letter, events))?;
        }
    }
    Ok(told)
}

/// What should have followed a letter's admission and did not.
fn lacks(state: &Conversation, received: &Received) -> Option<(LetterId, Vec<Event>)> {
    let letter = received.letter;
    let unassessed = received.assessment.is_none().then(|| {
        assess_letter(&received.text, received.form.as_ref(), about(&state.patient, received.received_at))
    });
    let assessment = unassessed.as_ref().or(received.assessment.as_ref())?;
    let raised = raised(letter, assessment).filter(|_| state.alert(letter).is_none());
    let assessed = unassessed.map(|assessment| Event::Assessed { letter, assessment });
    // What stands there and could not be read here is a later version's: it is not written a second time.
    let new = |event: &Event| !state.folded.contains(&named(letter, event));
    let events: Vec<Event> = assessed.into_iter().chain(raised).filter(new).collect();
    (!events.is_empty()).then_some((letter, events))
}

/// The alert that an assessment asks for.
fn raised(letter: LetterId, assessment: &Assessment) -> Option<Event> {
    let gravest = assessment.gravest().filter(|_| assessment.tier == Tier::Alert)?;
    Some(Event::AlertRaised { letter, category: gravest.category })
}

/// What follows from a letter itself. The same ids on every workstation, so that all of them leave one of each.
fn decided(unlocked: &Unlocked, letter: LetterId, events: Vec<Event>) -> Decided {
    Decided {
        act: derive_uuid("admit", &[letter.0.as_bytes()]),
        actor: unlocked.nobody(),
        at: unlocked.0.clock.now(),
        command: None,
        events: events.into_iter().map(|event| (named(letter, &event), event)).collect(),
    }
}

fn named(letter: LetterId, event: &Event) -> EventId {
    EventId(derive_uuid(event.kind(), &[letter.0.as_bytes()]))
}

/// The conversation a letter belongs to: the one it answers, if that is about the same patient or the letter was written
/// on that conversation's own page, else its own.
fn place(gathered: &Gathered, letter: &Letter) -> ConversationId {
    let claimed = letter.in_reply_to.and_then(|claimed| gathered.standing(claimed));
    let Some(seen) = claimed.map(|standing| &standing.seen).filter(|seen| seen.letters().next().is_some())
    else {
        return letter.id.conversation();
    };
    let same = seen.patient.nhs_number == letter.patient.nhs_number
        && (letter.patient.nhs_number.is_some() || seen.patient.name == letter.patient.name);
    // Whoever writes on a patient's page has its secret address; the gateway keeps no names to repeat.
    let same_page =
        letter.channel == Channel::WebForm && letter.reply.is_some() && letter.reply == seen.reply;
    if same || same_page { seen.id } else { letter.id.conversation() }
}

fn about(patient: &PatientDetails, received_at: DateTime<Utc>) -> About {
    let years = patient.born.and_then(|born| received_at.date_naive().years_since(born));
    About { age: years.and_then(|years| u16::try_from(years).ok()), ..About::default() }
}

/// Something we sent moved on.
async fn moved(
    unlocked: &Unlocked,
    connection: &mut SqliteConnection,
    gathered: &mut Gathered,
    receipt: Receipt,
) -> Result<(), IngestError> {
    let Some(conversation) = deliveries::conversation(&mut *connection, receipt.delivery).await? else {
        return Ok(());
    };
    gathered.learn(connection, std::iter::once(&Subject::conversation(conversation))).await?;
    let id = EventId(derive_uuid(
        "receipt",
        &[receipt.delivery.0.as_bytes(), format!("{:?}", receipt.state).as_bytes()],
    ));
    if gathered.standing(conversation).is_none_or(|standing| standing.seen.folded.contains(&id)) {
        return Ok(());
    }
    let event = Event::DeliveryMoved { delivery: receipt.delivery, state: receipt.state, at: receipt.at };
    let decided = unlocked.by_itself(event, id);
    Ok(gathered.put(unlocked, conversation, decided)?)
}

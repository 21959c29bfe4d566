//! What a measurement may ask of the inside: to seal as this workstation does, and to see the open database.
//!
//! Built only with the feature `testing`, which no released program turns on. It adds no way past a rule: what is
//! sealed here still goes through `ingest`, which checks it like everything else. The measurements themselves are
//! in `examples/bench`.

pub use crate::store::Store;

use crate::clock::Clock;
use crate::engine::Engine;
use crate::errors::{SetUpError, SignInFailure};
use crate::folder::DataFolder;
use crate::log::work;
use crate::practice::unlocked::Unlocked;
use crate::store::{StoreError, keys, outbox};
use crate::view::Change;
use chrono::{DateTime, Utc};
use crypto::{Envelope, Hash, Keys, cbor};
use domain::conversation::Event;
use domain::message::{Inbound, Letter, Receipt};
use domain::policy::PracticePolicy;
use domain::{ConversationId, EventId, LetterId, Subject, derive_uuid};
use signin::vault::{Notice, SignedIn};
use std::path::Path;
use zeroize::Zeroizing;

/// The open database of a practice.
pub fn store(unlocked: &Unlocked) -> Store {
    unlocked.0.store.clone()
}

/// The keys this workstation keeps in its database, to look for them where they must not be.
pub async fn kept_keys(unlocked: &Unlocked) -> Result<Vec<Zeroizing<Vec<u8>>>, StoreError> {
    keys::all(&mut *store(unlocked).read().await?).await
}

/// Makes a practice like the demonstration in an empty folder, with one person in each role: their user name is the
/// role's name in lower case.
pub async fn one_of_each_role(folder: &Path, clock: &Clock) -> Result<(), SetUpError> {
    crate::way_in::demo::make_one_of_each(&DataFolder::new(folder.to_owned()), clock).await
}

/// Makes the demonstration's people and patients in an empty folder, before anybody has written.
pub async fn demonstration_without_letters(folder: &Path, clock: &Clock) -> Result<(), SetUpError> {
    crate::way_in::demo::make_without_letters(&DataFolder::new(folder.to_owned()), clock).await
}

/// The letters that wait in a demonstration made at this moment, the oldest first.
pub fn letters_of_the_demonstration(policy: &PracticePolicy, now: DateTime<Utc>) -> Vec<Letter> {
    crate::way_in::demo::letters::all(policy, now)
}

/// The plug of the practice's log, as whoever is signed in reaches it.
pub fn plug(engine: &Engine) -> queue::plug::Plug {
    engine.0.plug.clone()
}

/// Tells the screens that a card reader holds something else than before.
pub fn card_changed(engine: &Engine) {
    engine.0.changes.notify(Change::Factors);
}

/// Has everything left for the queue, and everything in the queue been read?
pub async fn is_idle(unlocked: &Unlocked) -> bool {
    let Ok(mut connection) = unlocked.0.store.read().await else { return false };
    let sent = outbox::all(&mut connection, 1).await.is_ok_and(|waiting| waiting.is_empty());
    drop(connection);
    let (Ok(cursor), Ok(head)) = (unlocked.cursor().await, unlocked.0.queue.head().await) else {
        return false;
    };
    sent && cursor >= head.seq
}

/// Seals an event behind the one before it, by the person signed in.
pub fn seal(
    unlocked: &Unlocked,
    conversation: ConversationId,
    previous: Option<Hash>,
    id: EventId,
    event: &Event,
) -> Option<Envelope> {
    let subject = Subject::conversation(conversation);
    let now = unlocked.0.clock.now();
    let header = unlocked.header(&subject, id, event.kind(), &unlocked.actor(), previous, now);
    unlocked.0.keys.seal(header, cbor::encode(event).ok()?)
}

/// Seals a letter as the gateway inside the application does.
pub fn seal_letter(unlocked: &Unlocked, gateway: &Keys, letter: Letter) -> Option<Envelope> {
    crate::way_in::demo::letters::seal(letter, gateway, &unlocked.directory())
}

/// Seals what the gateway inside the application tells of an answer.
pub fn seal_receipt(unlocked: &Unlocked, gateway: &Keys, receipt: Receipt) -> Option<Envelope> {
    let id = LetterId(derive_uuid("receipt of a test", &[receipt.delivery.0.as_bytes()]));
    let (named, inbound) = ((id, "receipt", receipt.at), Inbound::Receipt { receipt });
    crate::way_in::demo::letters::seal_inbound(named, &inbound, gateway, &unlocked.directory())
}

/// Opens the practice for somebody whose factors were right.
pub async fn unlock(
    engine: &Engine,
    signed_in: SignedIn,
    notice: &Notice,
) -> Result<Unlocked, SignInFailure> {
    let unlocked = engine.unlock(signed_in, notice).await?;
    work::start(&unlocked);
    Ok(unlocked)
}

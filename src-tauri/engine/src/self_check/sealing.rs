//! Sealing: a patient's letter as the gateway seals it, and what staff write; opened with the right key, with no other,
//! and not after a byte has changed.

use super::trouble::{Trouble, must};
use chrono::{DateTime, Utc};
use crypto::{Author, Draft, Envelope, Epoch, EpochSecret, Hash, Header, Keys, Origin, Seed};
use domain::{ConversationId, DeviceId, EventId, PracticeId, Subject};
use uuid::Uuid;

const WORDS: &[u8] = b"Please could my prescription go to the pharmacy on Castle Street?";

pub(super) fn check(now: DateTime<Utc>) -> Result<(), Trouble> {
    let author = Keys::derive(&Seed::make());
    let (epoch, another) = (EpochSecret::make(), EpochSecret::make());
    let subject = Subject::conversation(ConversationId(Uuid::new_v4()));
    let draft = || Draft::new(header(&subject, now), WORDS.to_vec());
    let (letterbox, others) = (epoch.derive_letterbox(), another.derive_letterbox());
    let letter = draft().seal_letter(&letterbox.public(), &author.sign).map_err(|_| Trouble::Wrong)?;
    proven(
        &letter,
        &author,
        |envelope| envelope.open_letter(&letterbox).ok(),
        |envelope| envelope.open_letter(&others).ok(),
    )?;
    let (key, others) = (epoch.derive_subject_key(&subject), another.derive_subject_key(&subject));
    let note = draft().seal_with(&key, &author.sign).map_err(|_| Trouble::Wrong)?;
    proven(&note, &author, |envelope| envelope.open(&key).ok(), |envelope| envelope.open(&others).ok())
}

/// What opens an envelope, or does not.
type Opened = Option<zeroize::Zeroizing<Vec<u8>>>;

fn proven(
    sealed: &Envelope,
    author: &Keys,
    open: impl Fn(crypto::Verified<'_>) -> Opened,
    pry: impl Fn(crypto::Verified<'_>) -> Opened,
) -> Result<(), Trouble> {
    let author = author.public().verify;
    let readable = sealed.bytes().windows(WORDS.len()).any(|part| part == WORDS);
    must(!readable, Trouble::NotSecret)?;
    let arrived = Envelope::parse(sealed.bytes()).map_err(|_| Trouble::Wrong)?;
    let verified = arrived.verify(&author).map_err(|_| Trouble::Wrong)?;
    must(open(verified).is_some_and(|words| words.as_slice() == WORDS), Trouble::Wrong)?;
    must(pry(verified).is_none(), Trouble::NotSecret)?;
    let mut changed = sealed.bytes().to_vec();
    if let Some(byte) = changed.last_mut() {
        *byte ^= 1;
    }
    let believed = Envelope::parse(&changed).is_ok_and(|envelope| envelope.verify(&author).is_ok());
    must(!believed, Trouble::Wrong)
}

fn header(subject: &Subject, at: DateTime<Utc>) -> Header {
    let origin = Origin {
        practice: PracticeId(Uuid::new_v4()),
        author: Author::Device(DeviceId(Uuid::new_v4())),
        epoch: Epoch::FIRST,
        directory: Hash::ZERO,
        at,
    };
    Header::new(origin, subject.clone(), EventId(Uuid::new_v4()), "self-check")
}

//! What stands outside on every envelope, all of it signed.

use crate::cbor;
use crate::epoch::Epoch;
use crate::hash::Hash;
use chrono::{DateTime, Utc};
use domain::staff::Role;
use domain::{DeviceId, EventId, GatewayId, PracticeId, StaffId, Subject};
use serde::{Deserialize, Serialize};

/// The format that this version writes.
pub const FORMAT: u8 = 1;
/// The reader version that this version is: what asks for a higher one is kept unread.
pub const READER: u16 = 1;

/// The header of an envelope. Field names and their meaning are frozen; readers ignore fields they do not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Header {
    /// The form of header and frame; sealing sets it to [`FORMAT`].
    pub format: u8,
    /// How the body is kept; sealing sets it.
    pub suite: Suite,
    /// Whose log.
    pub practice: PracticeId,
    /// Where in the log.
    pub subject: Subject,
    /// The event's own id, also the queue's message id.
    pub id: EventId,
    /// What kind of event.
    pub kind: String,
    /// Which version of that kind's body.
    pub kind_version: u16,
    /// The lowest [`READER`] that understands the body.
    pub reader: u16,
    /// Whose key signed.
    pub author: Author,
    /// The person who acted, if a person did.
    pub actor: Option<StaffId>,
    /// In which roles they acted.
    pub roles: Vec<Role>,
    /// Under which epoch the body is sealed.
    pub epoch: Epoch,
    /// The envelope before this one on the subject.
    pub previous: Option<Hash>,
    /// The head of the directory as the author saw it.
    pub directory: Hash,
    /// The author's clock, in milliseconds.
    #[serde(with = "chrono::serde::ts_milliseconds")]
    pub at: DateTime<Utc>,
}

/// Who writes, and what of the practice they had seen: the same for everything that one author writes at one moment.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Whose log.
    pub practice: PracticeId,
    /// Whose key will sign.
    pub author: Author,
    /// Under which epoch the body will be sealed.
    pub epoch: Epoch,
    /// The head of the directory as the author sees it.
    pub directory: Hash,
    /// The author's clock.
    pub at: DateTime<Utc>,
}

/// Whose key signs an envelope.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Author {
    /// A workstation of the practice.
    Device(DeviceId),
    /// A gateway: the patients' side.
    Gateway(GatewayId),
}

/// How the body is kept. Each name stands for fixed algorithms; other algorithms will be other names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Suite {
    /// XChaCha20-Poly1305 under the subject's key: what staff write.
    Symmetric,
    /// Sealed to the letterbox of the epoch: what patients write.
    Letterbox,
    /// Sealed to a gateway: what it is to send.
    ToGateway,
    /// In the clear: public settings, directory, erasure, bell.
    Signed,
}

/// An envelope lies where it does not belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misplaced {
    /// Signed for another practice.
    #[error("the envelope is another practice's")]
    ForeignPractice,
    /// Signed for another subject.
    #[error("the envelope belongs to another subject")]
    OtherSubject,
    /// Replayed, out of order, or something before it is missing.
    #[error("the envelope does not follow the one before it")]
    BrokenChain,
}

/// Does an envelope with this header belong here, next after `previous`?
pub fn check_place(
    header: &Header,
    practice: PracticeId,
    subject: &Subject,
    previous: Option<Hash>,
) -> Result<(), Misplaced> {
    if header.practice != practice {
        return Err(Misplaced::ForeignPractice);
    }
    if header.subject != *subject {
        return Err(Misplaced::OtherSubject);
    }
    if header.previous != previous {
        return Err(Misplaced::BrokenChain);
    }
    Ok(())
}

impl Header {
    /// A header in the form that this version writes: of no person, and the first on its subject. Whoever acts for a
    /// person or after another envelope sets `actor`, `roles` and `previous` beside it; sealing sets `suite`.
    pub fn new(origin: Origin, subject: Subject, id: EventId, kind: &str) -> Self {
        let Origin { practice, author, epoch, directory, at } = origin;
        Self {
            format: FORMAT,
            suite: Suite::Symmetric,
            practice,
            subject,
            id,
            kind: kind.to_owned(),
            kind_version: 1,
            reader: 1,
            author,
            actor: None,
            roles: Vec::new(),
            epoch,
            previous: None,
            directory,
            at,
        }
    }

    pub(super) fn is_readable(&self) -> bool {
        self.format == FORMAT && self.reader <= READER
    }
}

/// The few fields that decide whether the rest can be read at all, in this and every later format.
#[derive(Deserialize)]
struct Readability {
    format: u8,
    suite: String,
    reader: u16,
}

/// Does this header, which may not be readable otherwise, ask for a newer version of the product?
pub(super) fn is_from_a_newer_version(header: &[u8]) -> bool {
    cbor::decode::<Readability>(header).is_ok_and(|readable| {
        let suite_is_known =
            matches!(readable.suite.as_str(), "symmetric" | "letterbox" | "toGateway" | "signed");
        readable.format > FORMAT || readable.reader > READER || !suite_is_known
    })
}

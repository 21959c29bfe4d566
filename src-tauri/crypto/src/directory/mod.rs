//! The directory: which devices, people and gateways belong to the practice, and who may say so.
//!
//! It is a chain of statements, each signed by a device and by a person, each pointing back to the one before, and each
//! judged by the permission table as it stood at that position; the fold of the chain is the [`Directory`]. Nothing is
//! ever taken out of it, so an old envelope can be checked against the keys of its own time. Names of people are not
//! here: those are sealed, on the subject `staff`. How a statement is judged stands in `fold`.

mod fit;
mod fold;
mod login;
mod lookup;
mod people;
mod statement;

pub use lookup::NotEntitled;
pub use people::{Member, Person, Position};
pub use statement::{EpochGrant, Founding, Recipients, Recovery, Statement};

use crate::epoch::Epoch;
use crate::hash::Hash;
use crate::keys::PublicKeys;
use crate::seal::Sealed;
use crate::sign::VerifyingKey;
use domain::{DeviceId, GatewayId, OdsCode, PracticeId, StaffId};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The kind of every envelope on the subject `directory`.
pub const KIND: &str = "directory.statement";

/// Who belongs to the practice, as of the last statement folded in.
#[derive(Clone, Debug)]
pub struct Directory {
    practice: PracticeId,
    ods: OdsCode,
    kit: PublicKeys,
    heads: Vec<Hash>,
    positions: HashMap<Hash, Position>,
    devices: BTreeMap<DeviceId, Member>,
    gateways: BTreeMap<GatewayId, Member>,
    staff: BTreeMap<StaffId, Person>,
    epochs: Vec<Letterbox>,
    secrets: BTreeMap<(DeviceId, Epoch), Sealed>,
    access: BTreeMap<(StaffId, Epoch), Sealed>,
    logins: BTreeMap<(DeviceId, StaffId), Sealed>,
    used_keys: HashSet<VerifyingKey>,
}

/// An epoch's public side.
#[derive(Clone, Debug)]
struct Letterbox {
    epoch: Epoch,
    key: crate::SealPublicKey,
    to_kit: Sealed,
}

/// Why a statement is not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DirectoryError {
    /// Another practice's, another subject's, or not the founding that was pinned.
    #[error("not of this practice's directory")]
    Foreign,
    /// Not a statement that this version knows.
    #[error("not a statement")]
    Malformed,
    /// It does not follow the head: replayed, forked, or something before it is missing.
    #[error("the statement does not follow the head of the directory")]
    OutOfOrder,
    /// The device or the person was not there at that position in the chain, or no longer.
    #[error("the statement's author was not entitled")]
    NotEntitled,
    /// A signature is missing or does not hold.
    #[error("the statement is not signed as it must be")]
    BadSignature,
    /// The person's roles do not permit it.
    #[error("the statement's author may not do this")]
    NotPermitted,
    /// An id or a key that somebody has, or had.
    #[error("an id or a key is used again")]
    Reused,
    /// It speaks of somebody who is not there.
    #[error("the statement speaks of somebody who is not there")]
    Unknown,
    /// An epoch out of turn, or not handed over to everybody who needs it.
    #[error("the statement's epochs do not fit")]
    BadEpoch,
}

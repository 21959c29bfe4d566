//! Who is listed, since when and until when: counted in positions of the chain, never in clock time.

use crate::keys::PublicKeys;
use crate::seal::SealPublicKey;
use domain::staff::Role;

/// How many statements the chain had before one: the founding is at position 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(pub u32);

/// A device or a gateway.
#[derive(Clone, Debug)]
pub struct Member {
    pub(super) keys: PublicKeys,
    pub(super) transport: Option<SealPublicKey>,
    pub(super) added: Position,
    pub(super) ended: Option<Position>,
}

/// A member of staff.
#[derive(Clone, Debug)]
pub struct Person {
    pub(super) keys: PublicKeys,
    pub(super) roles: Vec<(Position, Vec<Role>)>,
    pub(super) left: Option<Position>,
}

impl Member {
    pub(super) fn new(keys: PublicKeys, added: Position) -> Self {
        Self { keys, transport: None, added, ended: None }
    }

    /// Its public keys.
    pub fn keys(&self) -> &PublicKeys {
        &self.keys
    }

    /// To whom one seals what it may open while nobody is signed in.
    pub fn transport(&self) -> Option<&SealPublicKey> {
        self.transport.as_ref()
    }

    /// Is it still entitled?
    pub fn is_current(&self) -> bool {
        self.ended.is_none()
    }

    /// Was it no longer entitled when the chain had come this far?
    pub fn has_ended_by(&self, position: Position) -> bool {
        self.ended.is_some_and(|ended| ended <= position)
    }
}

impl Person {
    pub(super) fn new(keys: PublicKeys, roles: Vec<Role>, added: Position) -> Self {
        Self { keys, roles: vec![(added, roles)], left: None }
    }

    /// Their public keys, as they are now.
    pub fn keys(&self) -> &PublicKeys {
        &self.keys
    }

    /// Do they still work here?
    pub fn is_current(&self) -> bool {
        self.left.is_none()
    }

    /// Had they left when the chain had come this far?
    pub fn has_left_by(&self, position: Position) -> bool {
        self.left.is_some_and(|left| left <= position)
    }

    /// Their roles: none once they have left.
    pub fn roles(&self) -> &[Role] {
        match (self.left, self.roles.last()) {
            (None, Some((_, roles))) => roles,
            _ => &[],
        }
    }

    pub(super) fn roles_at(&self, position: Position) -> &[Role] {
        if self.left.is_some_and(|left| left <= position) {
            return &[];
        }
        self.roles.iter().rev().find(|(from, _)| *from <= position).map_or(&[], |(_, roles)| roles)
    }
}

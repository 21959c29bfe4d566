//! The database gets another key once something that opened the old one no longer may: a person left or their access ended, a
//! password or keys were changed, a card or security key was taken off, an epoch ended.
//!
//! Whoever signs in next begins it: the vault has the next key beside the old one before the database is touched, and drops
//! the old one only after the database is under the next. So a kill at any instant leaves the database under a key that the
//! vault has. A key that is spent meanwhile stays spent. The engine does what lies between: see `way_in::rekey`.

use super::format::{Body, Bytes};
use super::{SignedIn, Vault, VaultError};
use crate::keystore::DeviceSecret;
use crypto::Keys;
use domain::StaffId;
use zeroize::Zeroizing;

impl Vault {
    /// The database is under its next key: the one before opens nothing any more, and goes.
    ///
    /// # Errors
    /// The vault is of no use just now; it has both keys then, and it is done at the next sign-in.
    pub fn confirm_next_key(&self, by: &mut SignedIn) -> Result<(), VaultError> {
        let Some(key) = by.next_key.take() else { return Ok(()) };
        by.database_key = key;
        self.change(&self.secret()?, |body| {
            if let Some(next) = body.database.next.take() {
                body.database.wrapped = next;
            }
        })
    }
}

/// Takes something out of the vault. Was there any of it? What could open the database then has seen its key.
pub(super) fn take_out<T>(all: &mut Vec<T>, is_gone: impl Fn(&T) -> bool) -> bool {
    let before = all.len();
    all.retain(|one| !is_gone(one));
    all.len() < before
}

impl Body {
    /// From now on the database's key is one that somebody may have who must not.
    pub(super) fn spend_key(&mut self) {
        self.database.spent = !self.database.wrapped.0.is_empty();
    }

    /// Makes the next key if the present one is spent and none is begun. Who has no access gets none this way either.
    pub(super) fn begin_next_key(&mut self, staff: StaffId, keys: &Keys, secret: &DeviceSecret) {
        if self.database.spent && self.database.next.is_none() {
            self.database.next = self.make_next_key(staff, keys, secret);
            self.database.spent = self.database.next.is_none();
        }
    }

    fn make_next_key(&self, staff: StaffId, keys: &Keys, secret: &DeviceSecret) -> Option<Bytes> {
        let access = self.access_of(staff, keys).ok()?;
        let mut key = Zeroizing::new([0; 32]);
        getrandom::fill(key.as_mut_slice()).ok()?;
        self.wrap_database(&access, secret, &key).ok()
    }
}

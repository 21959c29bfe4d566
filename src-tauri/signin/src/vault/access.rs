//! From a person's keys to the database: the access key of an epoch, and this PC's secret.
//!
//! The directory brings everybody's access key sealed to them; that works on a locked PC too. When somebody leaves, the next
//! person who signs in puts the database under the new epoch's key, and who has no such key no longer gets in.

use super::account_error::AccountError;
use super::format::{Body, Bytes};
use super::{SignInError, SignedIn, Vault};
use crate::keystore::DeviceSecret;
use crypto::epoch::{Handover, Recipient};
use crypto::{AccessKey, Epoch, Keys};
use domain::{PracticeId, StaffId};
use zeroize::Zeroizing;

pub(super) fn handover(practice: PracticeId, epoch: Epoch, staff: StaffId) -> Handover {
    Handover { practice, epoch, recipient: Recipient::Staff(staff) }
}

impl Vault {
    /// Puts the database key under a new epoch's access key. Who has no such key sealed to them no longer gets in.
    ///
    /// # Errors
    /// A cipher refused, or the vault is of no use just now.
    pub fn rotate_access(
        &self,
        by: &mut SignedIn,
        epoch: Epoch,
        access: AccessKey,
    ) -> Result<(), AccountError> {
        let secret = self.secret()?;
        self.try_change(&secret, |body| {
            body.database.epoch = epoch;
            body.database.wrapped = body.wrap_database(&access, &secret, &by.database_key)?;
            let next = by.next_key.as_ref().map(|key| body.wrap_database(&access, &secret, key));
            body.database.next = next.transpose()?;
            for account in &mut body.accounts {
                account.access.retain(|access| access.epoch >= epoch);
            }
            Ok::<_, AccountError>(())
        })?;
        // The copy of the change before names the same key under the epoch that ended: it goes too.
        self.change(&secret, |_| ())?;
        (by.epoch, by.access) = (epoch, access);
        Ok(())
    }
}

impl Body {
    pub(super) fn wrap_database(
        &self,
        access: &AccessKey,
        secret: &DeviceSecret,
        key: &[u8; 32],
    ) -> Result<Bytes, AccountError> {
        let wrap = access.derive_database_wrap(secret.bytes());
        wrap.wrap(&self.database_context(), key).map(Bytes).map_err(|_| AccountError::Cipher)
    }

    pub(super) fn unwrap_database(
        &self,
        wrapped: &Bytes,
        access: &AccessKey,
        secret: &DeviceSecret,
    ) -> Option<Box<Zeroizing<[u8; 32]>>> {
        let wrap = access.derive_database_wrap(secret.bytes());
        let key = wrap.unwrap(&self.database_context(), &wrapped.0).ok()?;
        // Straight into its box: a move leaves no copy.
        let mut boxed = Box::new(Zeroizing::new([0; 32]));
        if key.len() != boxed.len() {
            return None;
        }
        boxed.copy_from_slice(&key);
        Some(boxed)
    }

    /// A person's access key of the epoch that the database is under.
    pub(super) fn access_of(&self, staff: StaffId, keys: &Keys) -> Result<AccessKey, SignInError> {
        let epoch = self.database.epoch;
        let account = self.accounts.iter().find(|account| account.staff == staff);
        let sealed = account
            .and_then(|account| account.access.iter().find(|access| access.epoch == epoch))
            .ok_or(SignInError::NoAccess)?;
        let to = handover(self.practice, epoch, staff);
        AccessKey::receive(&to, &keys.seal, &sealed.sealed).map_err(|_| SignInError::NoAccess)
    }

    fn database_context(&self) -> Vec<u8> {
        let epoch = self.database.epoch;
        format!("duty-desk database 1, practice {}, device {}, epoch {epoch}", self.practice, self.device)
            .into_bytes()
    }
}

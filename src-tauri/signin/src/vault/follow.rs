//! The vault follows the directory: also while nobody is signed in.
//!
//! Who left or whose access has ended is out, who is new or has a new password or new keys gets in, and everybody has the access keys sealed to them.
//! Nothing is taken that is not in the practice's own chain of statements, and a directory that ends before what was seen
//! here is not followed, so that whoever rolls the log back brings nobody back. Doing it twice changes nothing.

use super::format::{Access, Account, Body, Bytes};
use super::login::Login;
use super::next_key::take_out;
use super::{SignInError, SignedIn, Vault, VaultError};
use crate::keystore::DeviceSecret;
use crypto::{Directory, Hash, Keys, SealPrivateKey, Seed, WrapKey};
use domain::{PracticeId, StaffId};
use zeroize::Zeroizing;

/// What following came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Followed {
    /// The vault was as the directory has it.
    AsBefore,
    /// It is now.
    Changed,
    /// The directory is another practice's, or ends before what was seen here: nothing was done.
    Behind,
    /// This workstation is revoked: everything here must go.
    Revoked,
}

impl Vault {
    /// Makes the vault what the directory says. Cheap when it is already; may wait for the key store: not for an async thread.
    ///
    /// # Errors
    /// The vault is of no use just now.
    pub fn follow(&self, directory: &Directory) -> Result<Followed, VaultError> {
        let secret = self.secret()?;
        let transport = secret.derive_transport().ok_or(VaultError::KeystoreFailed)?;
        let mut body = self.body(&secret)?;
        match body.follow(directory, &transport.seal, &secret) {
            Followed::Changed => {
                self.change(&secret, |body| body.follow(directory, &transport.seal, &secret))
            }
            other => Ok(other),
        }
    }

    /// The device's own keys, while no database holds them yet: on a workstation that joined and on which nobody has signed
    /// in before.
    ///
    /// # Errors
    /// The vault is of no use just now.
    pub fn joining(&self, _: &SignedIn) -> Result<Option<Seed>, VaultError> {
        let secret = self.secret()?;
        let body = self.body(&secret)?;
        let Some(wrapped) = &body.joining else { return Ok(None) };
        let damaged = VaultError::Damaged;
        let key = joining_wrap(&secret).ok_or(VaultError::KeystoreFailed)?;
        let seed = key.unwrap(&joining_context(body.practice), &wrapped.0).map_err(|_| damaged)?;
        Seed::from_slice(&seed).map(Some).map_err(|_| damaged)
    }

    /// The database holds the device's keys now.
    ///
    /// # Errors
    /// The vault is of no use just now.
    pub fn joined(&self, _: &SignedIn) -> Result<(), VaultError> {
        self.change(&self.secret()?, |body| body.joining = None)
    }
}

impl Body {
    pub(super) fn follow(
        &mut self,
        directory: &Directory,
        transport: &SealPrivateKey,
        secret: &DeviceSecret,
    ) -> Followed {
        if directory.practice() != self.practice || directory.founding() != self.genesis {
            return Followed::Behind;
        }
        if directory.device(self.device).is_some_and(|device| !device.is_current()) {
            return Followed::Revoked;
        }
        if self.seen.is_some_and(|seen| directory.position(&seen).is_none()) {
            return Followed::Behind;
        }
        if self.seen == Some(directory.head()) {
            return Followed::AsBefore;
        }
        let has_left =
            |account: &Account| directory.staff(account.staff).is_some_and(|one| !one.is_current());
        if take_out(&mut self.accounts, has_left) || directory.epoch() > self.database.epoch {
            self.spend_key();
        }
        for (staff, _) in directory.people() {
            self.take_login(directory, staff, transport, secret);
            self.take_access(directory, staff);
        }
        // The directory goes on naming whose access has ended; their keys went then and do not come back with it.
        self.remove_ended();
        self.seen = Some(directory.head());
        Followed::Changed
    }

    fn take_login(
        &mut self,
        directory: &Directory,
        staff: StaffId,
        transport: &SealPrivateKey,
        secret: &DeviceSecret,
    ) {
        let Some(sealed) = directory.login_for(self.device, staff) else { return };
        let name = Hash::of(sealed.as_bytes());
        let place = self.accounts.iter().position(|account| account.staff == staff);
        let before = place.and_then(|place| self.accounts.get(place));
        if before.is_some_and(|before| before.login == Some(name)) {
            return;
        }
        let opened = directory.open_login(self.device, staff, transport).ok();
        let login = opened.and_then(|bytes| Login::from_bytes(&bytes)).filter(|login| login.staff() == staff);
        let Some(login) = login.filter(|login| !self.is_taken(&login.user_name, staff)) else {
            tracing::warn!("somebody's way to sign in does not open here, or their user name is another's");
            return;
        };
        match login.into_account(self.practice, before, secret) {
            Ok(mut account) => {
                account.login = Some(name);
                match place.and_then(|place| self.accounts.get_mut(place)) {
                    Some(stored) => {
                        *stored = account;
                        self.spend_key();
                    }
                    None => self.accounts.push(account),
                }
            }
            Err(error) => tracing::warn!(%error, "somebody's way to sign in was not kept"),
        }
    }

    /// Earlier epochs' keys stay until the database is put under a later one's.
    fn take_access(&mut self, directory: &Directory, staff: StaffId) {
        let from = self.database.epoch;
        let Ok(account) = self.account_mut(staff) else { return };
        account.access = directory
            .epochs()
            .filter(|epoch| *epoch >= from)
            .filter_map(|epoch| {
                let sealed = directory.access_for_staff(staff, epoch)?.clone();
                Some(Access { epoch, sealed })
            })
            .collect();
    }

    /// On a workstation that joined, the first person who signs in makes the database's key.
    pub(super) fn begin_database(
        &mut self,
        staff: StaffId,
        keys: &Keys,
        secret: &DeviceSecret,
    ) -> Result<(), SignInError> {
        if self.joining.is_none() || !self.database.wrapped.0.is_empty() {
            return Ok(());
        }
        let access = self.access_of(staff, keys)?;
        let mut key = Zeroizing::new([0; 32]);
        getrandom::fill(key.as_mut_slice()).map_err(|_| SignInError::NoAccess)?;
        self.database.wrapped =
            self.wrap_database(&access, secret, &key).map_err(|_| SignInError::NoAccess)?;
        Ok(())
    }

    /// The device's keys under the device secret, until there is a database.
    pub(super) fn keep_joining(&mut self, seed: &Seed, secret: &DeviceSecret) -> Option<()> {
        let wrapped = joining_wrap(secret)?.wrap(&joining_context(self.practice), seed.to_bytes().as_slice());
        self.joining = Some(Bytes(wrapped.ok()?));
        Some(())
    }
}

fn joining_wrap(secret: &DeviceSecret) -> Option<WrapKey> {
    let key = super::format::derive(secret.bytes(), &[], "duty-desk vault joining 1", &[])?;
    Some(WrapKey::from_bytes(&key))
}

fn joining_context(practice: PracticeId) -> Vec<u8> {
    format!("duty-desk joining 1, practice {practice}").into_bytes()
}

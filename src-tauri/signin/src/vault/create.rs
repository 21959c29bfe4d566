//! First-run set-up: the vault of a new practice with its first manager.
//!
//! The device secret is kept before the file that needs it, so that a crash between leaves an unused secret and never a vault
//! without one. Nothing is ever overwritten. A real practice needs the operating system's key store; the demonstration may do
//! without, and its vault says so.

use super::SignedIn;
use super::account::NewAccount;
use super::account_error::AccountError;
use super::format::{Body, Bytes, Database};
use super::{Gate, LOCK_FILE, VAULT_FILE, Vault, VaultError, disk, peek};
use crate::durable;
use crate::keystore::{DeviceSecret, Keystore, KeystoreError, Protection};
use crate::password::Stretch;
use chrono::{DateTime, Utc};
use crypto::{AccessKey, Epoch, Hash};
use domain::{DeviceId, PracticeId};
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Whether patients depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A practice with patients.
    Real,
    /// Invented patients, to look around.
    Demonstration,
}

impl Kind {
    /// Patients' messages want the operating system's key store.
    pub(super) fn may_rely_on(self, keystore: &dyn Keystore) -> Result<(), CreateError> {
        match (self, keystore.protection()) {
            (Self::Real, protection) if protection != Protection::KeyStore => {
                Err(CreateError::KeystoreNeeded)
            }
            _ => Ok(()),
        }
    }
}

/// What a new practice is.
pub struct FirstRun {
    /// Whether patients depend on it.
    pub kind: Kind,
    /// Its random id.
    pub practice: PracticeId,
    /// Its name, for the sign-in screen.
    pub practice_name: String,
    /// This workstation.
    pub device: DeviceId,
    /// Its name, for the sign-in screen.
    pub workstation: String,
    /// The first statement of its directory.
    pub genesis: Hash,
    /// The epoch it begins with.
    pub epoch: Epoch,
    /// That epoch's access key.
    pub access: AccessKey,
}

/// Why a practice was not set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreateError {
    /// There is a practice in this folder, or what is left of one.
    #[error("the folder holds a practice already")]
    Occupied,
    /// A real practice needs a key store, and this machine has none that works: start one, or look at the demonstration.
    #[error("a real practice needs the operating system's key store")]
    KeystoreNeeded,
    /// The key store is locked: unlock it and try again.
    #[error("the key store is locked")]
    KeystoreLocked,
    /// A policy of the computer, or how its user is signed in, forbids it.
    #[error("the computer forbids keeping secrets")]
    KeystoreForbidden,
    /// The manager's account cannot be made.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The disk refused.
    #[error("the vault cannot be written")]
    Disk,
}

impl Vault {
    /// Sets a practice up in an empty folder, with its first manager, who is then signed in.
    ///
    /// # Errors
    /// The folder is taken, there is no key store to rely on, or the account is not good enough. Nothing is left behind.
    pub fn create(
        folder: &Path,
        keystore: Arc<dyn Keystore>,
        first: FirstRun,
        manager: NewAccount,
        now: DateTime<Utc>,
    ) -> Result<(Self, SignedIn), CreateError> {
        Self::create_with(folder, keystore, first, manager, Stretch::STANDARD, now)
    }

    /// As [`Self::create`], with these Argon2 settings.
    #[cfg(test)]
    pub fn create_stretched(
        folder: &Path,
        keystore: Arc<dyn Keystore>,
        first: FirstRun,
        manager: NewAccount,
        stretch: Stretch,
        now: DateTime<Utc>,
    ) -> Result<(Self, SignedIn), CreateError> {
        Self::create_with(folder, keystore, first, manager, stretch, now)
    }

    fn create_with(
        folder: &Path,
        keystore: Arc<dyn Keystore>,
        first: FirstRun,
        manager: NewAccount,
        stretch: Stretch,
        now: DateTime<Utc>,
    ) -> Result<(Self, SignedIn), CreateError> {
        first.kind.may_rely_on(keystore.as_ref())?;
        manager.check(&first.practice_name, now)?;
        let secret = DeviceSecret::make().map_err(|_| CreateError::Disk)?;
        let mut body = first.body(keystore.protection(), now);
        let signed_in = first.admit(&mut body, manager, &secret, stretch, now)?;
        let vault = Self { folder: folder.to_owned(), keystore, name: body.secret_name(), stretch };
        vault.begin(&mut body, &secret)?;
        Ok((vault, signed_in))
    }

    /// Keeps the secret and then the file; never over what is there.
    pub(super) fn begin(&self, body: &mut Body, secret: &DeviceSecret) -> Result<(), CreateError> {
        durable::make_folder(&self.folder).map_err(|error| CreateError::from(disk(error)))?;
        let _lock =
            durable::lock(&self.folder.join(LOCK_FILE)).map_err(|error| CreateError::from(disk(error)))?;
        if peek(&self.folder) != Ok(Gate::NoVault) {
            return Err(CreateError::Occupied);
        }
        self.keystore.keep(self.name, secret).map_err(|error| refusal(error, self.keystore.protection()))?;
        if let Err(error) = self.write(body, secret) {
            // Best effort: a secret that nothing needs opens nothing.
            let _ = durable::shred(&self.folder.join(VAULT_FILE));
            let _ = self.keystore.remove(self.name);
            return Err(error.into());
        }
        Ok(())
    }
}

impl FirstRun {
    fn body(&self, protection: Protection, now: DateTime<Utc>) -> Body {
        let Self { practice, device, genesis, epoch, .. } = *self;
        let names = (self.practice_name.clone(), self.workstation.clone());
        Body::new((practice, device), names, (genesis, epoch), protection, now)
    }

    fn admit(
        self,
        body: &mut Body,
        manager: NewAccount,
        secret: &DeviceSecret,
        stretch: Stretch,
        now: DateTime<Utc>,
    ) -> Result<SignedIn, AccountError> {
        let mut database_key = Box::new(Zeroizing::new([0; 32]));
        getrandom::fill(database_key.as_mut_slice()).map_err(|_| AccountError::Cipher)?;
        body.database.wrapped = body.wrap_database(&self.access, secret, &database_key)?;
        let (staff, keys, expires) = (manager.staff, manager.keys(), manager.expires);
        let account = manager.into_account(body, (self.epoch, &self.access), secret, stretch, now)?;
        body.accounts.push(account);
        Ok(SignedIn {
            staff,
            keys,
            access: self.access,
            epoch: self.epoch,
            database_key,
            next_key: None,
            expires,
            reader: None,
        })
    }
}

fn refusal(error: KeystoreError, protection: Protection) -> CreateError {
    match (error, protection) {
        (KeystoreError::Occupied, _) => CreateError::Occupied,
        (KeystoreError::Locked, _) => CreateError::KeystoreLocked,
        (KeystoreError::Forbidden, _) => CreateError::KeystoreForbidden,
        (KeystoreError::Failed, Protection::KeyStore) => CreateError::KeystoreNeeded,
        (KeystoreError::Failed, Protection::DemonstrationFile) => CreateError::Disk,
    }
}

impl From<VaultError> for CreateError {
    fn from(_: VaultError) -> Self {
        Self::Disk
    }
}

impl Body {
    /// A vault in which nobody has an account yet.
    pub(super) fn new(
        (practice, device): (PracticeId, DeviceId),
        (practice_name, workstation): (String, String),
        (genesis, epoch): (Hash, Epoch),
        protection: Protection,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            practice,
            practice_name,
            device,
            workstation,
            protection,
            genesis,
            database: Database { epoch, wrapped: Bytes(Vec::new()), next: None, spent: false },
            generation: 0,
            latest: now,
            log_time: None,
            accounts: Vec::new(),
            strangers: Vec::new(),
            cards: None,
            seen: None,
            joining: None,
        }
    }
}

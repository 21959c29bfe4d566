//! The vault: the small file that stands between the door and the practice's messages.
//!
//! It can be read before sign-in and opens nothing by itself: the database key in it needs a person's factors and this PC's
//! own secret from the key store. Every change is made under a lock, from the file as it is, and is on the disk before anything
//! else happens. Changes are numbered and the key store has the last number, so that an old copy is told from the last. A file that is missing, damaged, from a newer version, or whose secret is gone is each its own answer, and
//! none of them ever becomes a new empty practice. Next: `account` for who is in it, `factor` for the way through.

mod access;
mod account;
mod account_error;
mod change;
mod create;
mod device_tier;
mod factor;
mod follow;
pub(crate) mod format;
mod generation;
mod join;
mod login;
mod next_key;
mod roster;
mod signed_in;
#[cfg(test)]
pub(crate) mod tests;
mod user_name;
mod watch;

pub use account::NewAccount;
pub use account_error::AccountError;
pub use change::{AddError, ChangeError};
pub use create::{CreateError, FirstRun, Kind};
pub use factor::{CardRules, CardRulesError, CardState, EnrolledCard, EnrolledSecurityKey};
pub use follow::Followed;
pub use format::Offered;
pub use join::Joined;
pub use login::Login;
pub use roster::AccountSummary;
pub use signed_in::{FactorError, SignInError, SignedIn};
pub use user_name::{BadUserName, UserName};

use crate::durable;
use crate::keystore::{DeviceSecret, FileKeystore, Keystore, KeystoreError, Lookup, Protection, SecretName};
use crate::password::Stretch;
use chrono::{DateTime, Utc};
use crypto::Hash;
use domain::{DeviceId, PracticeId};
use format::{Body, Unreadable};
use serde::Serialize;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The vault's file in a practice's data folder.
pub const VAULT_FILE: &str = "vault.json";
/// The vault as it was before the last change.
pub const PREVIOUS_FILE: &str = "vault.previous.json";
/// A damaged one that an earlier release put aside: it is still somebody's practice, and goes with it.
const DAMAGED_FILE: &str = "vault.damaged.json";
/// The encrypted database beside it. Where this is and no vault is, something was lost.
pub const DATABASE_FILE: &str = "practice.db";
const LOCK_FILE: &str = "vault.lock";

/// What a data folder is, before anybody signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Nothing here yet: a practice can be set up.
    NoVault,
    /// A practice. Not proven yet: whoever can write the file can change these words, and nothing else.
    Vault(Notice),
}

/// What the sign-in screen shows. Who has an account is not among it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    pub practice: PracticeId,
    pub practice_name: String,
    /// This workstation.
    pub device: DeviceId,
    pub workstation: String,
    /// How this PC's secret is kept.
    pub protection: Protection,
    /// The first statement of the practice's directory.
    pub genesis: Hash,
    /// The ways in beside password and code.
    pub offered: Offered,
}

/// Why the vault is of no use just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// There is no vault where there must be one: recovery.
    #[error("the vault is missing")]
    Missing,
    /// The vault was changed or spoilt: recovery.
    #[error("the vault is damaged")]
    Damaged,
    /// It is whole, and this PC has used a later one: somebody put an old copy back. Recovery, or the later one.
    #[error("the vault is older than the one last used here")]
    Older,
    /// A later version of Duty Desk wrote it: update this PC.
    #[error("a newer version wrote the vault")]
    NewerVersion,
    /// The key store works and this PC's secret is not in it: recovery.
    #[error("the key store has lost this workstation's secret")]
    SecretAbsent,
    /// The key store is locked: unlock it and try again.
    #[error("the key store is locked")]
    KeystoreLocked,
    /// A policy of the computer, or how its user is signed in, forbids it.
    #[error("the computer forbids keeping secrets")]
    KeystoreForbidden,
    /// The key store is not running or broke.
    #[error("the key store does not work")]
    KeystoreFailed,
    /// The disk refused to read or write: full, read-only, or permissions.
    #[error("the vault cannot be read or written")]
    Disk,
}

/// A practice's vault on this PC.
#[derive(Clone)]
pub struct Vault {
    folder: PathBuf,
    keystore: Arc<dyn Keystore>,
    name: SecretName,
    stretch: Stretch,
}

/// Says what a data folder is. Reads one small file and asks nobody.
///
/// # Errors
/// Missing, damaged, newer, or unreadable.
pub fn peek(folder: &Path) -> Result<Gate, VaultError> {
    let Some(bytes) = read(&folder.join(VAULT_FILE))? else {
        let lost = [PREVIOUS_FILE, DAMAGED_FILE, DATABASE_FILE].iter().any(|name| folder.join(name).exists());
        return if lost { Err(VaultError::Missing) } else { Ok(Gate::NoVault) };
    };
    let unproven = format::parse(&bytes)?;
    Ok(Gate::Vault(Notice::of(unproven.body())))
}

impl Notice {
    fn of(body: &Body) -> Self {
        Self {
            practice: body.practice,
            practice_name: body.practice_name.clone(),
            device: body.device,
            workstation: body.workstation.clone(),
            protection: body.protection,
            genesis: body.genesis,
            offered: body.offered(),
        }
    }
}

impl Vault {
    /// The vault in a folder, with the key store it was made with.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub fn open(folder: &Path) -> Result<Self, VaultError> {
        let Gate::Vault(notice) = peek(folder)? else { return Err(VaultError::Missing) };
        let keystore: Arc<dyn Keystore> = match notice.protection {
            Protection::DemonstrationFile => Arc::new(FileKeystore::new(folder)),
            Protection::KeyStore => Arc::new(crate::keystore::OsKeystore),
        };
        Self::open_with(folder, keystore)
    }

    /// The vault in a folder, with this key store.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub fn open_with(folder: &Path, keystore: Arc<dyn Keystore>) -> Result<Self, VaultError> {
        let Gate::Vault(notice) = peek(folder)? else { return Err(VaultError::Missing) };
        let name = SecretName { practice: notice.practice, device: notice.device };
        Ok(Self { folder: folder.to_owned(), keystore, name, stretch: Stretch::STANDARD })
    }

    /// With these Argon2 settings for passwords set from now on.
    #[cfg(test)]
    #[must_use]
    pub fn with_stretch(mut self, stretch: Stretch) -> Self {
        self.stretch = stretch;
        self
    }

    /// What the sign-in screen shows, proven now.
    ///
    /// # Errors
    /// The vault is of no use just now.
    pub fn notice(&self) -> Result<Notice, VaultError> {
        self.body(&self.secret()?).map(|body| Notice::of(&body))
    }

    fn secret(&self) -> Result<DeviceSecret, VaultError> {
        match self.keystore.find(self.name) {
            Lookup::Found(secret) => Ok(secret),
            Lookup::Absent => Err(VaultError::SecretAbsent),
            Lookup::Locked => Err(VaultError::KeystoreLocked),
            Lookup::Forbidden => Err(VaultError::KeystoreForbidden),
            Lookup::Failed => Err(VaultError::KeystoreFailed),
        }
    }

    /// The time of the log's end, on which the whole practice agrees: a clock set back on this PC brings nobody's access
    /// back. One that was ahead is put right by somebody whose access has no end, with a right code.
    ///
    /// # Errors
    /// The vault is of no use just now.
    pub fn vouch_for_time(&self, time: DateTime<Utc>) -> Result<(), VaultError> {
        self.change(&self.secret()?, |body| body.log_time = body.log_time.max(Some(time)))
    }

    /// Gives this workstation another name on its sign-in screen.
    ///
    /// # Errors
    /// The vault is of no use just now.
    pub fn rename(&self, workstation: &str) -> Result<(), VaultError> {
        self.change(&self.secret()?, |body| workstation.clone_into(&mut body.workstation))
    }

    fn body(&self, secret: &DeviceSecret) -> Result<Body, VaultError> {
        // The number before the file: whoever changes the vault meanwhile makes it later than the number, never older.
        let seen = self.keystore.generation(self.name)?;
        let bytes = read(&self.folder.join(VAULT_FILE))?.ok_or(VaultError::Missing)?;
        let body = format::parse(&bytes)?.prove(secret)?;
        // A proven vault of another workstation has no business in this folder.
        if body.secret_name() != self.name {
            return Err(VaultError::Damaged);
        }
        if body.is_behind(seen) {
            return Err(VaultError::Older);
        }
        Ok(body)
    }

    /// Reads, changes and writes under the lock; on the disk when it returns.
    fn change<T>(&self, secret: &DeviceSecret, change: impl FnOnce(&mut Body) -> T) -> Result<T, VaultError> {
        self.try_change(secret, |body| Ok::<T, VaultError>(change(body)))
    }

    /// What somebody with this PC's own secret could write: for tests of what still does not open then.
    #[cfg(all(test, target_os = "linux"))]
    pub(crate) fn rewrite(
        &self,
        secret: &DeviceSecret,
        change: impl FnOnce(&mut Body),
    ) -> Result<(), VaultError> {
        self.change(secret, change)
    }

    /// As [`Self::change`], but an error of `change` leaves the file as it was.
    fn try_change<T, E: From<VaultError>>(
        &self,
        secret: &DeviceSecret,
        change: impl FnOnce(&mut Body) -> Result<T, E>,
    ) -> Result<T, E> {
        let _lock = durable::lock(&self.folder.join(LOCK_FILE)).map_err(disk)?;
        let mut body = self.body(secret)?;
        let answer = change(&mut body)?;
        self.write(&mut body, secret)?;
        Ok(answer)
    }

    /// Writes the file and then its number: see `generation`.
    fn write(&self, body: &mut Body, secret: &DeviceSecret) -> Result<(), VaultError> {
        body.generation = body.generation.saturating_add(1);
        let bytes = format::encode(body, secret).ok_or(VaultError::Disk)?;
        let previous = self.folder.join(PREVIOUS_FILE);
        durable::replace(&self.folder.join(VAULT_FILE), &bytes, Some(&previous)).map_err(disk)?;
        Ok(self.keystore.keep_generation(self.name, body.generation)?)
    }
}

impl From<Unreadable> for VaultError {
    fn from(error: Unreadable) -> Self {
        match error {
            Unreadable::Damaged => Self::Damaged,
            Unreadable::NewerVersion => Self::NewerVersion,
        }
    }
}

impl From<KeystoreError> for VaultError {
    fn from(error: KeystoreError) -> Self {
        match error {
            KeystoreError::Locked => Self::KeystoreLocked,
            KeystoreError::Forbidden => Self::KeystoreForbidden,
            KeystoreError::Failed | KeystoreError::Occupied => Self::KeystoreFailed,
        }
    }
}

/// The file's bytes; `None` when there is none.
fn read(path: &Path) -> Result<Option<Vec<u8>>, VaultError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(disk(error)),
    };
    let mut bytes = Vec::new();
    file.take(format::LARGEST).read_to_end(&mut bytes).map_err(disk)?;
    Ok(Some(bytes))
}

fn disk(error: io::Error) -> VaultError {
    tracing::warn!(kind = ?error.kind(), "the vault's file was refused");
    VaultError::Disk
}

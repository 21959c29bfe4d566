//! A workstation that a manager let in gets its vault, and a revoked one loses everything.
//!
//! Nobody is signed in when a workstation joins, so there is no key yet for a database: the device's own keys wait under its
//! secret, and the first person who signs in makes the database. How people sign in came with the directory.

use super::create::{CreateError, Kind};
use super::format::Body;
use super::{DAMAGED_FILE, DATABASE_FILE, LOCK_FILE, PREVIOUS_FILE, VAULT_FILE, Vault, VaultError, disk};
use crate::keystore::{DeviceSecret, Keystore};
use crate::password::Stretch;
use chrono::{DateTime, Utc};
use crypto::{Directory, Hash, Seed};
use domain::{DeviceId, PracticeId};
use std::path::Path;
use std::sync::Arc;

/// A workstation that was let in.
pub struct Joined<'a> {
    /// Whether patients depend on the practice.
    pub kind: Kind,
    pub practice: PracticeId,
    /// Its name, for the sign-in screen.
    pub practice_name: String,
    /// This workstation.
    pub device: DeviceId,
    /// Its name, for the sign-in screen.
    pub workstation: String,
    /// The first statement of the directory, as both screens confirmed it.
    pub genesis: Hash,
    /// The device's own keys.
    pub seed: &'a Seed,
    pub secret: DeviceSecret,
}

impl Vault {
    /// Makes the vault of a workstation that was let in.
    ///
    /// # Errors
    /// The folder is taken, or there is no key store to rely on. Nothing is left behind.
    pub fn join(
        folder: &Path,
        keystore: Arc<dyn Keystore>,
        joined: Joined<'_>,
        directory: &Directory,
        now: DateTime<Utc>,
    ) -> Result<Self, CreateError> {
        joined.kind.may_rely_on(keystore.as_ref())?;
        let names = (joined.practice_name.clone(), joined.workstation.clone());
        let pinned = (joined.genesis, directory.epoch());
        let mut body = Body::new((joined.practice, joined.device), names, pinned, keystore.protection(), now);
        body.keep_joining(joined.seed, &joined.secret).ok_or(CreateError::Disk)?;
        let transport = joined.secret.derive_transport().ok_or(CreateError::Disk)?;
        body.follow(directory, &transport.seal, &joined.secret);
        let vault = Self {
            folder: folder.to_owned(),
            keystore,
            name: body.secret_name(),
            stretch: Stretch::STANDARD,
        };
        vault.begin(&mut body, &joined.secret)?;
        Ok(vault)
    }

    /// Removes secret, database and vault from this PC: without the secret the rest opens for nobody.
    ///
    /// # Errors
    /// The key store or the disk refused: call it again. The vault stays until the secret is gone, for it names it.
    pub fn wipe(&self) -> Result<(), VaultError> {
        let secret = self.keystore.remove(self.name);
        let ends = ["", "-wal", "-shm", "-journal"];
        self.shred(ends.iter().map(|end| format!("{DATABASE_FILE}{end}")))?;
        secret?;
        let files = [PREVIOUS_FILE, DAMAGED_FILE, "vault.new", "vault.previous.aside", LOCK_FILE, VAULT_FILE];
        self.shred(files.into_iter().map(str::to_owned))
    }

    fn shred(&self, mut names: impl Iterator<Item = String>) -> Result<(), VaultError> {
        names.try_for_each(|name| crate::durable::shred(&self.folder.join(name))).map_err(disk)
    }
}

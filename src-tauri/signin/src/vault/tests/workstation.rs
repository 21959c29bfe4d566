//! A practice to try things on: a manager and a receptionist, a key store that does as it is told, cheap Argon2.

use crate::keystore::{DeviceSecret, Keystore, KeystoreError, Lookup, Protection, SecretName};
use crate::password::{Password, Stretch};
use crate::totp::TotpSecret;
use crate::vault::{ChangeError, CreateError, FirstRun, Kind, NewAccount, SignInError, SignedIn, Vault};
use chrono::{DateTime, TimeDelta, Utc};
use crypto::{AccessKey, Epoch, Hash, Seed};
use domain::{DeviceId, PracticeId, StaffId};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use uuid::Uuid;

pub const MANAGER: StaffId = StaffId(Uuid::from_u128(1));
pub const JO: StaffId = StaffId(Uuid::from_u128(2));
pub const PASSWORD: &str = "tulips under the kettle";
pub const OTHER: &str = "kettles under the tulips";

/// A second, as the clock has it.
pub fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_010 + seconds, 0).unwrap()
}

pub fn password(text: &str) -> Password {
    Password::from(text.to_owned())
}

/// What the authenticator of a member of staff was given.
pub fn totp(staff: StaffId) -> TotpSecret {
    TotpSecret::from_bytes([u8::try_from(staff.0.as_u128()).unwrap(); 20])
}

pub fn code(staff: StaffId, now: DateTime<Utc>) -> String {
    totp(staff).code_at(now)
}

/// Six digits that are not the code.
pub fn wrong_code(staff: StaffId, now: DateTime<Utc>) -> String {
    let near: Vec<_> = (-2..=2).map(|step| code(staff, now + TimeDelta::seconds(30 * step))).collect();
    (0..).map(|n| format!("{n:06}")).find(|code| !near.contains(code)).unwrap()
}

pub fn new_account(user_name: &str, staff: StaffId, now: DateTime<Utc>) -> NewAccount {
    NewAccount {
        user_name: user_name.parse().unwrap(),
        staff,
        seed: Seed::from_bytes(&[u8::try_from(staff.0.as_u128()).unwrap(); 32]),
        password: password(PASSWORD),
        totp: totp(staff),
        code: code(staff, now),
        expires: None,
    }
}

pub fn first_run() -> FirstRun {
    FirstRun {
        kind: Kind::Real,
        practice: PracticeId(Uuid::from_u128(10)),
        practice_name: "Hollin Lane Surgery".into(),
        device: DeviceId(Uuid::from_u128(11)),
        workstation: "RECEP-02, front desk".into(),
        genesis: Hash::of(b"genesis"),
        epoch: Epoch::FIRST,
        access: AccessKey::from_slice(&[77; 32]).unwrap(),
    }
}

/// Answers as it is told to.
pub struct Store {
    pub kept: Mutex<Option<Vec<u8>>>,
    pub generation: Mutex<Option<u64>>,
    /// From now on it takes no further number: as if the power went before it could.
    pub forgets: Mutex<bool>,
    pub mood: Mutex<Mood>,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Mood {
    Well,
    Locked,
    Forbidden,
    Broken,
}

impl Store {
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            kept: Mutex::new(None),
            generation: Mutex::new(None),
            forgets: Mutex::new(false),
            mood: Mutex::new(Mood::Well),
        })
    }

    pub fn feels(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn refusal(&self) -> Option<KeystoreError> {
        match *self.mood.lock().unwrap() {
            Mood::Well => None,
            Mood::Locked => Some(KeystoreError::Locked),
            Mood::Forbidden => Some(KeystoreError::Forbidden),
            Mood::Broken => Some(KeystoreError::Failed),
        }
    }
}

impl Keystore for Store {
    fn protection(&self) -> Protection {
        Protection::KeyStore
    }

    fn is_there(&self) -> bool {
        true
    }

    fn find(&self, _: SecretName) -> Lookup {
        match (self.refusal(), &*self.kept.lock().unwrap()) {
            (Some(KeystoreError::Locked), _) => Lookup::Locked,
            (Some(KeystoreError::Forbidden), _) => Lookup::Forbidden,
            (Some(_), _) => Lookup::Failed,
            (None, None) => Lookup::Absent,
            (None, Some(bytes)) => DeviceSecret::from_slice(bytes).map_or(Lookup::Failed, Lookup::Found),
        }
    }

    fn keep(&self, _: SecretName, secret: &DeviceSecret) -> Result<(), KeystoreError> {
        if let Some(refusal) = self.refusal() {
            return Err(refusal);
        }
        *self.kept.lock().unwrap() = Some(secret.bytes().to_vec());
        Ok(())
    }

    fn generation(&self, _: SecretName) -> Result<Option<u64>, KeystoreError> {
        self.refusal().map_or_else(|| Ok(*self.generation.lock().unwrap()), Err)
    }

    fn keep_generation(&self, _: SecretName, generation: u64) -> Result<(), KeystoreError> {
        if let Some(refusal) = self.refusal() {
            return Err(refusal);
        }
        if *self.forgets.lock().unwrap() {
            return Err(KeystoreError::Failed);
        }
        *self.generation.lock().unwrap() = Some(generation);
        Ok(())
    }

    fn remove(&self, _: SecretName) -> Result<(), KeystoreError> {
        *self.generation.lock().unwrap() = None;
        *self.kept.lock().unwrap() = None;
        Ok(())
    }
}

pub struct Workstation {
    pub folder: TempDir,
    pub store: Arc<Store>,
    pub vault: Vault,
    pub manager: SignedIn,
}

impl Workstation {
    /// A manager, set up at second 0.
    pub fn new() -> Self {
        let (folder, store) = (tempfile::tempdir().unwrap(), Store::new());
        let (vault, manager) = create(&folder, &store).unwrap();
        Self { folder, store, vault, manager }
    }

    /// And Jo, a receptionist, added at second 60.
    pub fn with_jo() -> Self {
        let desk = Self::new();
        desk.vault.add_account(&desk.manager, new_account("jo.marsden", JO, at(60)), at(60)).unwrap();
        desk
    }

    pub fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// The vault as a restarted program sees it.
    pub fn reopened(&self) -> Vault {
        Vault::open_with(self.folder.path(), self.store.clone()).unwrap().with_stretch(Stretch::CHEAP)
    }

    /// Whether whoever signs in next changes the database's key.
    pub fn changes_key(&self) -> bool {
        std::fs::read_to_string(self.path(crate::vault::VAULT_FILE)).unwrap().contains(r#""spent":true"#)
    }

    /// Somebody changes their own password, on this workstation alone.
    pub fn change_password(
        &self,
        by: &SignedIn,
        current: &str,
        new: &str,
        seconds: i64,
    ) -> Result<(), ChangeError> {
        let login = self.vault.new_password(by, &password(current), &password(new), at(seconds))?;
        Ok(self.vault.keep_login(login)?)
    }

    /// Jo tries, with this password and the right code.
    pub fn jo(&self, typed: &str, seconds: i64) -> Result<SignedIn, SignInError> {
        self.reopened().sign_in("jo.marsden", &password(typed), &code(JO, at(seconds)), at(seconds))
    }
}

pub fn create(folder: &TempDir, store: &Arc<Store>) -> Result<(Vault, SignedIn), CreateError> {
    let manager = new_account("carol.whitby", MANAGER, at(0));
    Vault::create_stretched(folder.path(), store.clone(), first_run(), manager, Stretch::CHEAP, at(0))
}

//! The key store, on an entry of its own; and a vault, made, opened again, and closed to a wrong password.

use super::trouble::{Trouble, must};
use chrono::{DateTime, TimeDelta, Utc};
use crypto::{AccessKey, Epoch, Hash, Seed};
use domain::{DeviceId, PracticeId, StaffId};
use signin::keystore::{FileKeystore, Keystore, ProbeError, SecretName, probe};
use signin::vault::{CreateError, FirstRun, Kind, NewAccount, SignInError, Vault, VaultError};
use signin::{Password, TotpSecret};
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

const USER_NAME: &str = "self.check";

/// A name nobody has used: a probe never meets a practice's secret.
pub(super) fn keystore(store: &dyn Keystore) -> Result<(), Trouble> {
    let name = SecretName { practice: PracticeId(Uuid::new_v4()), device: DeviceId(Uuid::new_v4()) };
    probe(store, name).map_err(|error| match error {
        ProbeError::Absent => Trouble::KeystoreAbsent,
        ProbeError::Locked => Trouble::KeystoreLocked,
        ProbeError::Forbidden => Trouble::KeystoreForbidden,
        ProbeError::Failed => Trouble::KeystoreFailed,
        ProbeError::Forgetful => Trouble::KeystoreForgets,
    })
}

/// With its secret in a file beside it, so that this says nothing about the key store, which has its own line.
pub(super) fn vault(folder: &Path, now: DateTime<Utc>) -> Result<(), Trouble> {
    let totp = TotpSecret::make().map_err(|_| Trouble::Broke)?;
    let words = Uuid::new_v4().to_string();
    let password = || Password::from(words.clone());
    // An account uses up the code that makes it: the one before, so that the present one signs in.
    let code = totp.code_at(now - TimeDelta::seconds(30));
    let present = totp.code_at(now);
    let manager = NewAccount {
        user_name: USER_NAME.parse().map_err(|_| Trouble::Broke)?,
        staff: StaffId(Uuid::new_v4()),
        seed: Seed::make(),
        password: password(),
        totp,
        code,
        expires: None,
    };
    let keystore = Arc::new(FileKeystore::new(folder));
    let (_, made) = Vault::create(folder, keystore, first_run(), manager, now).map_err(not_made)?;
    let vault = Vault::open(folder).map_err(unusable)?;
    let came_in = vault.sign_in(USER_NAME, &password(), &present, now).map_err(refused)?;
    must(came_in.database_key == made.database_key, Trouble::NotAsStored)?;
    let later = now + TimeDelta::seconds(60);
    match vault.sign_in(USER_NAME, &Password::from(Uuid::new_v4().to_string()), &present, later) {
        Err(SignInError::Wrong { .. }) => Ok(()),
        Err(SignInError::Vault(error)) => Err(unusable(error)),
        Ok(_) | Err(_) => Err(Trouble::NotSecret),
    }
}

fn first_run() -> FirstRun {
    FirstRun {
        kind: Kind::Demonstration,
        practice: PracticeId(Uuid::new_v4()),
        practice_name: "Hollin Lane Surgery".to_owned(),
        device: DeviceId(Uuid::new_v4()),
        workstation: "This computer".to_owned(),
        genesis: Hash::ZERO,
        epoch: Epoch::FIRST,
        access: AccessKey::make(),
    }
}

fn not_made(error: CreateError) -> Trouble {
    match error {
        CreateError::Disk => Trouble::Disk,
        CreateError::KeystoreForbidden => Trouble::KeystoreForbidden,
        CreateError::Occupied | CreateError::KeystoreNeeded | CreateError::KeystoreLocked => Trouble::Wrong,
        CreateError::Account(_) => Trouble::Broke,
    }
}

fn refused(error: SignInError) -> Trouble {
    match error {
        SignInError::Vault(error) => unusable(error),
        _ => Trouble::Wrong,
    }
}

fn unusable(error: VaultError) -> Trouble {
    match error {
        VaultError::Disk => Trouble::Disk,
        _ => Trouble::NotAsStored,
    }
}

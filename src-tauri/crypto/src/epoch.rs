//! An epoch: the time during which the practice uses one set of secrets. When somebody leaves, the next begins.
//!
//! The epoch secret opens what the practice shares (the letterbox, and every conversation written in that epoch); the
//! access key opens a PC's own database, together with a secret that never leaves that PC. Both are handed over sealed
//! to devices, staff and the recovery kit, see [`crate::directory`]. Inside an epoch there is no forward secrecy: who
//! has its secret reads all of it, and a new epoch protects what comes after.

use crate::keys::PublicKeys;
use crate::seal::{Sealed, seal_to};
use crate::secret::{Secret, WrongLength};
use crate::{OpenError, SealError, SealPrivateKey, symmetric};
use domain::{DeviceId, PracticeId, StaffId, Subject};
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::Zeroizing;

/// Which set of secrets, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Epoch(pub u32);

impl Epoch {
    /// The epoch in which a practice is founded.
    pub const FIRST: Self = Self(1);

    /// The one after.
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// To whom a secret is handed over; bound in, so that it cannot be passed off as meant for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// A workstation.
    Device(DeviceId),
    /// A member of staff.
    Staff(StaffId),
    /// The recovery kit.
    Kit,
}

/// Which handing-over this is: the practice, the epoch and the one who receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handover {
    /// Whose secret.
    pub practice: PracticeId,
    pub epoch: Epoch,
    /// For whom.
    pub recipient: Recipient,
}

impl Handover {
    fn context(&self, purpose: &str) -> Vec<u8> {
        let recipient = match self.recipient {
            Recipient::Device(id) => format!("device {id}"),
            Recipient::Staff(id) => format!("staff {id}"),
            Recipient::Kit => "kit".to_owned(),
        };
        format!("duty-desk {purpose} 1, practice {}, epoch {}, {recipient}", self.practice, self.epoch)
            .into_bytes()
    }
}

/// Opens everything the practice shares in one epoch.
#[derive(Debug)]
pub struct EpochSecret(Secret);

/// Opens and closes one subject's envelopes in one epoch.
#[derive(Debug)]
pub struct SubjectKey(pub(crate) Secret);

/// One half of what opens a PC's database; staff carry it, per epoch.
#[derive(Debug)]
pub struct AccessKey(Secret);

/// Wraps other keys.
#[derive(Debug)]
pub struct WrapKey(Secret);

impl EpochSecret {
    /// A fresh epoch's.
    pub fn make() -> Self {
        Self(Secret::make())
    }

    /// One that was kept or opened.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, WrongLength> {
        Secret::from_slice(bytes).map(Self)
    }

    /// The bytes, for the one who wraps them.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        self.0.to_bytes()
    }

    /// The key pair to which gateways and patients' browsers seal.
    pub fn derive_letterbox(&self) -> SealPrivateKey {
        SealPrivateKey::from_seed(self.0.derive("duty-desk letterbox 1", b"").bytes())
    }

    pub fn derive_subject_key(&self, subject: &Subject) -> SubjectKey {
        SubjectKey(self.0.derive("duty-desk subject 1", subject.as_str().as_bytes()))
    }

    /// Seals it for a device or the kit.
    pub fn hand_over(&self, to: &Handover, keys: &PublicKeys) -> Result<Sealed, SealError> {
        seal_to(&keys.seal, &to.context("epoch secret"), self.0.bytes())
    }

    /// Opens what was handed over.
    pub fn receive(to: &Handover, key: &SealPrivateKey, sealed: &Sealed) -> Result<Self, OpenError> {
        let bytes = key.open(&to.context("epoch secret"), sealed)?;
        Self::from_slice(&bytes).map_err(|_| OpenError::Refused)
    }
}

impl AccessKey {
    /// A fresh epoch's.
    pub fn make() -> Self {
        Self(Secret::make())
    }

    /// One that was kept or opened.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, WrongLength> {
        Secret::from_slice(bytes).map(Self)
    }

    /// The bytes, for the one who wraps them.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        self.0.to_bytes()
    }

    /// What wraps a PC's database key: needs a person's access and that PC's own secret.
    pub fn derive_database_wrap(&self, device_secret: &[u8; 32]) -> WrapKey {
        WrapKey(self.0.derive_salted(device_secret, "duty-desk database wrap 1", b""))
    }

    /// Seals it for a member of staff.
    pub fn hand_over(&self, to: &Handover, keys: &PublicKeys) -> Result<Sealed, SealError> {
        seal_to(&keys.seal, &to.context("access key"), self.0.bytes())
    }

    /// Opens what was handed over.
    pub fn receive(to: &Handover, key: &SealPrivateKey, sealed: &Sealed) -> Result<Self, OpenError> {
        let bytes = key.open(&to.context("access key"), sealed)?;
        Self::from_slice(&bytes).map_err(|_| OpenError::Refused)
    }
}

impl WrapKey {
    /// A key that something else derived, such as Argon2id from a password.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Secret::from_bytes(bytes))
    }

    /// Wraps a secret; the context says what it is and is needed again.
    pub fn wrap(&self, context: &[u8], secret: &[u8]) -> Result<Vec<u8>, SealError> {
        symmetric::seal(&self.0, context, secret)
    }

    /// Unwraps a secret.
    pub fn unwrap(&self, context: &[u8], wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        symmetric::open(&self.0, context, wrapped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Keys, Seed};

    fn handover(epoch: u32, recipient: Recipient) -> Handover {
        Handover { practice: PracticeId(uuid::Uuid::nil()), epoch: Epoch(epoch), recipient }
    }

    #[test]
    fn a_secret_opens_only_for_whom_it_was_handed_over() {
        let keys = Keys::derive(&Seed::from_bytes(&[1; 32]));
        let device = Recipient::Device(DeviceId(uuid::Uuid::from_u128(1)));
        let secret = EpochSecret::make();
        let sealed = secret.hand_over(&handover(1, device), &keys.public()).unwrap();
        let opened = EpochSecret::receive(&handover(1, device), &keys.seal, &sealed).unwrap();
        assert_eq!(opened.to_bytes(), secret.to_bytes());
        for wrong in [handover(2, device), handover(1, Recipient::Kit)] {
            assert_eq!(EpochSecret::receive(&wrong, &keys.seal, &sealed).err(), Some(OpenError::Refused));
        }
        assert!(AccessKey::receive(&handover(1, device), &keys.seal, &sealed).is_err());
    }

    #[test]
    fn a_database_opens_only_with_access_and_the_devices_secret() {
        let access = AccessKey::make();
        let wrapped = access.derive_database_wrap(&[1; 32]).wrap(b"database", &[9; 32]).unwrap();
        assert_eq!(*access.derive_database_wrap(&[1; 32]).unwrap(b"database", &wrapped).unwrap(), [9; 32]);
        assert!(access.derive_database_wrap(&[2; 32]).unwrap(b"database", &wrapped).is_err());
        assert!(AccessKey::make().derive_database_wrap(&[1; 32]).unwrap(b"database", &wrapped).is_err());
        assert!(access.derive_database_wrap(&[1; 32]).unwrap(b"staff", &wrapped).is_err());
    }

    #[test]
    fn every_subject_has_its_own_key() {
        let secret = EpochSecret::from_slice(&[1; 32]).unwrap();
        let key = |subject: Subject| *secret.derive_subject_key(&subject).0.bytes();
        assert_eq!(key(Subject::rota()), key(Subject::rota()));
        assert_ne!(key(Subject::rota()), key(Subject::policy()));
    }
}

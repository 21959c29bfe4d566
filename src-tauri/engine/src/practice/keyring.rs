//! The keys an unlocked workstation holds: its own, and every epoch's it was given.
//!
//! The device's own come out of the encrypted database at sign-in, the epochs' out of the directory, where each is sealed to
//! the device; a new epoch is learnt in the moment its statement is read. All are wiped when the last holder drops them at
//! lock. Nobody outside the engine sees one.

use crypto::{Directory, Draft, Envelope, Epoch, EpochSecret, Header, Keys, SealPrivateKey, SubjectKey};
use domain::{DeviceId, Subject};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// This workstation's keys.
pub struct Keyring {
    /// The device's own.
    pub device: Keys,
    epochs: RwLock<BTreeMap<Epoch, Arc<EpochKeys>>>,
}

struct EpochKeys {
    secret: EpochSecret,
    letterbox: Arc<SealPrivateKey>,
}

impl Keyring {
    /// A ring with the device's keys and these epochs.
    pub fn new(device: Keys, epochs: impl IntoIterator<Item = (Epoch, EpochSecret)>) -> Self {
        let epochs = epochs.into_iter().map(|(epoch, secret)| (epoch, Arc::new(EpochKeys::of(secret))));
        Self { device, epochs: RwLock::new(epochs.collect()) }
    }

    /// Takes in the epochs that the directory hands to this device and that are not on the ring yet.
    pub fn learn(&self, directory: &Directory, device: DeviceId) {
        let known = self.epochs.read().unwrap_or_else(PoisonError::into_inner).clone();
        let new: Vec<(Epoch, Arc<EpochKeys>)> = directory
            .epochs()
            .filter(|epoch| !known.contains_key(epoch))
            .filter_map(|epoch| Some((epoch, directory.open_epoch(device, epoch, &self.device.seal).ok()?)))
            .map(|(epoch, secret)| (epoch, Arc::new(EpochKeys::of(secret))))
            .collect();
        if !new.is_empty() {
            self.epochs.write().unwrap_or_else(PoisonError::into_inner).extend(new);
        }
    }

    /// The key of a subject in an epoch; none if this device was not given that epoch.
    pub fn subject(&self, epoch: Epoch, subject: &Subject) -> Option<SubjectKey> {
        Some(self.of(epoch)?.secret.derive_subject_key(subject))
    }

    /// The key that opens letters of an epoch.
    pub fn letterbox(&self, epoch: Epoch) -> Option<Arc<SealPrivateKey>> {
        Some(Arc::clone(&self.of(epoch)?.letterbox))
    }

    /// Lends an epoch's secret, to hand it over to somebody else.
    pub fn with_epoch<T>(&self, epoch: Epoch, hand_over: impl FnOnce(&EpochSecret) -> T) -> Option<T> {
        Some(hand_over(&self.of(epoch)?.secret))
    }

    /// Seals what this workstation says on a subject.
    pub fn seal(&self, header: Header, body: Vec<u8>) -> Option<Envelope> {
        let key = self.subject(header.epoch, &header.subject)?;
        Draft::new(header, body).seal_with(&key, &self.device.sign).ok()
    }

    fn of(&self, epoch: Epoch) -> Option<Arc<EpochKeys>> {
        self.epochs.read().unwrap_or_else(PoisonError::into_inner).get(&epoch).cloned()
    }
}

impl EpochKeys {
    fn of(secret: EpochSecret) -> Self {
        let letterbox = Arc::new(secret.derive_letterbox());
        Self { secret, letterbox }
    }
}

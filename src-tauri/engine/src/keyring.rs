//! The keys an unlocked workstation holds: its own, and every epoch's it was given.
//!
//! They come out of the encrypted database at sign-in and are wiped when the last holder drops them at lock. Nobody
//! outside the engine sees one.

use crypto::{Draft, Envelope, Epoch, EpochSecret, Header, Keys, SealPrivateKey, SubjectKey};
use domain::Subject;
use std::collections::BTreeMap;

/// This workstation's keys.
pub struct Keyring {
    /// The device's own.
    pub device: Keys,
    epochs: BTreeMap<Epoch, EpochSecret>,
    letterboxes: BTreeMap<Epoch, SealPrivateKey>,
}

impl Keyring {
    /// A ring with the device's keys and these epochs.
    pub fn new(device: Keys, epochs: impl IntoIterator<Item = (Epoch, EpochSecret)>) -> Self {
        let epochs: BTreeMap<Epoch, EpochSecret> = epochs.into_iter().collect();
        let letterboxes = epochs.iter().map(|(epoch, secret)| (*epoch, secret.derive_letterbox())).collect();
        Self { device, epochs, letterboxes }
    }

    /// The key of a subject in an epoch; none if this device was not given that epoch.
    pub fn subject(&self, epoch: Epoch, subject: &Subject) -> Option<SubjectKey> {
        self.epochs.get(&epoch).map(|secret| secret.derive_subject_key(subject))
    }

    /// The key that opens letters of an epoch.
    pub fn letterbox(&self, epoch: Epoch) -> Option<&SealPrivateKey> {
        self.letterboxes.get(&epoch)
    }

    /// Seals what this workstation says on a subject.
    pub fn seal(&self, header: Header, body: Vec<u8>) -> Option<Envelope> {
        let key = self.subject(header.epoch, &header.subject)?;
        Draft::new(header, body).seal_with(&key, &self.device.sign).ok()
    }
}

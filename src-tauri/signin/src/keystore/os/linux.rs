//! Linux keeps secrets in the Secret Service (GNOME Keyring, KWallet, KeePassXC) of the session's message bus.

use secret_service::{EncryptionType, Error, blocking::SecretService};

pub(super) use zbus_secret_service_keyring_store::Store;

/// How an entry is shown.
pub(super) const MODIFIERS: &[(&str, &str)] = &[("label", "Duty Desk: this workstation's secret")];

/// Does anything answer on the bus?
pub(super) fn is_there() -> bool {
    SecretService::connect(EncryptionType::Plain).is_ok()
}

/// Locked, or not ready: KeePassXC with its database closed has no default collection, and shows nothing of what it holds.
pub(super) fn is_locked() -> bool {
    let Ok(service) = SecretService::connect(EncryptionType::Plain) else { return false };
    match service.get_default_collection().and_then(|collection| collection.is_locked()) {
        Ok(locked) => locked,
        Err(error) => matches!(error, Error::NoResult),
    }
}

/// What this store refuses it says in other ways.
pub(super) fn forbids(_: &str) -> bool {
    false
}

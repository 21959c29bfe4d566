//! Linux keeps secrets in the Secret Service (GNOME Keyring, KWallet, KeePassXC) of the session's message bus.

use secret_service::{EncryptionType, blocking::SecretService};

pub(super) use zbus_secret_service_keyring_store::Store;

/// How an entry is shown.
pub(super) const MODIFIERS: &[(&str, &str)] = &[("label", "Duty Desk: this workstation's secret")];

/// Does anything answer on the bus?
pub(super) fn is_there() -> bool {
    SecretService::connect(EncryptionType::Plain).is_ok()
}

pub(super) fn is_locked() -> bool {
    let Ok(service) = SecretService::connect(EncryptionType::Plain) else { return false };
    service.get_default_collection().and_then(|collection| collection.is_locked()).unwrap_or(false)
}

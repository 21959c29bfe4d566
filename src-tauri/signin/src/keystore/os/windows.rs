//! Windows keeps secrets in Credential Manager, which is part of it and open while its user is signed in.

pub(super) use windows_native_keyring_store::Store;

/// The entry stays on this computer and does not roam with the user's profile.
pub(super) const MODIFIERS: &[(&str, &str)] = &[("persistence", "Local")];

pub(super) fn is_there() -> bool {
    true
}

pub(super) fn is_locked() -> bool {
    false
}

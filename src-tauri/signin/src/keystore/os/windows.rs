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

/// Windows keeps nothing for a person whose sign-in has no profile of its own (a scheduled task, `runas /netonly`) or where a
/// policy says that no credentials are stored; it is never locked, so waiting or unlocking helps nobody.
pub(super) fn forbids(cause: &str) -> bool {
    super::is_refusal_of_windows(cause)
}

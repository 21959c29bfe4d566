//! macOS keeps secrets in the keychain, which asks its user by itself when it is locked.

pub(super) use apple_native_keyring_store::keychain::Store;

/// Nothing distinguishes an entry besides its name.
pub(super) const MODIFIERS: &[(&str, &str)] = &[];

pub(super) fn is_there() -> bool {
    true
}

pub(super) fn is_locked() -> bool {
    false
}

/// What this store refuses it says in other ways.
pub(super) fn forbids(_: &str) -> bool {
    false
}

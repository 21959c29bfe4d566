//! The key store as macOS has it.

pub(crate) const KEYSTORE_ABSENT: &str =
    "There is no keychain for this account: make one in Keychain Access and run this again.";
pub(crate) const KEYSTORE_LOCKED: &str =
    "The key store is locked: unlock the login keychain in Keychain Access and run this again.";
pub(crate) const KEYSTORE_FAILED: &str =
    "The keychain refused: open Keychain Access, check the login keychain, and run this again.";

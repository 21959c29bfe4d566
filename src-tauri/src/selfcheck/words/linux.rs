//! The key store as Linux has it.

pub(crate) const KEYSTORE_ABSENT: &str = "There is no key store: install and start one that offers the Secret Service (GNOME Keyring, KWallet, KeePassXC), \
     and run this in the desktop session of the person who is to use Duty Desk.";
pub(crate) const KEYSTORE_LOCKED: &str =
    "The key store is locked: unlock it (signing in to the desktop usually does) and run this again.";
pub(crate) const KEYSTORE_FAILED: &str = "The key store answers and does not work: start it again, make sure it has a default keyring, and run this again.";

//! The key store as Windows has it.

pub(crate) const KEYSTORE_ABSENT: &str =
    "There is no Windows Credential Manager: start the Windows service of that name and run this again.";
pub(crate) const KEYSTORE_LOCKED: &str = "The key store is locked: sign in to Windows as the person who is to use Duty Desk (not as a service or over a \
     remote shell) and run this there.";
pub(crate) const KEYSTORE_FAILED: &str = "Windows Credential Manager refused: start the Windows service of that name, make sure no policy forbids stored \
     credentials, and run this again.";

//! The operating system's key store: Windows Credential Manager, macOS Keychain, Linux Secret Service.
//!
//! The store is asked anew each time, so that a key store started or unlocked after Duty Desk is found. On Windows the
//! secret stays on this machine and does not roam with the user's profile. A Secret Service that is locked may hide what it
//! holds, so "absent" is believed only from an unlocked one: otherwise a locked PC would be sent to
//! recovery. What differs between the systems stands in twin files.

use super::{DeviceSecret, Keystore, KeystoreError, Lookup, Protection, SecretName, read_generation};
use keyring_core::{Entry, Error, api::CredentialStoreApi};
use std::collections::HashMap;
use std::thread;
use zeroize::Zeroizing;

#[cfg(target_os = "linux")]
#[path = "os/linux.rs"]
mod system;
#[cfg(target_os = "macos")]
#[path = "os/macos.rs"]
mod system;
#[cfg(windows)]
#[path = "os/windows.rs"]
mod system;

use system::{MODIFIERS, Store, is_locked};

const SERVICE: &str = "Duty Desk";

/// The key store of the person signed in to this PC.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsKeystore;

impl Keystore for OsKeystore {
    fn protection(&self) -> Protection {
        Protection::KeyStore
    }

    fn is_there(&self) -> bool {
        apart(system::is_there, false)
    }

    fn find(&self, name: SecretName) -> Lookup {
        apart(|| look_up(name), Lookup::Failed)
    }

    fn keep(&self, name: SecretName, secret: &DeviceSecret) -> Result<(), KeystoreError> {
        match self.find(name) {
            Lookup::Absent => {}
            Lookup::Found(_) => return Err(KeystoreError::Occupied),
            Lookup::Locked => return Err(KeystoreError::Locked),
            Lookup::Forbidden => return Err(KeystoreError::Forbidden),
            Lookup::Failed => return Err(KeystoreError::Failed),
        }
        set(&name.to_string(), secret.bytes())
    }

    fn generation(&self, name: SecretName) -> Result<Option<u64>, KeystoreError> {
        let look_up = || match entry(&of_generation(name)).and_then(|entry| entry.get_secret()) {
            Ok(bytes) => read_generation(&bytes).map(Some),
            Err(Error::NoEntry) if is_locked() => Err(KeystoreError::Locked),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(refusal(&error)),
        };
        apart(look_up, Err(KeystoreError::Failed))
    }

    fn keep_generation(&self, name: SecretName, generation: u64) -> Result<(), KeystoreError> {
        set(&of_generation(name), &generation.to_be_bytes())
    }

    fn remove(&self, name: SecretName) -> Result<(), KeystoreError> {
        remove(&name.to_string())?;
        remove(&of_generation(name))
    }
}

/// On a thread of its own: a message bus client may not be waited for inside an async runtime, and if the operating
/// system's client breaks, that is a key store that failed and not an application that did.
fn apart<T: Send>(work: impl FnOnce() -> T + Send, failed: T) -> T {
    thread::scope(|scope| scope.spawn(work).join().unwrap_or(failed))
}

/// An entry of its own: writing it often never touches the secret.
fn of_generation(name: SecretName) -> String {
    format!("{name}/generation")
}

fn set(entry_name: &str, bytes: &[u8]) -> Result<(), KeystoreError> {
    let set = || entry(entry_name).and_then(|entry| entry.set_secret(bytes));
    apart(|| set().map_err(|error| refusal(&error)), Err(KeystoreError::Failed))
}

fn remove(entry_name: &str) -> Result<(), KeystoreError> {
    let remove = || match entry(entry_name).and_then(|entry| entry.delete_credential()) {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(refusal(&error)),
    };
    apart(remove, Err(KeystoreError::Failed))
}

fn look_up(name: SecretName) -> Lookup {
    match entry(&name.to_string()).and_then(|entry| entry.get_secret()).map(Zeroizing::new) {
        Ok(bytes) => DeviceSecret::from_slice(&bytes).map_or(Lookup::Failed, Lookup::Found),
        Err(Error::NoEntry) if is_locked() => Lookup::Locked,
        Err(Error::NoEntry) => Lookup::Absent,
        Err(error) => match refusal(&error) {
            KeystoreError::Locked => Lookup::Locked,
            KeystoreError::Forbidden => Lookup::Forbidden,
            _ => Lookup::Failed,
        },
    }
}

fn entry(name: &str) -> Result<Entry, Error> {
    let modifiers: HashMap<_, _> = MODIFIERS.iter().copied().collect();
    Store::new()?.build(SERVICE, name, Some(&modifiers))
}

/// Only what kind of trouble it is goes into the log: the error may carry the stored bytes.
fn refusal(error: &Error) -> KeystoreError {
    let (kind, refusal) = match error {
        Error::NoStorageAccess(cause) | Error::PlatformFailure(cause)
            if system::forbids(&cause.to_string()) =>
        {
            ("forbidden", KeystoreError::Forbidden)
        }
        Error::NoStorageAccess(_) => ("no access", KeystoreError::Locked),
        Error::PlatformFailure(_) if is_locked() => ("platform, locked", KeystoreError::Locked),
        Error::PlatformFailure(_) => ("platform", KeystoreError::Failed),
        Error::Ambiguous(_) => ("ambiguous", KeystoreError::Failed),
        _ => ("other", KeystoreError::Failed),
    };
    tracing::warn!(kind, "the key store refused");
    refusal
}

/// What Windows says where a policy or the kind of sign-in forbids stored secrets: by name or by number, "no such logon
/// session" (1312) and "access denied" (5).
#[cfg(any(windows, test))]
fn is_refusal_of_windows(cause: &str) -> bool {
    let named =
        ["ERROR_NO_SUCH_LOGON_SESSION", "ERROR_ACCESS_DENIED"].iter().any(|name| cause.contains(name));
    let last = cause.split(|c: char| !c.is_ascii_alphanumeric()).rfind(|word| !word.is_empty());
    named || matches!(last, Some("1312" | "5"))
}

#[cfg(test)]
mod refusals {
    use super::is_refusal_of_windows;

    #[test]
    fn what_windows_forbids_is_told_from_what_broke() {
        for (cause, forbids) in [
            ("Windows ERROR_NO_SUCH_LOGON_SESSION", true),
            ("Windows error code 1312", true),
            ("Windows error code 5", true),
            ("os error 5)", true),
            ("Windows error code 1004", false),
            ("Windows error code 15", false),
            ("", false),
        ] {
            assert_eq!(is_refusal_of_windows(cause), forbids, "{cause}");
        }
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;

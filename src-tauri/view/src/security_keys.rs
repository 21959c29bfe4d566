//! Security keys: what is wrong with one, and one's own.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What is wrong with a security key, its PIN, or the way to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum SecurityKeyTrouble {
    /// This computer's system has no way to security keys.
    NotHere,
    /// The system does not let this program speak to it.
    NotAllowed,
    /// None is plugged in.
    NoKey,
    /// More than one is.
    Several,
    /// It is not this account's.
    WrongKey,
    /// It opens an account here already.
    AlreadyHere,
    /// It cannot keep a secret.
    NoSecret,
    /// It has no PIN yet.
    NoPin,
    /// The PIN has the wrong length and was not tried.
    PinLength,
    WrongPin,
    /// It takes no more PINs until it was unplugged.
    Unplug,
    /// It takes no more PINs.
    Blocked,
    /// Pulled out in the middle.
    Removed,
    /// Nobody touched it.
    TimedOut,
    /// The person stopped.
    Cancelled,
    /// It is not the key that was added.
    NotItsKey,
    Failed,
}

view! {
    /// What is asked for beside a security key.
    #[derive(Copy)]
    pub struct SecurityKeyAsked {
        /// The key's PIN; elsewhere the system asks for it.
        pub pin: bool,
    }

    /// One's own security keys.
    pub struct YourSecurityKeys {
        /// One's own.
        pub keys: Vec<SecurityKeyView>,
        /// This computer has a way to them.
        pub here: bool,
        /// What is asked for to add one.
        pub asked: SecurityKeyAsked,
    }

    /// One security key of one's own.
    pub struct SecurityKeyView {
        pub key: String,
        /// What its person calls it.
        pub name: String,
        /// Since when it opens.
        pub since: DateTime<Utc>,
    }
}

//! What screens show of security keys and of what is wrong with one.

use crate::view::{Prompt as Shown, SecurityKeyTrouble, SecurityKeyView};
use signin::security_key::{KeyError, Prompt};
use signin::vault::EnrolledSecurityKey;

/// What the person is to do.
pub(super) fn shown(prompt: Prompt) -> Shown {
    match prompt {
        Prompt::Wait => Shown::Wait,
        Prompt::Touch => Shown::Touch,
        Prompt::System => Shown::System,
    }
}

/// A key of somebody's account.
pub(super) fn enrolled(key: EnrolledSecurityKey) -> SecurityKeyView {
    SecurityKeyView { key: key.key.to_string(), name: key.name, since: key.enrolled }
}

/// What is wrong with a security key, as the screens know it.
pub fn key_trouble(error: KeyError) -> SecurityKeyTrouble {
    match error {
        KeyError::NotHere => SecurityKeyTrouble::NotHere,
        KeyError::NotAllowed => SecurityKeyTrouble::NotAllowed,
        KeyError::NoKey => SecurityKeyTrouble::NoKey,
        KeyError::Several => SecurityKeyTrouble::Several,
        KeyError::WrongKey => SecurityKeyTrouble::WrongKey,
        KeyError::AlreadyHere => SecurityKeyTrouble::AlreadyHere,
        KeyError::NoSecret => SecurityKeyTrouble::NoSecret,
        KeyError::NoPin => SecurityKeyTrouble::NoPin,
        KeyError::PinLength => SecurityKeyTrouble::PinLength,
        KeyError::WrongPin { .. } => SecurityKeyTrouble::WrongPin,
        KeyError::Unplug => SecurityKeyTrouble::Unplug,
        KeyError::Blocked => SecurityKeyTrouble::Blocked,
        KeyError::Removed => SecurityKeyTrouble::Removed,
        KeyError::TimedOut => SecurityKeyTrouble::TimedOut,
        KeyError::Cancelled => SecurityKeyTrouble::Cancelled,
        KeyError::NotItsKey => SecurityKeyTrouble::NotItsKey,
        KeyError::Failed => SecurityKeyTrouble::Failed,
    }
}

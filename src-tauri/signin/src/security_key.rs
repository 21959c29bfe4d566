//! Security keys: a person's own key, its PIN and a touch, in place of password and code.
//!
//! A key proves that it is there by signing a challenge, and gives a secret that it alone can make (PRF, `hmac-secret` on
//! the wire); under that secret lies the person's seed, so that without the key nothing opens, whoever says that it was
//! touched. The key's own PIN is always asked for, since a key makes another secret without it, and a key that merely lies
//! there must not be enough. On Windows the system speaks to keys and asks for the PIN itself; on Linux this program does.
//! Next: `ctap2` for the conversation, `webauthn` for what a key's answers are held against; what the vault does with them
//! stands in `vault::factor::security_key`.

mod contract;
mod ctap2;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;
pub(crate) mod webauthn;
#[cfg(windows)]
mod windows;

pub use contract::{
    Answer, Cancel, KeyError, Made, Person, Prompt, RELYING_PARTY, RELYING_PARTY_NAME, Salted, SecurityKeys,
    Wanted,
};
pub use ctap2::{Ctap2, Gone, PACKET, Packet, Plug, Ports};

use std::sync::Arc;

/// The way to keys that this computer has.
#[must_use]
pub fn of_this_computer() -> Arc<dyn SecurityKeys> {
    #[cfg(target_os = "linux")]
    return Arc::new(Ctap2::new(linux::Hidraw));
    #[cfg(windows)]
    return Arc::new(windows::WebAuthn);
    #[cfg(not(any(target_os = "linux", windows)))]
    return Arc::new(NoWay);
}

/// A system through which no way to keys is built.
#[cfg(not(any(target_os = "linux", windows)))]
struct NoWay;

#[cfg(not(any(target_os = "linux", windows)))]
impl SecurityKeys for NoWay {
    fn asks_pin(&self) -> bool {
        false
    }

    fn look(&self) -> Result<(), KeyError> {
        Err(KeyError::NotHere)
    }

    fn make(&self, _: &Wanted<'_>, _: &Person<'_>) -> Result<Made, KeyError> {
        Err(KeyError::NotHere)
    }

    fn ask(&self, _: &[u8], _: &[Salted], _: &Person<'_>) -> Result<Answer, KeyError> {
        Err(KeyError::NotHere)
    }
}

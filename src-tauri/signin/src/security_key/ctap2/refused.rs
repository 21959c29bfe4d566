//! Why a command was not carried out, and what that means for the person.

use crate::security_key::KeyError;

/// The status by which a key says something other than yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Status(pub u8);

impl Status {
    pub const NO_CREDENTIALS: Self = Self(0x2e);
    pub const INVALID_CREDENTIAL: Self = Self(0x22);
    pub const PIN_INVALID: Self = Self(0x31);
    pub const PIN_REQUIRED: Self = Self(0x36);
}

/// Why a command was not carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    Key(Status),
    /// Before it answered.
    Before(KeyError),
}

impl From<KeyError> for Refused {
    fn from(error: KeyError) -> Self {
        Self::Before(error)
    }
}

impl From<Refused> for KeyError {
    fn from(refused: Refused) -> Self {
        let status = match refused {
            Refused::Before(error) => return error,
            Refused::Key(status) => status,
        };
        match status.0 {
            0x19 => Self::AlreadyHere,
            0x22 | 0x2e => Self::WrongKey,
            0x2d => Self::Cancelled,
            0x27 | 0x2f | 0x3a | 0x05 => Self::TimedOut,
            0x2b | 0x2c | 0x26 => Self::NoSecret,
            0x31 => Self::WrongPin { left: None },
            0x32 => Self::Blocked,
            0x34 => Self::Unplug,
            0x35 => Self::NoPin,
            0x37 => Self::PinLength,
            code => {
                tracing::warn!(code, "the security key refused");
                Self::Failed
            }
        }
    }
}

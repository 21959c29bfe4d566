//! Who came through the door, or why not.

use super::VaultError;
use crate::card::CardError;
use crate::security_key::KeyError;
use crate::throttle::Next;
use chrono::{DateTime, Utc};
use crypto::{AccessKey, Epoch, Keys};
use domain::StaffId;
use domain::audit::Factor;
use std::fmt;
use zeroize::Zeroizing;

/// Somebody who came through with all their factors. The keys are wiped when this is dropped.
pub struct SignedIn {
    pub staff: StaffId,
    pub keys: Keys,
    /// Their access in [`Self::epoch`].
    pub access: AccessKey,
    /// The epoch of the access key.
    pub epoch: Epoch,
    /// Opens this PC's database. Boxed, so that a move leaves no copy.
    pub database_key: Box<Zeroizing<[u8; 32]>>,
    /// The key that the database is to be under instead, or is already: see [`super::Vault::confirm_next_key`].
    pub next_key: Option<Box<Zeroizing<[u8; 32]>>>,
    /// When their access ends by itself.
    pub expires: Option<DateTime<Utc>>,
    /// The reader that holds the card they came in with: when it leaves, they do.
    pub reader: Option<String>,
}

impl fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedIn").field("staff", &self.staff).finish_non_exhaustive()
    }
}

/// Why somebody did not get in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// The user name, the password or the code; which of them is not said.
    #[error("user name, password or code is wrong")]
    Wrong {
        /// When to try again.
        then: Next,
    },
    /// Too many wrong tries: nothing was checked.
    #[error("too many wrong tries: wait")]
    Wait {
        /// When to try again.
        until: DateTime<Utc>,
    },
    /// Far too many: nothing was checked. A manager can end it.
    #[error("locked out")]
    LockedOut {
        /// When it ends by itself.
        until: DateTime<Utc>,
    },
    /// Everything was right, but this code was used before: wait for the next one.
    #[error("the code was used before")]
    CodeUsed {
        /// When the authenticator shows the next one that will do.
        next_code: DateTime<Utc>,
    },
    /// Everything was right, but access has ended.
    #[error("access has ended")]
    Expired,
    /// Everything was right, but no access was handed to this person on this PC: ask a manager.
    #[error("no access on this workstation")]
    NoAccess,
    /// What they came with, other than password and code, was not accepted.
    #[error(transparent)]
    Factor(FactorError),
    /// The vault is of no use just now.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// Why what somebody came with was not accepted, by what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FactorError {
    /// The smartcard.
    #[error(transparent)]
    Card(#[from] CardError),
    #[error(transparent)]
    SecurityKey(#[from] KeyError),
}

impl FactorError {
    /// What it was.
    pub fn factor(self) -> Factor {
        match self {
            Self::Card(_) => Factor::Card,
            Self::SecurityKey(_) => Factor::SecurityKey,
        }
    }

    /// Did somebody try to get in, or was there nothing to try with?
    pub fn was_a_try(self) -> bool {
        match self {
            Self::Card(_) => true,
            Self::SecurityKey(error) => !matches!(
                error,
                KeyError::NotHere | KeyError::NotAllowed | KeyError::NoKey | KeyError::Cancelled
            ),
        }
    }
}

impl<E: Into<FactorError>> From<E> for SignInError {
    fn from(error: E) -> Self {
        Self::Factor(error.into())
    }
}

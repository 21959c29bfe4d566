//! What is asked of a security key, whichever way leads to it, and what it may answer.

use crate::card::Pin;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use zeroize::Zeroizing;

/// What a key is asked on behalf of. A name that no site on any network can have, so that none can ask a key for the same.
pub const RELYING_PARTY: &str = "duty-desk.invalid";
/// The same, for a system's own dialogue.
pub const RELYING_PARTY_NAME: &str = "Duty Desk";

/// Why a security key was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// This computer's system has no way to security keys, or one without PRF.
    #[error("security keys are not supported here")]
    NotHere,
    /// The system does not let this program speak to the key.
    #[error("the system does not let the key be used")]
    NotAllowed,
    /// None is plugged in.
    #[error("there is no security key")]
    NoKey,
    /// More than one, where only one may be.
    #[error("there are several security keys")]
    Several,
    /// It does not belong to the account that was named.
    #[error("the security key is not this account's")]
    WrongKey,
    /// It opens an account on this workstation already.
    #[error("the security key opens an account here already")]
    AlreadyHere,
    /// It cannot keep a secret: no PRF.
    #[error("the security key cannot keep a secret")]
    NoSecret,
    /// It has no PIN yet.
    #[error("the security key has no PIN")]
    NoPin,
    /// The PIN cannot be any key's by its length. It was not tried.
    #[error("the PIN has the wrong length")]
    PinLength,
    #[error("the PIN is wrong")]
    WrongPin {
        /// Wrong PINs it still takes, if it tells.
        left: Option<u8>,
    },
    /// It takes no more PINs until it was unplugged.
    #[error("the security key must be unplugged first")]
    Unplug,
    /// It takes no more PINs.
    #[error("the security key is blocked")]
    Blocked,
    /// It was pulled out in the middle.
    #[error("the security key was pulled out")]
    Removed,
    /// Nobody touched it.
    #[error("nobody touched the security key")]
    TimedOut,
    /// The person asked to stop, here or in the system's own dialogue.
    #[error("it was cancelled")]
    Cancelled,
    /// It answered, but not as the key that was added.
    #[error("the security key is not what it says it is")]
    NotItsKey,
    /// It refused something it should be able to do.
    #[error("the security key failed")]
    Failed,
}

/// What the person is to do just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// Nothing: the key is being spoken to.
    Wait,
    /// Touch the key.
    Touch,
    /// Follow the system's own dialogue.
    System,
}

/// Lets a person stop what waits for their key.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Stops it.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Was it asked for?
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// The person's side of a conversation with a key.
pub struct Person<'person> {
    /// What they typed as the key's PIN, where this program asks for it.
    pub pin: Option<&'person Pin>,
    /// Their way out.
    pub cancel: &'person Cancel,
    /// Tells them what to do.
    pub prompt: &'person (dyn Fn(Prompt) + Sync),
}

impl fmt::Debug for Person<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person").finish_non_exhaustive()
    }
}

/// What a new credential is made for.
#[derive(Debug)]
pub struct Wanted<'ask> {
    /// WebAuthn's client data, as JSON.
    pub client_data: &'ask [u8],
    /// Names the person to the key: random, and nothing else.
    pub user: &'ask [u8],
    /// Under which name they sign in, for a system's own dialogue.
    pub user_name: &'ask str,
    /// Credentials here that must not be on the same key.
    pub others: &'ask [Vec<u8>],
}

/// A new credential.
#[derive(Debug)]
pub struct Made {
    /// Its authenticator data: the credential, its public key, and what the key says it did.
    pub authenticator_data: Vec<u8>,
}

/// One credential that is accepted, and the salt its secret is made from.
#[derive(Clone, Debug)]
pub struct Salted {
    /// Names it to its key.
    pub credential: Vec<u8>,
    /// As `hmac-secret` takes it: see [`super::webauthn::prf_salt`].
    pub salt: [u8; 32],
}

/// What a key answered.
#[derive(Debug)]
pub struct Answer {
    pub credential: Vec<u8>,
    /// What it signed, before the client data's hash.
    pub authenticator_data: Vec<u8>,
    pub signature: Vec<u8>,
    /// The secret it made of the salt; `None` if it keeps none.
    pub secret: Option<Zeroizing<[u8; 32]>>,
}

/// The keys of this computer, whichever way leads to them. Every call waits for a person: not for an async thread.
pub trait SecurityKeys: Send + Sync {
    /// Does this program ask for the key's PIN, rather than the system?
    fn asks_pin(&self) -> bool;

    /// Is there anything to ask, as far as it can be known without asking?
    ///
    /// # Errors
    /// There is not, each reason its own.
    fn look(&self) -> Result<(), KeyError>;

    /// Makes a credential that keeps a secret.
    ///
    /// # Errors
    /// Each asks for something else of the person: see [`KeyError`].
    fn make(&self, wanted: &Wanted<'_>, person: &Person<'_>) -> Result<Made, KeyError>;

    /// Asks whichever of these credentials is on the key that is there.
    ///
    /// # Errors
    /// Each asks for something else of the person: see [`KeyError`].
    fn ask(&self, client_data: &[u8], any: &[Salted], person: &Person<'_>) -> Result<Answer, KeyError>;
}

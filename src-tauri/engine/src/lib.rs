//! What happens when: the application without a window.
//!
//! [`Engine`] is what runs from the computer's start: it can open nothing. A completed sign-in makes an [`Unlocked`], off
//! which hangs everything that reads or writes patient data. Letters come in through `ingest` and `admit`, a person's
//! commands go out through `act` and `courier`, answers and documents through `outbound` and `filing`. Rules are in
//! `domain`, SQL is in `store`, words for people are in the user interface.

mod act;
mod admit;
mod allowed;
pub mod attest;
mod attested;
pub mod audit;
mod backup;
mod bell;
mod blocked;
pub mod card;
mod chain;
mod change;
pub mod clock;
mod courier;
mod demo;
pub mod desk;
mod device;
mod engine;
mod errors;
mod export;
pub mod filing;
mod folder;
mod founding;
mod ingest;
mod joining;
mod keyring;
mod let_in;
mod open_log;
mod outbound;
mod password;
mod people;
mod preferences;
mod publish;
mod reading;
pub mod restore;
pub mod restricted;
mod revoked;
pub mod roster;
pub mod rota;
pub mod safety;
mod sealing;
pub mod security_key;
pub mod self_check;
mod session;
pub mod set_up;
mod standing;
mod store;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(test)]
mod tests;
mod timers;
mod transcript;
mod unlocked;
mod work;

pub use clock::Clock;
pub use engine::{Engine, GatewayGrant, Options};
pub use errors::{
    ActError, DeskError, Field, IngestError, RosterError, SetUpError, SignInFailure, StartError, Unfit,
    UnlockError,
};
pub use folder::{DataFolder, TakeError};
pub use preferences::Preferences;
pub use store::{OpenError, StoreError};
pub use unlocked::{Me, Unlocked};

pub use ::view::{self, shared};
use ::view::{present, summary};

/// Whatever is freed is wiped: libraries copy keys and patients' words where nobody could wipe them by name.
#[global_allocator]
static WIPED: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

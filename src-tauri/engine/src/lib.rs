//! What happens when: the application without a window.
//!
//! [`Engine`] is what runs from the computer's start: it can open nothing. A completed sign-in makes an [`Unlocked`], off
//! which hangs everything that reads or writes patient data. Letters come in through `log::ingest` and `log::admit`,
//! a person's commands go out through `practice::act` and `log::courier`, answers and documents through `log::outbound` and
//! `log::filing`. Rules are in `domain`, SQL is in `store`, words for people are in the user interface.
//!
//! It is built in floors, and a file calls only what stands below it: `errors` and `store`, `practice`, `log`,
//! `engine/core`, `way_in`, and the rest of `engine` on top.

mod change;
pub mod clock;
mod engine;
mod errors;
mod export_folder;
mod folder;
mod log;
mod practice;
pub mod self_check;
mod store;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(test)]
mod tests;
mod way_in;

pub use clock::Clock;
pub use engine::{Engine, GatewayGrant, NotArrived, Options};
pub use errors::{
    ActError, DeskError, Field, IngestError, NotRight, RosterError, SetUpError, SettingsError, SignInFailure,
    StartError, Unfit, UnlockError,
};
pub use folder::{DataFolder, TakeError};
pub use practice::preferences::Preferences;
pub use practice::unlocked::{Me, Unlocked};
pub use practice::{attest, audit, desk, restricted, roster, rota, safety, settings};
pub use store::{OpenError, StoreError};

pub use way_in::factors::{FactorsError, trouble};
pub use way_in::revoked::NotAccepted;
pub use way_in::{restore, set_up};

pub use ::view::{self, shared};
use ::view::{present, summary};

/// Whatever is freed is wiped: libraries copy keys and patients' words where nobody could wipe them by name.
#[global_allocator]
static WIPED: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

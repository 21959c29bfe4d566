//! What can go wrong, a file for each answer: several floors give the same ones, so that they stand below them all.

mod act_error;
mod desk_error;
mod field;
mod ingest_error;
mod roster_error;
mod set_up_error;
mod settings_error;
mod sign_in_failure;
mod start_error;
mod unfit;
mod unlock_error;

pub use act_error::ActError;
pub use desk_error::DeskError;
pub use field::{Field, NotRight};
pub use ingest_error::IngestError;
pub use roster_error::RosterError;
pub use set_up_error::SetUpError;
pub use settings_error::SettingsError;
pub use sign_in_failure::SignInFailure;
pub use start_error::StartError;
pub use unfit::Unfit;
pub use unlock_error::UnlockError;

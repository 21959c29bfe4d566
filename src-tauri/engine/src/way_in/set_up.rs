//! The first run: a practice comes into being, whole or not at all.
//!
//! Everything is made in a folder of its own beside the final place and moved there at the end, so that a kill leaves
//! nothing half-made. The recovery kit is shown before anything exists and must be typed back in part; the
//! authenticator must show a right code. A real practice needs a key store; the demonstration says that it has none.

mod begun;
mod make;
mod own_gateway;
mod plan;

pub(crate) use begun::Begun;
pub(crate) use make::{epoch_key, make};
pub use own_gateway::OWN_GATEWAY;
pub(crate) use own_gateway::{GATEWAY_NOTE, own_gateway, own_gateway_id, own_gateway_id_in};
pub(crate) use plan::{Empty, FirstPerson, Furnish, Plan, failed, keystore};

//! The application without a window: what stands before sign-in, the way in, and the way out.
//!
//! One engine, one data folder, one practice, at most one person signed in. What runs while nobody is signed in (the
//! device tier) can open nothing; what a person may see hangs off `Unlocked`, which only a completed sign-in makes.
//! The gateway inside the application is started by the shell with what [`Engine::gateway_grant`] hands out. What everything stands on is in `core`; what stands before
//! sign-in in `gate`.

mod core;
mod danger;
mod first_run;
mod gate;
mod gateway;
mod start;
mod watch;

pub use core::Engine;
pub(crate) use core::held;
pub use danger::NotArrived;
pub use gateway::GatewayGrant;
pub use start::Options;

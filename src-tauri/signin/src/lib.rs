//! Who may open the practice on this PC.
//!
//! A person comes in with a password and a code, a smartcard or a security key, each on their own account; what comes out is
//! [`SignedIn`], the only thing from which the database can be opened. Wrong tries slow down and lock out across restarts, and nothing that goes wrong here ever
//! makes a new empty practice. Roles and permissions are not decided here (`domain::staff`), keys are not made here (`crypto`).
//! Start with [`vault`]; [`session`] says how long somebody stays in.

pub mod card;
mod durable;
pub mod keystore;
pub mod password;
pub mod security_key;
pub mod session;
pub mod throttle;
pub mod totp;
pub mod vault;

pub use keystore::{Keystore, Protection};
pub use password::Password;
pub use totp::TotpSecret;
pub use vault::{Gate, Notice, SignInError, SignedIn, Vault, VaultError, peek};

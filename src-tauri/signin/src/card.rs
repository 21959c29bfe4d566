//! Smartcards: a person's own card and its PIN, in place of password and code.
//!
//! A card proves who holds it by signing a challenge with a key whose certificate leads to an issuer the practice trusts;
//! and it opens what was wrapped to its second key, on the card, so that the person's keys never depend on a password. A
//! card that can only sign counts as the second factor to one. Whatever module a card comes with is spoken to by PKCS#11;
//! whether a card is there at all is asked of PC/SC, which also tells the instant it leaves. Next: `module` and `token` for
//! the conversation with a card, `trust` for its certificates, `wrap` for its keys, `presence` for its leaving; what the
//! vault does with all of it stands in `vault::factor::card`.

mod error;
#[cfg(test)]
mod fuzz;
mod module;
mod pin;
pub mod presence;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;
mod token;
mod trust;
pub(crate) mod wrap;

pub use error::CardError;
pub use module::{STUCK, default_module};
pub use pin::{Pin, Tries};
pub use token::{Card, Cards};
pub(crate) use token::{Certificate, OpenCard, Talk};
pub use trust::{BadIssuer, Refusal, Trust};
pub(crate) use trust::{issuer_name, read_issuers};

use serde::{Deserialize, Serialize};

/// What a card's leaving does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Removal {
    /// Locks; the same person may come back to where they were.
    #[default]
    Lock,
    /// Ends the session.
    SignOut,
}

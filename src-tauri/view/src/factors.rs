//! What people sign in with, one kind beside the other. What is particular to one stands in its own file.

use crate::{CardTrouble, CardView, SecurityKeyAsked, SecurityKeyTrouble, YourCards, YourSecurityKeys};
use serde::{Deserialize, Serialize};

/// What somebody signs in with, as typed. Never written down.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "with", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SignInWith {
    /// A password, and the code of an authenticator.
    Password {
        /// The name they sign in under.
        user_name: String,
        password: String,
        /// Six digits.
        code: String,
    },
    /// The card that is in the reader.
    Card {
        pin: String,
        /// Beside a card that can only sign.
        password: Option<String>,
    },
    /// The security key that is plugged in, and a touch.
    SecurityKey {
        /// Whose it is.
        user_name: String,
        /// Empty where the system asks for it itself.
        pin: String,
    },
}

/// What a person adds to their own account; the current password is asked for with each.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "factor", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum NewFactor {
    /// The card that is in the reader.
    Card {
        /// The current password.
        password: String,
        /// The card's PIN.
        pin: String,
    },
    /// The security key that is plugged in; it is touched twice.
    SecurityKey {
        /// The current password.
        password: String,
        /// Empty where the system asks for it itself.
        pin: String,
        /// What the person calls it.
        name: String,
    },
}

/// What is wrong with what somebody came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "factor", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum FactorTrouble {
    /// The smartcard, its reader, or its PIN.
    Card {
        why: CardTrouble,
        /// Wrong PINs it still takes, if it tells.
        left: Option<u8>,
    },
    /// The security key, its PIN, or the way to it.
    SecurityKey {
        why: SecurityKeyTrouble,
        /// Wrong PINs it still takes, if it tells.
        left: Option<u8>,
    },
}

/// What the person is to do just now with what they sign in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Prompt {
    /// Nothing: it is being spoken to.
    Wait,
    Touch,
    /// Follow the system's own dialogue.
    System,
    /// Nothing any more.
    Over,
}

view! {
    /// What the sign-in screen offers beside password and code.
    pub struct FactorsAsked {
        /// What the card readers hold; nothing where smartcards are not taken.
        pub card: Option<CardView>,
        /// What is asked for beside a security key; nothing where nobody has added one.
        pub security_key: Option<SecurityKeyAsked>,
    }

    /// What one can sign in with beside password and code, and what of it is here.
    pub struct YourFactors {
        /// Smartcards.
        pub card: YourCards,
        pub security_key: YourSecurityKeys,
    }
}

//! Smartcards: what the readers hold, what is wrong with it, and one's own.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What the card readers hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CardView {
    /// A known card: its PIN is asked for.
    Ready {
        /// The end of its number.
        ending: String,
        /// Wrong PINs it still takes, if it tells.
        tries: Option<u8>,
        /// It can only sign: the password is asked for as well.
        password_needed: bool,
    },
    /// No PIN is asked for, and why.
    Trouble {
        /// The end of the card's number, if there is one.
        ending: Option<String>,
        why: CardTrouble,
    },
}

/// What is wrong with a card, a reader, or what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum CardTrouble {
    /// Smartcards are not taken here.
    NotTaken,
    /// The card software is not installed.
    NoModule,
    /// It does not work.
    WrongModule,
    /// It was asked and never answered: only a new start of the program helps.
    NotAnswering,
    /// The operating system's smartcard service is not running.
    NoService,
    /// No reader is connected.
    NoReader,
    /// No card is in the reader.
    NoCard,
    /// The card cannot be read.
    Unreadable,
    /// Nobody here has this card.
    Unknown,
    /// Two cards that could be used.
    Several,
    /// Not in force yet.
    NotYet,
    /// Run out.
    Expired,
    /// By nobody this practice trusts.
    WrongIssuer,
    /// Taken back by its issuer.
    Revoked,
    /// The issuer's list of what it took back is missing.
    NoList,
    /// The issuer's list is out of date.
    OldList,
    /// Not made for signing in.
    NotForSignIn,
    /// Its key may not make signatures.
    NoSignatures,
    /// The PIN has the wrong length and was not tried.
    PinLength,
    WrongPin,
    /// The card takes no more PINs.
    Blocked,
    /// Taken out in the middle.
    Removed,
    /// The card does not hold its certificate's key.
    NotItsKey,
    /// The password is needed beside it.
    PasswordNeeded,
    /// It is a colleague's.
    Taken,
    /// What was entered is no issuer's certificate.
    BadIssuer,
    /// The card failed.
    Failed,
}

view! {
    /// One's own smartcards, and the practice's rules for them.
    pub struct YourCards {
        /// One's own.
        pub cards: Vec<EnrolledCardView>,
        /// Smartcards are taken here.
        pub taken: bool,
        /// What the readers hold.
        pub reader: Option<CardView>,
        /// For those who may change them.
        pub rules: Option<CardRulesView>,
    }

    /// One smartcard of one's own.
    pub struct EnrolledCardView {
        pub key: String,
        /// The end of its number.
        pub ending: String,
        /// Since when it opens.
        pub since: DateTime<Utc>,
        /// It can only sign.
        pub password_needed: bool,
    }

    /// The practice's rules for smartcards on this workstation.
    #[derive(Default)]
    pub struct CardRulesView {
        /// Whose cards are taken.
        pub issuers: Vec<String>,
        /// The PKCS#11 module, if it is not the usual one.
        pub module: Option<String>,
        /// Does a card's leaving end the session?
        pub sign_out: bool,
        /// Where the issuers' revocation lists are put.
        pub lists: String,
    }
}

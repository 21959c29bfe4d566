//! Why a card was not accepted: each reason asks something else of the person in front of the reader.

use super::pin::Tries;
use super::trust::Refusal;

/// Why a card was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    /// This practice has not said whose cards it trusts.
    #[error("smartcards are not set up here")]
    NotSetUp,
    /// The card's software is not installed where it should be.
    #[error("the smartcard module is not there")]
    NoModule,
    /// What is there is not a smartcard module, or does not start.
    #[error("the smartcard module does not work")]
    WrongModule,
    /// It was asked something and never answered; it must be loaded anew, with the program.
    #[error("the smartcard module does not answer")]
    NotAnswering,
    /// The operating system's smartcard service is not running.
    #[error("the smartcard service is not running")]
    NoService,
    /// No reader is connected.
    #[error("there is no card reader")]
    NoReader,
    /// There is no card in any reader.
    #[error("there is no card in the reader")]
    NoCard,
    /// A card that does not answer, or has nothing to sign in with: the wrong way round, or another kind of card.
    #[error("the card cannot be read")]
    Unreadable,
    /// Nobody on this workstation has this card.
    #[error("the card belongs to nobody here")]
    Unknown,
    /// A colleague has it already: one card opens one account.
    #[error("the card belongs to somebody else here")]
    Taken,
    /// Two cards that could be used: take one out.
    #[error("there are several cards")]
    Several,
    /// Its certificate is not good (any more).
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The PIN is too short or too long to be this card's. It was not tried.
    #[error("the PIN has the wrong length")]
    PinLength,
    #[error("the PIN is wrong")]
    WrongPin {
        /// How many more the card takes.
        left: Tries,
    },
    /// The card takes no more PINs; its issuer can unblock it.
    #[error("the card is blocked")]
    Blocked,
    /// It was taken out in the middle, or its reader was.
    #[error("the card was taken out")]
    Removed,
    /// It signed, but not with the key of its certificate.
    #[error("the card does not hold its certificate's key")]
    NotItsKey,
    /// It can sign and not unwrap: the password is needed as well.
    #[error("the card needs a password beside it")]
    PasswordNeeded,
    /// It refused something it should be able to do.
    #[error("the card failed")]
    Failed,
}

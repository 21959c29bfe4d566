//! What screens show of cards and of what is wrong with one.

use crate::view::{CardRulesView, CardTrouble, CardView, EnrolledCardView};
use signin::card::{CardError, Refusal, Removal, Tries};
use signin::vault::{CardState, EnrolledCard};

/// What the screens show of the card readers; nothing where smartcards are not taken.
pub(super) fn card_view(state: CardState) -> Option<CardView> {
    let trouble = |ending: Option<String>, why| Some(CardView::Trouble { ending, why });
    match state {
        CardState::Ready { ending, tries, password_needed } => {
            Some(CardView::Ready { ending, tries: left(tries), password_needed })
        }
        CardState::Blocked { ending } => trouble(Some(ending), CardTrouble::Blocked),
        CardState::Refused { ending, why } => trouble(Some(ending), refused(why)),
        CardState::Unknown { ending } => trouble(Some(ending), CardTrouble::Unknown),
        CardState::Nothing(CardError::NotSetUp) => None,
        CardState::Nothing(error) => trouble(None, card_trouble(error)),
    }
}

/// How many tries, where the card tells.
pub fn left(tries: Tries) -> Option<u8> {
    match tries {
        Tries::Left(left) => Some(left),
        Tries::NotSaid | Tries::Few => None,
    }
}

/// What is wrong with a card, as the screens know it.
pub fn card_trouble(error: CardError) -> CardTrouble {
    match error {
        CardError::NotSetUp => CardTrouble::NotTaken,
        CardError::NoModule => CardTrouble::NoModule,
        CardError::WrongModule => CardTrouble::WrongModule,
        CardError::NotAnswering => CardTrouble::NotAnswering,
        CardError::NoService => CardTrouble::NoService,
        CardError::NoReader => CardTrouble::NoReader,
        CardError::NoCard => CardTrouble::NoCard,
        CardError::Unreadable => CardTrouble::Unreadable,
        CardError::Unknown => CardTrouble::Unknown,
        CardError::Taken => CardTrouble::Taken,
        CardError::Several => CardTrouble::Several,
        CardError::Refused(why) => refused(why),
        CardError::PinLength => CardTrouble::PinLength,
        CardError::WrongPin { .. } => CardTrouble::WrongPin,
        CardError::Blocked => CardTrouble::Blocked,
        CardError::Removed => CardTrouble::Removed,
        CardError::NotItsKey => CardTrouble::NotItsKey,
        CardError::PasswordNeeded => CardTrouble::PasswordNeeded,
        CardError::Failed => CardTrouble::Failed,
    }
}

fn refused(why: Refusal) -> CardTrouble {
    match why {
        Refusal::Malformed => CardTrouble::Unreadable,
        Refusal::NotYet => CardTrouble::NotYet,
        Refusal::Expired => CardTrouble::Expired,
        Refusal::WrongIssuer => CardTrouble::WrongIssuer,
        Refusal::Revoked => CardTrouble::Revoked,
        Refusal::NoList => CardTrouble::NoList,
        Refusal::OldList => CardTrouble::OldList,
        Refusal::NotForSignIn => CardTrouble::NotForSignIn,
        Refusal::NoSignatures => CardTrouble::NoSignatures,
    }
}

/// A card of somebody's account.
pub(super) fn enrolled(card: EnrolledCard) -> EnrolledCardView {
    EnrolledCardView {
        key: card.key.to_string(),
        ending: card.ending,
        since: card.enrolled,
        password_needed: card.password_needed,
    }
}

/// Whose cards the practice takes.
pub(super) fn rules_view(rules: signin::vault::CardRules) -> CardRulesView {
    CardRulesView {
        issuers: rules.issuers,
        module: rules.module.map(|path| path.to_string_lossy().into_owned()),
        sign_out: rules.removal == Removal::SignOut,
        lists: rules.lists.to_string_lossy().into_owned(),
    }
}

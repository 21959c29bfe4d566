//! Every way to prove who one is, as the screens ask for it: signing in, one's own, adding one and taking one off.
//!
//! What a factor does is in its own file below; here stands only which there are. Password and code stay beside every
//! other, so there is always a way back in. Next: `let_in`, where all of them end.

mod account;
mod card;
mod error;
pub(crate) mod here;
mod password;
mod security_key;

pub use error::FactorsError;

use crate::engine::{Engine, held};
use crate::errors::SignInFailure;
use crate::practice::unlocked::Unlocked;
use crate::view::{FactorTrouble, FactorsAsked, NewFactor, SignInWith, YourFactors};
use domain::audit::Factor;
use signin::card::CardError;
use signin::security_key::KeyError;
use signin::vault::{FactorError, Offered};

impl Engine {
    /// Signs somebody in by whichever way they chose, and opens the practice.
    pub async fn sign_in_with(&self, with: SignInWith) -> Result<Unlocked, SignInFailure> {
        match with {
            SignInWith::Password { user_name, password, code } => {
                self.sign_in(&user_name, &password, &code).await
            }
            SignInWith::Card { pin, password } => self.sign_in_with_card(pin, password).await,
            SignInWith::SecurityKey { user_name, pin } => {
                self.sign_in_with_security_key(&user_name, pin).await
            }
        }
    }

    /// What one can sign in with beside password and code, and what of it is here.
    pub async fn your_factors(&self) -> Result<YourFactors, FactorsError> {
        Ok(YourFactors { card: self.your_cards().await?, security_key: self.your_security_keys().await? })
    }

    /// Adds to one's own account what is put in, plugged in or shown now.
    pub async fn add_factor(&self, new: NewFactor) -> Result<(), FactorsError> {
        match new {
            NewFactor::Card { password, pin } => self.enrol_card(password, pin).await,
            NewFactor::SecurityKey { password, pin, name } => {
                self.enrol_security_key(password, pin, name).await
            }
        }
    }

    /// Takes one off one's own account. One that is not there is gone already.
    pub async fn remove_factor(&self, factor: Factor, key: String) -> Result<(), FactorsError> {
        match factor {
            Factor::Card => self.remove_card(key).await,
            Factor::SecurityKey => self.remove_security_key(key).await,
        }
    }

    /// Ends what waits for its person, if anything does.
    pub fn cancel_factor(&self) {
        self.0.factors.cancel();
    }

    /// What the sign-in screen offers beside password and code.
    pub(crate) fn factors_asked(&self, offered: Offered) -> FactorsAsked {
        FactorsAsked {
            card: held(&self.0.factors.cards).view(),
            security_key: offered.security_keys.then(|| self.security_key_asked()),
        }
    }
}

/// What is wrong, as the screens know it.
pub fn trouble(error: FactorError) -> FactorTrouble {
    match error {
        FactorError::Card(error) => {
            let left = if let CardError::WrongPin { left } = error { card::left(left) } else { None };
            FactorTrouble::Card { why: card::card_trouble(error), left }
        }
        FactorError::SecurityKey(error) => {
            let left = if let KeyError::WrongPin { left } = error { left } else { None };
            FactorTrouble::SecurityKey { why: security_key::key_trouble(error), left }
        }
    }
}

//! The way in with a smartcard.

use crate::engine::Engine;
use crate::errors::SignInFailure;
use crate::practice::unlocked::Unlocked;
use crate::way_in::factors::account::blocking;
use crate::way_in::let_in::{Stays, Tried};
use signin::card::{Pin, Removal};
use signin::password::Password;
use signin::vault::{SignInError, Vault};
use std::time::Instant;

impl Engine {
    /// Signs in whoever's card is in the reader, and opens the practice. The password is for a card that only signs.
    pub(in crate::way_in) async fn sign_in_with_card(
        &self,
        pin: String,
        password: Option<String>,
    ) -> Result<Unlocked, SignInFailure> {
        let mut open = self.0.open.lock().await;
        if open.is_some() {
            return Err(SignInFailure::NotNow);
        }
        let (vault, now, began) = (self.vault()?, self.0.clock.now(), started());
        let notice = vault.notice().map_err(SignInError::from)?;
        let (pin, password) = (Pin::from(pin), password.map(Password::from));
        let removal = self.removal(&vault)?;
        let factors = blocking(move || vault.sign_in_with_card(&pin, password.as_ref(), now)).await?;
        if factors.is_err() {
            // A wrong PIN has cost a try: the screen shows how many are left.
            self.look_again();
        }
        // A card that was refused does not name its owner.
        let tried = Tried { typed: "", notice, factors, stays: Some(Stays { removal, began }) };
        self.let_in(&mut open, tried).await
    }

    fn removal(&self, vault: &Vault) -> Result<Removal, SignInFailure> {
        let rules = vault.card_rules().map_err(SignInError::from)?;
        Ok(rules.map(|rules| rules.removal).unwrap_or_default())
    }
}

fn started() -> Instant {
    Instant::now()
}

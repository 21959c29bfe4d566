//! One's own cards, and for a manager whose cards the practice takes.

use super::shown::{enrolled, rules_view};
use crate::engine::{Engine, held};
use crate::view::YourCards;
use crate::way_in::factors::FactorsError;
use crate::way_in::factors::account::blocking;
use domain::audit::difference::between;
use domain::audit::{Factor, What};
use domain::staff::{Action, may};
use serde_json::{Value, json};
use signin::card::{Pin, Removal};
use signin::password::Password;
use signin::vault::{CardRules, ChangeError};
use std::path::PathBuf;

/// The rules as the audit compares them.
fn said(rules: Option<CardRules>) -> Value {
    rules.map_or_else(
        || json!({}),
        |rules| json!({ "issuers": rules.issuers, "module": rules.module, "removal": rules.removal }),
    )
}

impl Engine {
    /// One's own cards, what is in the readers, and for a manager the practice's rules.
    pub(in crate::way_in) async fn your_cards(&self) -> Result<YourCards, FactorsError> {
        let (open, vault) = self.somebody()?;
        let me = open.me().clone();
        let rules = may(&me.roles, Action::ChangePolicy);
        let (cards, found) =
            blocking(move || Ok::<_, FactorsError>((vault.my_cards(me.staff)?, vault.card_rules()?)))
                .await??;
        Ok(YourCards {
            cards: cards.into_iter().map(enrolled).collect(),
            taken: found.is_some(),
            reader: held(&self.0.factors.cards).view(),
            rules: rules.then(|| found.map(rules_view).unwrap_or_default()),
        })
    }

    /// Adds the card in the reader to one's own account.
    pub(in crate::way_in) async fn enrol_card(
        &self,
        password: String,
        pin: String,
    ) -> Result<(), FactorsError> {
        let (open, vault) = self.somebody()?;
        let (staff, now) = (open.me().staff, self.0.clock.now());
        let (password, pin) = (Password::from(password), Pin::from(pin));
        let adding = vault.clone();
        let added = blocking(move || adding.enrol_card(staff, &password, &pin, now)).await??;
        let written = open.witness_factor(What::FactorAdded { factor: Factor::Card }).await;
        if written.is_err() {
            // What nobody can be shown later does not open.
            let _ = blocking(move || vault.remove_card(staff, added.key)).await;
        }
        self.look_again();
        Ok(written?)
    }

    /// Takes one's own card off the account.
    pub(in crate::way_in) async fn remove_card(&self, key: String) -> Result<(), FactorsError> {
        let (open, vault) = self.somebody()?;
        let staff = open.me().staff;
        let looking = vault.clone();
        let cards = blocking(move || looking.my_cards(staff)).await??;
        let Some(card) = cards.into_iter().find(|card| card.key.to_string() == key) else { return Ok(()) };
        open.witness_factor(What::FactorRemoved { factor: Factor::Card }).await?;
        blocking(move || vault.remove_card(staff, card.key)).await?.map_err(ChangeError::from)?;
        self.look_again();
        Ok(())
    }

    /// Sets whose cards are taken here. No issuers: none.
    pub async fn set_card_rules(
        &self,
        issuers: String,
        module: Option<String>,
        sign_out: bool,
    ) -> Result<(), FactorsError> {
        let (open, vault) = self.somebody()?;
        open.allowed(Action::ChangePolicy, "setCardRules").await?;
        let removal = if sign_out { Removal::SignOut } else { Removal::Lock };
        let module = module.filter(|path| !path.trim().is_empty()).map(PathBuf::from);
        let taken_here = !issuers.trim().is_empty();
        let changes = blocking(move || -> Result<_, FactorsError> {
            let before = vault.card_rules()?;
            vault.set_card_rules(module, &issuers, removal)?;
            Ok(between(&said(before), &said(vault.card_rules()?)))
        })
        .await??;
        open.witness_factor(What::Published { record: "cardRules".to_owned(), changes }).await?;
        self.watch_cards(taken_here);
        self.look_again();
        Ok(())
    }
}

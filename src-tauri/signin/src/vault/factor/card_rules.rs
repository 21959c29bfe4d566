//! Which smartcards are taken on this workstation: through which module, from which issuers, and what a card's leaving does.

use crate::card::{self, BadIssuer, CardError, Cards, Removal, Trust, default_module};
use crate::vault::format::{self, Body, Bytes};
use crate::vault::{Vault, VaultError};
use std::path::PathBuf;

/// Below the vault's folder: the lists of what issuers took back, as files.
const LISTS: &str = "revocation-lists";

/// Smartcards at this practice, on this workstation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardRules {
    /// The PKCS#11 module, unless it is OpenSC's in its usual place.
    pub module: Option<PathBuf>,
    /// Names of the issuers whose cards are taken.
    pub issuers: Vec<String>,
    /// What a card's leaving does.
    pub removal: Removal,
    /// The folder for the issuers' revocation lists.
    pub lists: PathBuf,
}

/// Why the rules were not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardRulesError {
    /// One of the issuers is none.
    #[error(transparent)]
    Issuer(#[from] BadIssuer),
    /// The vault is of no use just now.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl Vault {
    /// Smartcards here; `None` where they are not set up.
    ///
    /// # Errors
    /// The vault is of no use just now.
    pub fn card_rules(&self) -> Result<Option<CardRules>, VaultError> {
        let rules = self.body(&self.secret()?)?.cards;
        Ok(rules.map(|rules| CardRules {
            module: rules.module.map(PathBuf::from),
            issuers: rules.issuers.iter().filter_map(|issuer| card::issuer_name(&issuer.0)).collect(),
            removal: rules.removal,
            lists: self.folder.join(LISTS),
        }))
    }

    /// Says whose cards are taken here, by the issuers' certificates (PEM); none turns smartcards off. Who may say so is
    /// decided in the engine.
    ///
    /// # Errors
    /// One of them is no issuer, or the vault is of no use just now.
    pub fn set_card_rules(
        &self,
        module: Option<PathBuf>,
        issuers: &str,
        removal: Removal,
    ) -> Result<(), CardRulesError> {
        let rules = if issuers.trim().is_empty() {
            None
        } else {
            let issuers = card::read_issuers(issuers)?.into_iter().map(Bytes).collect();
            let module = module.map(|path| path.to_string_lossy().into_owned());
            Some(format::CardRules { module, issuers, removal })
        };
        let lists = self.folder.join(LISTS);
        crate::durable::make_folder(&lists).map_err(crate::vault::disk)?;
        Ok(self.change(&self.secret()?, |body| body.cards = rules)?)
    }

    pub(super) fn trust(&self, body: &Body) -> Result<Trust, CardError> {
        let rules = body.cards.as_ref().ok_or(CardError::NotSetUp)?;
        let issuers = rules.issuers.iter().map(|issuer| issuer.0.clone());
        Ok(Trust::new(issuers, &self.folder.join(LISTS)))
    }
}

pub(super) fn cards(body: &Body) -> Result<Cards, CardError> {
    let rules = body.cards.as_ref().ok_or(CardError::NotSetUp)?;
    Ok(Cards::new(rules.module.as_ref().map_or_else(default_module, PathBuf::from)))
}

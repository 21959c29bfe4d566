//! A practice's smartcards for journeys: one issuer, the list of what it took back, and a card of each kind.

use anyhow::Result;
use std::path::Path;
use xtask::smartcards::{Card, Issuer, Key, KeyKind, Purpose, Validity};

/// Whose cards the practice takes.
#[derive(Debug)]
pub struct Authority(Issuer);

impl Authority {
    /// A new one.
    pub fn new() -> Result<Self> {
        Ok(Self(Issuer::new("Hollin Lane cards")?))
    }

    /// Its certificate, as the manager pastes it.
    #[must_use]
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// Puts its list, which takes nothing back, where a data folder's practice looks.
    pub fn publish(&self, data: &Path) -> Result<()> {
        let lists = data.join("practice/revocation-lists");
        std::fs::create_dir_all(&lists)?;
        std::fs::write(lists.join("hollin-lane.crl"), self.0.revocation_list(&[], Validity::now())?)?;
        Ok(())
    }

    /// A card that opens by itself, ending 4417.
    pub fn card(&self) -> Result<Card> {
        let made = |purpose| {
            let key = Key::make(KeyKind::P256)?;
            let certificate = self.0.issue("Carol Whitby", &key, purpose, Validity::now())?;
            anyhow::Ok((key, certificate))
        };
        Ok(Card::new(4417, made(Purpose::SignIn)?, Some(made(Purpose::Unwrap)?)))
    }
}

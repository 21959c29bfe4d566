//! A practice's smartcards for journeys: one issuer, the list of what it took back, and a card of each kind.

use anyhow::Result;
use doubles::smartcards::{Card, Certificate, Issuer, Key, KeyKind, Purpose, Validity};
use std::path::Path;

/// Whose cards the practice takes.
#[derive(Debug)]
pub struct Authority(Issuer);

impl Authority {
    /// A new one of this name.
    pub fn new(name: &str) -> Result<Self> {
        Ok(Self(Issuer::new(name)?))
    }

    /// Its certificate, as the manager pastes it.
    #[must_use]
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// Puts its list, which takes these back, where a data folder's practice looks.
    pub fn publish(&self, data: &Path, taken_back: &[&Certificate]) -> Result<()> {
        let lists = data.join("practice/revocation-lists");
        std::fs::create_dir_all(&lists)?;
        let list = self.0.revocation_list(taken_back, Validity::now())?;
        std::fs::write(lists.join("hollin-lane.crl"), list)?;
        Ok(())
    }

    /// A card that opens by itself, ending 4417.
    pub fn card(&self) -> Result<Card> {
        Ok(self.card_for(Purpose::SignIn, Validity::now())?.0)
    }

    /// The same with a certificate for this purpose and time.
    pub fn card_for(&self, purpose: Purpose, validity: Validity) -> Result<(Card, Certificate)> {
        let made = |purpose, validity| {
            let key = Key::make(KeyKind::P256)?;
            let certificate = self.0.issue("Carol Whitby", &key, purpose, validity)?;
            anyhow::Ok((key, certificate))
        };
        let (key, certificate) = made(purpose, validity)?;
        let unwrap = made(Purpose::Unwrap, Validity::now())?;
        Ok((Card::new(4417, (key, certificate.clone()), Some(unwrap)), certificate))
    }
}

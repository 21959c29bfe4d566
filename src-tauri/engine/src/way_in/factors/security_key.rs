//! Security keys at the desk: the way in with one, one's own, and the person's way out while a key waits for its touch.
//!
//! A key may wait for half a minute, so nothing else is held up meanwhile: whoever asks anew, types a password instead or
//! locks ends what waited. What the person is to do is told as it happens. Unlike a card, a key that leaves later changes
//! nothing, for Windows does not tell. Next: `signin::security_key`.

mod here;
mod shown;

pub(super) use here::KeysHere;
pub(super) use shown::key_trouble;

use self::shown::{enrolled, shown};
use crate::engine::{Engine, held};
use crate::errors::SignInFailure;
use crate::practice::unlocked::Unlocked;
use crate::view::{Change, Prompt as Shown, SecurityKeyAsked, YourSecurityKeys};
use crate::way_in::factors::FactorsError;
use crate::way_in::factors::account::blocking;
use crate::way_in::let_in::Tried;
use domain::audit::{Factor, What};
use signin::card::Pin;
use signin::password::Password;
use signin::security_key::{Cancel, KeyError, Person, Prompt, SecurityKeys};
use signin::vault::{ChangeError, SignInError};

impl Engine {
    /// Takes these keys for this computer's.
    #[cfg(any(test, feature = "testing"))]
    pub fn use_security_keys(&self, keys: std::sync::Arc<dyn SecurityKeys>) {
        *held(&self.0.factors.security_keys.way) = keys;
    }

    /// What the sign-in screen asks beside the user name.
    pub(crate) fn security_key_asked(&self) -> SecurityKeyAsked {
        SecurityKeyAsked { pin: held(&self.0.factors.security_keys.way).asks_pin() }
    }

    /// Signs in whoever has this name and touches their key, and opens the practice. The PIN is for a system that does not
    /// ask for it itself.
    pub(in crate::way_in) async fn sign_in_with_security_key(
        &self,
        user_name: &str,
        pin: String,
    ) -> Result<Unlocked, SignInFailure> {
        if self.unlocked().is_some() {
            return Err(SignInFailure::NotNow);
        }
        let (vault, now, user) = (self.vault()?, self.0.clock.now(), user_name.to_owned());
        let notice = vault.notice().map_err(SignInError::from)?;
        let factors = self
            .with_key(pin, move |keys, person| vault.sign_in_with_security_key(&user, keys, person, now))
            .await
            .ok_or(SignInFailure::NotNow)?;
        let factors = Ok(factors.map_err(|error| self.refused(user_name, error))?);
        let tried = Tried { typed: user_name, notice, factors, stays: None };
        let mut open = self.0.open.lock().await;
        if open.is_some() {
            return Err(SignInFailure::NotNow);
        }
        self.let_in(&mut open, tried).await
    }

    /// One's own security keys.
    pub(in crate::way_in) async fn your_security_keys(&self) -> Result<YourSecurityKeys, FactorsError> {
        let (open, vault) = self.somebody()?;
        let (staff, way) = (open.me().staff, held(&self.0.factors.security_keys.way).clone());
        let work = move || (vault.my_security_keys(staff), way.look());
        let (keys, here) = blocking(work).await?;
        Ok(YourSecurityKeys {
            keys: keys?.into_iter().map(enrolled).collect(),
            here: here != Err(KeyError::NotHere),
            asked: self.security_key_asked(),
        })
    }

    /// Adds a security key to one's own account.
    pub(in crate::way_in) async fn enrol_security_key(
        &self,
        password: String,
        pin: String,
        name: String,
    ) -> Result<(), FactorsError> {
        let (open, vault) = self.somebody()?;
        let (staff, now, password) = (open.me().staff, self.0.clock.now(), Password::from(password));
        let adding = vault.clone();
        let added = self
            .with_key(pin, move |keys, person| {
                adding.enrol_security_key(staff, &password, &name, keys, person, now)
            })
            .await
            .ok_or(FactorsError::Locked)??;
        let written = open.witness_factor(What::FactorAdded { factor: Factor::SecurityKey }).await;
        if written.is_err() {
            // What nobody can be shown later does not open.
            let _ = blocking(move || vault.remove_security_key(staff, added.key)).await;
        }
        self.0.changes.notify(Change::Gate);
        Ok(written?)
    }

    /// Takes one's own security key off the account.
    pub(in crate::way_in) async fn remove_security_key(&self, key: String) -> Result<(), FactorsError> {
        let (open, vault) = self.somebody()?;
        let staff = open.me().staff;
        let mine = vault.my_security_keys(staff)?;
        let Some(one) = mine.iter().find(|one| one.key.to_string() == key) else { return Ok(()) };
        open.witness_factor(What::FactorRemoved { factor: Factor::SecurityKey }).await?;
        let key = one.key;
        blocking(move || vault.remove_security_key(staff, key)).await?.map_err(ChangeError::from)?;
        self.0.changes.notify(Change::Gate);
        Ok(())
    }

    /// Does something with a key while its person is told what to do. `None` only when the program itself ends.
    async fn with_key<T: Send + 'static>(
        &self,
        pin: String,
        work: impl FnOnce(&dyn SecurityKeys, &Person<'_>) -> T + Send + 'static,
    ) -> Option<T> {
        let at = &self.0.factors.security_keys;
        self.0.factors.cancel();
        // Whoever stops while this waits for its turn stops this one.
        let cancel = Cancel::default();
        held(&at.waiting).clone_from(&cancel);
        let turn = at.turn.clone().lock_owned().await;
        let (way, pin) = (held(&at.way).clone(), Pin::from(pin));
        let changes = self.0.changes.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let prompt = |prompt: Prompt| changes.notify(Change::Prompt { now: shown(prompt) });
            work(&*way, &Person { pin: Some(&pin), cancel: &cancel, prompt: &prompt })
        });
        let done = done.await.ok();
        self.0.changes.notify(Change::Prompt { now: Shown::Over });
        done
    }
}

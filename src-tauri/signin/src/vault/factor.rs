//! What people prove themselves with, behind one contract: it opens a person's seed, and says what is noted of its use.
//!
//! Password and code is one such factor, a card with its PIN another, a security key with its PIN a third. Single sign-on
//! through a practice's own identity provider is another implementation of the same two questions: whose seed is this, and
//! what must still hold at the moment the vault is written. Everything after that (expiry, access key, database key) is the
//! same for all. What a person adds beside password and code is kept in `format::Added`.

mod card;
mod card_rules;
mod password;
mod security_key;

pub use card::{CardState, EnrolledCard};
pub use card_rules::{CardRules, CardRulesError};
pub use security_key::EnrolledSecurityKey;

use super::Vault;
use super::format::{Account, Body};
use super::signed_in::{SignInError, SignedIn};
use crate::keystore::DeviceSecret;
use chrono::{DateTime, Utc};
use crypto::{Keys, Seed};
use domain::StaffId;

/// A way to prove who one is.
pub(super) trait Factor {
    /// What it remembers from one question to the other.
    type Held;

    /// Whose seed it opens. Counts a try wherever one could guess, before anything is compared.
    fn prove(
        &self,
        vault: &Vault,
        secret: &DeviceSecret,
        now: DateTime<Utc>,
    ) -> Result<Proven<Self::Held>, SignInError>;

    /// Under the vault's lock: what must still hold of the account as it is now, and what is noted in it.
    fn accept(
        &self,
        proven: &Proven<Self::Held>,
        stored: &mut Account,
        now: DateTime<Utc>,
    ) -> Result<(), SignInError>;

    /// Whether a right answer also says that the clock is right: a code does.
    fn vouches_for_time(&self) -> bool {
        false
    }

    /// The reader that must keep what was put into it for as long as the person stays.
    fn reader(_: Self::Held) -> Option<String> {
        None
    }
}

/// Somebody proved by a factor.
pub(super) struct Proven<Held> {
    pub staff: StaffId,
    pub seed: Seed,
    /// What is answered if the account is gone by now.
    pub gone: SignInError,
    pub held: Held,
}

impl Vault {
    /// Lets somebody in by whichever factor.
    pub(super) fn sign_in_by<F: Factor>(
        &self,
        factor: &F,
        now: DateTime<Utc>,
    ) -> Result<SignedIn, SignInError> {
        let secret = self.secret()?;
        let proven = factor.prove(self, &secret, now)?;
        let keys = Keys::derive(&proven.seed);
        let (account, body) = self.try_change(&secret, |body| {
            let stored = body.accounts.iter_mut().find(|stored| stored.staff == proven.staff);
            let stored = stored.ok_or(proven.gone)?;
            factor.accept(&proven, stored, now)?;
            let stored = stored.clone();
            if factor.vouches_for_time() {
                body.latest = body.latest.max(now);
                if stored.expires.is_none() {
                    body.log_time = body.log_time.map(|time| time.min(now));
                }
            }
            body.begin_database(stored.staff, &keys, &secret)?;
            body.begin_next_key(stored.staff, &keys, &secret);
            Ok::<_, SignInError>((stored, body.clone()))
        })?;
        let signed_in = body.admit(&account, keys, &secret, now)?;
        Ok(SignedIn { reader: F::reader(proven.held), ..signed_in })
    }
}

impl Body {
    /// The latest that anybody vouches for: this clock, the log, a right code.
    pub(super) fn time(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now.max(self.latest).max(self.log_time.unwrap_or(self.latest))
    }

    fn admit(
        &self,
        account: &Account,
        keys: Keys,
        secret: &DeviceSecret,
        now: DateTime<Utc>,
    ) -> Result<SignedIn, SignInError> {
        if account.expires.is_some_and(|expires| expires <= self.time(now)) {
            return Err(SignInError::Expired);
        }
        let epoch = self.database.epoch;
        let access = self.access_of(account.staff, &keys)?;
        let unwrap = |wrapped| self.unwrap_database(wrapped, &access, secret).ok_or(SignInError::NoAccess);
        let database_key = unwrap(&self.database.wrapped)?;
        let next_key = self.database.next.as_ref().map(unwrap).transpose()?;
        Ok(SignedIn {
            staff: account.staff,
            keys,
            access,
            epoch,
            database_key,
            next_key,
            expires: account.expires,
            reader: None,
        })
    }
}

//! Security keys and the vault: whose key is whose, and the way in with one.
//!
//! The person's seed lies under a secret that the key alone makes of a salt kept here, and under this PC's own secret: a
//! stolen file is no help without the key, a stolen key none without its PIN and this PC. The user name says whose keys to
//! ask for; a name that nobody has is asked for a key that nobody has, so that it gets the same answer as somebody else's.
//! Keys are added by the person they belong to, who gives the current password once more. Next: `crate::security_key` for
//! the conversation with a key.

use super::{Factor, Proven};
use crate::keystore::DeviceSecret;
use crate::password::Password;
use crate::security_key::webauthn::{self, Ceremony, Credential};
use crate::security_key::{Answer, KeyError, Person, Salted, SecurityKeys, Wanted};
use crate::throttle::{self, Input};
use crate::vault::account_error::AccountError;
use crate::vault::format::{self, Account, Bytes, SecurityKeySlot};
use crate::vault::next_key::take_out;
use crate::vault::{AddError, ChangeError, SignInError, SignedIn, UserName, Vault, VaultError};
use chrono::{DateTime, Utc};
use crypto::{Hash, Seed, WrapKey};
use domain::{PracticeId, StaffId};

/// Letters of what a person calls their key.
const LONGEST_NAME: usize = 40;

/// What a person may know of their own security key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolledSecurityKey {
    pub key: Hash,
    /// What its person calls it.
    pub name: String,
    /// Since when.
    pub enrolled: DateTime<Utc>,
}

impl Vault {
    /// Signs somebody in with their security key. Waits for a person: not for an async thread.
    ///
    /// # Errors
    /// Each asks for something else of the person: see [`SignInError`] and [`KeyError`].
    pub fn sign_in_with_security_key(
        &self,
        user_name: &str,
        keys: &dyn SecurityKeys,
        person: &Person<'_>,
        now: DateTime<Utc>,
    ) -> Result<SignedIn, SignInError> {
        self.sign_in_by(&KeyAndTouch { user_name, keys, person }, now)
    }

    /// Adds a security key to one's own account: it is touched twice, for the credential and for its secret. Waits for a
    /// person: not for an async thread.
    ///
    /// # Errors
    /// The key was not accepted, or the current password is wrong.
    pub fn enrol_security_key(
        &self,
        staff: StaffId,
        current: &Password,
        name: &str,
        keys: &dyn SecurityKeys,
        person: &Person<'_>,
        now: DateTime<Utc>,
    ) -> Result<EnrolledSecurityKey, AddError> {
        keys.look()?;
        let secret = self.secret()?;
        let account = self.account_of(staff)?;
        let seed = self.reopen(&account, current, now)?.seed;
        self.try_change(&secret, |body| {
            let stored = body.account_mut(staff)?;
            stored.attempts = throttle::step(stored.attempts, Input::Clear, now).0;
            Ok::<_, AccountError>(())
        })?;
        let others = self.credentials(&secret)?;
        let credential = make(&account, &others, keys, person)?;
        let salt = random()?;
        let answer = ask(&[(&credential.id, &credential.public, &salt)], keys, person)?;
        let shared = answer.secret.ok_or(KeyError::NoSecret)?;
        let owner = (self.name.practice, staff, Hash::of(&credential.id));
        let key = wrap_key(shared.as_slice(), owner, &secret).ok_or(KeyError::Failed)?;
        let wrapped = key.wrap(&context(owner), seed.to_bytes().as_slice()).map_err(|_| KeyError::Failed)?;
        let slot = SecurityKeySlot {
            name: name.trim().chars().take(LONGEST_NAME).collect(),
            enrolled: now,
            credential: Bytes(credential.id),
            public: Bytes(credential.public),
            salt: Bytes(salt.to_vec()),
            wrapped: Bytes(wrapped),
        };
        self.try_change(&secret, |body| {
            body.account_mut(staff)?.added.security_keys.push(slot.clone());
            Ok::<_, AccountError>(())
        })?;
        Ok(EnrolledSecurityKey::of(&slot))
    }

    /// One's own security keys.
    ///
    /// # Errors
    /// No account, or the vault is of no use just now.
    pub fn my_security_keys(&self, staff: StaffId) -> Result<Vec<EnrolledSecurityKey>, ChangeError> {
        Ok(self.account_of(staff)?.added.security_keys.iter().map(EnrolledSecurityKey::of).collect())
    }

    /// Takes a security key off one's own account.
    ///
    /// # Errors
    /// No account, or the vault is of no use just now.
    pub fn remove_security_key(&self, staff: StaffId, key: Hash) -> Result<(), AccountError> {
        self.try_change(&self.secret()?, |body| {
            if take_out(&mut body.account_mut(staff)?.added.security_keys, |slot| slot.key() == key) {
                body.spend_key();
            }
            Ok(())
        })
    }

    /// Everybody's: one key opens one account.
    fn credentials(&self, secret: &DeviceSecret) -> Result<Vec<Vec<u8>>, VaultError> {
        let slots = self.body(secret)?.accounts.into_iter().flat_map(|account| account.added.security_keys);
        Ok(slots.map(|slot| slot.credential.0).collect())
    }

    /// The seed, if this key's secret opens it.
    fn unwrap_with_key(
        &self,
        staff: StaffId,
        slot: &SecurityKeySlot,
        shared: &[u8],
        secret: &DeviceSecret,
    ) -> Result<Seed, KeyError> {
        let owner = (self.name.practice, staff, slot.key());
        let key = wrap_key(shared, owner, secret).ok_or(KeyError::Failed)?;
        let plain = key.unwrap(&context(owner), &slot.wrapped.0).map_err(|_| KeyError::NotItsKey)?;
        Seed::from_slice(&plain).map_err(|_| KeyError::NotItsKey)
    }
}

/// A security key, its PIN and a touch.
struct KeyAndTouch<'typed> {
    user_name: &'typed str,
    keys: &'typed dyn SecurityKeys,
    person: &'typed Person<'typed>,
}

impl Factor for KeyAndTouch<'_> {
    /// The key, by its credential.
    type Held = Hash;

    fn prove(
        &self,
        vault: &Vault,
        secret: &DeviceSecret,
        now: DateTime<Utc>,
    ) -> Result<Proven<Hash>, SignInError> {
        // Without a key there is nothing to guess with: it costs no try.
        self.keys.look()?;
        let counted = vault.count_try(secret, self.user_name, now)?;
        let gone = SignInError::from(KeyError::WrongKey);
        let Some(account) = counted.account.filter(|account| !account.added.security_keys.is_empty()) else {
            let nobodys = nobodys(self.user_name, secret)?;
            ask(&[(&nobodys, &[], &[0; 32])], self.keys, self.person)?;
            return Err(gone);
        };
        let slots: Vec<_> = account
            .added
            .security_keys
            .iter()
            .filter_map(|slot| {
                Some((&*slot.credential.0, &*slot.public.0, slot.salt.0.as_slice().try_into().ok()?))
            })
            .collect();
        let answer = ask(&slots, self.keys, self.person)?;
        let slot = account.added.security_keys.iter().find(|slot| slot.credential.0 == answer.credential);
        let (slot, shared) = slot.zip(answer.secret).ok_or(KeyError::NotItsKey)?;
        let seed = vault.unwrap_with_key(account.staff, slot, shared.as_slice(), secret)?;
        Ok(Proven { staff: account.staff, seed, gone, held: slot.key() })
    }

    fn accept(
        &self,
        proven: &Proven<Hash>,
        stored: &mut Account,
        now: DateTime<Utc>,
    ) -> Result<(), SignInError> {
        if !stored.added.security_keys.iter().any(|slot| slot.key() == proven.held) {
            return Err(proven.gone);
        }
        stored.attempts = throttle::step(stored.attempts, Input::Clear, now).0;
        Ok(())
    }
}

impl SecurityKeySlot {
    fn key(&self) -> Hash {
        Hash::of(&self.credential.0)
    }
}

impl EnrolledSecurityKey {
    fn of(slot: &SecurityKeySlot) -> Self {
        Self { key: slot.key(), name: slot.name.clone(), enrolled: slot.enrolled }
    }
}

fn make(
    account: &Account,
    others: &[Vec<u8>],
    keys: &dyn SecurityKeys,
    person: &Person<'_>,
) -> Result<Credential, KeyError> {
    let client_data = webauthn::client_data(Ceremony::Create)?;
    let wanted =
        Wanted { client_data: &client_data, user: &random()?, user_name: &account.user_name, others };
    webauthn::read_made(&keys.make(&wanted, person)?.authenticator_data)
}

type Slot<'slot> = (&'slot [u8], &'slot [u8], &'slot [u8; 32]);

/// Asks for one of these credentials, and holds the answer against its public key.
fn ask(slots: &[Slot<'_>], keys: &dyn SecurityKeys, person: &Person<'_>) -> Result<Answer, KeyError> {
    let client_data = webauthn::client_data(Ceremony::Get)?;
    let salted = |(credential, _, salt): &Slot<'_>| Salted {
        credential: credential.to_vec(),
        salt: webauthn::prf_salt(salt.as_slice()),
    };
    let any: Vec<_> = slots.iter().map(salted).collect();
    let answer = keys.ask(&client_data, &any, person)?;
    let known = slots.iter().find(|(credential, _, _)| *credential == answer.credential);
    let (_, public, _) = known.ok_or(KeyError::NotItsKey)?;
    webauthn::check_answer(public, &answer.authenticator_data, &client_data, &answer.signature)?;
    Ok(answer)
}

/// A credential on no key, always the same for one name.
fn nobodys(user_name: &str, secret: &DeviceSecret) -> Result<Vec<u8>, KeyError> {
    let half = |label| {
        let name = UserName::spelling(user_name);
        format::derive(secret.bytes(), &[], label, name.as_bytes()).ok_or(KeyError::Failed)
    };
    let (one, other) = (half("duty-desk vault nobody's key 1")?, half("duty-desk vault nobody's key 2")?);
    Ok([one.as_slice(), other.as_slice()].concat())
}

fn random() -> Result<[u8; 32], KeyError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| KeyError::Failed)?;
    Ok(bytes)
}

type Owner = (PracticeId, StaffId, Hash);

fn wrap_key(shared: &[u8], (_, _, credential): Owner, secret: &DeviceSecret) -> Option<WrapKey> {
    let key =
        format::derive(shared, secret.bytes(), "duty-desk vault security key 1", credential.as_bytes())?;
    Some(WrapKey::from_bytes(&key))
}

fn context((practice, staff, credential): Owner) -> Vec<u8> {
    format!("duty-desk security key 1, practice {practice}, staff {staff}, key {credential}").into_bytes()
}

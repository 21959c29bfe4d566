//! How a person signs in, as it travels from one workstation to the others.
//!
//! It holds what the person's password closed, without any workstation's own secret; so it is never kept and never sent as
//! it is, only sealed to workstations of the practice. It carries the last code that was used, so that the code of one
//! workstation does not open the next. Cards and security keys are added on each workstation by itself. Next: `follow`, which takes one in.

use super::account_error::AccountError;
use super::format::{Account, Body, Bytes};
use super::{NewAccount, SignedIn, Vault};
use crate::keystore::DeviceSecret;
use crate::password::Stretch;
use crate::throttle::Attempts;
use chrono::{DateTime, Utc};
use crypto::cbor;
use domain::{PracticeId, StaffId};
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::Zeroizing;

/// The version this program writes, and the only one it reads.
const FORMAT: u32 = 1;

/// A person's way to sign in.
#[derive(Serialize, Deserialize)]
pub struct Login {
    format: u32,
    pub(super) user_name: String,
    staff: StaffId,
    salt: Bytes,
    stretch: Stretch,
    wrapped: Bytes,
    pub(super) last_step: Option<u64>,
    expires: Option<DateTime<Utc>>,
    /// The person's keys are new: what a card or security key of theirs opens is of no use any more.
    new_keys: bool,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("staff", &self.staff).finish_non_exhaustive()
    }
}

impl Login {
    /// Whose.
    pub fn staff(&self) -> StaffId {
        self.staff
    }

    /// The bytes to be sealed. `None` never happens: it is encoded into memory.
    pub fn to_bytes(&self) -> Option<Zeroizing<Vec<u8>>> {
        cbor::encode(self).ok().map(Zeroizing::new)
    }

    /// Reads what was sealed; `None` if a later version wrote it.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        cbor::decode(bytes).ok().filter(|login: &Self| login.format == FORMAT)
    }

    /// The same with other dates.
    #[must_use]
    pub fn until(self, expires: Option<DateTime<Utc>>) -> Self {
        Self { expires, ..self }
    }

    pub(super) fn of(account: &Account, practice: PracticeId, secret: &DeviceSecret) -> Option<Self> {
        Some(Self {
            format: FORMAT,
            user_name: account.user_name.clone(),
            staff: account.staff,
            salt: account.salt.clone(),
            stretch: account.stretch,
            wrapped: Bytes(account.open_here(practice, secret)?.to_vec()),
            last_step: account.last_step,
            expires: account.expires,
            new_keys: false,
        })
    }

    /// An account of this PC that opens with it. What is known here of tries and codes stays.
    pub(super) fn into_account(
        self,
        practice: PracticeId,
        before: Option<&Account>,
        secret: &DeviceSecret,
    ) -> Result<Account, AccountError> {
        let kept = before.filter(|_| !self.new_keys);
        let mut account = Account {
            user_name: self.user_name.clone(),
            staff: self.staff,
            salt: self.salt.clone(),
            stretch: self.stretch,
            wrapped: Bytes(Vec::new()),
            login: None,
            access: before.map_or_else(Vec::new, |before| before.access.clone()),
            attempts: before.map_or_else(Attempts::default, |before| before.attempts),
            last_step: self.last_step.max(before.and_then(|before| before.last_step)),
            expires: self.expires,
            added: kept.map(|kept| kept.added.clone()).unwrap_or_default(),
        };
        account.close_here(practice, &self.wrapped.0, secret)?;
        Ok(account)
    }
}

impl Vault {
    /// Everybody's way to sign in on this PC: for a workstation that joins.
    ///
    /// # Errors
    /// A cipher refused, or the vault is of no use just now.
    pub fn logins(&self, _: &SignedIn) -> Result<Vec<Login>, AccountError> {
        let secret = self.secret()?;
        let accounts = self.body(&secret)?.accounts;
        let login = |account| Login::of(account, self.name.practice, &secret).ok_or(AccountError::Cipher);
        accounts.iter().map(login).collect()
    }

    /// Makes a person's way to sign in, and keeps nothing: it comes back with the directory. Slow: not for an async thread.
    ///
    /// # Errors
    /// Taken, weak, wrong code, or the vault is of no use just now.
    pub fn make_login(
        &self,
        by: &SignedIn,
        new: NewAccount,
        now: DateTime<Utc>,
    ) -> Result<Login, AccountError> {
        let secret = self.secret()?;
        let body = self.body(&secret)?;
        if body.is_taken(new.user_name.as_str(), new.staff) {
            return Err(AccountError::Taken);
        }
        new.check(&body.practice_name, now)?;
        let account = new.into_account(&body, (by.epoch, &by.access), &secret, self.stretch, now)?;
        let login = Login::of(&account, self.name.practice, &secret).ok_or(AccountError::Cipher)?;
        Ok(Login { new_keys: true, ..login })
    }

    /// A person's way to sign in with other dates, for a manager who extends or shortens it.
    ///
    /// # Errors
    /// Unknown, or the vault is of no use just now.
    pub fn login_until(
        &self,
        _: &SignedIn,
        staff: StaffId,
        expires: Option<DateTime<Utc>>,
    ) -> Result<Login, AccountError> {
        let secret = self.secret()?;
        let mut body = self.body(&secret)?;
        let account = body.account_mut(staff)?;
        Ok(Login::of(account, self.name.practice, &secret).ok_or(AccountError::Cipher)?.until(expires))
    }

    /// Puts a way to sign in into this vault.
    ///
    /// # Errors
    /// A cipher refused, or the vault is of no use just now.
    pub fn keep_login(&self, login: Login) -> Result<(), AccountError> {
        let secret = self.secret()?;
        self.try_change(&secret, |body| {
            let place = body.accounts.iter().position(|account| account.staff == login.staff);
            let before = place.map(|place| body.accounts.remove(place));
            let account = login.into_account(body.practice, before.as_ref(), &secret)?;
            body.accounts.push(account);
            if before.is_some() {
                body.spend_key();
            }
            Ok(())
        })
    }
}

impl Body {
    /// Has somebody else this user name?
    pub(super) fn is_taken(&self, user_name: &str, staff: StaffId) -> bool {
        self.accounts.iter().any(|other| other.staff != staff && other.user_name == user_name)
    }
}

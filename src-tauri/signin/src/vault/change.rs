//! Changing one's own factors, while signed in.
//!
//! The current password is asked for again, so that an unattended screen is not enough; a wrong one counts as a wrong try.
//! What comes out is the new way to sign in, for every workstation alike; this one takes it up with the others.

use super::account::Opened;
use super::account_error::AccountError;
use super::format::Account;
use super::login::Login;
use super::signed_in::FactorError;
use super::{SignInError, SignedIn, Vault, VaultError};
use crate::password::Password;
use crate::throttle::{self, Input};
use chrono::{DateTime, Utc};
use domain::StaffId;

/// Why one's own factors were not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// The current password was wrong, or there were too many wrong tries.
    #[error(transparent)]
    Current(#[from] SignInError),
    /// The new factor was not taken.
    #[error(transparent)]
    New(#[from] AccountError),
}

impl From<VaultError> for ChangeError {
    fn from(error: VaultError) -> Self {
        Self::Current(error.into())
    }
}

/// Why something was not added to one's own account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddError {
    /// It was not accepted.
    #[error(transparent)]
    Factor(FactorError),
    /// The current password was wrong, or the vault is of no use just now.
    #[error(transparent)]
    Change(#[from] ChangeError),
}

impl<E: Into<FactorError>> From<E> for AddError {
    fn from(error: E) -> Self {
        Self::Factor(error.into())
    }
}

impl From<AccountError> for AddError {
    fn from(error: AccountError) -> Self {
        Self::Change(error.into())
    }
}

impl From<VaultError> for AddError {
    fn from(error: VaultError) -> Self {
        Self::Change(error.into())
    }
}

impl Vault {
    /// One's own way to sign in with another password. Slow: not for an async thread.
    ///
    /// # Errors
    /// The current password is wrong, or the new one is not good enough.
    pub fn new_password(
        &self,
        by: &SignedIn,
        current: &Password,
        new: &Password,
        now: DateTime<Utc>,
    ) -> Result<Login, ChangeError> {
        let notice = self.notice()?;
        let account = self.account_of(by.staff)?;
        new.check(&account.user_name, &notice.practice_name).map_err(AccountError::from)?;
        let opened = self.reopen(&account, current, now)?;
        self.reclose(account, &opened, new, now)
    }

    pub(super) fn account_of(&self, staff: StaffId) -> Result<Account, ChangeError> {
        let accounts = self.body(&self.secret()?)?.accounts;
        accounts.into_iter().find(|account| account.staff == staff).ok_or(AccountError::Unknown.into())
    }

    pub(super) fn reopen(
        &self,
        account: &Account,
        current: &Password,
        now: DateTime<Utc>,
    ) -> Result<Opened, ChangeError> {
        let secret = self.secret()?;
        let then = self.count_try(&secret, &account.user_name, now)?.then;
        account.open(self.name.practice, current, &secret).ok_or(SignInError::Wrong { then }.into())
    }

    /// Clears the tries, which the right password has earned, and closes the secrets anew.
    fn reclose(
        &self,
        mut account: Account,
        opened: &Opened,
        password: &Password,
        now: DateTime<Utc>,
    ) -> Result<Login, ChangeError> {
        let secret = self.secret()?;
        self.try_change(&secret, |body| {
            let stored = body.account_mut(account.staff)?;
            stored.attempts = throttle::step(stored.attempts, Input::Clear, now).0;
            Ok::<_, AccountError>(())
        })?;
        account.close(self.name.practice, opened, password, self.stretch, &secret)?;
        let login = Login::of(&account, self.name.practice, &secret).ok_or(AccountError::Cipher)?;
        Ok(login)
    }
}

//! Who has an account on this PC.
//!
//! Who may add or end one is decided in the engine and stands in the practice's directory, which the vault follows (see
//! `follow`). Here are the accounts of set-up, which come before there is a directory to follow, and what a manager sees.

use super::account::NewAccount;
use super::account_error::AccountError;
use super::format::{Account, Body};
use super::{SignedIn, Vault, VaultError};
use crate::throttle::{self, Input, Next};
use crate::vault::next_key::take_out;
use chrono::{DateTime, Utc};
use domain::StaffId;
use serde::Serialize;

/// An account, for the manager's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountSummary {
    /// The name they sign in under.
    pub user_name: String,
    /// Who they are.
    pub staff: StaffId,
    /// When they may next try.
    pub next: Next,
    /// When access ends by itself.
    pub expires: Option<DateTime<Utc>>,
}

impl Vault {
    /// Lets a person sign in on this PC, with the access of the one who adds them.
    ///
    /// # Errors
    /// Taken, weak, wrong code, or the vault is of no use just now. Slow: not for an async thread.
    pub fn add_account(
        &self,
        by: &SignedIn,
        new: NewAccount,
        now: DateTime<Utc>,
    ) -> Result<(), AccountError> {
        let secret = self.secret()?;
        let body = self.body(&secret)?;
        new.check(&body.practice_name, now)?;
        let account = new.into_account(&body, (by.epoch, &by.access), &secret, self.stretch, now)?;
        self.try_change(&secret, |body| {
            let taken =
                |other: &Account| other.staff == account.staff || other.user_name == account.user_name;
            if body.accounts.iter().any(taken) {
                return Err(AccountError::Taken);
            }
            body.accounts.push(account);
            Ok(())
        })
    }

    /// Takes the keys of everybody whose dated access has ended out of this workstation's vault, once that is proven.
    ///
    /// # Errors
    /// The vault is of no use just now.
    pub fn remove_ended(&self) -> Result<(), VaultError> {
        let secret = self.secret()?;
        // Most sign-ins find nobody, and write nothing.
        if self.body(&secret)?.remove_ended() {
            self.change(&secret, Body::remove_ended).map(drop)
        } else {
            Ok(())
        }
    }

    /// Who has an account, for a manager who is signed in. Never for the screen before that.
    ///
    /// # Errors
    /// The vault is of no use just now.
    pub fn accounts(&self, _: &SignedIn) -> Result<Vec<AccountSummary>, VaultError> {
        let body = self.body(&self.secret()?)?;
        let summary = |account: Account| AccountSummary {
            user_name: account.user_name,
            staff: account.staff,
            next: account.attempts.next(),
            expires: account.expires,
        };
        Ok(body.accounts.into_iter().map(summary).collect())
    }

    /// Ends a lock-out; a manager's act.
    ///
    /// # Errors
    /// Unknown, or the vault is of no use just now.
    pub fn reset_attempts(
        &self,
        _: &SignedIn,
        staff: StaffId,
        now: DateTime<Utc>,
    ) -> Result<(), AccountError> {
        self.try_change(&self.secret()?, |body| {
            let account = body.account_mut(staff)?;
            account.attempts = throttle::step(account.attempts, Input::Clear, now).0;
            Ok(())
        })
    }

    /// Says when a person's access ends, or that it does not.
    ///
    /// # Errors
    /// Unknown, or the vault is of no use just now.
    pub fn set_expiry(&self, staff: StaffId, expires: Option<DateTime<Utc>>) -> Result<(), AccountError> {
        self.try_change(&self.secret()?, |body| {
            body.account_mut(staff)?.expires = expires;
            Ok(())
        })
    }
}

impl Body {
    /// Takes out the keys of whoever's access has ended by a proven time. A clock alone, and a log dated by it, may be
    /// years ahead: they let nobody in, but take nothing that would be missing once they are right. Was there anybody?
    pub(super) fn remove_ended(&mut self) -> bool {
        let proven = self.latest;
        let ended = take_out(&mut self.accounts, |account| account.expires.is_some_and(|end| end <= proven));
        if ended {
            self.spend_key();
        }
        ended
    }

    pub(super) fn account_mut(&mut self, staff: StaffId) -> Result<&mut Account, AccountError> {
        self.accounts.iter_mut().find(|account| account.staff == staff).ok_or(AccountError::Unknown)
    }
}

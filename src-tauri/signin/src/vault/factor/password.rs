//! The way in: user name, password and code against one counted try.
//!
//! The try is on the disk before anything is compared, so that killing the program gives nobody a free guess. A wrong name, a
//! wrong password and a wrong code cost the same time and get the same answer. The code's step is on the disk before the keys
//! leave, so that it opens once. Password and this PC's secret give the person's keys; those the access key; that and this
//! PC's secret the database key.

use super::{Factor, Proven};
use crate::keystore::DeviceSecret;
use crate::password::Password;
use crate::throttle::{self, Attempts, Input, Next};
use crate::totp::{Check, STEP_SECONDS, TotpSecret};
use crate::vault::format::{self, Account, Body, Bytes, Stranger};
use crate::vault::watch::Watch;
use crate::vault::{SignInError, SignedIn};
use crate::vault::{UserName, Vault};
use chrono::{DateTime, Utc};
use domain::PracticeId;

/// How many names that nobody has are remembered.
const STRANGERS: usize = 64;

/// A try that is counted and may now be checked.
pub(in crate::vault) struct Counted {
    /// What is to be said if it is wrong.
    pub then: Next,
    practice: PracticeId,
    /// Whoever has the name.
    pub account: Option<Account>,
    /// For a name that nobody has: somebody's settings, so that it takes as long.
    stand_in: Option<Account>,
}

impl Vault {
    /// Signs somebody in. Takes a good part of a second, wrong or right: not for an async thread.
    ///
    /// # Errors
    /// Each asks for something else of the person: see [`SignInError`].
    pub fn sign_in(
        &self,
        user_name: &str,
        password: &Password,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<SignedIn, SignInError> {
        self.sign_in_by(&PasswordAndCode { user_name, password, code }, now)
    }

    /// Counts a try under this name, durably. An error means that nothing may be checked.
    pub(in crate::vault) fn count_try(
        &self,
        secret: &DeviceSecret,
        user_name: &str,
        now: DateTime<Utc>,
    ) -> Result<Counted, SignInError> {
        let name = UserName::spelling(user_name);
        let watch = Watch::over(&self.folder, &name);
        let (answer, counted) = self.change(secret, |body| {
            let (answer, then) = body.count(&name, secret, &watch, now);
            let account = body.accounts.iter().find(|account| account.user_name == name).cloned();
            let stand_in = if account.is_none() { body.accounts.first().cloned() } else { None };
            (answer, Counted { then, practice: body.practice, account, stand_in })
        })?;
        match answer {
            Next::Now { .. } => Ok(counted),
            Next::Wait { until } => Err(SignInError::Wait { until }),
            Next::LockedOut { until } => Err(SignInError::LockedOut { until }),
        }
    }
}

/// A password, and the code of an authenticator.
struct PasswordAndCode<'typed> {
    user_name: &'typed str,
    password: &'typed Password,
    code: &'typed str,
}

impl Factor for PasswordAndCode<'_> {
    type Held = TotpSecret;

    fn prove(
        &self,
        vault: &Vault,
        secret: &DeviceSecret,
        now: DateTime<Utc>,
    ) -> Result<Proven<TotpSecret>, SignInError> {
        let counted = vault.count_try(secret, self.user_name, now)?;
        let wrong = SignInError::Wrong { then: counted.then };
        let Some(checked) = counted.account.as_ref().or(counted.stand_in.as_ref()) else { return Err(wrong) };
        let opened = checked.open(counted.practice, self.password, secret);
        let (Some(opened), Some(account)) = (opened, &counted.account) else { return Err(wrong) };
        Ok(Proven { staff: account.staff, seed: opened.seed, gone: wrong, held: opened.totp })
    }

    fn accept(
        &self,
        proven: &Proven<TotpSecret>,
        stored: &mut Account,
        now: DateTime<Utc>,
    ) -> Result<(), SignInError> {
        match proven.held.check(self.code, stored.last_step, now) {
            Check::Right { step } => stored.last_step = Some(step),
            Check::Used => return Err(used(stored.last_step, proven.gone)),
            Check::Wrong => return Err(proven.gone),
        }
        stored.attempts = throttle::step(stored.attempts, Input::Clear, now).0;
        Ok(())
    }

    fn vouches_for_time(&self) -> bool {
        true
    }
}

fn begin(attempts: &mut Attempts, watch: &Watch, now: DateTime<Utc>) -> (Next, Next) {
    let watched = watch.watched(attempts.is_after(now));
    let (after, answer) = throttle::step(*attempts, Input::Begin { watched }, now);
    if matches!(answer, Next::Now { .. }) {
        watch.begin_again();
    }
    *attempts = after;
    (answer, after.next_at(now))
}

/// Tells one unknown name from another without keeping it.
fn tag(name: &str, secret: &DeviceSecret) -> Bytes {
    let key = format::derive(secret.bytes(), &[], "duty-desk vault stranger 1", name.as_bytes());
    Bytes(key.map_or_else(Vec::new, |key| key.iter().take(16).copied().collect()))
}

/// A code that was used before says so only to somebody who has the password and that very code.
fn used(last_step: Option<u64>, wrong: SignInError) -> SignInError {
    let next = last_step.unwrap_or(0).saturating_add(1).saturating_mul(STEP_SECONDS);
    let next_code = i64::try_from(next).ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    next_code.map_or(wrong, |next_code| SignInError::CodeUsed { next_code })
}

impl Body {
    /// Counts a try under this name, whether or not anybody has it: the answer, and what to say if it is wrong.
    fn count(
        &mut self,
        name: &str,
        secret: &DeviceSecret,
        watch: &Watch,
        now: DateTime<Utc>,
    ) -> (Next, Next) {
        if let Some(account) = self.accounts.iter_mut().find(|account| account.user_name == name) {
            return begin(&mut account.attempts, watch, now);
        }
        let tag = tag(name, secret);
        let place = self.strangers.iter().position(|stranger| stranger.tag == tag);
        let mut stranger = place.map_or_else(
            || Stranger { tag, attempts: Attempts::default() },
            |place| self.strangers.remove(place),
        );
        let answer = begin(&mut stranger.attempts, watch, now);
        self.strangers.push(stranger);
        if self.strangers.len() > STRANGERS {
            self.strangers.remove(0);
        }
        answer
    }
}

//! How a person's factors hold their keys on this PC.
//!
//! A person's seed and their authenticator's secret lie together under a key made of their password, and that once more
//! under a key of this PC's secret: a stolen file is no help without the PC, a stolen PC none without the password. The inner
//! wrap is what travels to other PCs, sealed (see `login`). A forgotten password cannot be reset, for nobody else can open
//! what it closed: the person gets new keys. Next: `roster` for who has an account.

use super::UserName;
use super::access::handover;
use super::account_error::AccountError;
use super::format::{self, Access, Account, Added, Body, Bytes};
use crate::keystore::DeviceSecret;
use crate::password::{Password, Stretch};
use crate::throttle::Attempts;
use crate::totp::{Check, TotpSecret};
use chrono::{DateTime, Utc};
use crypto::{AccessKey, Epoch, Keys, Seed, WrapKey};
use domain::{PracticeId, StaffId};
use zeroize::Zeroizing;

/// A person who is to sign in on this PC.
pub struct NewAccount {
    /// The name they sign in under.
    pub user_name: UserName,
    /// Who they are.
    pub staff: StaffId,
    /// Their keys, as the directory lists their public halves.
    pub seed: Seed,
    pub password: Password,
    /// What their authenticator was given.
    pub totp: TotpSecret,
    /// What it shows now: nobody is locked out by a badly scanned picture.
    pub code: String,
    /// When access ends by itself (locums).
    pub expires: Option<DateTime<Utc>>,
}

/// What a person's factors open.
pub(super) struct Opened {
    pub seed: Seed,
    pub totp: TotpSecret,
}

impl NewAccount {
    pub(super) fn check(&self, practice_name: &str, now: DateTime<Utc>) -> Result<(), AccountError> {
        self.password.check(self.user_name.as_str(), practice_name)?;
        if self.totp.confirms(&self.code, now) { Ok(()) } else { Err(AccountError::WrongCode) }
    }

    pub(super) fn keys(&self) -> Keys {
        Keys::derive(&self.seed)
    }

    pub(super) fn into_account(
        self,
        body: &Body,
        (epoch, access): (Epoch, &AccessKey),
        secret: &DeviceSecret,
        stretch: Stretch,
        now: DateTime<Utc>,
    ) -> Result<Account, AccountError> {
        let last_step = match self.totp.check(&self.code, None, now) {
            Check::Right { step } => Some(step),
            _ => return Err(AccountError::WrongCode),
        };
        let to = handover(body.practice, epoch, self.staff);
        let sealed = access.hand_over(&to, &self.keys().public()).map_err(|_| AccountError::Cipher)?;
        let mut account = Account {
            user_name: self.user_name.as_str().to_owned(),
            staff: self.staff,
            salt: Bytes(Vec::new()),
            stretch,
            wrapped: Bytes(Vec::new()),
            login: None,
            access: vec![Access { epoch, sealed }],
            attempts: Attempts::default(),
            last_step,
            expires: self.expires,
            added: Added::default(),
        };
        account.close(
            body.practice,
            &Opened { seed: self.seed, totp: self.totp },
            &self.password,
            stretch,
            secret,
        )?;
        Ok(account)
    }
}

impl Account {
    /// Wraps a person's secrets under a password, with a new salt.
    pub(super) fn close(
        &mut self,
        practice: PracticeId,
        opened: &Opened,
        password: &Password,
        stretch: Stretch,
        secret: &DeviceSecret,
    ) -> Result<(), AccountError> {
        let mut salt = [0; 16];
        getrandom::fill(&mut salt).map_err(|_| AccountError::Cipher)?;
        self.salt = Bytes(salt.to_vec());
        self.stretch = stretch;
        let mut plain = Zeroizing::new([0; 52]);
        let parts = opened.seed.to_bytes();
        for (to, from) in plain.iter_mut().zip(parts.iter().chain(opened.totp.bytes())) {
            *to = *from;
        }
        let key = self.derive_password_wrap(password).ok_or(AccountError::Cipher)?;
        let inner = key.wrap(&self.context(practice), plain.as_slice()).map_err(|_| AccountError::Cipher)?;
        self.close_here(practice, &inner, secret)
    }

    /// Puts what a password closed under this PC's secret too.
    pub(super) fn close_here(
        &mut self,
        practice: PracticeId,
        inner: &[u8],
        secret: &DeviceSecret,
    ) -> Result<(), AccountError> {
        let key = self.derive_device_wrap(secret).ok_or(AccountError::Cipher)?;
        let wrapped = key.wrap(&self.context(practice), inner).map_err(|_| AccountError::Cipher)?;
        self.wrapped = Bytes(wrapped);
        Ok(())
    }

    /// What only the password closes now: to be sealed at once for another PC.
    pub(super) fn open_here(
        &self,
        practice: PracticeId,
        secret: &DeviceSecret,
    ) -> Option<Zeroizing<Vec<u8>>> {
        self.derive_device_wrap(secret)?.unwrap(&self.context(practice), &self.wrapped.0).ok()
    }

    /// Opens them again; `None` when the password is wrong. Takes as long as the password's settings say.
    pub(super) fn open(
        &self,
        practice: PracticeId,
        password: &Password,
        secret: &DeviceSecret,
    ) -> Option<Opened> {
        // The password first: a spoilt account takes as long as a wrong password.
        let key = self.derive_password_wrap(password)?;
        let inner = self.open_here(practice, secret)?;
        let plain = key.unwrap(&self.context(practice), &inner).ok()?;
        let (seed, totp) = plain.split_at_checked(32)?;
        Some(Opened {
            seed: Seed::from_slice(seed).ok()?,
            totp: TotpSecret::from_bytes(totp.try_into().ok()?),
        })
    }

    fn derive_password_wrap(&self, password: &Password) -> Option<WrapKey> {
        let salt: &[u8; 16] = self.salt.0.as_slice().try_into().ok()?;
        let stretched = self.stretch.derive_key(password, salt)?;
        let key = format::derive(stretched.as_slice(), &[], "duty-desk login 1", &[])?;
        Some(WrapKey::from_bytes(&key))
    }

    fn derive_device_wrap(&self, secret: &DeviceSecret) -> Option<WrapKey> {
        let key = format::derive(secret.bytes(), &[], "duty-desk vault login 1", self.staff.0.as_bytes())?;
        Some(WrapKey::from_bytes(&key))
    }

    fn context(&self, practice: PracticeId) -> Vec<u8> {
        format!("duty-desk account 1, practice {practice}, staff {}, {}", self.staff, self.user_name)
            .into_bytes()
    }
}

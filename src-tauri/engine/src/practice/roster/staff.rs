//! People: who is added, with which roles, how they sign in, and that they leave.
//!
//! Whoever is new sits beside the manager, types a password and scans the authenticator; from then on they sign in on every
//! workstation. A forgotten password cannot be brought back: the person gets new keys. Who leaves takes no key along that
//! opens anything written after.

use super::begun_staff::BegunStaff;
use super::statement::next_epoch;
use crate::errors::{Field, RosterError};
use crate::export_folder;
use crate::practice::unlocked::Unlocked;
use crate::shared::Name;
use crate::view::{AuthenticatorView, NewStaff, StaffRow};
use chrono::{DateTime, Utc};
use crypto::{Directory, Epoch, Keys, Sealed, Seed, Statement};
use domain::StaffId;
use domain::audit::Difference;
use domain::staff::{Action, Role, may};
use signin::password::Password;
use signin::throttle::Next;
use signin::totp::TotpSecret;
use signin::vault::{Login, NewAccount, SignedIn, UserName};
use std::sync::PoisonError;
use uuid::Uuid;
use zeroize::Zeroizing;

impl Unlocked {
    /// Everybody who works here or has worked here.
    pub async fn staff(&self) -> Result<Vec<StaffRow>, RosterError> {
        self.allowed(Action::ManageStaff, "staff").await?;
        let this = self.clone();
        let accounts = move || this.0.vault.accounts(&this.signed_in());
        let accounts = tokio::task::spawn_blocking(accounts).await.map_err(|_| RosterError::NoKey)??;
        let (directory, shared) = (self.directory(), self.shared());
        let mut rows: Vec<StaffRow> = directory
            .everybody()
            .map(|(id, person)| {
                let account = accounts.iter().find(|account| account.staff == id);
                let name = shared.names.people.get(&id);
                StaffRow {
                    id,
                    name: shared.name(id),
                    signature: name.map(|name| name.signature.clone()).unwrap_or_default(),
                    user_name: account.map(|account| account.user_name.clone()),
                    roles: person.roles().to_vec(),
                    current: person.is_current(),
                    you: id == self.me().staff,
                    expires: account.and_then(|account| account.expires),
                    locked_until: account.and_then(|account| match account.next {
                        Next::LockedOut { until } => Some(until),
                        _ => None,
                    }),
                }
            })
            .collect();
        rows.sort_by_key(|row| (!row.current, row.name.to_lowercase()));
        Ok(rows)
    }

    /// Begins to add somebody: checks what was typed and makes what their authenticator scans.
    pub async fn begin_staff(&self, new: &NewStaff) -> Result<AuthenticatorView, RosterError> {
        self.allowed(Action::ManageStaff, "beginStaff").await?;
        let name = Field::PersonName.filled(&new.name).map_err(RosterError::Field)?;
        let signature = if new.signature.trim().is_empty() { name.clone() } else { new.signature.clone() };
        if new.roles.is_empty() {
            return Err(RosterError::Field(Field::Roles));
        }
        let begun = BegunStaff {
            staff: StaffId(Uuid::new_v4()),
            is_new: true,
            user_name: user_name(&new.user_name)?,
            name: Name { name, signature: Field::Signature.filled(&signature).map_err(RosterError::Field)? },
            roles: new.roles.clone(),
            password: Zeroizing::new(new.password.clone()),
            totp: Zeroizing::new(rand::random()),
            expires: new.expires,
        };
        self.begin(begun)
    }

    /// Begins to give somebody new factors, because they lost the old ones.
    pub async fn begin_reset(
        &self,
        staff: StaffId,
        typed: &str,
        password: &str,
    ) -> Result<AuthenticatorView, RosterError> {
        self.allowed(Action::ManageStaff, "beginReset").await?;
        if staff == self.me().staff {
            return Err(RosterError::Own);
        }
        let row = self.staff().await?.into_iter().find(|row| row.id == staff && row.current);
        let row = row.ok_or(RosterError::Unknown)?;
        let begun = BegunStaff {
            staff,
            is_new: false,
            user_name: user_name(typed)?,
            name: Name { name: row.name, signature: row.signature },
            roles: row.roles,
            password: Zeroizing::new(password.to_owned()),
            totp: Zeroizing::new(rand::random()),
            expires: row.expires,
        };
        self.begin(begun)
    }

    fn begin(&self, begun: BegunStaff) -> Result<AuthenticatorView, RosterError> {
        let practice = self.shared().policy.name.clone();
        let password = Password::from(begun.password.to_string());
        password.check(begun.user_name.as_str(), &practice).map_err(RosterError::Weak)?;
        let enrolment = TotpSecret::from_bytes(*begun.totp)
            .enrolment(&practice, begun.user_name.as_str())
            .map_err(|_| RosterError::NoKey)?;
        *self.0.begun_staff.lock().unwrap_or_else(PoisonError::into_inner) = Some(begun);
        Ok(AuthenticatorView {
            totp_secret: enrolment.letters.to_string(),
            totp_qr_svg: enrolment.svg.to_string(),
        })
    }

    /// Adds the person, or gives them their new factors, once their authenticator shows the right code.
    pub async fn finish_staff(&self, code: &str) -> Result<StaffId, RosterError> {
        self.allowed(Action::ManageStaff, "finishStaff").await?;
        let held = || self.0.begun_staff.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = held().take().ok_or(RosterError::NotBegun)?;
        let done = self.finish(&begun, code).await;
        let staff = begun.staff;
        if done.is_err() {
            // What was typed is not lost by a wrong code or a log out of reach.
            *held() = Some(begun);
        }
        done.map(|()| staff)
    }

    async fn finish(&self, begun: &BegunStaff, code: &str) -> Result<(), RosterError> {
        let seed = Seed::make();
        let keys = Keys::derive(&seed).public();
        let new = NewAccount {
            user_name: begun.user_name.clone(),
            staff: begun.staff,
            seed,
            password: Password::from(begun.password.to_string()),
            totp: TotpSecret::from_bytes(*begun.totp),
            code: code.to_owned(),
            expires: begun.expires,
        };
        let login =
            self.with_vault(move |this, now| Ok(this.0.vault.make_login(&this.signed_in(), new, now)?));
        let login = login.await?.to_bytes().ok_or(RosterError::NoKey)?;
        let (staff, roles) = (begun.staff, &begun.roles);
        let changed = |_: &Directory| {
            let to = begun.is_new.then(|| roles_line(roles));
            let what = if begun.is_new { "staff" } else { "signIn" };
            Difference::new(what, None, to).of(&begun.name.name)
        };
        self.append_statement(changed, |directory, by| {
            let access = access_for(directory, by, staff, &keys)?;
            let logins = directory.seal_login(staff, &login).map_err(|_| RosterError::NoKey)?;
            let keys = keys.clone();
            Ok(if begun.is_new {
                Statement::StaffAdded { staff, keys, roles: roles.clone(), access, logins }
            } else {
                Statement::StaffKeysChanged { staff, keys, access, logins }
            })
        })
        .await?;
        if begun.is_new {
            self.amend_names(|names| {
                names.people.insert(staff, begun.name.clone());
            })
            .await?;
        }
        Ok(())
    }

    /// Slow work with the vault, on a thread of its own.
    async fn with_vault<T: Send + 'static>(
        &self,
        make: impl FnOnce(&Self, DateTime<Utc>) -> Result<T, RosterError> + Send + 'static,
    ) -> Result<T, RosterError> {
        let (this, now) = (self.clone(), self.0.clock.now());
        tokio::task::spawn_blocking(move || make(&this, now)).await.map_err(|_| RosterError::NoKey)?
    }

    /// Changes one's own password, on every workstation.
    pub async fn change_password(&self, current: &str, new: &str) -> Result<(), RosterError> {
        let (current, new) = (Password::from(current.to_owned()), Password::from(new.to_owned()));
        let login = self.with_vault(move |this, now| {
            Ok(this.0.vault.new_password(&this.signed_in(), &current, &new, now)?)
        });
        let changed = Difference::new("ownPassword", None, None);
        self.append_login(login.await?, changed).await
    }

    /// Says until when somebody may sign in, or that it does not end.
    pub async fn set_expiry(
        &self,
        staff: StaffId,
        expires: Option<DateTime<Utc>>,
    ) -> Result<(), RosterError> {
        self.allowed(Action::ManageStaff, "setExpiry").await?;
        let (login, before) = self
            .with_vault(move |this, _| {
                let vault = &this.0.vault;
                let accounts = vault.accounts(&this.signed_in())?;
                let before = accounts.iter().find(|one| one.staff == staff).and_then(|one| one.expires);
                Ok((vault.login_until(&this.signed_in(), staff, expires)?, before))
            })
            .await?;
        let end = |at: Option<DateTime<Utc>>| at.map(export_folder::in_london);
        let changed = Difference::new("accessUntil", end(before), end(expires));
        self.append_login(login, changed.of(self.shared().name(staff))).await
    }

    async fn append_login(&self, login: Login, changed: Difference) -> Result<(), RosterError> {
        let staff = login.staff();
        let login = login.to_bytes().ok_or(RosterError::NoKey)?;
        let changed = |_: &Directory| changed.clone();
        self.append_statement(changed, |directory, _| {
            let logins = directory.seal_login(staff, &login).map_err(|_| RosterError::NoKey)?;
            Ok(Statement::StaffSignInChanged { staff, logins })
        })
        .await
    }

    /// Changes somebody's roles. One manager always stays.
    pub async fn change_roles(&self, staff: StaffId, roles: &[Role]) -> Result<(), RosterError> {
        self.allowed(Action::ManageStaff, "changeRoles").await?;
        if roles.is_empty() {
            return Err(RosterError::Field(Field::Roles));
        }
        let changed = |directory: &Directory| {
            Difference::new("roles", roles_of(directory, staff), Some(roles_line(roles)))
                .of(self.shared().name(staff))
        };
        self.append_statement(changed, |directory, _| {
            is_here(directory, staff)?;
            if !may(roles, Action::ManageStaff) {
                a_manager_stays(directory, staff)?;
            }
            Ok(Statement::StaffRolesChanged { staff, roles: roles.to_vec() })
        })
        .await
    }

    /// Somebody leaves: out at once, and without a key to what comes after.
    pub async fn leave(&self, staff: StaffId) -> Result<(), RosterError> {
        self.allowed(Action::ManageStaff, "staffLeaves").await?;
        if staff == self.me().staff {
            return Err(RosterError::Own);
        }
        let changed = |directory: &Directory| {
            Difference::new("staff", roles_of(directory, staff), None).of(self.shared().name(staff))
        };
        self.append_statement(changed, |directory, _| {
            is_here(directory, staff)?;
            a_manager_stays(directory, staff)?;
            let epoch = Some(next_epoch(directory, None, Some(staff))?);
            Ok(Statement::StaffLeft { staff, epoch })
        })
        .await
    }

    /// Begins the next epoch: new keys for everybody, because somebody may have seen the old ones.
    pub async fn rotate(&self) -> Result<(), RosterError> {
        self.allowed(Action::ManageDevices, "rotateKeys").await?;
        let changed = |_: &Directory| Difference::new("keys", None, None);
        self.append_statement(changed, |directory, _| {
            Ok(Statement::EpochStarted(next_epoch(directory, None, None)?))
        })
        .await
    }

    /// Ends a lock-out on this workstation.
    pub async fn unlock_account(&self, staff: StaffId) -> Result<(), RosterError> {
        self.allowed(Action::ManageStaff, "unlockAccount").await?;
        let (this, now) = (self.clone(), self.0.clock.now());
        let reset = move || this.0.vault.reset_attempts(&this.signed_in(), staff, now);
        Ok(tokio::task::spawn_blocking(reset).await.map_err(|_| RosterError::NoKey)??)
    }
}

/// Their roles as the directory has them.
fn roles_of(directory: &Directory, staff: StaffId) -> Option<String> {
    directory.staff(staff).map(|person| roles_line(person.roles()))
}

/// `receptionist, manager`: by their names in the interface.
fn roles_line(roles: &[Role]) -> String {
    let names = roles.iter().filter_map(|role| serde_json::to_value(role).ok());
    names.filter_map(|name| name.as_str().map(str::to_owned)).collect::<Vec<_>>().join(", ")
}

/// The access key of every epoch that the person signed in can open, sealed to somebody.
fn access_for(
    directory: &Directory,
    by: &SignedIn,
    staff: StaffId,
    keys: &crypto::PublicKeys,
) -> Result<Vec<(Epoch, Sealed)>, RosterError> {
    let mut sealed = vec![];
    for epoch in directory.epochs() {
        let Ok(access) = directory.open_access(by.staff, epoch, &by.keys.seal) else { continue };
        let to = directory.handover(epoch, crypto::epoch::Recipient::Staff(staff));
        sealed.push((epoch, access.hand_over(&to, keys).map_err(|_| RosterError::NoKey)?));
    }
    Ok(sealed)
}

fn is_here(directory: &Directory, staff: StaffId) -> Result<(), RosterError> {
    let here = directory.staff(staff).is_some_and(crypto::directory::Person::is_current);
    if here { Ok(()) } else { Err(RosterError::Unknown) }
}

/// Is there a manager beside this person?
fn a_manager_stays(directory: &Directory, staff: StaffId) -> Result<(), RosterError> {
    let other = |(id, person): (StaffId, &crypto::directory::Person)| {
        id != staff && may(person.roles(), Action::ManageStaff) && may(person.roles(), Action::ManageDevices)
    };
    if directory.people().any(other) { Ok(()) } else { Err(RosterError::LastManager) }
}

fn user_name(typed: &str) -> Result<UserName, RosterError> {
    UserName::try_from(typed.to_owned()).map_err(|_| RosterError::Field(Field::UserName))
}

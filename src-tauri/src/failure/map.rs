//! Every error of the engine as a failure, variant by variant, so that a new one cannot slip through without words.

use super::{Failure, FailureCode, Retry};
use domain::conversation::Refusal;
use engine::restore::RestoreError;
use engine::roster::KitCheck;
use engine::view::{CardTrouble, FactorTrouble};
use engine::{
    ActError, DeskError, FactorsError, Field, NotAccepted, NotRight, OpenError, RosterError, SetUpError,
    SettingsError, SignInFailure, StoreError, UnlockError,
};
use signin::password::Weak;
use signin::throttle::Next;
use signin::vault::{AccountError, AddError, CardRulesError, ChangeError, SignInError, VaultError};

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self { refusal: Some(refusal), ..Self::new(FailureCode::Refused, Retry::No) }
    }
}

impl From<SetUpError> for Failure {
    fn from(error: SetUpError) -> Self {
        let now = |code| Self::new(code, Retry::Now);
        match error {
            SetUpError::Field(field) => field.into(),
            SetUpError::Weak(weak) => weak.into(),
            SetUpError::Code => now(FailureCode::CodeWrong),
            SetUpError::Kit => now(FailureCode::KitWrong),
            SetUpError::NotBegun => Self::new(FailureCode::Internal, Retry::No),
            SetUpError::Occupied => Self::new(FailureCode::InUse, Retry::No),
            SetUpError::KeystoreNeeded => Self::new(FailureCode::KeystoreAbsent, Retry::No),
            SetUpError::KeystoreLocked => now(FailureCode::KeystoreLocked),
            SetUpError::KeystoreForbidden => Self::new(FailureCode::KeystoreForbidden, Retry::Later),
            SetUpError::Failed => Self::new(FailureCode::Storage, Retry::Later),
        }
    }
}

impl From<RosterError> for Failure {
    fn from(error: RosterError) -> Self {
        let now = |code| Self::new(code, Retry::Now);
        match error {
            RosterError::Act(error) => error.into(),
            RosterError::Offline => Self::new(FailureCode::LogUnreachable, Retry::Later),
            RosterError::Busy => Self::new(FailureCode::Busy, Retry::Later),
            RosterError::LastManager => Self::new(FailureCode::LastManager, Retry::No),
            RosterError::Own => Self::new(FailureCode::Own, Retry::No),
            RosterError::Unknown => Self::new(FailureCode::NotFound, Retry::No),
            RosterError::NotBegun => Self::new(FailureCode::Internal, Retry::No),
            RosterError::Field(field) => field.into(),
            RosterError::Weak(weak) => weak.into(),
            RosterError::Code => now(FailureCode::CodeWrong),
            RosterError::Taken => now(FailureCode::UserNameTaken),
            RosterError::CodesDiffer => Self::new(FailureCode::CodesDiffer, Retry::No),
            RosterError::Kit => now(FailureCode::KitWrong),
            RosterError::Current(error) => error.into(),
            RosterError::Vault(error) => error.into(),
            RosterError::Store(error) => error.into(),
            RosterError::NoKey => Self::new(FailureCode::Internal, Retry::Later),
        }
    }
}

impl From<RestoreError> for Failure {
    fn from(error: RestoreError) -> Self {
        let now = |code| Self::new(code, Retry::Now);
        match error {
            RestoreError::Occupied => Self::new(FailureCode::InUse, Retry::No),
            RestoreError::NotBegun => Self::new(FailureCode::Internal, Retry::No),
            RestoreError::Field(field) => field.into(),
            RestoreError::Kit(check) => now(match check {
                KitCheck::Length => FailureCode::KitLength,
                KitCheck::Character => FailureCode::KitCharacter,
                KitCheck::Mistyped => FailureCode::KitMistyped,
                KitCheck::AnotherKit | KitCheck::Opens => FailureCode::KitAnother,
            }),
            RestoreError::NoLog => now(FailureCode::NoLog),
            RestoreError::NotLocal => now(FailureCode::NotLocal),
            RestoreError::Weak(weak) => weak.into(),
            RestoreError::Code => now(FailureCode::CodeWrong),
            RestoreError::Busy => Self::new(FailureCode::Busy, Retry::Later),
            RestoreError::KeystoreNeeded => Self::new(FailureCode::KeystoreAbsent, Retry::No),
            RestoreError::KeystoreLocked => now(FailureCode::KeystoreLocked),
            RestoreError::KeystoreForbidden => Self::new(FailureCode::KeystoreForbidden, Retry::Later),
            RestoreError::Failed => Self::new(FailureCode::Storage, Retry::Later),
        }
    }
}

impl From<Field> for Failure {
    fn from(field: Field) -> Self {
        Self::new(FailureCode::BadInput, Retry::Now).field(field)
    }
}

impl From<NotRight> for Failure {
    fn from(why: NotRight) -> Self {
        match why {
            NotRight::Field(field) => field.into(),
            NotRight::Weak(weak) => weak.into(),
        }
    }
}

impl From<Weak> for Failure {
    fn from(weak: Weak) -> Self {
        let code = match weak {
            Weak::TooShort => FailureCode::PasswordTooShort,
            Weak::TooLong => return Self::new(FailureCode::BadInput, Retry::Now).field("password"),
            Weak::Common => FailureCode::PasswordCommon,
            Weak::Name => FailureCode::PasswordContainsName,
        };
        Self::new(code, Retry::Now)
    }
}

impl From<SignInFailure> for Failure {
    fn from(failure: SignInFailure) -> Self {
        match failure {
            SignInFailure::Factors(error) => error.into(),
            SignInFailure::Database(error) => error.into(),
            SignInFailure::Practice(error) => error.into(),
            SignInFailure::NotNow => Self::new(FailureCode::Internal, Retry::Now),
        }
    }
}

impl From<SignInError> for Failure {
    fn from(error: SignInError) -> Self {
        let wrong = Self::new(FailureCode::WrongCredentials, Retry::Now);
        match error {
            SignInError::Wrong { then: Next::Now { .. } } => wrong,
            SignInError::Wrong { then: Next::Wait { until } } => wrong.until(until),
            SignInError::Wrong { then: Next::LockedOut { until } } | SignInError::LockedOut { until } => {
                Self::new(FailureCode::LockedOut, Retry::Later).until(until)
            }
            SignInError::Wait { until } => Self::new(FailureCode::Wait, Retry::Later).until(until),
            SignInError::CodeUsed { next_code } => {
                Self::new(FailureCode::CodeUsed, Retry::Later).until(next_code)
            }
            SignInError::Expired => Self::new(FailureCode::AccessEnded, Retry::No),
            SignInError::NoAccess => Self::new(FailureCode::NoAccess, Retry::No),
            SignInError::Factor(error) => Self::factor(engine::trouble(error)),
            SignInError::Vault(error) => error.into(),
        }
    }
}

impl From<AddError> for Failure {
    fn from(error: AddError) -> Self {
        match error {
            AddError::Factor(error) => Self::factor(engine::trouble(error)),
            AddError::Change(error) => error.into(),
        }
    }
}

impl From<ChangeError> for Failure {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Current(error) => error.into(),
            ChangeError::New(AccountError::Weak(weak)) => weak.into(),
            ChangeError::New(AccountError::WrongCode) => Self::new(FailureCode::CodeWrong, Retry::Now),
            ChangeError::New(AccountError::Unknown) => Self::new(FailureCode::NoAccess, Retry::No),
            ChangeError::New(AccountError::Taken) => Self::new(FailureCode::InUse, Retry::No),
            ChangeError::New(AccountError::Cipher) => Self::new(FailureCode::Internal, Retry::No),
            ChangeError::New(AccountError::Vault(error)) => error.into(),
        }
    }
}

impl From<FactorsError> for Failure {
    fn from(error: FactorsError) -> Self {
        let bad_issuer = FactorTrouble::Card { why: CardTrouble::BadIssuer, left: None };
        match error {
            FactorsError::Locked => Self::new(FailureCode::Locked, Retry::No),
            FactorsError::Act(error) => error.into(),
            FactorsError::Add(error) => error.into(),
            FactorsError::CardRules(CardRulesError::Issuer(_)) => Self::factor(bad_issuer),
            FactorsError::CardRules(CardRulesError::Vault(error)) | FactorsError::Vault(error) => {
                error.into()
            }
            FactorsError::Change(error) => error.into(),
            FactorsError::Store(error) => error.into(),
        }
    }
}

impl From<NotAccepted> for Failure {
    fn from(error: NotAccepted) -> Self {
        match error {
            NotAccepted::NotRevoked => Self::new(FailureCode::Refused, Retry::No),
            NotAccepted::Vault(error) => error.into(),
        }
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Missing | VaultError::Damaged => Self::new(FailureCode::VaultDamaged, Retry::No),
            VaultError::Older => Self::new(FailureCode::VaultOlder, Retry::No),
            VaultError::NewerVersion => Self::new(FailureCode::NeedsUpdate, Retry::No),
            VaultError::SecretAbsent => Self::new(FailureCode::SecretMissing, Retry::No),
            VaultError::KeystoreLocked => Self::new(FailureCode::KeystoreLocked, Retry::Now),
            VaultError::KeystoreForbidden => Self::new(FailureCode::KeystoreForbidden, Retry::Later),
            VaultError::KeystoreFailed => Self::new(FailureCode::KeystoreFailed, Retry::Later),
            VaultError::Disk => Self::new(FailureCode::Storage, Retry::Later),
        }
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::WrongKeyOrDamaged | OpenError::Missing => {
                Self::new(FailureCode::DatabaseDamaged, Retry::No)
            }
            OpenError::NotEncrypting | OpenError::TooOld { .. } => {
                Self::new(FailureCode::UnfitBuild, Retry::No)
            }
            OpenError::NeedsUpdate => Self::new(FailureCode::NeedsUpdate, Retry::No),
            OpenError::Failed(_) => Self::new(FailureCode::Storage, Retry::Later),
        }
    }
}

impl From<UnlockError> for Failure {
    fn from(error: UnlockError) -> Self {
        match error {
            UnlockError::Store(error) => error.into(),
            UnlockError::Directory | UnlockError::NoPolicy => {
                Self::new(FailureCode::DatabaseDamaged, Retry::No)
            }
            UnlockError::NotStaff => Self::new(FailureCode::NoAccess, Retry::No),
        }
    }
}

impl From<ActError> for Failure {
    fn from(error: ActError) -> Self {
        match error {
            ActError::Refused(refusal) => refusal.into(),
            ActError::NotFound => Self::new(FailureCode::NotFound, Retry::No),
            ActError::Store(error) => error.into(),
            ActError::NoKey => Self::new(FailureCode::NeedsUpdate, Retry::Later),
        }
    }
}

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Self {
        match error {
            SettingsError::Act(error) => error.into(),
            SettingsError::Bad(setting) => Self::new(FailureCode::BadInput, Retry::Now).field(setting),
        }
    }
}

impl From<DeskError> for Failure {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::NotFound => Self::new(FailureCode::NotFound, Retry::No),
            DeskError::Unfit(unfit) => Self::new(FailureCode::BadInput, Retry::Now).field(unfit.field()),
            DeskError::Act(error) => error.into(),
            DeskError::Store(error) => error.into(),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Database(_) => Self::new(FailureCode::Storage, Retry::Later),
            StoreError::Unreadable(_) => Self::new(FailureCode::DatabaseDamaged, Retry::No),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn a_failure_crosses_with_its_code_and_nothing_of_the_error() {
        let until = DateTime::from_timestamp(0, 0).unwrap();
        let failure = Failure::from(SignInError::Wrong { then: Next::LockedOut { until } });
        let crossed = serde_json::to_value(&failure).unwrap();
        let expected = serde_json::json!({
            "code": "lockedOut", "retry": "later", "refusal": null, "until": "1970-01-01T00:00:00Z", "field": null,
            "factor": null
        });
        assert_eq!(crossed, expected);
    }

    #[test]
    fn the_field_of_a_form_is_named_as_the_screens_name_it() {
        assert_eq!(Failure::from(SetUpError::Field(Field::OdsCode)).field.as_deref(), Some("odsCode"));
        assert_eq!(Failure::from(SetUpError::Weak(Weak::TooLong)).field.as_deref(), Some("password"));
    }
}

//! What a person is told when something could not be done: a code for the words, and whether trying again helps.
//!
//! No text of an error crosses: the words are in `ui/src/text/failures.ts`, and errors hold nothing about
//! patients. Next: `map`, which matches every error of the engine.

mod map;

use chrono::{DateTime, Utc};
use domain::conversation::Refusal;
use engine::view::FactorTrouble;
use serde::Serialize;
use specta::Type;

/// What a command answers.
pub type Told<T> = Result<T, Failure>;

/// Something could not be done.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// What, for the words.
    pub code: FailureCode,
    /// Does trying again help?
    pub retry: Retry,
    /// The rule that says no, with [`FailureCode::Refused`].
    pub refusal: Option<Refusal>,
    /// When it may be tried again.
    pub until: Option<DateTime<Utc>>,
    /// The field of the form that is not right.
    pub field: Option<String>,
    /// What is wrong with what somebody signs in with, with [`FailureCode::Factor`].
    pub factor: Option<FactorTrouble>,
}

/// Does trying again help?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Retry {
    /// At once, perhaps with other words.
    Now,
    Later,
    /// Not by itself.
    No,
}

/// What could not be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum FailureCode {
    /// Nobody is signed in.
    Locked,
    /// A rule says no.
    Refused,
    /// User name, password or code.
    WrongCredentials,
    /// The code was right and used before.
    CodeUsed,
    /// Too many wrong tries.
    Wait,
    /// Far too many.
    LockedOut,
    /// This person's access has ended.
    AccessEnded,
    /// This person has no access on this workstation.
    NoAccess,
    /// There is no key store.
    KeystoreAbsent,
    KeystoreLocked,
    /// A policy of the computer, or how its user is signed in, forbids it.
    KeystoreForbidden,
    /// It does not work.
    KeystoreFailed,
    /// It has lost this workstation's secret.
    SecretMissing,
    VaultDamaged,
    /// The sign-in file is an old copy of this workstation's.
    VaultOlder,
    /// The local database does not open.
    DatabaseDamaged,
    /// A field of a form.
    BadInput,
    PasswordTooShort,
    PasswordCommon,
    PasswordContainsName,
    /// The authenticator's code.
    CodeWrong,
    /// The recovery kit's last group.
    KitWrong,
    /// What somebody signs in with, other than password and code.
    Factor,
    /// It is no longer there.
    NotFound,
    /// Disk or database.
    Storage,
    /// A newer Duty Desk wrote it.
    NeedsUpdate,
    /// Another Duty Desk, or another practice, is here already.
    InUse,
    /// This workstation was revoked.
    Revoked,
    /// The practice's log cannot be reached.
    LogUnreachable,
    /// There is no practice's log at that place.
    NoLog,
    /// The practice's log is not on a local disk.
    NotLocal,
    /// Others change the same just now.
    Busy,
    /// Nobody would be left to manage the practice.
    LastManager,
    /// Not for oneself, and not for the workstation one sits at.
    Own,
    /// Somebody has that user name.
    UserNameTaken,
    /// The codes on the two screens differ.
    CodesDiffer,
    /// The recovery kit: not 56 characters.
    KitLength,
    /// The recovery kit: a character that no kit contains.
    KitCharacter,
    /// The recovery kit: mistyped.
    KitMistyped,
    /// A whole recovery kit, and not this practice's.
    KitAnother,
    /// This copy of Duty Desk stands on a database library that does not encrypt or can lose a commit.
    UnfitBuild,
    /// A fault of ours.
    Internal,
}

impl Failure {
    /// A failure without more to say.
    #[must_use]
    pub fn new(code: FailureCode, retry: Retry) -> Self {
        Self { code, retry, refusal: None, until: None, field: None, factor: None }
    }

    fn factor(what: FactorTrouble) -> Self {
        Self { factor: Some(what), ..Self::new(FailureCode::Factor, Retry::Now) }
    }

    fn until(self, until: DateTime<Utc>) -> Self {
        Self { until: Some(until), ..self }
    }

    fn field(self, field: impl ToString) -> Self {
        Self { field: Some(field.to_string()), ..self }
    }
}

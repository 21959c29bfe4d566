//! What a practice has decided about messages: what they may be used for, when somebody reads them, how soon an answer
//! is promised, and how the automatic acknowledgement speaks.
//!
//! A policy that passed `checked` is sound: hours, telephone number and code are types that hold only valid values, and
//! the rest is checked together. Every rule elsewhere takes the policy as an argument, so that an old decision can be
//! judged by the policy of its day. Who may change it stands in `staff`; what follows from it in `calendar`.

mod filing;
mod hours;
mod uses;

pub use filing::FilingPlace;
pub use hours::{BadHours, DayHours, Period, WeeklyHours};
pub use uses::{BadUseId, PermittedUse, UseId};

use crate::{OdsCode, telephone::Telephone};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

/// The practice's settings for messages. A setting that a stored policy does not have yet is the standard one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", default)]
pub struct PracticePolicy {
    /// The practice's name, as patients know it.
    pub name: String,
    /// Its code in the Organisation Data Service.
    pub ods: OdsCode,
    /// The number patients are told to call.
    pub telephone: Telephone,
    /// What messages may be used for (A1). Every conversation carries one of these.
    pub permitted_uses: Vec<PermittedUse>,
    /// The ordinary week.
    pub hours: WeeklyHours,
    /// Single days that differ: training afternoons, a flood, a funeral.
    pub closures: Vec<Closure>,
    /// Since when the practice opens as `hours` and `closures` say: who was spoken to before may not know it. Set by
    /// `following` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours_since: Option<DateTime<Utc>>,
    /// How soon things are promised (A4).
    pub service_levels: ServiceLevels,
    /// Do Saturdays and Sundays on which the practice opens count as working days? The NHS's do not, whatever opens.
    pub weekends_count: bool,
    /// What the practice adds to the automatic acknowledgement (A5).
    pub acknowledgement: AcknowledgementWording,
    /// A conversation that waits for the patient this many days is closed by policy, if nothing is pending.
    pub auto_close_after_days: u16,
    /// A claim lapses after this long without typing.
    pub claim_minutes: u16,
    /// The workstation locks after this long without use.
    pub idle_lock_minutes: u16,
    /// A session ends after this long, used or not.
    pub session_hours: u16,
    /// A taken alert without a contact attempt sounds again after this long.
    pub alert_retry_minutes: u16,
    /// An untaken alert goes to everybody signed in after this long.
    pub alert_everyone_minutes: u16,
    /// Whom the gateway pages, without content, when something waits while the practice is closed; nobody unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_call: Option<OnCall>,
    /// Where documents for the record are written; none and they wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filing: Option<FilingPlace>,
}

/// Whoever is called when the practice is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct OnCall {
    /// Their name, as colleagues know it.
    pub name: String,
    /// Where they are paged.
    pub telephone: Telephone,
}

/// A day that differs from the ordinary week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Closure {
    /// The day.
    pub date: NaiveDate,
    /// Why, in words staff and patients may read: "Training afternoon".
    pub reason: String,
    /// How much of the day.
    pub extent: Extent,
}

/// How much of a day a closure takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Extent {
    /// The whole day.
    AllDay,
    /// The practice closes at this time.
    From {
        /// The early closing time.
        at: NaiveTime,
    },
}

/// How soon things are promised (A4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ServiceLevels {
    /// An administrative query is answered within this many working days.
    pub administrative_days: u16,
    /// A clinician has reviewed a clinical query within this many working days.
    pub review_days: u16,
    /// A person has looked at every message within this many open minutes.
    pub look_minutes: u16,
}

/// What the practice may add to the acknowledgement. The safety words come first and cannot be taken out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct AcknowledgementWording {
    /// The first line: "Thank you. We have your message."
    pub opening: String,
    /// Anything the practice wants to add at the end; empty for nothing.
    pub further: String,
}

/// Why a policy cannot be put in force.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadPolicy {
    /// The practice has no name.
    #[error("the practice needs a name")]
    NoName,
    /// No permitted use: every conversation must carry one.
    #[error("at least one permitted use is needed")]
    NoPermittedUse,
    /// Two permitted uses share an id.
    #[error("the permitted use {0} is given twice")]
    UseTwice(UseId),
    /// A permitted use has no name or no wording for patients.
    #[error("the permitted use {0} needs a name and a wording")]
    UseWithoutWords(UseId),
    /// Two closures on one day.
    #[error("{0} has two closures")]
    ClosureTwice(NaiveDate),
    /// Whoever is on call has no name.
    #[error("the person on call needs a name")]
    NobodyOnCall,
    /// A folder for the record cannot be one.
    #[error("{0} is no folder of its own")]
    Filing(&'static str),
    /// A closure does not say why.
    #[error("the closure on {0} needs a reason")]
    ClosureWithoutReason(NaiveDate),
    /// A number outside its limits.
    #[error("{setting} must be between {least} and {most}")]
    OutOfRange {
        /// Which setting.
        setting: &'static str,
        /// The least it may be.
        least: u16,
        /// The most it may be.
        most: u16,
    },
}

impl BadPolicy {
    /// The setting that is not right, as it is named where it is stored and where it is typed.
    pub fn setting(&self) -> &'static str {
        match self {
            Self::NoName => "name",
            Self::NoPermittedUse | Self::UseTwice(_) | Self::UseWithoutWords(_) => "permittedUses",
            Self::ClosureTwice(_) | Self::ClosureWithoutReason(_) => "closures",
            Self::NobodyOnCall => "onCall.name",
            Self::OutOfRange { setting, .. } | Self::Filing(setting) => setting,
        }
    }
}

impl PracticePolicy {
    /// What a practice starts with: the usual uses, core hours, the promises of A4.
    pub fn standard(name: impl Into<String>, ods: OdsCode, telephone: Telephone) -> Self {
        Self {
            name: name.into(),
            ods,
            telephone,
            permitted_uses: PermittedUse::standard(),
            hours: WeeklyHours::core(),
            closures: Vec::new(),
            hours_since: None,
            service_levels: ServiceLevels::default(),
            weekends_count: false,
            acknowledgement: AcknowledgementWording::default(),
            auto_close_after_days: 14,
            claim_minutes: 15,
            idle_lock_minutes: 5,
            session_hours: 12,
            alert_retry_minutes: 5,
            alert_everyone_minutes: 2,
            on_call: None,
            filing: None,
        }
    }

    /// The permitted use of that id.
    pub fn permitted_use(&self, id: &UseId) -> Option<&PermittedUse> {
        self.permitted_uses.iter().find(|permitted| permitted.id == *id)
    }

    /// This policy, put in force at that moment in place of another.
    pub fn following(self, before: &Self, now: DateTime<Utc>) -> Self {
        let same = self.hours == before.hours && self.closures == before.closures;
        Self { hours_since: if same { before.hours_since } else { Some(now) }, ..self }
    }

    /// The policy, if it can be put in force.
    pub fn checked(self) -> Result<Self, BadPolicy> {
        if self.name.trim().is_empty() {
            return Err(BadPolicy::NoName);
        }
        if self.on_call.as_ref().is_some_and(|on_call| on_call.name.trim().is_empty()) {
            return Err(BadPolicy::NobodyOnCall);
        }
        if let Some(fault) = self.filing.as_ref().and_then(FilingPlace::fault) {
            return Err(BadPolicy::Filing(fault));
        }
        self.check_uses()?;
        self.check_closures()?;
        self.check_limits()?;
        Ok(self)
    }

    fn check_uses(&self) -> Result<(), BadPolicy> {
        if self.permitted_uses.is_empty() {
            return Err(BadPolicy::NoPermittedUse);
        }
        for (place, permitted) in self.permitted_uses.iter().enumerate() {
            if self.permitted_uses.iter().take(place).any(|earlier| earlier.id == permitted.id) {
                return Err(BadPolicy::UseTwice(permitted.id.clone()));
            }
            if permitted.name.trim().is_empty() || permitted.wording.trim().is_empty() {
                return Err(BadPolicy::UseWithoutWords(permitted.id.clone()));
            }
        }
        Ok(())
    }

    fn check_closures(&self) -> Result<(), BadPolicy> {
        for (place, closure) in self.closures.iter().enumerate() {
            if self.closures.iter().take(place).any(|earlier| earlier.date == closure.date) {
                return Err(BadPolicy::ClosureTwice(closure.date));
            }
            if closure.reason.trim().is_empty() {
                return Err(BadPolicy::ClosureWithoutReason(closure.date));
            }
        }
        Ok(())
    }

    /// Limits keep a slip of the finger from becoming a promise of no time, or of a month.
    fn check_limits(&self) -> Result<(), BadPolicy> {
        let levels = &self.service_levels;
        let limits = [
            ("serviceLevels.administrativeDays", levels.administrative_days, 1, 10),
            ("serviceLevels.reviewDays", levels.review_days, 1, 5),
            ("serviceLevels.lookMinutes", levels.look_minutes, 5, 240),
            ("autoCloseAfterDays", self.auto_close_after_days, 1, 90),
            ("claimMinutes", self.claim_minutes, 1, 60),
            ("idleLockMinutes", self.idle_lock_minutes, 1, 30),
            ("sessionHours", self.session_hours, 1, 24),
            ("alertRetryMinutes", self.alert_retry_minutes, 1, 30),
            ("alertEveryoneMinutes", self.alert_everyone_minutes, 1, 30),
        ];
        for (setting, value, least, most) in limits {
            if !(least..=most).contains(&value) {
                return Err(BadPolicy::OutOfRange { setting, least, most });
            }
        }
        Ok(())
    }
}

impl Default for PracticePolicy {
    /// Of a practice without a name: what a missing setting is taken from. It cannot be put in force.
    fn default() -> Self {
        Self::standard("", OdsCode::nobodys(), Telephone::nobodys())
    }
}

impl Default for ServiceLevels {
    fn default() -> Self {
        Self { administrative_days: 2, review_days: 1, look_minutes: 60 }
    }
}

impl Default for AcknowledgementWording {
    fn default() -> Self {
        Self { opening: "Thank you. We have your message.".to_owned(), further: String::new() }
    }
}

#[cfg(test)]
mod tests;

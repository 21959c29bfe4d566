//! What stands between a right sign-in and the first message: yearly training, the locum's briefing, and what a
//! restricted record closes.
//!
//! What is due is asked at every read and every command, so that a new version of the briefing closes messages to the
//! locums who are at work. An attestation is an audit entry, and so reaches every workstation. Restricted records are
//! closed here for everybody the practice has not named; an open alert opens them to clinicians, as an override.

use crate::act::ActError;
use crate::desk::DeskError;
use crate::restricted::Unfit;
use crate::store::{StoreError, audit};
use crate::summary::Summary;
use crate::unlocked::Unlocked;
use crate::view::{Change, StaffView};
use chrono::{DateTime, Utc};
use domain::StaffId;
use domain::audit::{Attestation, What};
use domain::briefing::{Briefing, due};
use domain::conversation::{Conversation, Refusal};
use domain::message::PatientDetails;
use domain::staff::{Action, may};
use domain::{Subject, calendar::date_in_london};
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;
use std::sync::{PoisonError, RwLock};

/// How many of a person's attestations are looked at: those of years ago do not matter.
const ENOUGH: i64 = 50;

/// What the signed-in person has attested.
pub(crate) struct Attested(RwLock<Vec<(Attestation, DateTime<Utc>)>>);

impl Attested {
    pub(crate) async fn of(connection: &mut SqliteConnection, staff: StaffId) -> Result<Self, StoreError> {
        let entries = audit::newest(connection, "attested", staff, ENOUGH).await?;
        let attested = entries.into_iter().filter_map(|entry| match entry.what {
            What::Attested { to } => Some((to, entry.at)),
            _ => None,
        });
        Ok(Self(RwLock::new(attested.collect())))
    }
}

/// What the briefing's screen shows.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct BriefingView {
    /// The text.
    pub briefing: Briefing,
    /// Who approved it.
    pub approved_by: Option<StaffView>,
    /// Who is on duty now.
    pub duty: Option<StaffView>,
    /// Who stands in.
    pub deputy: Option<StaffView>,
    /// What is to be attested, in this order.
    pub due: Vec<Attestation>,
    /// When access ends by itself.
    pub until: Option<DateTime<Utc>>,
}

impl Unlocked {
    /// What the signed-in person must attest before messages open.
    pub fn due(&self) -> Vec<Attestation> {
        let attested = self.0.attested.0.read().unwrap_or_else(PoisonError::into_inner);
        due(&self.me().roles, self.shared().briefing.version, &attested, self.0.clock.now())
    }

    /// The briefing, and what is to be attested. Nothing of any patient.
    pub fn briefing(&self) -> BriefingView {
        let shared = self.shared();
        let slot = shared.rota.at(self.0.clock.now());
        BriefingView {
            approved_by: shared.briefing.approved_by.map(|staff| self.person(staff)),
            briefing: shared.briefing.clone(),
            duty: slot.map(|slot| self.person(slot.duty)),
            deputy: slot.map(|slot| self.person(slot.deputy)),
            due: self.due(),
            until: self.0.expires,
        }
    }

    /// The signed-in person attests; what is not asked of them is refused. Gives what is still due.
    pub async fn attest(&self, to: Attestation) -> Result<Vec<Attestation>, DeskError> {
        if !self.due().contains(&to) {
            return Err(ActError::Refused(Refusal::AlreadyDone).into());
        }
        let entry = self.entry(What::Attested { to });
        let at = entry.at;
        self.witness(entry).await?;
        self.0.attested.0.write().unwrap_or_else(PoisonError::into_inner).push((to, at));
        self.0.changes.tell(Change::Bar);
        Ok(self.due())
    }

    /// Puts a new version of the briefing in force: every locum attests it before the next message.
    pub async fn publish_briefing(&self, briefing: Briefing) -> Result<(), DeskError> {
        self.allowed(Action::ChangePolicy, "publishBriefing").await?;
        let now = self.0.clock.now();
        let next = Briefing {
            version: self.shared().briefing.version + 1,
            approved_by: Some(self.me().staff),
            approved_on: Some(date_in_london(now)),
            ..briefing
        };
        let next = next.checked().map_err(|_| Unfit::Briefing)?;
        Ok(self.say_alone(&Subject::briefing(), "briefing", &next).await?)
    }

    /// Whether this person may open this conversation, their role apart.
    pub(crate) fn may_open(&self, state: &Conversation) -> Result<(), ActError> {
        if !self.due().is_empty() && may(&self.me().roles, Action::ReadMessages) {
            return Err(ActError::Refused(Refusal::NotAttested));
        }
        if self.restricted(&state.patient) && !self.overrides(state) {
            return Err(ActError::Refused(Refusal::Restricted));
        }
        Ok(())
    }

    /// Is this an opening of a restricted record that only the open alert allows?
    pub(crate) fn overrides(&self, state: &Conversation) -> bool {
        let open = state.alerts.iter().any(|alert| alert.resolved.is_none());
        open && may(&self.me().roles, Action::AcceptAlert) && self.restricted(&state.patient)
    }

    /// Is this row about a record that is closed to this person?
    pub(crate) fn is_closed(&self, summary: &Summary) -> bool {
        let opened_by_alert = summary.alert && may(&self.me().roles, Action::AcceptAlert);
        let patient = PatientDetails {
            nhs_number: summary.nhs_number,
            name: summary.name.clone(),
            born: summary.born,
            ..PatientDetails::default()
        };
        !opened_by_alert && self.restricted(&patient)
    }

    fn restricted(&self, patient: &PatientDetails) -> bool {
        self.shared().restrictions.closed_to(self.me().staff, patient).is_some()
    }
}

#[cfg(test)]
mod tests;

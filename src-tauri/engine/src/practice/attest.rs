//! What stands between a right sign-in and the first message: yearly training, the locum's briefing, and what a
//! restricted record closes.
//!
//! What is due is asked at every read and every command, so that a new version of the briefing closes messages to the
//! locums who are at work. An attestation is an audit entry, and so reaches every workstation. Restricted records are
//! closed here for everybody the practice has not named; an open alert opens them to clinicians, as an override.

use crate::errors::{ActError, DeskError, Unfit};
use crate::practice::unlocked::Unlocked;
use crate::view::{Change, StaffView};
use chrono::{DateTime, Utc};
use domain::Subject;
use domain::audit::{Attestation, What};
use domain::briefing::Briefing;
use domain::calendar::date_in_london;
use domain::conversation::Refusal;
use domain::draft::{DraftFor, DraftKind, Used};
use domain::shared::SharedRecord;
use domain::staff::Action;
use serde::{Deserialize, Serialize};

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
        self.0.attested.add(to, at);
        self.0.changes.notify(Change::Bar);
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
        let used = [Used::whole(DraftFor::practice(DraftKind::Briefing, None))];
        Ok(self.publish_using(&[(Subject::shared(SharedRecord::Briefing), &next)], &used).await?)
    }
}

#[cfg(test)]
mod tests;

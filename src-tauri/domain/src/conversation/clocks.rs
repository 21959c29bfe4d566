//! The clocks of a conversation: when a clinician reviews, a person looks, the patient is answered. They run from the
//! oldest letter nobody has answered, and stand still while it is the patient's turn.
//!
//! What its writer was told is what staff work to, whatever the practice decides later. If it closes then after all, that
//! is somebody's task: the patient is told, or answered before.

use super::state::{Conversation, Place, Received, What};
use crate::acknowledgement::{Promise, Promised};
use crate::calendar::{Calendar, Due, Level, date_in_london};
use crate::policy::PracticePolicy;
use crate::risk::Tier;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The clocks that run, with their reasons.
#[derive(Clone, Default)]
pub struct Clocks {
    /// A clinician reviews.
    pub review: Option<Due>,
    /// The patient is answered.
    pub answer: Option<Due>,
    /// A person looks.
    pub look: Option<Due>,
}

/// A promise that the practice's hours no longer keep, of which nobody has told the patient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct BrokenPromise {
    /// What the patient was told: "the end of Thursday 27 August".
    pub words: String,
    /// The instant that staff work to.
    pub due: DateTime<Utc>,
    /// When the practice closes that day now; none if it does not open before then.
    pub closes: Option<DateTime<Utc>>,
}

impl Conversation {
    /// The clocks that run at the moment.
    pub fn clocks(&self, calendar: &Calendar, policy: &PracticePolicy) -> Clocks {
        if matches!(self.place(), Place::WaitingForPatient | Place::Closed) {
            return Clocks::default();
        }
        let unanswered = self.unanswered();
        let Some(oldest) = unanswered.first() else {
            return Clocks::default();
        };
        let promised = oldest.acknowledgement.as_ref().map(|told| &told.promised);
        let due = |level| Some(as_promised(calendar, oldest.received_at, promised, level));
        let review = |level| if self.reviewed.is_none() { due(level) } else { None };
        let look = (!self.is_looked_at()).then(|| calendar.due(oldest.received_at, Level::HumanLook));
        let clinical_use = self.triage.permitted_use.as_ref().is_some_and(|chosen| {
            policy.permitted_uses.iter().any(|permitted| permitted.id == *chosen && permitted.clinical)
        });
        match self.tier() {
            Some(Tier::Alert | Tier::Check | Tier::Unassessed { .. }) if !self.only_lowered_and_read() => {
                Clocks { review: review(Level::CheckToday), answer: due(Level::ClinicalAnswer), look }
            }
            _ if clinical_use => {
                Clocks { review: review(Level::ClinicalReview), answer: due(Level::ClinicalAnswer), look }
            }
            _ => Clocks { review: None, answer: due(Level::Administrative), look },
        }
    }

    /// The promise that runs, if the practice's hours no longer keep it and nobody has reached the patient since they
    /// changed. It stands as long as nothing is answered, overdue or not.
    pub fn broken_promise(&self, calendar: &Calendar, policy: &PracticePolicy) -> Option<BrokenPromise> {
        let due = self.clocks(calendar, policy).answer?.at;
        let unanswered = self.unanswered();
        let oldest = unanswered.first()?;
        let promised = &oldest.acknowledgement.as_ref()?.promised;
        let told = [&promised.answer, &promised.clinical_answer].into_iter().find(|one| one.due.at == due)?;
        if calendar.keeps(due) || self.is_reached_since(oldest, policy.hours_since) {
            return None;
        }
        let closings = calendar.periods_on(date_in_london(due)).into_iter().map(|period| period.closes);
        let closes = closings.filter(|closes| *closes < due).max();
        Some(BrokenPromise { words: told.words.clone(), due, closes })
    }

    /// Has somebody reached the patient since this letter, and since the hours changed?
    fn is_reached_since(&self, letter: &Received, hours_since: Option<DateTime<Utc>>) -> bool {
        let is_letter = |what: &What| matches!(what, What::Received(one) if one.letter == letter.letter);
        let after = self.entries.iter().skip_while(|entry| !is_letter(&entry.what));
        let mut contacts = after.filter_map(|entry| match entry.what {
            What::Contacted { contact, when, .. } => Some((contact, when)),
            _ => None,
        });
        contacts.any(|(contact, when)| contact.reaches() && hours_since.is_none_or(|since| when >= since))
    }

    /// Does something that was found, or that a person saw, wait for a clinician who has read it and decided? What context
    /// lowered waits for a person alone.
    pub fn awaits_review(&self) -> bool {
        let found = matches!(self.tier(), Some(Tier::Check | Tier::Alert)) && !self.is_lowered();
        found && self.reviewed.is_none()
    }

    /// Does something dangerous wait, so that the patient is spoken to before they are written to?
    pub fn asks_contact_first(&self) -> bool {
        matches!(self.tier(), Some(Tier::Alert | Tier::Check)) && !self.is_lowered()
    }

    /// Is everything that was found in what nobody has answered lowered by its context?
    pub fn is_lowered(&self) -> bool {
        !self.triage.is_flagged() && lowered(&self.unanswered())
    }

    /// A finding that context lowered, read by a person who saw no red flag, does not make a clinical query.
    fn only_lowered_and_read(&self) -> bool {
        let seen = self.triage.risk.is_some_and(|(red_flag, _)| !red_flag);
        seen && !self.has_unread_finding() && self.is_lowered()
    }
}

/// When something is due: as its writer was told, if they were. What the rules mark is reviewed no later than that.
fn as_promised(
    calendar: &Calendar,
    received: DateTime<Utc>,
    promised: Option<&Promised>,
    level: Level,
) -> Due {
    let told = |promise: &Promise| promise.due.clone();
    match (level, promised) {
        (Level::Administrative, Some(promised)) => told(&promised.answer),
        (Level::ClinicalReview, Some(promised)) => told(&promised.clinical_review),
        (Level::ClinicalAnswer, Some(promised)) => told(&promised.clinical_answer),
        (Level::CheckToday, Some(promised)) => {
            let today = calendar.due(received, level);
            if today.at <= promised.clinical_review.due.at { today } else { told(&promised.clinical_review) }
        }
        (Level::HumanLook, Some(_)) | (_, None) => calendar.due(received, level),
    }
}

fn lowered(letters: &[&Received]) -> bool {
    let uncleared = || letters.iter().filter(|letter| letter.cleared.is_none());
    let assessed = || uncleared().filter_map(|letter| letter.assessment.as_ref());
    assessed().any(|found| found.tier == Tier::Check)
        && assessed().all(|found| found.tier == Tier::None || found.is_lowered())
}

#[cfg(test)]
mod tests;

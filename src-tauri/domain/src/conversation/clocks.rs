//! The clocks of a conversation: when a clinician reviews, a person looks, the patient is answered. They run from the
//! oldest letter nobody has answered, and stand still while it is the patient's turn.

use super::state::{Conversation, Place, Received};
use crate::calendar::{Calendar, Due, Level};
use crate::policy::PracticePolicy;
use crate::risk::Tier;

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

impl Conversation {
    /// The clocks that run at the moment.
    pub fn clocks(&self, calendar: &Calendar, policy: &PracticePolicy) -> Clocks {
        if matches!(self.place(), Place::WaitingForPatient | Place::Closed) {
            return Clocks::default();
        }
        let Some(oldest) = self.unanswered().first().map(|letter| letter.received_at) else {
            return Clocks::default();
        };
        let due = |level| Some(calendar.due(oldest, level));
        let review = |level| if self.reviewed.is_none() { due(level) } else { None };
        let look = (!self.is_looked_at()).then(|| calendar.due(oldest, Level::HumanLook));
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

fn lowered(letters: &[&Received]) -> bool {
    let uncleared = || letters.iter().filter(|letter| letter.cleared.is_none());
    let assessed = || uncleared().filter_map(|letter| letter.assessment.as_ref());
    assessed().any(|found| found.tier == Tier::Check)
        && assessed().all(|found| found.tier == Tier::None || found.is_lowered())
}

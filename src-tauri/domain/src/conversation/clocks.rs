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
        let look = (!self.is_looked_at()).then(|| calendar.due(oldest, Level::HumanLook));
        let clinical_use = self.triage.permitted_use.as_ref().is_some_and(|chosen| {
            policy.permitted_uses.iter().any(|permitted| permitted.id == *chosen && permitted.clinical)
        });
        match self.tier() {
            Some(Tier::Alert | Tier::Check | Tier::Unassessed { .. }) if !self.only_lowered_and_read() => {
                Clocks { review: due(Level::CheckToday), answer: due(Level::ClinicalAnswer), look }
            }
            _ if clinical_use => {
                Clocks { review: due(Level::ClinicalReview), answer: due(Level::ClinicalAnswer), look }
            }
            _ => Clocks { review: None, answer: due(Level::Administrative), look },
        }
    }

    /// Does something dangerous wait, so that the patient is spoken to before they are written to?
    pub fn asks_contact_first(&self) -> bool {
        matches!(self.tier(), Some(Tier::Alert | Tier::Check)) && !self.is_lowered()
    }

    /// Is everything that was found in what nobody has answered lowered by its context?
    pub fn is_lowered(&self) -> bool {
        lowered(&self.unanswered())
    }

    /// A finding that context lowered, read by a person who saw no red flag, does not make a clinical query.
    fn only_lowered_and_read(&self) -> bool {
        let seen = self.triage.risk.is_some_and(|(red_flag, _)| !red_flag);
        seen && !self.has_unread_finding() && self.is_lowered()
    }
}

fn lowered(letters: &[&Received]) -> bool {
    let assessed = || letters.iter().filter_map(|letter| letter.assessment.as_ref());
    assessed().any(|found| found.tier == Tier::Check)
        && assessed().all(|found| found.tier == Tier::None || found.is_lowered())
}

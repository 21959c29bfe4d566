//! What a decision rests on beside the conversation, and the conditions that many commands share.
//!
//! Here stand who asks, when, and under which settings. Each condition refuses with the one thing to be put right;
//! what a command leads to once they hold stands in `decide`.

use super::event::Actor;
use super::refusal::Refusal;
use super::state::{Conversation, Place};
use crate::policy::{PracticePolicy, UseId};
use crate::staff::{Action, may};
use crate::{DeliveryId, StaffId};
use chrono::{DateTime, Duration, Utc};

/// The longest answer, in characters: what the NHS App and a text message chain still carry.
pub const LONGEST_ANSWER: usize = 5_000;
/// The longest note or summary, in characters.
pub const LONGEST_NOTE: usize = 4_000;

/// Everything a decision rests on beside the conversation.
pub struct Circumstances<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// How the patient reads the sender: "Jo Marsden, reception".
    pub signature: &'a str,
    /// The practice's settings.
    pub policy: &'a PracticePolicy,
    pub now: DateTime<Utc>,
    /// Fresh ids for deliveries this command may start: one to the patient, one to the record.
    pub deliveries: (DeliveryId, DeliveryId),
}

impl Circumstances<'_> {
    pub(super) fn staff(&self) -> Result<StaffId, Refusal> {
        self.actor.staff.ok_or(Refusal::NotAllowed { action: Action::ReadMessages })
    }

    pub(super) fn require(&self, action: Action) -> Result<(), Refusal> {
        if may(&self.actor.roles, action) { Ok(()) } else { Err(Refusal::NotAllowed { action }) }
    }

    pub(super) fn may(&self, action: Action) -> bool {
        may(&self.actor.roles, action)
    }

    pub(super) fn claim_lasts(&self) -> Duration {
        Duration::minutes(i64::from(self.policy.claim_minutes))
    }

    pub(super) fn is_clinical(&self, permitted: Option<&UseId>) -> bool {
        permitted.is_some_and(|id| self.policy.permitted_uses.iter().any(|u| u.id == *id && u.clinical))
    }
}

/// Nobody else may be working on it.
pub(super) fn free(state: &Conversation, around: &Circumstances<'_>) -> Result<(), Refusal> {
    let me = around.staff()?;
    match state.held_by(around.now, around.claim_lasts()) {
        Some(claim) if claim.by != me => {
            Err(Refusal::HeldBy { staff: claim.by, until: claim.at + around.claim_lasts() })
        }
        _ => Ok(()),
    }
}

pub(super) fn is_open(state: &Conversation) -> Result<(), Refusal> {
    if state.place() == Place::Closed { Err(Refusal::Closed) } else { Ok(()) }
}

/// A step of the checklist: open, allowed, nobody else at it.
pub(super) fn triage(state: &Conversation, around: &Circumstances<'_>) -> Result<(), Refusal> {
    around.require(Action::Triage)?;
    is_open(state)?;
    free(state, around)
}

/// Is this something that may be answered by message at all, and by this person?
pub(super) fn may_be_answered(state: &Conversation, around: &Circumstances<'_>) -> Result<(), Refusal> {
    if state.triage.is_excluded() {
        return Err(Refusal::ExcludedTopic);
    }
    if state.open_alert().is_some() {
        return Err(Refusal::AlertOpen);
    }
    let clinical = around.is_clinical(state.triage.permitted_use.as_ref());
    match (clinical, around.may(Action::AnswerClinical), around.may(Action::AnswerAdministrative)) {
        (_, true, _) | (false, _, true) => clinicians_turn(state, around),
        (true, false, _) => Err(Refusal::ClinicianNeeded),
        (false, false, false) => Err(Refusal::NotAllowed { action: Action::AnswerAdministrative }),
    }
}

/// What is a clinician's, or waits for one, is not sent, closed or sent on by anybody else.
pub(super) fn clinicians_turn(state: &Conversation, around: &Circumstances<'_>) -> Result<(), Refusal> {
    if around.may(Action::AnswerClinical) {
        return Ok(());
    }
    if let Some(responsible) = state.responsible {
        return Err(Refusal::WithClinician { staff: responsible.by });
    }
    if state.awaits_review() { Err(Refusal::ReviewNeeded) } else { Ok(()) }
}

pub(super) fn words(text: &str, most: usize) -> Result<(), Refusal> {
    if text.trim().is_empty() { Err(Refusal::Empty) } else { not_too_long(text, most) }
}

pub(super) fn not_too_long(text: &str, most: usize) -> Result<(), Refusal> {
    if text.chars().count() > most {
        return Err(Refusal::TooLong { most: u32::try_from(most).unwrap_or(u32::MAX) });
    }
    Ok(())
}

//! Words that somebody is still writing: what they are for, and which command uses them up.
//!
//! A draft belongs to one person and one thing, and is never met under another patient, alert or person. It goes in the
//! step that uses its words, and in no other. Where drafts are kept is the engine's.

use crate::conversation::{AfterSend, Closing, Command, Outcome};
use crate::safety::Command as Safety;
use crate::{ConversationId, LetterId, SafetyId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum DraftKind {
    /// An answer to the patient.
    Answer,
    /// What came of a call, or what whoever has it next should know.
    Note,
    /// How it ended, where no outcome of the list fits.
    Outcome,
    /// The summary for the record.
    Summary,
    /// Why an excluded topic is answered by message all the same.
    Override,
    /// Why it is gone on with.
    Reopen,
    /// What was done about an alert.
    Alert,
    /// Why an alert or a check was no danger.
    NoDanger,
    /// An incident: its form, as the screen keeps it.
    Incident,
    /// A hazard: its form, as the screen keeps it.
    Hazard,
    /// How an unusual access was settled.
    Unusual,
    /// The locum's briefing: its sections, as the screen keeps them.
    Briefing,
}

impl DraftKind {
    /// Every kind there is.
    pub const ALL: [Self; 12] = [
        Self::Answer,
        Self::Note,
        Self::Outcome,
        Self::Summary,
        Self::Override,
        Self::Reopen,
        Self::Alert,
        Self::NoDanger,
        Self::Incident,
        Self::Hazard,
        Self::Unusual,
        Self::Briefing,
    ];

    /// Its name on the disk.
    pub fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Note => "note",
            Self::Outcome => "outcome",
            Self::Summary => "summary",
            Self::Override => "override",
            Self::Reopen => "reopen",
            Self::Alert => "alert",
            Self::NoDanger => "noDanger",
            Self::Incident => "incident",
            Self::Hazard => "hazard",
            Self::Unusual => "unusual",
            Self::Briefing => "briefing",
        }
    }

    /// The kind of this name; none if a newer Duty Desk wrote it.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What a draft is for. Together with its writer this is its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DraftFor {
    /// In which conversation; none for the practice's own forms.
    pub conversation: Option<ConversationId>,
    /// What is being written.
    pub kind: DraftKind,
    /// Which one, where there are several: the letter of an alert, an incident, a hazard, an unusual access.
    pub of: Option<Uuid>,
}

impl DraftFor {
    /// A draft of which a conversation has one.
    pub fn conversation(id: ConversationId, kind: DraftKind) -> Self {
        Self { conversation: Some(id), kind, of: None }
    }

    /// An answer to the patient.
    pub fn answer(id: ConversationId) -> Self {
        Self::conversation(id, DraftKind::Answer)
    }

    /// What was done about the alert that this letter raised.
    pub fn alert(id: ConversationId, letter: LetterId) -> Self {
        Self { of: Some(letter.0), ..Self::conversation(id, DraftKind::Alert) }
    }

    /// One of the practice's own forms.
    pub fn practice(kind: DraftKind, of: Option<Uuid>) -> Self {
        Self { conversation: None, kind, of }
    }
}

/// A draft that a command uses up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Used<'a> {
    /// Which.
    pub draft: DraftFor,
    /// Only if these are its words; a command may carry others, such as a note of one key. None whatever it says.
    pub words: Option<&'a str>,
}

impl<'a> Used<'a> {
    /// Whatever it says.
    pub fn whole(draft: DraftFor) -> Self {
        Self { draft, words: None }
    }

    fn if_it_says(draft: DraftFor, words: &'a str) -> Self {
        Self { draft, words: Some(words) }
    }

    /// Is a draft of this text used up?
    pub fn takes(&self, text: &str) -> bool {
        self.words.is_none_or(|words| words.trim() == text.trim())
    }
}

/// The drafts that a command on this conversation uses up.
pub fn used_by(id: ConversationId, command: &Command) -> Vec<Used<'_>> {
    let one = |kind, words| vec![Used::if_it_says(DraftFor::conversation(id, kind), words)];
    let alert = |letter, words| vec![Used::if_it_says(DraftFor::alert(id, letter), words)];
    match command {
        Command::Reply { then, .. } => {
            let mut used = vec![Used::whole(DraftFor::answer(id))];
            if let AfterSend::Close { closing } = then {
                used.extend(used_by_closing(id, closing));
            }
            used
        }
        Command::Close { closing, .. } => used_by_closing(id, closing),
        Command::Route { note, .. } | Command::AskToBook { note } | Command::RecordContact { note, .. } => {
            one(DraftKind::Note, note)
        }
        Command::OverrideExclusion { reason } => one(DraftKind::Override, reason),
        Command::Reopen { why } => one(DraftKind::Reopen, why),
        Command::AttemptContact { letter, note, .. } => alert(*letter, note),
        Command::ResolveAlert { letter, outcome } => alert(*letter, outcome),
        Command::EndAsNoDanger { letter, words, .. } => {
            vec![Used::if_it_says(
                DraftFor { kind: DraftKind::NoDanger, ..DraftFor::alert(id, *letter) },
                words,
            )]
        }
        Command::Look
        | Command::Take
        | Command::GiveBack
        | Command::ReadFinding { .. }
        | Command::VerifyIdentity { .. }
        | Command::ChooseUse { .. }
        | Command::ReviewRisk { .. }
        | Command::Review { .. }
        | Command::ExcludeTopic { .. }
        | Command::Unroute
        | Command::Resend
        | Command::SeeAlert { .. }
        | Command::TakeAlert { .. }
        | Command::PassAlert { .. }
        | Command::AcceptAlert { .. } => vec![],
    }
}

fn used_by_closing(id: ConversationId, closing: &Closing) -> Vec<Used<'_>> {
    let draft = |kind| DraftFor::conversation(id, kind);
    let mut used = vec![Used::if_it_says(draft(DraftKind::Summary), &closing.summary)];
    if let Outcome::Other { what } = &closing.outcome {
        used.push(Used::if_it_says(draft(DraftKind::Outcome), what));
    }
    used
}

/// The drafts that a command on the practice's safety records uses up.
pub fn used_by_safety(command: &Safety) -> Vec<Used<'static>> {
    let of = |id: &Option<SafetyId>| id.map(|id| id.0);
    let draft = match command {
        Safety::WriteIncident { id: None, form } => {
            DraftFor { conversation: form.conversation, ..DraftFor::practice(DraftKind::Incident, None) }
        }
        Safety::WriteIncident { id, .. } => DraftFor::practice(DraftKind::Incident, of(id)),
        Safety::WriteHazard { id, .. } => DraftFor::practice(DraftKind::Hazard, of(id)),
        Safety::CloseHazard { id, .. } => DraftFor::practice(DraftKind::Hazard, Some(id.0)),
        Safety::CloseIncident { id } => DraftFor::practice(DraftKind::Incident, Some(id.0)),
        Safety::BeginRegister | Safety::StartDrill | Safety::AnswerDrill { .. } => return vec![],
    };
    vec![Used::whole(draft)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::{FileAs, Online, Route};

    const ID: ConversationId = ConversationId(Uuid::from_u128(1));

    fn closing() -> Closing {
        Closing {
            outcome: Outcome::Other { what: "Sent to the pharmacist".to_owned() },
            summary: "Told when.".to_owned(),
            file_as: FileAs::ExactCopy,
            online: Online::Shown,
        }
    }

    fn uses(command: &Command, kind: DraftKind, text: &str) -> bool {
        used_by(ID, command)
            .iter()
            .any(|used| used.draft == DraftFor::conversation(ID, kind) && used.takes(text))
    }

    #[test]
    fn a_draft_goes_with_the_command_that_carries_its_words_and_with_no_other() {
        let route = Command::Route { to: Route::DutyList, seconds: 3, note: "Please ring.".to_owned() };
        assert!(uses(&route, DraftKind::Note, " Please ring.\n"));
        assert!(!uses(&route, DraftKind::Note, "Please ring. And"), "other words stay");
        assert!(!uses(&route, DraftKind::Answer, "Please ring."));
        let close = Command::Close { closing: closing(), seen: 1 };
        assert!(uses(&close, DraftKind::Summary, "Told when."));
        assert!(uses(&close, DraftKind::Outcome, "Sent to the pharmacist"));
        let reply = |then| Command::Reply { text: "Hello".to_owned(), seen: 1, then, ends_triage: None };
        assert!(uses(&reply(AfterSend::Close { closing: closing() }), DraftKind::Summary, "Told when."));
        let wait = AfterSend::Wait { until: chrono::NaiveDate::default() };
        assert!(uses(&reply(wait.clone()), DraftKind::Answer, "whatever was typed"));
        assert!(!uses(&reply(wait), DraftKind::Summary, "Told when."));
        assert_eq!(used_by(ID, &Command::Look).len(), 0);
    }

    #[test]
    fn an_alert_uses_the_words_about_its_own_letter() {
        let (one, other) = (LetterId(Uuid::from_u128(7)), LetterId(Uuid::from_u128(8)));
        let command = Command::ResolveAlert { letter: one, outcome: "Admitted".to_owned() };
        let used = used_by(ID, &command);
        assert!(used.iter().any(|used| used.draft == DraftFor::alert(ID, one)));
        assert!(!used.iter().any(|used| used.draft == DraftFor::alert(ID, other)));
    }

    #[test]
    fn every_kind_is_found_again_by_its_name() {
        for kind in DraftKind::ALL {
            assert_eq!(DraftKind::named(kind.name()), Some(kind));
        }
        assert_eq!(DraftKind::named("of a newer Duty Desk"), None);
    }
}

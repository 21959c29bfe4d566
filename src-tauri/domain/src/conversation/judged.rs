//! What became of what was found: a clinician's verdict on each alert and check, for the precision of whatever found it
//! (product C9).
//!
//! Only what is over counts: an alert that ended, a check that was reviewed, answered or closed. Words are never here; a text
//! to be looked at again is known by its letter's number. Who may judge stands in `review`.

use super::state::{Conversation, Received};
use crate::LetterId;
use crate::alert::NoDanger;
use crate::risk::{Category, Tier};
use serde::{Deserialize, Serialize};

/// What found it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum FoundBy {
    /// A rule, such as SH-02.
    Rule { rule: String },
    /// The second reader of this version.
    Reader { version: String },
    /// A person.
    Person,
}

/// A verdict on a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Judged {
    pub letter: LetterId,
    /// Did it interrupt, rather than wait for a clinician?
    pub alert: bool,
    pub category: Category,
    pub found_by: Vec<FoundBy>,
    /// Why it was none; none if it stands.
    pub no_danger: Option<NoDanger>,
}

impl Conversation {
    /// The verdicts so far, oldest letter first.
    pub fn judged(&self) -> Vec<Judged> {
        self.letters().filter_map(|letter| self.verdict(letter)).collect()
    }

    fn verdict(&self, received: &Received) -> Option<Judged> {
        let letter = received.letter;
        let no_danger = received.cleared.map(|cleared| cleared.no_danger);
        if let Some(alert) = self.alert(letter) {
            let found_by = match alert.raised_by {
                Some(_) => vec![FoundBy::Person],
                None => found_by(received, Tier::Alert),
            };
            let judged = Judged { letter, alert: true, category: alert.category, found_by, no_danger };
            return (!alert.is_open()).then_some(judged);
        }
        let assessment = received.assessment.as_ref().filter(|found| found.tier == Tier::Check)?;
        let answered = !self.unanswered().iter().any(|waits| waits.letter == letter);
        let over = no_danger.is_some() || answered || self.closed.is_some() || self.reviewed.is_some();
        let category = assessment.categories().next().filter(|_| over)?;
        Some(Judged { letter, alert: false, category, found_by: found_by(received, Tier::Check), no_danger })
    }
}

/// The rules that found it at this tier, each once; the second reader where none did.
fn found_by(received: &Received, tier: Tier) -> Vec<FoundBy> {
    let Some(assessment) = &received.assessment else { return vec![] };
    let rules = assessment.findings.iter().filter(|finding| finding.tier == tier);
    let mut found: Vec<FoundBy> = rules.map(|one| FoundBy::Rule { rule: one.rule.clone() }).collect();
    found.sort();
    found.dedup();
    let reader = assessment.reader.clone().filter(|_| assessment.reads_like.is_some());
    found.extend(reader.map(|version| FoundBy::Reader { version }));
    found
}

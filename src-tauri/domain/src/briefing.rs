//! What somebody must have read and attested before messages open: the yearly training, and for locums the briefing.
//!
//! A new version of the briefing is attested again; an attestation of training holds for a year. What is due is worked
//! out from the audit's attestations every time it is asked, so that nothing has to remember to lapse. The words of the
//! standard briefing are the practice's to change.

use crate::StaffId;
use crate::audit::Attestation;
use crate::staff::Role;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How long an attestation of training holds.
pub const TRAINING_HOLDS: TimeDelta = TimeDelta::days(365);
/// The longest text of a section, in characters.
const LONGEST: usize = 4_000;
/// The most sections.
pub const MOST_SECTIONS: usize = 12;

/// What a locum reads before the first message. Body of the `briefing` subject, whole each time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Briefing {
    /// Counts up with every change; the standard text is version 1.
    pub version: u32,
    /// Who approved it; none for the standard text.
    pub approved_by: Option<StaffId>,
    /// When; none for the standard text.
    pub approved_on: Option<NaiveDate>,
    /// Its sections, in order.
    pub sections: Vec<Section>,
}

/// A section of the briefing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// What it says.
    pub text: String,
    /// What to do.
    pub dos: Vec<String>,
    /// What not to do.
    pub donts: Vec<String>,
}

/// Why a briefing cannot be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadBriefing {
    /// No sections, or too many.
    #[error("a briefing has 1 to {MOST_SECTIONS} sections")]
    Sections,
    /// A section without a heading or words, or with too many.
    #[error("a section needs a heading and words, and not too many")]
    Words,
}

impl Briefing {
    /// What every practice begins with.
    pub fn standard() -> Self {
        let section = |title: &str, text: &str, dos: &[&str], donts: &[&str]| {
            let all = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
            Section { title: title.to_owned(), text: text.to_owned(), dos: all(dos), donts: all(donts) }
        };
        Self {
            version: 1,
            approved_by: None,
            approved_on: None,
            sections: vec![
                section(
                    "What messaging is for here",
                    "Patients write about what the practice has agreed to answer by message. Every conversation carries one of these uses.",
                    &[
                        "Answer what fits one of the practice’s uses.",
                        "Phone, or book an appointment, when a question needs talking over.",
                    ],
                    &["Begin a clinical matter by message with somebody who has not been seen recently."],
                ),
                section(
                    "Urgent messages and alerts",
                    "A dangerous message covers the whole window on every workstation of those who must act. It shows nothing until somebody presses the key to show it.",
                    &[
                        "Take an alert when you can phone now. Then phone.",
                        "Accept an alert as the responsible clinician, and record its outcome.",
                    ],
                    &[
                        "Leave a voicemail. Anybody may hear it.",
                        "Wait for a colleague: nobody waits for another.",
                    ],
                ),
                section(
                    "Duty, deputies and handover",
                    "Clinical questions stand on the duty list. The duty clinician and a named deputy are shown at the top of every screen.",
                    &["Give back what you will not finish.", "Tell the deputy when you leave the building."],
                    &["Leave work in “Mine” at the end of the session."],
                ),
                section(
                    "Who may be messaged about what",
                    "Every send is checked: who the patient is, what they agreed to, and what may travel over this channel.",
                    &[
                        "Make sure who wrote before anything confidential is sent.",
                        "Read who held the pen: a daughter, a parent, a carer.",
                    ],
                    &["Open the record of a colleague or of your own family. Named clinicians see to these."],
                ),
                section(
                    "What you must record",
                    "Every conversation ends with an outcome. Choose it when you close; the conversation is then filed in the patient’s record without copying.",
                    &[
                        "Record what you decided and what the patient was told to do next.",
                        "For a high-risk alert, record the call or visit before anything else. The alert stays open until you do.",
                        "Put prescriptions, referrals and tests in the clinical system. A message is not an order.",
                    ],
                    &["Give bad news or an unexpected result in a message. Phone, or book an appointment."],
                ),
            ],
        }
    }

    /// The briefing, if it can be published.
    pub fn checked(self) -> Result<Self, BadBriefing> {
        if self.sections.is_empty() || self.sections.len() > MOST_SECTIONS {
            return Err(BadBriefing::Sections);
        }
        let fits = |text: &str| (1..=LONGEST).contains(&text.trim().chars().count());
        let whole = |section: &Section| {
            fits(&section.title)
                && fits(&section.text)
                && section.dos.iter().chain(&section.donts).all(|line| fits(line))
        };
        if self.sections.iter().all(whole) { Ok(self) } else { Err(BadBriefing::Words) }
    }
}

/// What somebody with these roles must attest now, in the order it is asked.
pub fn due(
    roles: &[Role],
    version: u32,
    attested: &[(Attestation, DateTime<Utc>)],
    now: DateTime<Utc>,
) -> Vec<Attestation> {
    let holds = |to: Attestation| {
        attested
            .iter()
            .any(|(done, at)| *done == to && (to != Attestation::Training || now < *at + TRAINING_HOLDS))
    };
    let mut due = vec![];
    if !holds(Attestation::Training) {
        due.push(Attestation::Training);
    }
    let briefing = Attestation::Briefing { version };
    if roles.contains(&Role::Locum) && !holds(briefing) {
        due.push(briefing);
    }
    due
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(days: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_787_000_000, 0).unwrap() + TimeDelta::days(days)
    }

    const TRAINING: Attestation = Attestation::Training;
    const fn briefing(version: u32) -> Attestation {
        Attestation::Briefing { version }
    }

    #[test]
    fn training_is_everybodys_and_yearly_and_the_briefing_is_the_locums_by_version() {
        for (roles, attested, now, expected) in [
            (vec![Role::Gp], vec![], 0, vec![TRAINING]),
            (vec![Role::Gp], vec![(TRAINING, at(0))], 364, vec![]),
            (vec![Role::Gp], vec![(TRAINING, at(0))], 365, vec![TRAINING]),
            (vec![Role::Locum], vec![], 0, vec![TRAINING, briefing(2)]),
            (vec![Role::Locum], vec![(TRAINING, at(0)), (briefing(1), at(0))], 1, vec![briefing(2)]),
            (vec![Role::Locum], vec![(TRAINING, at(0)), (briefing(2), at(0))], 300, vec![]),
            (vec![Role::Receptionist, Role::Locum], vec![(briefing(2), at(0))], 1, vec![TRAINING]),
        ] {
            assert_eq!(due(&roles, 2, &attested, at(now)), expected, "{roles:?} on day {now}");
        }
    }

    #[test]
    fn the_standard_briefing_can_be_published_and_an_empty_section_cannot() {
        let mut briefing = Briefing::standard().checked().unwrap();
        briefing.sections[1].text = "  ".to_owned();
        assert_eq!(briefing.clone().checked(), Err(BadBriefing::Words));
        briefing.sections.clear();
        assert_eq!(briefing.checked(), Err(BadBriefing::Sections));
    }
}

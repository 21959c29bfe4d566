//! The two-minute checklist reception works before anything goes anywhere (product B1).

use crate::alert::{ByAt, Words};
use crate::policy::UseId;
use serde::{Deserialize, Serialize};

/// How a person made sure of the patient's identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum IdentityCheck {
    /// The writer signed in with NHS login.
    NhsLogin,
    /// Name and date of birth match the record.
    MatchesRecord,
    /// Asked by telephone, on the number in the record.
    AskedByPhone,
    /// Somebody who may write for the patient, checked against the record.
    ProxyChecked,
}

/// Where triage sends a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Route {
    /// Whoever triages answers.
    AnswerHere,
    /// The duty clinician's list.
    DutyList,
    /// Phone the patient now.
    Phone,
    /// Offer an appointment.
    Appointment,
}

/// One step of the checklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// Is the writer who they say?
    Identity,
    /// Is it something messages may be used for?
    PermittedUse,
    /// Has a person looked for danger?
    Risk,
    /// Where does it go?
    Destination,
}

/// What is never dealt with by message (product A2): only by phone, an appointment, or a clinician's recorded decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum ExcludedTopic {
    Emergency,
    /// Bad news, or a result that needs explaining.
    BadNews,
    /// A decision that needs talking over.
    ComplexDecision,
    /// A patient whom no clinician has seen for long.
    NotSeenRecently,
}

/// How far triage is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Triage {
    /// How identity was checked, by whom, when.
    pub identity: Option<(IdentityCheck, ByAt)>,
    /// What it is about.
    pub permitted_use: Option<UseId>,
    /// What the person's look for danger said, and who looked.
    pub risk: Option<(bool, ByAt)>,
    /// Where it went.
    pub route: Option<(Route, ByAt)>,
    /// Where it was before that, in case that is taken back.
    #[serde(default)]
    pub before: Option<(Route, ByAt)>,
    /// The clinician who decided that the patient is to be seen. A new letter ends it.
    #[serde(default)]
    pub decided: Option<ByAt>,
    /// How long it took, in seconds.
    pub seconds: u32,
    /// Why this may not be continued as messages, and who said so.
    #[serde(default)]
    pub excluded: Option<(ExcludedTopic, ByAt)>,
    /// A clinician's reason to answer by message after all. A new letter ends it.
    #[serde(default)]
    pub overridden: Option<(Words, ByAt)>,
}

impl Triage {
    /// The steps still to do before a destination may be chosen.
    pub fn missing(&self) -> Vec<Step> {
        [
            (self.identity.is_none(), Step::Identity),
            (self.permitted_use.is_none(), Step::PermittedUse),
            (self.risk.is_none(), Step::Risk),
        ]
        .into_iter()
        .filter_map(|(open, step)| open.then_some(step))
        .collect()
    }

    /// Did a person see danger?
    pub fn red_flag(&self) -> bool {
        self.risk.is_some_and(|(red_flag, _)| red_flag)
    }

    /// Who saw danger, whatever the rules say.
    pub fn flagged_by(&self) -> Option<ByAt> {
        let red_flag = self.risk.filter(|(red_flag, _)| *red_flag).map(|(_, by)| by);
        let emergency = self.excluded.filter(|(topic, _)| *topic == ExcludedTopic::Emergency);
        red_flag.or(emergency.map(|(_, by)| by))
    }

    /// Did a person see danger?
    pub fn is_flagged(&self) -> bool {
        self.flagged_by().is_some()
    }

    /// May this be continued by phone or appointment only?
    pub fn is_excluded(&self) -> bool {
        (self.red_flag() || self.excluded.is_some()) && self.overridden.is_none()
    }
}

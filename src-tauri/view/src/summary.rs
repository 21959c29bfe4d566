//! What a list needs of a conversation: its queue, its place in it, and what its row says.
//!
//! Computed from the fold whenever that changes, and stored, so that a list of 100,000 opens at once. Clocks run from
//! the oldest letter nobody has answered. Names of staff and anything about the reader are added when a row is shown.

use crate::shared::Shared;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::NhsNumber;
use domain::alert::ByAt;
use domain::calendar::{Due, Level};
use domain::conversation::{Conversation, Place, Received};
use domain::delivery::{DeliveryState, Destination, WhyFailed};
use domain::message::{Channel, PatientDetails, PersonName, Writer};
use domain::risk::{Category, Tier};
use serde::{Deserialize, Serialize};

/// The longest first line a row carries, in characters.
const FIRST_LINE: usize = 120;

/// Where a conversation is listed. Claims that run out bring it back to triage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Listed {
    /// Needs triage.
    NeedsTriage,
    /// Somebody answers, phones or books.
    Answering,
    /// The duty list.
    DutyList,
    /// The patient's turn.
    Waiting,
    /// Ended.
    Closed,
}

impl Listed {
    /// The name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::NeedsTriage => "needsTriage",
            Self::Answering => "answering",
            Self::DutyList => "dutyList",
            Self::Waiting => "waiting",
            Self::Closed => "closed",
        }
    }
}

/// A conversation in a list.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Which list.
    pub queue: Listed,
    /// Where it stands.
    pub place: Place,
    /// High 4, Check 3, Not assessed 2, Check lowered 1, the rest 0.
    pub risk: u8,
    /// The soonest clock.
    pub due: Option<DateTime<Utc>>,
    /// The last letter.
    pub received_at: DateTime<Utc>,
    /// The patient's name, from the index or the letter.
    pub name: Option<PersonName>,
    /// NHS number.
    pub nhs_number: Option<NhsNumber>,
    /// Date of birth.
    pub born: Option<NaiveDate>,
    /// Who wrote last.
    pub writer: Writer,
    /// The last letter's first line.
    pub first_line: String,
    /// How it came.
    pub channel: Channel,
    /// The gravest tier among unanswered letters.
    pub tier: Option<Tier>,
    /// The gravest category among them.
    pub category: Option<Category>,
    /// What the last of them that reads like danger reads like, where the rules found nothing.
    #[serde(default)]
    pub reads_like: Option<Category>,
    /// Everything found was lowered by its context.
    pub lowered: bool,
    /// An alert is open.
    pub alert: bool,
    /// A clinician must have reviewed it by then.
    pub review_by: Option<DateTime<Utc>>,
    /// The patient must have an answer by then.
    pub answer_by: Option<DateTime<Utc>>,
    /// A person must have looked by then.
    pub look_by: Option<DateTime<Utc>>,
    /// Who last looked.
    pub looked: Option<ByAt>,
    /// Nobody has looked since the last letter.
    pub unread: bool,
    /// Who works on it.
    pub owner: Option<ByAt>,
    /// Until when, if they do nothing.
    pub owned_until: Option<DateTime<Utc>>,
    /// Answered, to be closed.
    pub to_file: bool,
    /// What went wrong with a delivery.
    pub delivery_problem: Option<WhyFailed>,
}

/// The two clocks of a conversation, with their reasons.
#[derive(Clone, Default)]
pub struct Clocks {
    /// A clinician reviews.
    pub review: Option<Due>,
    /// The patient is answered.
    pub answer: Option<Due>,
    /// A person looks.
    pub look: Option<Due>,
}

/// The clocks that run at the moment.
pub fn clocks(state: &Conversation, shared: &Shared) -> Clocks {
    if matches!(state.place(), Place::WaitingForPatient | Place::Closed) {
        return Clocks::default();
    }
    let Some(oldest) = state.unanswered().first().map(|letter| letter.received_at) else {
        return Clocks::default();
    };
    let due = |level| Some(shared.calendar.due(oldest, level));
    let look = (!state.is_looked_at()).then(|| shared.calendar.due(oldest, Level::HumanLook));
    let clinical_use = state.triage.permitted_use.as_ref().is_some_and(|chosen| {
        shared.policy.permitted_uses.iter().any(|permitted| permitted.id == *chosen && permitted.clinical)
    });
    match state.tier() {
        Some(Tier::Alert | Tier::Check | Tier::Unassessed { .. }) if !only_lowered_and_read(state) => {
            Clocks { review: due(Level::CheckToday), answer: due(Level::ClinicalAnswer), look }
        }
        _ if clinical_use => {
            Clocks { review: due(Level::ClinicalReview), answer: due(Level::ClinicalAnswer), look }
        }
        _ => Clocks { review: None, answer: due(Level::Administrative), look },
    }
}

/// A finding that context lowered, read by a person who saw no red flag, does not make a clinical query.
fn only_lowered_and_read(state: &Conversation) -> bool {
    let seen = state.triage.risk.is_some_and(|(red_flag, _)| !red_flag);
    seen && !state.has_unread_finding() && lowered(&state.unanswered())
}

fn lowered(letters: &[&Received]) -> bool {
    letters.iter().filter_map(|letter| letter.assessment.as_ref()).any(|found| found.tier == Tier::Check)
        && letters
            .iter()
            .filter_map(|letter| letter.assessment.as_ref())
            .all(|found| found.tier == Tier::None || found.is_lowered())
}

/// The summary of a conversation as people see it at `now`. `index` is the patient's record in the practice's index.
pub fn summarise(
    state: &Conversation,
    index: Option<&PatientDetails>,
    shared: &Shared,
    now: DateTime<Utc>,
) -> Option<Summary> {
    let last = state.letters().next_back()?;
    let unanswered = state.unanswered();
    let clocks = clocks(state, shared);
    let at = |due: &Option<Due>| due.as_ref().map(|due| due.at);
    let (review_by, answer_by, look_by) = (at(&clocks.review), at(&clocks.answer), at(&clocks.look));
    let claim_lasts = TimeDelta::minutes(i64::from(shared.policy.claim_minutes));
    let owner = state.held_by(now, claim_lasts);
    let to_file = is_to_file(state);
    let lowered = lowered(&unanswered);
    let alert = state.open_alert().is_some();
    let tier = if unanswered.is_empty() { None } else { state.tier() };
    let known = index.unwrap_or(&state.patient);
    Some(Summary {
        queue: listed(state, owner.is_some(), to_file),
        place: state.place(),
        risk: risk(alert, tier, lowered),
        due: [review_by, answer_by, look_by].into_iter().flatten().min(),
        received_at: last.received_at,
        name: known.name.clone().or_else(|| state.patient.name.clone()),
        nhs_number: state.patient.nhs_number,
        born: known.born.or(state.patient.born),
        writer: last.writer.clone(),
        first_line: first_line(&last.text),
        channel: last.channel,
        tier,
        category: gravest(&unanswered),
        reads_like: reads_like(&unanswered),
        lowered,
        alert,
        review_by,
        answer_by,
        look_by,
        looked: state.looked,
        unread: !state.is_looked_at(),
        owner,
        owned_until: owner.map(|owner| owner.at + claim_lasts),
        to_file,
        delivery_problem: delivery_problem(state),
    })
}

fn listed(state: &Conversation, owned: bool, to_file: bool) -> Listed {
    match state.place() {
        Place::NeedsTriage => Listed::NeedsTriage,
        Place::Answering if owned || to_file => Listed::Answering,
        Place::Answering => Listed::NeedsTriage,
        Place::DutyList => Listed::DutyList,
        Place::WaitingForPatient => Listed::Waiting,
        Place::Closed => Listed::Closed,
    }
}

fn is_to_file(state: &Conversation) -> bool {
    let dealt_with = state.answers().next().is_some() && state.unanswered().is_empty();
    matches!(state.place(), Place::Answering | Place::DutyList) && dealt_with && state.open_alert().is_none()
}

fn risk(alert: bool, tier: Option<Tier>, lowered: bool) -> u8 {
    match tier {
        _ if alert => 4,
        Some(Tier::Alert) => 3,
        Some(Tier::Check) if lowered => 1,
        Some(Tier::Check) => 3,
        Some(Tier::Unassessed { .. }) => 2,
        Some(Tier::None) | None => 0,
    }
}

fn gravest(letters: &[&Received]) -> Option<Category> {
    let assessed = letters.iter().filter_map(|letter| letter.assessment.as_ref());
    let findings = assessed.filter_map(|found| found.gravest());
    findings
        .max_by_key(|finding| (finding.tier, std::cmp::Reverse(finding.category)))
        .map(|finding| finding.category)
}

fn reads_like(letters: &[&Received]) -> Option<Category> {
    let mut assessed = letters.iter().rev().filter_map(|letter| letter.assessment.as_ref());
    assessed.find_map(|found| found.reads_like).map(|like| like.category)
}

fn delivery_problem(state: &Conversation) -> Option<WhyFailed> {
    state.deliveries.iter().rev().find_map(|delivery| match (&delivery.state, delivery.to) {
        (DeliveryState::Failed { why }, Destination::Patient { .. } | Destination::Record { .. }) => {
            Some(*why)
        }
        _ => None,
    })
}

fn first_line(text: &str) -> String {
    let flat: Vec<&str> = text.split_whitespace().take(40).collect();
    flat.join(" ").chars().take(FIRST_LINE).collect()
}

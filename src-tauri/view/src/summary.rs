//! What a list needs of a conversation: its queue, its place in it, and what its row says.
//!
//! Computed from the fold whenever that changes, and stored, so that a list of 100,000 opens at once. Clocks run from
//! the oldest letter nobody has answered. Names of staff and anything about the reader are added when a row is shown.

use crate::shared::Shared;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::NhsNumber;
use domain::alert::ByAt;
use domain::calendar::Due;
use domain::conversation::{Conversation, Place, Received};
use domain::delivery::{DeliveryState, Destination, WhyFailed};
use domain::message::{Channel, PatientDetails, PersonName, Writer};
use domain::risk::{Category, RiskLevel, Tier};
use serde::{Deserialize, Serialize};

/// The longest first line a row carries, in characters.
const FIRST_LINE: usize = 120;

/// Where a conversation is listed. Claims that run out bring it back to triage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Listed {
    NeedsTriage,
    /// Somebody answers, phones or books.
    Answering,
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
    /// Its place in the order of risk: the higher the sooner.
    pub risk: u8,
    /// The soonest clock.
    pub due: Option<DateTime<Utc>>,
    /// The last letter.
    pub received_at: DateTime<Utc>,
    /// The patient's name, from the index or the letter.
    pub name: Option<PersonName>,
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
    /// Who saw danger, whatever the rules say.
    #[serde(default)]
    pub flagged: Option<ByAt>,
    /// A clinician judged that something found in one of them is no danger.
    #[serde(default)]
    pub cleared: bool,
    /// Everything found was lowered by its context.
    pub lowered: bool,
    /// An alert is open.
    pub alert: bool,
    /// A clinician must have reviewed it by then.
    pub review_by: Option<DateTime<Utc>>,
    /// The patient must have an answer by then.
    pub answer_by: Option<DateTime<Utc>>,
    /// The practice's hours no longer keep what the patient was promised, and nobody has told them.
    #[serde(default)]
    pub promise_broken: bool,
    /// A person must have looked by then.
    pub look_by: Option<DateTime<Utc>>,
    /// Who last looked.
    pub looked: Option<ByAt>,
    /// Nobody has looked since the last letter.
    pub unread: bool,
    /// Who works on it.
    pub owner: Option<ByAt>,
    /// Until when, if they do nothing; none if it stays theirs.
    pub owned_until: Option<DateTime<Utc>>,
    /// Answered, to be closed.
    pub to_file: bool,
    /// What went wrong with a delivery.
    pub delivery_problem: Option<WhyFailed>,
}

impl Summary {
    /// How dangerous it is. A clock for the answer runs exactly where something waits for one.
    pub fn level(&self) -> RiskLevel {
        RiskLevel::of(self.alert, self.tier, self.lowered, self.answer_by.is_some())
    }
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
    let clocks = state.clocks(&shared.calendar, &shared.policy);
    let at = |due: &Option<Due>| due.as_ref().map(|due| due.at);
    let (review_by, answer_by, look_by) = (at(&clocks.review), at(&clocks.answer), at(&clocks.look));
    let claim_lasts = TimeDelta::minutes(i64::from(shared.policy.claim_minutes));
    let owner = state.held_by(now, claim_lasts);
    let to_file = is_to_file(state);
    let lowered = state.is_lowered();
    let alert = state.open_alert().is_some();
    let waits = !unanswered.is_empty() || state.awaits_review();
    let tier = state.tier().filter(|_| waits);
    let known = index.unwrap_or(&state.patient);
    Some(Summary {
        queue: listed(state, owner.is_some(), to_file),
        place: state.place(),
        risk: RiskLevel::of(alert, tier, lowered, answer_by.is_some()).rank(),
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
        flagged: state.triage.flagged_by().filter(|_| tier >= Some(Tier::Check)),
        cleared: unanswered.iter().any(|letter| letter.cleared.is_some()),
        lowered,
        alert,
        review_by,
        answer_by,
        promise_broken: state.broken_promise(&shared.calendar, &shared.policy).is_some(),
        look_by,
        looked: state.looked,
        unread: !state.is_looked_at(),
        owner: owner.or(state.responsible),
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

fn uncleared<'a>(letters: &'a [&Received]) -> impl DoubleEndedIterator<Item = &'a &'a Received> {
    letters.iter().filter(|letter| letter.cleared.is_none())
}

fn gravest(letters: &[&Received]) -> Option<Category> {
    let assessed = uncleared(letters).filter_map(|letter| letter.assessment.as_ref());
    let findings = assessed.filter_map(|found| found.gravest());
    findings
        .max_by_key(|finding| (finding.tier, std::cmp::Reverse(finding.category)))
        .map(|finding| finding.category)
}

fn reads_like(letters: &[&Received]) -> Option<Category> {
    let mut assessed = uncleared(letters).rev().filter_map(|letter| letter.assessment.as_ref());
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

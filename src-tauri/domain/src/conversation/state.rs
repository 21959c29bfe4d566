//! A conversation as it stands: the fold of its events.
//!
//! Everything a screen or a rule asks is answered from here, on every workstation alike. It can be thrown away and
//! folded again. An event this version does not know leaves it readable but closed to change. How it comes about is in
//! `step`, what may be done next in `decide`.

use super::closing::{Closed, Closing, Outcome};
use super::triage::{ExcludedTopic, Route, Triage};
use crate::acknowledgement::Acknowledgement;
use crate::alert::{Alert, ByAt, ClearedLetter, Contact, NoDanger};
use crate::delivery::Delivery;
use crate::message::form::Form;
use crate::message::{Channel, Identity, PatientDetails, ReplyRoute, Writer};
use crate::risk::{Assessment, Tier};
use crate::staff::Role;
use crate::timing::is_over;
use crate::{ConversationId, DeliveryId, EventId, LetterId, StaffId};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    pub id: ConversationId,
    /// About whom, as the letters say.
    pub patient: PatientDetails,
    /// How sure the last letter's writer is.
    pub identity: Option<Identity>,
    /// Everything that happened, in order.
    pub entries: Vec<Entry>,
    /// The checklist.
    pub triage: Triage,
    /// Who works on it.
    pub claim: Option<ByAt>,
    /// Who last opened the words, and when.
    pub looked: Option<ByAt>,
    /// The clinician who read what waits and decided. A new letter ends it, and a danger that a person sees.
    #[serde(default)]
    pub reviewed: Option<ByAt>,
    /// The clinician whose it is, because they accepted an alert of it and it was real.
    #[serde(default)]
    pub responsible: Option<ByAt>,
    /// Alerts, oldest first.
    pub alerts: Vec<Alert>,
    /// What is to arrive somewhere.
    pub deliveries: Vec<Delivery>,
    /// Where an answer can go.
    pub reply: Option<ReplyRoute>,
    /// Waiting for the patient until the end of this day.
    pub waiting_until: Option<NaiveDate>,
    /// How it ended, while it is closed.
    pub closed: Option<Closed>,
    /// How often it was closed: the version of its document.
    pub version: u32,
    /// Holds an event this Duty Desk does not know.
    pub needs_update: bool,
    /// Its last event.
    pub last: Option<EventId>,
    /// Ids of the events folded in: a repeated one changes nothing.
    #[serde(default)]
    pub folded: std::collections::BTreeSet<EventId>,
}

/// Something that happened, as a reader sees it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The event's id.
    pub id: EventId,
    pub at: DateTime<Utc>,
    /// Who; none for the patient and the application.
    pub by: Option<StaffId>,
    pub what: EntryKind,
}

/// What happened.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EntryKind {
    /// A letter came.
    Received(Box<Received>),
    /// The practice answered.
    Sent(Sent),
    /// A call or meeting.
    Contacted {
        /// What was done.
        contact: Contact,
        when: DateTime<Utc>,
        /// In their words.
        note: String,
        /// Was it for an alert?
        alert: Option<LetterId>,
    },
    /// Somebody took it.
    Taken,
    /// Somebody gave it back.
    GivenBack,
    /// Triage ended.
    Routed {
        /// Where it went.
        to: Route,
        /// For whoever has it next.
        #[serde(default)]
        note: String,
    },
    /// That was taken back.
    RouteUndone,
    /// It may not be continued as messages; or, with none, it may after all.
    TopicExcluded {
        /// Why not.
        topic: Option<ExcludedTopic>,
    },
    /// A clinician decided to answer by message all the same.
    ExclusionOverridden { reason: String },
    /// A clinician read what waits and decided.
    Reviewed {
        /// Of a check that was none.
        cleared: Option<ClearedLetter>,
    },
    /// A person looked for danger and saw some.
    RedFlag,
    /// An alert was raised.
    AlertRaised { letter: LetterId },
    /// Somebody acts on the alert.
    AlertTaken { letter: LetterId },
    /// A clinician accepted it.
    AlertAccepted { letter: LetterId },
    /// It was passed on.
    AlertPassed { letter: LetterId },
    /// It ended.
    AlertResolved {
        letter: LetterId,
        outcome: String,
        /// Why it was no danger, if it was none.
        #[serde(default)]
        no_danger: Option<NoDanger>,
    },
    /// The conversation was closed.
    Closed(Closing),
    /// It was opened again.
    Reopened { why: String },
}

/// A letter in its conversation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// The letter's id.
    pub letter: LetterId,
    /// How it came.
    pub channel: Channel,
    /// Who held the pen.
    pub writer: Writer,
    /// How sure that is.
    pub identity: Identity,
    /// When the gateway took it in.
    pub received_at: DateTime<Utc>,
    /// The words; of a form its text.
    pub text: String,
    /// The form, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Form>,
    /// What the patient was told at once; none if nobody told them anything.
    pub acknowledgement: Option<Acknowledgement>,
    /// What the rules say; none until they have read it.
    pub assessment: Option<Assessment>,
    /// Which findings a person has read.
    pub read: Vec<FindingRead>,
    /// What was found in it is no danger, as a clinician judged.
    #[serde(default)]
    pub cleared: Option<Cleared>,
}

/// A finding that a person has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingRead {
    /// Which of the letter's findings, counted from 0.
    pub finding: u32,
    pub read: ByAt,
}

/// What was found in a letter is no danger, as a clinician judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cleared {
    pub no_danger: NoDanger,
    pub by: ByAt,
}

/// An answer of the practice.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    pub delivery: DeliveryId,
    /// How it travels.
    pub channel: Channel,
    /// Who signed it, as the patient reads it.
    pub from: String,
    /// The roles its writer acted in.
    pub roles: Vec<Role>,
    /// The words.
    pub text: String,
}

/// Which queue a conversation stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Place {
    /// Nobody has triaged it, or it came back.
    NeedsTriage,
    /// Somebody answers, phones or books.
    Answering,
    /// On the duty clinician's list.
    DutyList,
    /// The patient's turn.
    WaitingForPatient,
    /// Ended.
    Closed,
}

impl Conversation {
    /// A conversation before its first event.
    pub fn new(id: ConversationId) -> Self {
        Self {
            id,
            patient: PatientDetails::default(),
            identity: None,
            entries: vec![],
            triage: Triage::default(),
            claim: None,
            looked: None,
            reviewed: None,
            responsible: None,
            alerts: vec![],
            deliveries: vec![],
            reply: None,
            waiting_until: None,
            closed: None,
            version: 0,
            needs_update: false,
            last: None,
            folded: std::collections::BTreeSet::new(),
        }
    }

    /// Which queue it stands in.
    pub fn place(&self) -> Place {
        if self.closed.is_some() {
            return Place::Closed;
        }
        if self.waiting_until.is_some() {
            return Place::WaitingForPatient;
        }
        if self.responsible.is_some() {
            return Place::DutyList;
        }
        match self.triage.route {
            None => Place::NeedsTriage,
            Some((Route::DutyList, _)) => Place::DutyList,
            Some(_) => Place::Answering,
        }
    }

    /// The letters, oldest first.
    pub fn letters(&self) -> impl DoubleEndedIterator<Item = &Received> {
        self.entries.iter().filter_map(|entry| match &entry.what {
            EntryKind::Received(received) => Some(received.as_ref()),
            _ => None,
        })
    }

    /// The practice's answers, oldest first.
    pub fn answers(&self) -> impl DoubleEndedIterator<Item = (&Entry, &Sent)> {
        self.entries.iter().filter_map(|entry| match &entry.what {
            EntryKind::Sent(sent) => Some((entry, sent)),
            _ => None,
        })
    }

    /// How many messages, both ways. What a writer has seen is told by this count.
    pub fn messages(&self) -> u32 {
        let count = self.letters().count() + self.answers().count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// The letter, if it is here.
    pub fn letter(&self, id: LetterId) -> Option<&Received> {
        self.letters().find(|received| received.letter == id)
    }

    /// The alert a letter raised.
    pub fn alert(&self, letter: LetterId) -> Option<&Alert> {
        self.alerts.iter().find(|alert| alert.letter == letter)
    }

    /// The alert somebody must act on, the oldest first.
    pub fn open_alert(&self) -> Option<&Alert> {
        self.alerts.iter().find(|alert| alert.is_open())
    }

    /// The delivery, if it is here.
    pub fn delivery(&self, id: DeliveryId) -> Option<&Delivery> {
        self.deliveries.iter().find(|delivery| delivery.id == id)
    }

    /// Was it ended by reaching the patient in another way than a message?
    pub fn is_dealt_with_by_phone(&self) -> bool {
        self.closed.as_ref().is_some_and(|closed| closed.closing.outcome == Outcome::DealtWithByPhone)
    }

    /// Who holds it at an instant: claims run out by themselves.
    pub fn held_by(&self, now: DateTime<Utc>, claim_lasts: Duration) -> Option<ByAt> {
        self.claim.filter(|claim| !is_over(claim.at, claim_lasts, now))
    }

    /// Letters since the practice last answered (or all of them).
    pub fn unanswered(&self) -> Vec<&Received> {
        let last_answer = self.entries.iter().rposition(|entry| matches!(entry.what, EntryKind::Sent(_)));
        self.entries
            .iter()
            .skip(last_answer.map_or(0, |place| place + 1))
            .filter_map(|entry| match &entry.what {
                EntryKind::Received(received) => Some(received.as_ref()),
                _ => None,
            })
            .collect()
    }

    /// The last try to reach the patient since they wrote and since it was sent on: what a decision may rest on.
    pub fn last_contact(&self) -> Option<&Entry> {
        let mut undone = 0_u32;
        for entry in self.entries.iter().rev() {
            match &entry.what {
                EntryKind::Contacted { .. } => return Some(entry),
                EntryKind::RouteUndone => undone += 1,
                EntryKind::Routed { .. } if undone > 0 => undone -= 1,
                EntryKind::Routed { .. } | EntryKind::Received(_) => return None,
                _ => {}
            }
        }
        None
    }

    /// Has a person opened the words since the last letter?
    pub fn is_looked_at(&self) -> bool {
        self.looked.is_some() || self.letters().next().is_none()
    }

    /// The gravest tier among the letters nobody has answered yet, and of what a person saw; findings of answered letters
    /// have had their person.
    pub fn tier(&self) -> Option<Tier> {
        let unanswered = self.unanswered();
        let waits = !unanswered.is_empty() || self.reviewed.is_none();
        let seen = (self.triage.is_flagged() && waits).then_some(Tier::Check);
        unanswered.iter().filter_map(|received| received.tier()).chain(seen).max()
    }

    /// Is there a finding that no person has read?
    pub fn has_unread_finding(&self) -> bool {
        self.letters().any(|received| received.unread_findings().next().is_some())
    }
}

impl Received {
    /// How urgent it is: as it was found, unless a clinician has judged that it is no danger. None until it was assessed.
    pub fn tier(&self) -> Option<Tier> {
        let found = self.assessment.as_ref().map(|found| found.tier);
        if self.cleared.is_some() { found.map(|_| Tier::None) } else { found }
    }

    /// The numbers of the findings no person has read.
    pub fn unread_findings(&self) -> impl Iterator<Item = u32> {
        let findings = self.assessment.as_ref().map_or(0, |found| found.findings.len());
        (0..u32::try_from(findings).unwrap_or(u32::MAX))
            .filter(|number| !self.read.iter().any(|read| read.finding == *number))
    }
}

impl std::fmt::Debug for Conversation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Conversation")
            .field("id", &self.id)
            .field("place", &self.place())
            .finish_non_exhaustive()
    }
}

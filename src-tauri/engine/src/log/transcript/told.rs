//! What happened, told entry by entry for the record.

use super::people;
use crate::shared::Shared;
use chrono::{DateTime, Utc};
use domain::StaffId;
use domain::alert::{Alert, ByAt, ClearedLetter, Contact, NoDanger, WhyNoDanger};
use domain::calendar::{clock_in_london, date_in_london};
use domain::conversation::{
    self as desk, Conversation, EntryKind, ExcludedTopic, IdentityCheck, Outcome, Received, Route, Sent,
};
use domain::delivery::{Delivery, Known, WhyFailed};
use domain::message::{self, Identity};
use domain::risk::{Assessment, Tier, WhyUnassessed};
use record::transcript::{self as paper, Entry, FoundBy, Reading, Staff};

/// Everything before the closing at `place`, in order.
pub(super) fn entries(
    state: &Conversation,
    place: usize,
    closed: DateTime<Utc>,
    shared: &Shared,
) -> Vec<Entry> {
    let story = Story { state, shared };
    let mut told: Vec<(DateTime<Utc>, Entry)> = vec![];
    for entry in state.entries.iter().take(place) {
        told.extend(story.entry(entry).into_iter().map(|one| (entry.at, one)));
    }
    told.extend(story.checks().into_iter().chain(story.uncovered()).filter(|(at, _)| *at <= closed));
    // Stable: what an entry brings stays together, and what happened at one instant stays in its order.
    told.sort_by_key(|(at, _)| *at);
    told.into_iter().map(|(_, entry)| entry).collect()
}

struct Story<'a> {
    state: &'a Conversation,
    shared: &'a Shared,
}

impl Story<'_> {
    fn staff(&self, id: StaffId) -> Staff {
        people::staff(self.shared, id, &[])
    }

    fn entry(&self, entry: &desk::Entry) -> Vec<Entry> {
        if let EntryKind::Received(letter) = &entry.what {
            return self.received(letter);
        }
        // All else is done by people; what the application does by itself stands in the findings.
        let Some(by) = entry.by else { return vec![] };
        let (by, at) = (self.staff(by), entry.at);
        match &entry.what {
            EntryKind::Received(_)
            | EntryKind::Taken
            | EntryKind::GivenBack
            | EntryKind::AlertRaised { .. } => vec![],
            EntryKind::Sent(sent) => vec![self.sent(entry, sent)],
            EntryKind::Contacted { contact, when, note, alert } => {
                let (what, note) = (contacted(*contact).to_owned(), filled(note));
                vec![match alert {
                    Some(_) => Entry::Escalation { by, at: *when, what, note },
                    None => Entry::Call { by, at: *when, what, note },
                }]
            }
            EntryKind::Routed { to, note } => vec![routed(by, at, *to, note)],
            EntryKind::RouteUndone => {
                let text = "Took it back before anybody had gone on with it.".to_owned();
                vec![Entry::Note { by, at, text }]
            }
            EntryKind::TopicExcluded { topic } => {
                let text = match topic {
                    Some(topic) => format!("Not to be continued as messages: {}.", excluded(*topic)),
                    None => "May be continued as messages after all.".to_owned(),
                };
                vec![Entry::Note { by, at, text }]
            }
            EntryKind::ExclusionOverridden { reason } => {
                let text = format!("Decided to answer by message all the same: {reason}");
                vec![Entry::Note { by, at, text }]
            }
            EntryKind::AlertTaken { letter } => {
                let note = self.state.alert(*letter).map(|alert| self.raised(alert));
                vec![Entry::Escalation { by, at, what: "Took the alert.".to_owned(), note }]
            }
            EntryKind::AlertAccepted { letter: _ } => {
                vec![escalation(by, at, "Accepted the alert as the responsible clinician.")]
            }
            EntryKind::AlertPassed { letter: _ } => {
                vec![escalation(by, at, "Passed the alert on; it sounded for everybody.")]
            }
            EntryKind::RedFlag => {
                vec![Entry::Note { by, at, text: "Looked for danger: red flag.".to_owned() }]
            }
            EntryKind::Reviewed { cleared } => vec![reviewed(by, at, cleared.as_ref())],
            EntryKind::AlertResolved { letter: _, outcome, no_danger } => {
                vec![ended(by, at, outcome, *no_danger)]
            }
            EntryKind::Closed(closing) => {
                let text = format!("Closed: {}. {}", outcome(&closing.outcome), closing.summary);
                vec![Entry::Note { by, at, text: text.trim_end().to_owned() }]
            }
            EntryKind::Reopened { why } => vec![Entry::Note { by, at, text: format!("Opened again: {why}") }],
        }
    }

    fn received(&self, letter: &Received) -> Vec<Entry> {
        let way = channel(letter.channel);
        let mut told = vec![Entry::Received {
            from: people::writer(&letter.writer, &self.state.patient),
            channel: way,
            at: letter.received_at,
            identity: identity(letter.identity).to_owned(),
            text: letter.text.clone(),
            form: letter.form.clone(),
        }];
        told.extend(letter.acknowledgement.iter().map(|acknowledgement| Entry::Acknowledgement {
            channel: way,
            at: letter.received_at,
            text: acknowledgement.text(),
        }));
        match &letter.assessment {
            Some(assessment) => told.extend(self.findings(letter, assessment)),
            None => told.push(self.not_assessed("not assessed".to_owned())),
        }
        told
    }

    fn findings(&self, letter: &Received, assessment: &Assessment) -> Vec<Entry> {
        if let Tier::Unassessed { why } = assessment.tier {
            let category = format!("could not be assessed, {}", unassessed(why));
            return vec![self.not_assessed(category)];
        }
        if let Some(like) = assessment.reads_like {
            return vec![Entry::Finding {
                found_by: FoundBy::SecondReader,
                category: format!("reads like {}", like.category.words()),
                tier: paper::Tier::Check,
                lowered: None,
                read: self.state.triage.risk.map(|(_, by)| self.reading(by)),
            }];
        }
        (0_u32..)
            .zip(&assessment.findings)
            .map(|(number, finding)| Entry::Finding {
                found_by: FoundBy::Rule(finding.rule.clone()),
                category: finding.category.words().to_owned(),
                tier: if finding.tier == Tier::Alert { paper::Tier::Alert } else { paper::Tier::Check },
                lowered: finding.lowered_by.clone(),
                read: letter
                    .read
                    .iter()
                    .find(|read| read.finding == number)
                    .map(|one| self.reading(one.read)),
            })
            .collect()
    }

    /// What the rules have not read is no message in which they found nothing.
    fn not_assessed(&self, category: String) -> Entry {
        let read = self.state.triage.risk.map(|(_, by)| self.reading(by));
        Entry::Finding { found_by: FoundBy::Nobody, category, tier: paper::Tier::Check, lowered: None, read }
    }

    fn reading(&self, read: ByAt) -> Reading {
        Reading { by: self.staff(read.by), at: read.at, note: None }
    }

    fn sent(&self, entry: &desk::Entry, sent: &Sent) -> Entry {
        let before = self.state.entries.iter().take_while(|other| other.id != entry.id);
        let last = before.filter_map(|other| match &other.what {
            EntryKind::Received(letter) => Some(&letter.writer),
            _ => None,
        });
        let to = last.last().filter(|writer| **writer != message::Writer::Patient);
        let by = entry.by.map(|id| people::staff(self.shared, id, &sent.roles));
        Entry::Sent {
            by: by.unwrap_or_else(|| self.staff(StaffId(uuid::Uuid::nil()))),
            to: to.map(|writer| people::writer(writer, &self.state.patient)),
            channel: channel(sent.channel),
            at: entry.at,
            text: sent.text.clone(),
            delivery: self.state.delivery(sent.delivery).and_then(delivery).into_iter().collect(),
        }
    }

    /// What was checked in triage.
    fn checks(&self) -> Vec<(DateTime<Utc>, Entry)> {
        let triage = &self.state.triage;
        let verified = triage.identity.map(|(how, by)| (by, format!("Identity checked: {}.", checked(how))));
        // A red flag stands in its own place.
        let looked = triage.risk.filter(|(red_flag, _)| !red_flag);
        let looked = looked.map(|(_, by)| (by, "Looked for danger: none seen.".to_owned()));
        let note =
            |(by, text): (ByAt, String)| (by.at, Entry::Note { by: self.staff(by.by), at: by.at, text });
        verified.into_iter().chain(looked).map(note).collect()
    }

    fn raised(&self, alert: &Alert) -> String {
        let (day, time) = (date_in_london(alert.raised_at), clock_in_london(alert.raised_at));
        let by = alert.raised_by.map_or_else(|| "the rules".to_owned(), |by| self.shared.name(by));
        format!("Raised {} {time} by {by}: {}.", day.format("%d-%b-%Y"), alert.category.words())
    }

    /// Who opened an alert's message.
    fn uncovered(&self) -> Vec<(DateTime<Utc>, Entry)> {
        let seen = self.state.alerts.iter().flat_map(|alert| &alert.seen);
        seen.map(|by| (by.at, escalation(self.staff(by.by), by.at, "Opened the message of the alert.")))
            .collect()
    }
}

fn escalation(by: Staff, at: DateTime<Utc>, what: &str) -> Entry {
    Entry::Escalation { by, at, what: what.to_owned(), note: None }
}

/// Nothing is said of what had not left: the record says that no channel had confirmed it.
fn delivery(delivery: &Delivery) -> Option<paper::Delivery> {
    // At the moment it was last heard of, so that the same document is the same at any later time.
    let (state, why) = match delivery.known(delivery.since) {
        Known::Waiting => return None,
        Known::HandedOver | Known::Unconfirmed | Known::Written => (paper::DeliveryState::Sent, None),
        Known::OnPage => (paper::DeliveryState::OnPage, None),
        Known::Delivered => (paper::DeliveryState::Delivered, None),
        Known::Shown | Known::Taken => (paper::DeliveryState::Read, None),
        Known::Failed { why } => (paper::DeliveryState::Failed, Some(failed(why).to_owned())),
    };
    Some(paper::Delivery { state, at: delivery.since, why })
}

fn failed(why: WhyFailed) -> &'static str {
    match why {
        WhyFailed::NoRoute => "no way back to this patient",
        WhyFailed::Rejected => "refused by the channel",
        WhyFailed::TooLarge => "too long for the channel",
        WhyFailed::Folder => "the folder could not be written",
        WhyFailed::Render => "the document could not be made",
        WhyFailed::Conflict => "another document had its name",
        WhyFailed::GatewayEnded => "the gateway it was left with carried nothing any more",
        WhyFailed::Unknown => "for a reason this version does not know",
    }
}

/// How it ended, for the record.
pub(super) fn outcome(outcome: &Outcome) -> String {
    match outcome {
        Outcome::RequestDone => "Request done".to_owned(),
        Outcome::QuestionAnswered => "Question answered".to_owned(),
        Outcome::AppointmentMade => "Appointment made".to_owned(),
        Outcome::DealtWithByPhone => "Dealt with by telephone".to_owned(),
        Outcome::Other { what } => what.clone(),
    }
}

pub(super) fn file_as(file_as: desk::FileAs) -> paper::FileAs {
    match file_as {
        desk::FileAs::ExactCopy => paper::FileAs::ExactCopy,
        desk::FileAs::Summary => paper::FileAs::Summary,
    }
}

pub(super) fn online(online: desk::Online) -> paper::Online {
    match online {
        desk::Online::Shown => paper::Online::Shown,
        desk::Online::HiddenUntilChecked => paper::Online::HiddenUntilChecked,
    }
}

fn channel(channel: message::Channel) -> paper::Channel {
    match channel {
        message::Channel::NhsApp => paper::Channel::NhsApp,
        message::Channel::WebForm => paper::Channel::WebForm,
    }
}

fn identity(identity: Identity) -> &'static str {
    match identity {
        Identity::NhsLogin => "NHS login P9",
        Identity::Claimed => "as typed by the writer",
    }
}

fn checked(how: IdentityCheck) -> &'static str {
    match how {
        IdentityCheck::NhsLogin => "signed in with NHS login",
        IdentityCheck::MatchesRecord => "name and date of birth match the record",
        IdentityCheck::AskedByPhone => "asked by telephone on the number in the record",
        IdentityCheck::ProxyChecked => "may write for the patient, checked against the record",
    }
}

/// A clinician's review, and the check that was none.
fn reviewed(by: Staff, at: DateTime<Utc>, cleared: Option<&ClearedLetter>) -> Entry {
    let Some(cleared) = cleared else {
        return Entry::Note { by, at, text: "Reviewed as a clinician.".to_owned() };
    };
    let what = format!("Judged that the check is not a danger: {}.", no_danger(cleared.no_danger.why));
    Entry::Escalation { by, at, what, note: filled(&cleared.words) }
}

/// The end of an alert, and of one that was none.
fn ended(by: Staff, at: DateTime<Utc>, outcome: &str, judged: Option<NoDanger>) -> Entry {
    let what = match judged {
        None => "Recorded the outcome and ended the alert.".to_owned(),
        Some(judged) => format!("Ended the alert as not a danger: {}.", no_danger(judged.why)),
    };
    Entry::Escalation { by, at, what, note: filled(outcome) }
}

fn no_danger(why: WhyNoDanger) -> &'static str {
    match why {
        WhyNoDanger::Past => "it is past, not now",
        WhyNoDanger::MeantOtherwise => "meant otherwise, a saying, a joke or a thing",
        WhyNoDanger::SomebodyElse => "about somebody else, who is safe",
        WhyNoDanger::Denied => "denied in the message",
        WhyNoDanger::Known => "known and being treated, nothing new",
        WhyNoDanger::Asked => "the patient was asked, is safe and did not mean it so",
        WhyNoDanger::Mistake => "a test, or sent by mistake",
        WhyNoDanger::Other => "another reason",
    }
}

fn unassessed(why: WhyUnassessed) -> &'static str {
    match why {
        WhyUnassessed::Language => "not in English",
        WhyUnassessed::NoWords => "no words",
        WhyUnassessed::NoRules => "no rules",
    }
}

fn contacted(contact: Contact) -> &'static str {
    match contact {
        Contact::Spoke => "Phoned and spoke with the patient.",
        Contact::Seen => "Saw the patient in person.",
        Contact::Advised999 => "Advised the patient to phone 999.",
        Contact::CalledAmbulance => "Called an ambulance for the patient.",
        Contact::AdvisedOrCalled => "Advised the patient to phone 999, or called an ambulance.",
        Contact::NoAnswer => "Phoned, no answer.",
        Contact::HandedOver => "Handed over to another service.",
    }
}

fn excluded(topic: ExcludedTopic) -> &'static str {
    match topic {
        ExcludedTopic::Emergency => "an emergency",
        ExcludedTopic::BadNews => "bad news or a result that needs explaining",
        ExcludedTopic::ComplexDecision => "a decision that needs talking over",
        ExcludedTopic::NotSeenRecently => "a patient no clinician has seen for long",
    }
}

fn routed(by: Staff, at: DateTime<Utc>, to: Route, note: &str) -> Entry {
    let to = match to {
        Route::AnswerHere => {
            let text = format!("Kept by {} to answer. {note}", by.name).trim().to_owned();
            return Entry::Note { by, at, text };
        }
        Route::DutyList => "the duty clinician's list",
        Route::Phone => "a telephone call",
        Route::Appointment => "an appointment",
    };
    Entry::Routed { by, at, to: to.to_owned(), why: filled(note) }
}

fn filled(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}

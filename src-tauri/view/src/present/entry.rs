//! The thread: every entry of a conversation as its reader sees it.

use super::form::form;
use super::{Opened, Reader, refusal};
use crate::{DeliveryView, EntryView, EntryWhat, FindingView, SuspicionView};
use chrono::{DateTime, Utc};
use domain::acknowledgement::Acknowledgement;
use domain::conversation::state::FindingRead;
use domain::conversation::{Entry, EntryKind, Received, Sent};
use domain::delivery::{Delivery, Destination, Known};
use domain::links::links;
use domain::suspicion::suspicions;

/// An entry of the thread.
pub(super) fn entry(reader: Reader<'_>, opened: Opened<'_>, entry: &Entry) -> EntryView {
    EntryView {
        id: entry.id,
        at: entry.at,
        by: entry.by.map(|by| reader.staff(by)),
        mine: entry.by.is_some_and(|by| reader.is_me(by)),
        unconfirmed: !opened.confirmed.folded.contains(&entry.id),
        what: what(reader, opened, entry),
    }
}

fn what(reader: Reader<'_>, opened: Opened<'_>, entry: &Entry) -> EntryWhat {
    match &entry.what {
        EntryKind::Received(letter) => received(reader, opened, letter),
        EntryKind::Sent(answer) => sent(reader, opened, answer, entry.at),
        EntryKind::Contacted { contact, when, note, alert: _ } => {
            EntryWhat::Contacted { contact: *contact, when: *when, note: note.clone() }
        }
        EntryKind::Taken => EntryWhat::Taken,
        EntryKind::GivenBack => EntryWhat::GivenBack,
        EntryKind::Routed { to, note } => EntryWhat::Routed { to: *to, note: note.clone() },
        EntryKind::RouteUndone => EntryWhat::RouteUndone,
        EntryKind::TopicExcluded { topic } => EntryWhat::TopicExcluded { topic: *topic },
        EntryKind::ExclusionOverridden { reason } => {
            EntryWhat::ExclusionOverridden { reason: reason.clone() }
        }
        EntryKind::AlertRaised { letter: _ } => EntryWhat::AlertRaised,
        EntryKind::AlertTaken { letter: _ } => EntryWhat::AlertTaken,
        EntryKind::AlertAccepted { letter: _ } => EntryWhat::AlertAccepted,
        EntryKind::AlertPassed { letter: _ } => EntryWhat::AlertPassed,
        EntryKind::AlertResolved { letter: _, outcome, no_danger } => {
            EntryWhat::AlertResolved { outcome: outcome.clone(), no_danger: *no_danger }
        }
        EntryKind::RedFlag => EntryWhat::RedFlag,
        EntryKind::Reviewed { cleared } => EntryWhat::Reviewed {
            no_danger: cleared.as_ref().map(|cleared| cleared.no_danger),
            words: cleared.as_ref().map(|cleared| cleared.words.clone()).unwrap_or_default(),
        },
        EntryKind::Closed(closing) => EntryWhat::Closed { closing: closing.clone() },
        EntryKind::Reopened { why } => EntryWhat::Reopened { why: why.clone() },
    }
}

fn received(reader: Reader<'_>, opened: Opened<'_>, letter: &Received) -> EntryWhat {
    EntryWhat::Received {
        letter: letter.letter,
        channel: letter.channel,
        writer: letter.writer.clone(),
        identity: letter.identity,
        received_at: letter.received_at,
        text: letter.text.clone(),
        form: form(letter),
        tier: letter.assessment.as_ref().map(|assessment| assessment.tier),
        findings: findings(reader, letter),
        cleared: letter.cleared.map(|cleared| Box::new(reader.looked(cleared.by))),
        no_danger_refused: refusal::no_danger(reader, opened.seen, letter.letter),
        reads_like: letter.assessment.as_ref().and_then(|assessment| assessment.reads_like),
        links: links(&letter.text).into_iter().map(str::to_owned).collect(),
        suspicions: suspicions(&letter.text)
            .into_iter()
            .map(|one| SuspicionView {
                kind: one.kind,
                words: letter.text.get(one.start..one.end).unwrap_or_default().to_owned(),
            })
            .collect(),
        acknowledgement: letter.acknowledgement.as_ref().map(Acknowledgement::text),
    }
}

/// The findings with their places counted as a browser counts.
pub(super) fn findings(reader: Reader<'_>, letter: &Received) -> Vec<FindingView> {
    let found = letter.assessment.iter().flat_map(|assessment| &assessment.findings);
    (0_u32..)
        .zip(found)
        .map(|(number, finding)| {
            let (start, end) = finding.utf16(&letter.text);
            let read = letter.read.iter().find(|read| read.finding == number);
            FindingView {
                number,
                rule: finding.rule.clone(),
                category: finding.category,
                tier: finding.tier,
                start,
                end,
                lowered_by: finding.lowered_by.clone(),
                why: finding.why.clone(),
                read: read.map(|FindingRead { read, .. }| reader.looked(*read)),
            }
        })
        .collect()
}

fn sent(reader: Reader<'_>, opened: Opened<'_>, answer: &Sent, at: DateTime<Utc>) -> EntryWhat {
    // An answer and its delivery come from one event; the fallback says the least that is true.
    let nothing_known =
        DeliveryView { id: answer.delivery, known: Known::Waiting, since: at, record_version: None };
    EntryWhat::Sent {
        channel: answer.channel,
        from: answer.from.clone(),
        text: answer.text.clone(),
        delivery: opened.seen.delivery(answer.delivery).map_or(nothing_known, |one| delivery(reader, one)),
    }
}

/// A delivery as the thread shows it.
pub(super) fn delivery(reader: Reader<'_>, delivery: &Delivery) -> DeliveryView {
    let record_version = match delivery.to {
        Destination::Record { version } => Some(version),
        Destination::Patient { channel: _ } => None,
    };
    let known = delivery.known(reader.now);
    DeliveryView { id: delivery.id, known, since: delivery.since, record_version }
}

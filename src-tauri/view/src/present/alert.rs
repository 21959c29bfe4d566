//! An alert: in the bar without a word about the patient, and opened with what to do.

use super::{Opened, Reader};
use crate::protocol::protocol;
use crate::{AlertBrief, AlertView, AttemptView, Looked, StaffView};
use chrono::{DateTime, Utc};
use domain::alert::{Alert, Attempt, Pace, Stage, Told, WELFARE_CHECK_AFTER};
use domain::message::Channel;
use domain::staff::Role;
use domain::{ConversationId, StaffId};

/// An open alert in the bar.
pub fn brief(reader: Reader<'_>, conversation: ConversationId, alert: &Alert) -> AlertBrief {
    let stage = alert.stage(Pace::of(&reader.shared.policy), reader.now);
    AlertBrief {
        conversation,
        letter: alert.letter,
        received_at: alert.received_at,
        stage,
        holder: alert.holder().map(|holder| reader.staff(holder.by)),
        accepted_by: alert.accepted.map(|accepted| reader.staff(accepted.by)),
        tells_me: tells(reader, alert, stage),
    }
}

/// Is the reader to be told? Duty, deputy and those on triage at once, everybody when it has waited or sounds again.
fn tells(reader: Reader<'_>, alert: &Alert, stage: Stage) -> bool {
    match stage {
        Stage::Resolved => false,
        Stage::SoundingAgain { .. } | Stage::Untaken { told: Told::Everyone, .. } => true,
        Stage::Untaken { told: Told::First, .. } | Stage::Taken { .. } => {
            // Whoever came on duty since is as responsible as whoever was.
            let first: Vec<StaffId> =
                [alert.raised_at, reader.now].into_iter().flat_map(|at| first_told(reader, at)).collect();
            // Nobody on duty and nobody on triage: then everybody, or it would sound nowhere.
            first.is_empty() || first.contains(&reader.me.staff) || acted(reader.me.staff, alert)
        }
    }
}

fn acted(staff: StaffId, alert: &Alert) -> bool {
    alert.taken.iter().chain(&alert.accepted).any(|by| by.by == staff)
}

/// Duty, deputy, then those on triage by name, each once.
fn first_told(reader: Reader<'_>, at: DateTime<Utc>) -> Vec<StaffId> {
    let slot = reader.shared.rota.at(at).into_iter().flat_map(|slot| [slot.duty, slot.deputy]);
    let triage = reader.shared.roles.iter().filter(|(_, roles)| roles.contains(&Role::Receptionist));
    let mut triage: Vec<StaffId> = triage.map(|(id, _)| *id).collect();
    triage.sort_by_cached_key(|id| reader.shared.name(*id));
    let mut told: Vec<StaffId> = vec![];
    for id in slot.chain(triage) {
        if !told.contains(&id) {
            told.push(id);
        }
    }
    told
}

/// An alert, opened.
pub fn alert(reader: Reader<'_>, opened: Opened<'_>, alert: &Alert) -> AlertView {
    let (holder, pace) = (alert.holder(), Pace::of(&reader.shared.policy));
    let confirmed = opened.confirmed.alert(alert.letter).and_then(Alert::holder);
    let looked = |by: &domain::alert::ByAt| reader.looked(*by);
    let told: Vec<StaffView> =
        first_told(reader, alert.raised_at).into_iter().map(|id| reader.staff(id)).collect();
    AlertView {
        conversation: opened.seen.id,
        letter: alert.letter,
        category: alert.category,
        channel: opened.seen.letter(alert.letter).map_or(Channel::WebForm, |letter| letter.channel),
        received_at: alert.received_at,
        told_at: alert.raised_at,
        told,
        everyone_at: alert.everyone_at(pace),
        stage: alert.stage(pace, reader.now),
        seen: alert.seen.iter().map(looked).collect(),
        holder: holder.as_ref().map(looked),
        confirmed: holder.is_some() && confirmed.map(|by| by.by) == holder.map(|by| by.by),
        accepted: alert.accepted.as_ref().map(looked),
        attempts: alert.attempts.iter().map(|one| attempt(reader, one)).collect(),
        resolved: alert.resolved.as_ref().map(looked),
        welfare_check: alert.unanswered_tries() >= WELFARE_CHECK_AFTER,
        protocol: protocol(alert.category),
    }
}

/// An attempt to reach somebody.
pub fn attempt(reader: Reader<'_>, attempt: &Attempt) -> AttemptView {
    AttemptView {
        contact: attempt.contact,
        looked: Looked { by: reader.staff(attempt.by), at: attempt.at },
        note: attempt.note.clone(),
    }
}

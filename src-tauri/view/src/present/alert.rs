//! An alert: in the bar without a word about the patient, and opened with what to do.

use super::{Opened, Reader, refusal};
use crate::protocol::protocol;
use crate::{AlertBrief, AlertView, AttemptView, ContactChoice, Looked, ToldView};
use domain::ConversationId;
use domain::alert::{Alert, Attempt, Contact, Pace, WELFARE_CHECK_AFTER, WhyNoDanger};
use domain::message::Channel;

/// An open alert in the bar.
pub fn brief(reader: Reader<'_>, conversation: ConversationId, alert: &Alert) -> AlertBrief {
    let pace = Pace::of(&reader.shared.policy);
    AlertBrief {
        conversation,
        letter: alert.letter,
        received_at: alert.received_at,
        stage: alert.stage(pace, reader.now),
        holder: alert.holder().map(|holder| reader.staff(holder.by)),
        accepted_by: alert.accepted.map(|accepted| reader.staff(accepted.by)),
        calls_me: alert.calls(reader.me.staff, reader.shared.team(), pace, reader.now),
        mine: alert.is_of(reader.me.staff),
        taken_at: alert.holder().map(|holder| holder.at),
    }
}

/// Open alerts in the order in which they matter.
pub fn briefs(reader: Reader<'_>, open: &[(ConversationId, Alert)]) -> Vec<AlertBrief> {
    let pace = Pace::of(&reader.shared.policy);
    let mut open: Vec<&(ConversationId, Alert)> = open.iter().collect();
    open.sort_by_key(|(_, alert)| alert.order(pace, reader.now));
    open.into_iter().map(|(conversation, alert)| brief(reader, *conversation, alert)).collect()
}

/// Duty, deputy, then those on triage by name.
fn called_first(reader: Reader<'_>, alert: &Alert) -> Vec<ToldView> {
    let team = reader.shared.team();
    let on_duty = team.on_duty(alert.raised_at);
    let mut told = team.called_first(alert.raised_at);
    told.sort_by_cached_key(|id| (!on_duty.contains(id)).then(|| reader.shared.name(*id)));
    let reach = |id| reader.shared.present.reach(id, alert.letter);
    told.into_iter().map(|id| ToldView { person: reader.staff(id), reach: reach(id) }).collect()
}

/// An alert, opened.
pub fn alert(reader: Reader<'_>, opened: Opened<'_>, alert: &Alert) -> AlertView {
    let (holder, pace) = (alert.holder(), Pace::of(&reader.shared.policy));
    let confirmed = opened.confirmed.alert(alert.letter).and_then(Alert::holder);
    let looked = |by: &domain::alert::ByAt| reader.looked(*by);
    AlertView {
        conversation: opened.seen.id,
        letter: alert.letter,
        category: alert.category,
        raised_by: alert.raised_by.map(|by| reader.staff(by)),
        channel: opened.seen.letter(alert.letter).map_or(Channel::WebForm, |letter| letter.channel),
        received_at: alert.received_at,
        told_at: alert.raised_at,
        told: called_first(reader, alert),
        everyone_at: alert.everyone_at(pace),
        calls_everybody: alert.calls_everybody(reader.shared.team(), pace, reader.now),
        stage: alert.stage(pace, reader.now),
        seen: alert.seen.iter().map(looked).collect(),
        holder: holder.as_ref().map(looked),
        confirmed: holder.is_some() && confirmed.map(|by| by.by) == holder.map(|by| by.by),
        accepted: alert.accepted.as_ref().map(looked),
        attempts: alert.attempts.iter().map(|one| attempt(reader, one)).collect(),
        contact_made: alert.contact_made(),
        contacts: Contact::OFFERED.map(choice).to_vec(),
        resolved: alert.resolved.as_ref().map(looked),
        no_danger: alert.no_danger,
        no_danger_refused: refusal::no_danger(reader, opened.seen, alert.letter),
        no_danger_reasons: WhyNoDanger::OFFERED.to_vec(),
        welfare_check: alert.unanswered_tries() >= WELFARE_CHECK_AFTER,
        protocol: protocol(alert.category),
    }
}

fn choice(contact: Contact) -> ContactChoice {
    ContactChoice { contact, reaches: contact.reaches(), needs_words: contact.needs_words() }
}

/// An attempt to reach somebody.
pub fn attempt(reader: Reader<'_>, attempt: &Attempt) -> AttemptView {
    AttemptView {
        contact: attempt.contact,
        looked: Looked { by: reader.staff(attempt.by), at: attempt.at },
        note: attempt.note.clone(),
    }
}

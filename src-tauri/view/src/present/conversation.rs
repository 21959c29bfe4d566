//! A conversation, opened: banner, thread, checklist, and why what cannot be done cannot be done.

use super::{Opened, Reader, alert, entry, patient, refusal, row};
use crate::summary::summarise;
use crate::{ClaimView, ClosedView, ContactView, ConversationView, DraftView, Row, TriageView};
use chrono::TimeDelta;
use domain::alert::WhyNoDanger;
use domain::conversation::{Conversation, What};
use domain::draft::DraftKind;

/// Everything a screen shows of a conversation; none before its first letter.
pub fn conversation(
    reader: Reader<'_>,
    opened: Opened<'_>,
    drafts: Vec<DraftView>,
) -> Option<ConversationView> {
    let state = opened.seen;
    let row = own_row(reader, opened, drafts.iter().any(|one| one.about.kind == DraftKind::Answer))?;
    let clocks = state.clocks(&reader.shared.calendar, &reader.shared.policy);
    let born = opened.index.and_then(|index| index.born).or(state.patient.born);
    Some(ConversationView {
        id: state.id,
        row,
        patient: patient::patient(reader, opened),
        entries: state.entries.iter().map(|one| entry::entry(reader, opened, one)).collect(),
        triage: triage(reader, opened),
        place: state.place(),
        claim: claim(reader, opened),
        messages: state.messages(),
        reply_by: state.reply.as_ref().map(|route| route.channel),
        drafts,
        alerts: state.alerts.iter().map(|one| alert::alert(reader, opened, one)).collect(),
        closed: closed(reader, opened),
        deliveries: state.deliveries.iter().map(|one| entry::delivery(reader, one)).collect(),
        reply_refused: refusal::reply(reader, state),
        contact: contact(reader, state),
        contact_first: state.asks_contact_first(),
        awaits_review: state.awaits_review(),
        review_refused: refusal::review(reader, state),
        reviewed: state.reviewed.map(|by| reader.looked(by)),
        no_danger_reasons: WhyNoDanger::OFFERED.to_vec(),
        responsible: state.responsible.map(|by| reader.staff(by.by)),
        close_refused: refusal::close(reader, state),
        answer_due: clocks.answer,
        promise_broken: state.broken_promise(&reader.shared.calendar, &reader.shared.policy),
        review_due: clocks.review,
        online_by_rule: state.online_by_rule(born),
        needs_update: state.needs_update,
        unconfirmed: opened.unconfirmed,
    })
}

fn own_row(reader: Reader<'_>, opened: Opened<'_>, draft: bool) -> Option<Row> {
    let summary = summarise(opened.seen, opened.index, reader.shared, reader.now)?;
    Some(row(reader, opened.seen.id, summary, draft, None))
}

fn triage(reader: Reader<'_>, opened: Opened<'_>) -> TriageView {
    let triage = &opened.seen.triage;
    TriageView {
        missing: triage.missing(),
        permitted_use: triage.permitted_use.clone(),
        use_chosen: triage.permitted_use.is_some(),
        red_flag: triage.risk.map(|(red_flag, _)| red_flag),
        route: triage.route.map(|(route, _)| route),
        excluded: triage.excluded.map(|(topic, _)| topic),
        is_excluded: triage.is_excluded(),
        override_refused: refusal::override_exclusion(reader, opened.seen),
        routes: refusal::ROUTES.map(|to| refusal::route(reader, opened.seen, to)).to_vec(),
        flagged_by: triage.flagged_by().map(|by| reader.staff(by.by)),
        seconds: triage.seconds,
    }
}

/// The last try to reach the patient that a decision may rest on.
fn contact(reader: Reader<'_>, state: &Conversation) -> Option<ContactView> {
    let entry = state.last_contact()?;
    let What::Contacted { contact, when, .. } = &entry.what else { return None };
    Some(ContactView {
        contact: *contact,
        reached: contact.reaches(),
        at: *when,
        by: entry.by.map(|by| reader.staff(by)),
        mine: entry.by.is_some_and(|by| reader.is_me(by)),
    })
}

/// Who holds it, while the claim runs.
fn claim(reader: Reader<'_>, opened: Opened<'_>) -> Option<ClaimView> {
    let lasts = TimeDelta::minutes(i64::from(reader.shared.policy.claim_minutes));
    let held = opened.seen.held_by(reader.now, lasts)?;
    Some(ClaimView {
        by: reader.staff(held.by),
        mine: reader.is_me(held.by),
        until: held.at + lasts,
        confirmed: opened.confirmed.claim.is_some_and(|claim| claim.by == held.by),
    })
}

fn closed(reader: Reader<'_>, opened: Opened<'_>) -> Option<ClosedView> {
    let closed = opened.seen.closed.as_ref()?;
    Some(ClosedView {
        closing: closed.closing.clone(),
        looked: reader.looked(closed.by),
        version: opened.seen.version,
    })
}

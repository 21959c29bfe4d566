//! What somebody asks of a conversation as they see it, for tests: the next thing it lacks, or anything.

#![allow(clippy::indexing_slicing, reason = "tests alone use it")]

use super::{
    AfterSend, Closing, Command, Conversation, ExcludedTopic, FileAs, IdentityCheck, Online, Outcome, Route,
    Step,
};
use crate::LetterId;
use crate::alert::Contact;
use crate::policy::PracticePolicy;
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

const NOTE: &str = "Spoke to the patient's daughter, who is with her.";

fn closing(outcome: Outcome) -> Closing {
    Closing { outcome, summary: NOTE.to_owned(), file_as: FileAs::ExactCopy, online: Online::Shown }
}

fn reply(seen: u32, then: AfterSend, ends_triage: Option<u32>) -> Command {
    Command::Reply { text: "Your tablets are ready from Thursday.".to_owned(), seen, then, ends_triage }
}

fn first_letter(seen: &Conversation) -> LetterId {
    seen.open_alert()
        .map(|alert| alert.letter)
        .or_else(|| seen.letters().next().map(|one| one.letter))
        .unwrap_or(LetterId(Uuid::nil()))
}

/// What a careful person does next.
pub fn next(seen: &Conversation, at: DateTime<Utc>, policy: &PracticePolicy) -> Command {
    if let Some(alert) = seen.open_alert() {
        let letter = alert.letter;
        return match (alert.holder(), alert.accepted, alert.contact_made()) {
            (None, ..) => Command::TakeAlert { letter },
            (_, None, _) => Command::AcceptAlert { letter },
            (.., false) => {
                Command::AttemptContact { letter, contact: Contact::Spoke, at, note: NOTE.to_owned() }
            }
            _ => Command::ResolveAlert { letter, outcome: NOTE.to_owned() },
        };
    }
    let unread =
        seen.letters().find_map(|one| one.unread_findings().next().map(|finding| (one.letter, finding)));
    if let Some((letter, finding)) = unread {
        return Command::ReadFinding { letter, finding };
    }
    match seen.triage.missing().first() {
        Some(Step::Identity) => return Command::VerifyIdentity { how: IdentityCheck::NhsLogin },
        Some(Step::PermittedUse) => return asked(seen, 5, at, policy),
        Some(Step::Risk) => return Command::ReviewRisk { red_flag: false, alert: false },
        _ => {}
    }
    if !seen.is_looked_at() {
        return Command::Look;
    }
    if seen.answers().next().is_none() {
        let wait = AfterSend::Wait { until: at.date_naive() + TimeDelta::days(7) };
        return reply(seen.messages(), wait, Some(30));
    }
    Command::Close { closing: closing(Outcome::DealtWithByPhone), seen: seen.messages() }
}

/// Anything.
pub fn asked(seen: &Conversation, wish: u8, at: DateTime<Utc>, policy: &PracticePolicy) -> Command {
    let (letter, messages, note) = (first_letter(seen), seen.messages(), NOTE.to_owned());
    let uses = &policy.permitted_uses;
    let wait = AfterSend::Wait { until: at.date_naive() };
    match wish % 30 {
        0 => Command::Look,
        1 => Command::Take,
        2 => Command::GiveBack,
        3 => Command::ReadFinding { letter, finding: 0 },
        4 => Command::VerifyIdentity { how: IdentityCheck::AskedByPhone },
        5 => Command::ChooseUse { to: uses[messages as usize % uses.len()].id.clone() },
        6 => Command::ReviewRisk { red_flag: true, alert: messages % 2 == 0 },
        7 => Command::ReviewRisk { red_flag: false, alert: false },
        8 => Command::ExcludeTopic { topic: Some(ExcludedTopic::BadNews) },
        9 => Command::ExcludeTopic { topic: None },
        10 => Command::OverrideExclusion { reason: note },
        11 => Command::Route { to: Route::DutyList, seconds: 40, note },
        12 => Command::Route { to: Route::AnswerHere, seconds: 40, note },
        13 => Command::Route { to: Route::Appointment, seconds: 40, note },
        14 => Command::AskToBook { note },
        15 => Command::Unroute,
        16 => reply(messages, wait, None),
        17 => reply(messages, AfterSend::Close { closing: closing(Outcome::QuestionAnswered) }, Some(40)),
        18 => reply(messages.saturating_sub(1), wait, Some(40)),
        19 => Command::RecordContact { contact: Contact::Spoke, at, note, ends_triage: Some(30) },
        20 => Command::Resend,
        21 => Command::SeeAlert { letter },
        22 => Command::TakeAlert { letter },
        23 => Command::PassAlert { letter },
        24 => Command::AcceptAlert { letter },
        25 => Command::AttemptContact { letter, contact: Contact::NoAnswer, at, note },
        26 => Command::AttemptContact { letter, contact: Contact::CalledAmbulance, at, note },
        27 => Command::ResolveAlert { letter, outcome: note },
        28 => Command::Close { closing: closing(Outcome::AppointmentMade), seen: messages },
        _ => Command::Reopen { why: note },
    }
}

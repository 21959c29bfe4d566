//! Who may send which command, written by hand from the product's requirements; and one of each act on a conversation.

use domain::LetterId;
use domain::alert::{Contact, NoDanger, WhyNoDanger};
use domain::conversation::{AfterSend, Closing, Command, FileAs, IdentityCheck, Online, Outcome, Route};
use domain::staff::Action;
use engine::Clock;
use uuid::Uuid;

/// Who may send a command.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Need {
    /// Also nobody: it stands before sign-in and shows nothing of any patient.
    Nobody,
    /// Whoever is signed in: nothing of any patient.
    SignedIn,
    /// Whose role allows this.
    May(Action),
    /// What the command within it needs: see [`ACTS`].
    Act,
}

use Need::{Act, May, Nobody, SignedIn};

/// A new command needs a row here, and a line in `send`.
pub const TABLE: [(&str, Need); 77] = [
    ("gate", Nobody),
    ("check_field", Nobody),
    ("begin_set_up", Nobody),
    ("finish_set_up", Nobody),
    ("sign_in", Nobody),
    ("cancel_factor", Nobody),
    ("lock", Nobody),
    ("active", Nobody),
    ("painted", Nobody),
    ("bar", SignedIn),
    ("preferences", SignedIn),
    ("set_preferences", SignedIn),
    ("test_alert", SignedIn),
    ("check_answer", SignedIn),
    ("list_queue", May(Action::ReadMessages)),
    ("search", May(Action::ReadMessages)),
    ("filings", May(Action::ReadMessages)),
    ("needs_you", May(Action::ReadMessages)),
    ("dismiss_needs_you", May(Action::ReadMessages)),
    ("conversation", May(Action::ReadMessages)),
    ("viewing", May(Action::ReadMessages)),
    ("save_draft", May(Action::ReadMessages)),
    ("own_drafts", SignedIn),
    ("open_folder", May(Action::ReadMessages)),
    ("open_patient_page", SignedIn),
    ("act", Act),
    ("your_factors", SignedIn),
    ("add_factor", SignedIn),
    ("remove_factor", SignedIn),
    ("set_card_rules", May(Action::ChangePolicy)),
    ("briefing", SignedIn),
    ("attest", SignedIn),
    ("publish_briefing", May(Action::ChangePolicy)),
    ("restrictions", May(Action::ManageStaff)),
    ("publish_restrictions", May(Action::ManageStaff)),
    ("begin_join", Nobody),
    ("joining", Nobody),
    ("cancel_join", Nobody),
    ("begin_restore", Nobody),
    ("finish_restore", Nobody),
    ("accept_revocation", Nobody),
    ("log_place", SignedIn),
    ("change_password", SignedIn),
    ("staff", May(Action::ManageStaff)),
    ("begin_staff", May(Action::ManageStaff)),
    ("begin_reset", May(Action::ManageStaff)),
    ("finish_staff", May(Action::ManageStaff)),
    ("change_roles", May(Action::ManageStaff)),
    ("set_expiry", May(Action::ManageStaff)),
    ("staff_leaves", May(Action::ManageStaff)),
    ("unlock_account", May(Action::ManageStaff)),
    ("devices", May(Action::ManageDevices)),
    ("join_requests", May(Action::ManageDevices)),
    ("confirm_join", May(Action::ManageDevices)),
    ("refuse_join", May(Action::ManageDevices)),
    ("rename_device", May(Action::ManageDevices)),
    ("revoke_device", May(Action::ManageDevices)),
    ("rotate_keys", May(Action::ManageDevices)),
    ("check_kit", May(Action::ManageDevices)),
    ("begin_kit", May(Action::ManageDevices)),
    ("finish_kit", May(Action::ManageDevices)),
    ("audit_page", May(Action::ReadAudit)),
    ("verify_audit", May(Action::ReadAudit)),
    ("export_audit", May(Action::ReadAudit)),
    ("unusual_access", May(Action::ReadAudit)),
    ("resolve_unusual", May(Action::ReadAudit)),
    ("rota_week", SignedIn),
    ("plan_rota", May(Action::PublishRota)),
    ("publish_rota", May(Action::PublishRota)),
    ("settings", SignedIn),
    ("publish_settings", May(Action::ChangePolicy)),
    ("backups", May(Action::ChangePolicy)),
    ("set_backup_place", May(Action::ChangePolicy)),
    ("safety", May(Action::ReadSafety)),
    ("safety_log", May(Action::ReadSafety)),
    // For the drill; incidents and answers are open to everybody: see `domain::safety`.
    ("safety_act", May(Action::ManageSafety)),
    ("export_safety", May(Action::ReadSafety)),
];

/// What each command on a conversation needs. Written by hand from the product's requirements.
pub const ACTS: [(&str, Action); 25] = [
    ("look", Action::ReadMessages),
    ("take", Action::Triage),
    ("giveBack", Action::Triage),
    ("readFinding", Action::Triage),
    ("verifyIdentity", Action::Triage),
    ("chooseUse", Action::Triage),
    ("reviewRisk", Action::Triage),
    ("review", Action::AnswerClinical),
    ("endAsNoDanger", Action::AcceptAlert),
    ("excludeTopic", Action::Triage),
    ("overrideExclusion", Action::AnswerClinical),
    ("route", Action::Triage),
    ("askToBook", Action::AnswerClinical),
    ("unroute", Action::Triage),
    ("reply", Action::AnswerAdministrative),
    ("resend", Action::AnswerAdministrative),
    ("recordContact", Action::TakeAlert),
    ("seeAlert", Action::TakeAlert),
    ("takeAlert", Action::TakeAlert),
    ("passAlert", Action::TakeAlert),
    ("attemptContact", Action::TakeAlert),
    ("acceptAlert", Action::AcceptAlert),
    ("resolveAlert", Action::TakeAlert),
    ("close", Action::Close),
    ("reopen", Action::Close),
];

/// One of each, with words that a rule would otherwise let through.
pub fn acts() -> Vec<Command> {
    let letter = LetterId(Uuid::from_u128(7));
    let (contact, at, note) = (Contact::Spoke, Clock::system().now(), || "Spoke.".to_owned());
    let closing = || Closing {
        outcome: Outcome::QuestionAnswered,
        summary: String::new(),
        file_as: FileAs::ExactCopy,
        online: Online::Shown,
    };
    vec![
        Command::Look,
        Command::Take,
        Command::GiveBack,
        Command::ReadFinding { letter, finding: 0 },
        Command::VerifyIdentity { how: IdentityCheck::NhsLogin },
        Command::ChooseUse { to: "prescription".parse().unwrap() },
        Command::ReviewRisk { red_flag: false, alert: false },
        Command::Review { seen: 1 },
        Command::EndAsNoDanger {
            letter,
            no_danger: NoDanger { why: WhyNoDanger::Past, look_again: false },
            words: note(),
        },
        Command::ExcludeTopic { topic: None },
        Command::OverrideExclusion { reason: note() },
        Command::Route { to: Route::AnswerHere, seconds: 20, note: String::new() },
        Command::AskToBook { note: note() },
        Command::Unroute,
        Command::Reply {
            text: note(),
            seen: 1,
            then: AfterSend::Close { closing: closing() },
            ends_triage: None,
        },
        Command::Resend,
        Command::RecordContact { contact, at, note: note(), ends_triage: None },
        Command::SeeAlert { letter },
        Command::TakeAlert { letter },
        Command::PassAlert { letter },
        Command::AttemptContact { letter, contact, at, note: note() },
        Command::AcceptAlert { letter },
        Command::ResolveAlert { letter, outcome: note() },
        Command::Close { closing: closing(), seen: 1 },
        Command::Reopen { why: note() },
    ]
}

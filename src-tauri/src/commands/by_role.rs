//! Every command the screens can send, sent by every role, held against one table.
//!
//! The names are taken from the generated bindings, so that a command without a row here fails; so does a row without a
//! command, and a permission file that says something else. What a role may do stands in `domain::staff`: this shows
//! that the engine asks it, whoever sends the command. Who is refused is refused for their role and for nothing else.

use super::all;
use chrono::TimeDelta;
use domain::alert::Contact;
use domain::audit::Attestation;
use domain::briefing::Briefing;
use domain::conversation::{
    AfterSend, Closing, Command, FileAs, IdentityCheck, Online, Outcome, Refusal, Route,
};
use domain::rota::Draft;
use domain::safety::Command as Safety;
use domain::staff::{Action, Role};
use domain::{ConversationId, DeviceId, LetterId, StaffId};
use engine::audit::{AuditFilter, ExportFormat};
use engine::card::CardsError;
use engine::view::{DesktopAlerts, Gate, NewStaff, Queue};
use engine::{
    ActError, Clock, DeskError, Engine, Options, Preferences, RosterError, SettingsError, Unlocked, testing,
};
use specta_typescript::Typescript;
use std::collections::BTreeSet;
use std::time::Duration;
use uuid::Uuid;

/// Who may send a command.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Need {
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

/// A new command needs a row here, and a line in [`send`].
const TABLE: [(&str, Need); 77] = [
    ("gate", Nobody),
    ("begin_set_up", Nobody),
    ("finish_set_up", Nobody),
    ("sign_in", Nobody),
    ("sign_in_with_card", Nobody),
    ("sign_in_with_security_key", Nobody),
    ("cancel_security_key", Nobody),
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
    ("open_folder", May(Action::ReadMessages)),
    ("act", Act),
    ("your_cards", SignedIn),
    ("enrol_card", SignedIn),
    ("remove_card", SignedIn),
    ("set_card_rules", May(Action::ChangePolicy)),
    ("your_security_keys", SignedIn),
    ("enrol_security_key", SignedIn),
    ("remove_security_key", SignedIn),
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
    ("safety", May(Action::ReadSafety)),
    ("safety_log", May(Action::ReadSafety)),
    // For the drill; incidents and answers are open to everybody: see `domain::safety`.
    ("safety_act", May(Action::ManageSafety)),
    ("export_safety", May(Action::ReadSafety)),
];

/// What each command on a conversation needs. Written by hand from the product's requirements.
const ACTS: [(&str, Action); 22] = [
    ("look", Action::ReadMessages),
    ("take", Action::Triage),
    ("giveBack", Action::Triage),
    ("readFinding", Action::Triage),
    ("verifyIdentity", Action::Triage),
    ("chooseUse", Action::Triage),
    ("reviewRisk", Action::Triage),
    ("excludeTopic", Action::Triage),
    ("overrideExclusion", Action::AnswerClinical),
    ("route", Action::Triage),
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
fn acts() -> Vec<Command> {
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
        Command::ReviewRisk { red_flag: false },
        Command::ExcludeTopic { topic: None },
        Command::OverrideExclusion { reason: note() },
        Command::Route { to: Route::AnswerHere, seconds: 20, note: String::new() },
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

/// For the role: what it would have had to allow, if that is why the command was refused.
fn refused<T>(outcome: Result<T, DeskError>) -> Option<Action> {
    match outcome {
        Err(DeskError::Act(ActError::Refused(Refusal::NotAllowed { action }))) => Some(action),
        _ => None,
    }
}

/// The same for people and workstations.
fn refused_here<T>(outcome: Result<T, RosterError>) -> Option<Action> {
    match outcome {
        Err(RosterError::Act(error)) => refused::<T>(Err(error.into())),
        _ => None,
    }
}

/// Sends a command about people or workstations, about nobody there is: whom the role lets through changes nothing.
async fn send_roster(command: &str, desk: &Unlocked) -> Option<Action> {
    let (staff, device, attempt) = (StaffId(Uuid::nil()), DeviceId(Uuid::nil()), Uuid::nil());
    let empty = String::new;
    let (name, signature, user_name, password) = (empty(), empty(), empty(), empty());
    let new = NewStaff { name, signature, user_name, roles: vec![], password, expires: None };
    match command {
        "staff" => refused_here(desk.staff().await),
        "begin_staff" => refused_here(desk.begin_staff(&new).await),
        "begin_reset" => refused_here(desk.begin_reset(staff, "", "").await),
        "finish_staff" => refused_here(desk.finish_staff("").await),
        "change_roles" => refused_here(desk.change_roles(staff, &[Role::Gp]).await),
        "set_expiry" => refused_here(desk.set_expiry(staff, None).await),
        "staff_leaves" => refused_here(desk.leave(staff).await),
        "unlock_account" => refused_here(desk.unlock_account(staff).await),
        "devices" => refused_here(desk.devices().await),
        "join_requests" => refused_here(desk.join_requests().await),
        "confirm_join" => refused_here(desk.confirm_join(attempt, "").await),
        "refuse_join" => refused_here(desk.refuse_join(attempt).await),
        "rename_device" => refused_here(desk.rename_device(device, "").await),
        "revoke_device" => refused_here(desk.revoke_device(device).await),
        "rotate_keys" => refused_here(desk.rotate().await),
        "check_kit" => refused_here(desk.check_kit("").await),
        "begin_kit" => refused_here(desk.begin_kit().await),
        "finish_kit" => refused_here(desk.finish_kit("").await),
        unknown => panic!("{unknown}: send it here"),
    }
}

/// Sends a command about one's own security keys: nobody is refused for their role.
async fn send_security_key(name: &str, engine: &Engine) -> Option<Action> {
    match name {
        // There is no key to touch here.
        "sign_in_with_security_key" | "enrol_security_key" => {}
        "cancel_security_key" => engine.cancel_security_key(),
        "your_security_keys" => assert!(engine.your_security_keys().await.unwrap().keys.is_empty()),
        "remove_security_key" => engine.remove_security_key(String::new()).await.unwrap(),
        unknown => panic!("{unknown}: send it here"),
    }
    None
}

/// Sends a command as its shell function does.
async fn send(name: &str, engine: &Engine, desk: &Unlocked, id: ConversationId) -> Option<Action> {
    let today = Clock::system().now().date_naive();
    match name {
        // Before sign-in, or without anything of a patient: there is no role to ask.
        "gate" | "begin_set_up" | "finish_set_up" | "begin_join" | "joining" | "cancel_join"
        | "begin_restore" | "finish_restore" | "accept_revocation" | "log_place" | "sign_in" | "lock"
        | "painted" | "test_alert" | "check_answer" | "briefing" => None,
        // One's own account; there is no card in any reader here.
        "sign_in_with_card" | "your_cards" | "enrol_card" | "remove_card" => None,
        key if key.contains("security_key") => send_security_key(key, engine).await,
        "set_card_rules" => {
            let refused = engine.set_card_rules(String::new(), None, false).await;
            matches!(refused, Err(CardsError::NotAllowed)).then_some(Action::ChangePolicy)
        }
        "change_password" => refused_here(desk.change_password("", "").await),
        "staff" | "begin_staff" | "begin_reset" | "finish_staff" | "change_roles" | "set_expiry"
        | "staff_leaves" | "unlock_account" | "devices" | "join_requests" | "confirm_join"
        | "refuse_join" | "rename_device" | "revoke_device" | "rotate_keys" | "check_kit" | "begin_kit"
        | "finish_kit" => send_roster(name, desk).await,
        "active" => {
            engine.active().await;
            None
        }
        "bar" => refused(desk.bar(DesktopAlerts::Untried).await),
        "preferences" => refused(desk.preferences().await),
        "set_preferences" => refused(desk.set_preferences(&Preferences::default()).await),
        "list_queue" => refused(desk.list_queue(Queue::NeedsTriage, 0, 10).await),
        "search" => refused(desk.search("tablets", 10).await),
        "filings" => refused(desk.filings(10).await),
        "needs_you" => refused(desk.needs_you().await),
        "dismiss_needs_you" => refused(desk.dismiss_needs_you(Uuid::nil()).await),
        "conversation" => refused(desk.conversation(id).await),
        "viewing" => refused(desk.viewing(Some(id)).await),
        "save_draft" => refused(desk.save_draft(id, "").await),
        "open_folder" => refused(desk.filed_folder().await),
        "attest" => refused(desk.attest(Attestation::Training).await),
        "publish_briefing" => refused(desk.publish_briefing(Briefing::standard()).await),
        "restrictions" => refused(desk.restrictions().await),
        "publish_restrictions" => refused(desk.publish_restrictions(vec![]).await),
        "audit_page" => refused(desk.audit_page(&AuditFilter::default(), 0, 10).await),
        "verify_audit" => refused(desk.verify_audit().await),
        "export_audit" => refused(desk.export_audit(&AuditFilter::default(), ExportFormat::Csv).await),
        "unusual_access" => refused(desk.unusual_access(today, today).await),
        "resolve_unusual" => refused(desk.resolve_unusual(Uuid::nil(), "On duty.").await),
        // Who is on duty is everybody's to know.
        "rota_week" => {
            desk.rota_week(today);
            None
        }
        // So are the practice's settings.
        "settings" => {
            desk.settings();
            None
        }
        "plan_rota" => refused(desk.plan_rota(nobody_planned()).await.map_err(DeskError::Act)),
        "publish_rota" => {
            let day = Clock::system().now().date_naive();
            refused(desk.publish_rota_week(day).await.map_err(DeskError::Act))
        }
        "publish_settings" => {
            let policy = desk.settings().policy;
            let chosen = serde_json::from_value(serde_json::to_value(&policy).unwrap()).unwrap();
            match desk.publish_settings(&policy, chosen).await {
                Err(SettingsError::Act(error)) => refused::<()>(Err(error.into())),
                _ => None,
            }
        }
        "safety" => refused(desk.safety().await),
        "safety_log" => refused(desk.safety_log(0, 10).await),
        "safety_act" => refused(desk.safety_act(&Safety::StartDrill, DesktopAlerts::Untried).await),
        "export_safety" => refused(desk.export_safety(ExportFormat::Csv).await),
        unknown => panic!("{unknown}: say in TABLE who may send it, and send it here"),
    }
}

fn nobody_planned() -> Draft {
    let from = Clock::system().now();
    Draft { from, until: from + TimeDelta::hours(1), duty: None, deputy: None }
}

/// The names in the bindings, in the order of the file.
fn bound() -> (BTreeSet<String>, BTreeSet<String>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("api.ts");
    crate::bindings().export(Typescript::default(), &file).unwrap();
    let text = std::fs::read_to_string(file).unwrap();
    let calls = text.split("__TAURI_INVOKE<").skip(1);
    let name =
        |call: &str| call.split("(\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned);
    let commands = calls.filter_map(name).collect();
    let union = text.split("export type Command = ").nth(1).unwrap().split("\n\n").next().unwrap();
    let union = union.split("export type").next().unwrap();
    let kinds = union.split("{ kind: \"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
    (commands, kinds.collect())
}

fn names<T>(table: &[(&str, T)]) -> BTreeSet<String> {
    table.iter().map(|(name, _)| (*name).to_owned()).collect()
}

#[test]
fn every_command_of_the_bindings_has_its_row_and_every_row_its_command() {
    let _ = all();
    let (commands, kinds) = bound();
    assert_eq!(names(&TABLE), commands, "left: rows; right: commands the screens can send");
    assert_eq!(TABLE.len(), commands.len(), "a row is there twice");
    assert_eq!(names(&ACTS), kinds, "left: rows; right: commands on a conversation");
    let samples: BTreeSet<String> = acts().iter().map(|command| command.kind().to_owned()).collect();
    assert_eq!(samples, kinds, "left: samples; right: commands on a conversation");
}

#[test]
fn the_window_is_permitted_exactly_the_commands_of_the_table() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src-tauri/permissions/desk.toml");
    let text = std::fs::read_to_string(file).unwrap();
    let lists = text.lines().filter_map(|line| line.strip_prefix("commands.allow = "));
    let mut permitted = vec![];
    for list in lists {
        permitted.extend(serde_json::from_str::<Vec<String>>(list).unwrap());
    }
    let count = permitted.len();
    assert_eq!(permitted.into_iter().collect::<BTreeSet<_>>(), names(&TABLE));
    assert_eq!(count, TABLE.len(), "a command is permitted twice");
}

async fn sign_in(engine: &Engine, role: Role) -> Unlocked {
    let Gate::SignIn { demonstration: Some(people), .. } = engine.gate().await else {
        panic!("nobody stands before sign-in");
    };
    let user = format!("{role:?}").to_lowercase();
    let person = people.into_iter().find(|person| person.user_name == user).unwrap();
    engine.sign_in(&user, &person.password, &person.code).await.unwrap()
}

/// A conversation of the demonstration, once a letter is admitted.
async fn a_conversation(desk: &Unlocked) -> ConversationId {
    for _ in 0..400 {
        let page = desk.list_queue(Queue::NeedsTriage, 0, 10).await.unwrap();
        if let Some(row) = page.rows.last() {
            return row.id;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("no letter was admitted");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_gets_what_the_table_says_from_every_command_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::system();
    testing::one_of_each_role(folder.path(), &clock).await.unwrap();
    let options = Options { folder: folder.path().to_owned(), clock, demonstration: false };
    let engine = Engine::start(options).await.unwrap();
    let mut known = None;
    for role in Role::ALL {
        let desk = sign_in(&engine, role).await;
        let id = match known {
            Some(id) => id,
            None => a_conversation(&desk).await,
        };
        known = Some(id);
        assert_eq!(desk.me().roles, [role]);
        for to in desk.due() {
            desk.attest(to).await.unwrap();
        }
        walk(&engine, &desk, role, id).await;
        drop(desk);
        engine.lock().await;
    }
    engine.shut_down().await;
}

async fn walk(engine: &Engine, desk: &Unlocked, role: Role, id: ConversationId) {
    for (name, need) in TABLE {
        let expected = match need {
            Nobody | SignedIn => None,
            May(action) => (!role.may(action)).then_some(action),
            Act => continue,
        };
        assert_eq!(send(name, engine, desk, id).await, expected, "{role:?} sends {name}");
    }
    for command in acts() {
        let kind = command.kind();
        let (_, needed) = ACTS.into_iter().find(|(name, _)| *name == kind).unwrap();
        assert_eq!(command.needs(), needed, "{kind}");
        let outcome = desk.act_and_show(id, command).await;
        let allowed = role.may(needed) && role.may(Action::ReadMessages);
        assert_eq!(refused(outcome).is_none(), allowed, "{role:?} does {kind}");
    }
}

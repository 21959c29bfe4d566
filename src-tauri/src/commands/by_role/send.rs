//! Every command sent as its shell function does, about nobody and nothing there is: whom the role lets through changes
//! nothing.

use chrono::TimeDelta;
use domain::audit::{Attestation, Factor};
use domain::briefing::Briefing;
use domain::conversation::Refusal;
use domain::draft::DraftFor;
use domain::rota::Draft;
use domain::safety::Command as Safety;
use domain::staff::{Action, Role};
use domain::{ConversationId, DeviceId, StaffId};
use engine::audit::{AuditFilter, ExportFormat};
use engine::view::{DesktopAlerts, NewStaff, Queue};
use engine::{
    ActError, Clock, DeskError, Engine, FactorsError, NotAccepted, Preferences, RosterError, SettingsError,
    Unlocked,
};
use uuid::Uuid;

/// For the role: what it would have had to allow, if that is why the command was refused.
pub fn refused<T>(outcome: Result<T, DeskError>) -> Option<Action> {
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

/// Sends a command about what one signs in with: nobody is refused for their role, but who says whose cards are taken.
async fn send_factor(name: &str, engine: &Engine) -> Option<Action> {
    match name {
        // There is nothing to add here.
        "add_factor" => {}
        "cancel_factor" => engine.cancel_factor(),
        "your_factors" => assert!(engine.your_factors().await.unwrap().security_key.keys.is_empty()),
        "remove_factor" => engine.remove_factor(Factor::SecurityKey, String::new()).await.unwrap(),
        "set_card_rules" => {
            return match engine.set_card_rules(String::new(), None, false).await {
                Err(FactorsError::Act(error)) => refused::<()>(Err(error.into())),
                _ => None,
            };
        }
        unknown => panic!("{unknown}: send it here"),
    }
    None
}

/// Sends a command as its shell function does.
pub async fn send(name: &str, engine: &Engine, desk: &Unlocked, id: ConversationId) -> Option<Action> {
    let today = Clock::system().now().date_naive();
    match name {
        // Before sign-in, or without anything of a patient: there is no role to ask.
        "gate" | "check_field" | "begin_set_up" | "finish_set_up" | "begin_join" | "joining"
        | "cancel_join" | "begin_restore" | "finish_restore" | "log_place" | "sign_in" | "lock"
        | "painted" | "test_alert" | "open_patient_page" | "check_answer" | "briefing" => None,
        // Before sign-in too, and it would remove the practice: only where the directory revoked this workstation.
        "accept_revocation" => {
            assert_eq!(engine.accept_revocation().await, Err(NotAccepted::NotRevoked));
            assert!(engine.unlocked().is_some(), "nothing went");
            None
        }
        "add_factor" | "cancel_factor" | "your_factors" | "remove_factor" | "set_card_rules" => {
            send_factor(name, engine).await
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
        "save_draft" => refused(desk.save_draft(DraftFor::answer(id), "").await),
        "own_drafts" => refused(desk.own_drafts().await),
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
        practice => send_practice(practice, desk).await,
    }
}

/// Sends a command about the rota, the settings or safety.
async fn send_practice(name: &str, desk: &Unlocked) -> Option<Action> {
    let today = Clock::system().now().date_naive();
    match name {
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
        "publish_rota" => refused(desk.publish_rota_week(today).await.map_err(DeskError::Act)),
        "publish_settings" => {
            let policy = desk.settings().policy;
            let chosen = serde_json::from_value(serde_json::to_value(&policy).unwrap()).unwrap();
            match desk.publish_settings(&policy, chosen).await {
                Err(SettingsError::Act(error)) => refused::<()>(Err(error.into())),
                _ => None,
            }
        }
        "backups" => refused(desk.backups().await),
        "set_backup_place" => match desk.set_backup_place("").await {
            Err(SettingsError::Act(error)) => refused::<()>(Err(error.into())),
            _ => None,
        },
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

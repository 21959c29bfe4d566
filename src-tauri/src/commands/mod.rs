//! What the screens may ask for, grouped by screen. Each command parses, calls, maps and returns; it decides nothing.
//!
//! The names and types here are the interface: `ui/src/api.gen.ts` is written from them. Whatever touches patients'
//! data goes through the opened practice, which exists only while somebody is signed in.

mod attest;
mod audit;
#[cfg(test)]
mod by_role;
mod conversation;
mod factors;
mod gate;
mod lists;
mod practice;
mod roster;
mod workstation;

use tauri_specta::{Commands, collect_commands};

/// All of them, for one runtime: the list takes no runtime from a function around it.
macro_rules! all_on {
    ($runtime:path) => {
        collect_commands![
            gate::gate::<$runtime>,
            gate::check_field,
            gate::begin_set_up,
            gate::finish_set_up,
            gate::sign_in,
            gate::cancel_factor,
            gate::lock,
            gate::active,
            factors::your_factors,
            factors::add_factor,
            factors::remove_factor,
            factors::set_card_rules,
            gate::begin_join,
            gate::joining,
            gate::cancel_join,
            gate::begin_restore,
            gate::finish_restore,
            gate::accept_revocation,
            lists::bar,
            lists::list_queue,
            lists::search,
            lists::filings,
            lists::needs_you,
            lists::dismiss_needs_you,
            conversation::conversation,
            conversation::act,
            conversation::viewing,
            conversation::save_draft,
            conversation::own_drafts,
            conversation::check_answer,
            practice::rota_week,
            practice::plan_rota,
            practice::publish_rota,
            practice::settings,
            practice::publish_settings,
            practice::backups,
            practice::set_backup_place,
            practice::safety,
            practice::safety_log,
            practice::safety_act,
            practice::export_safety,
            roster::staff,
            roster::begin_staff,
            roster::begin_reset,
            roster::finish_staff,
            roster::change_roles,
            roster::set_expiry,
            roster::staff_leaves,
            roster::unlock_account,
            roster::change_password,
            roster::devices,
            roster::log_place,
            roster::join_requests,
            roster::confirm_join,
            roster::refuse_join,
            roster::rename_device,
            roster::revoke_device,
            roster::rotate_keys,
            roster::check_kit,
            roster::begin_kit,
            roster::finish_kit,
            workstation::preferences,
            workstation::set_preferences,
            workstation::test_alert::<$runtime>,
            workstation::open_folder,
            workstation::open_patient_page,
            workstation::painted,
            attest::briefing,
            attest::attest,
            attest::publish_briefing,
            attest::restrictions,
            attest::publish_restrictions,
            audit::audit_page,
            audit::verify_audit,
            audit::export_audit,
            audit::unusual_access,
            audit::resolve_unusual,
        ]
    };
}

/// All of them, in the window.
pub fn all() -> Commands<tauri::Wry> {
    all_on![tauri::Wry]
}

/// All of them, without a window.
#[cfg(feature = "headless")]
pub fn all_without_a_window() -> Commands<tauri::test::MockRuntime> {
    all_on![tauri::test::MockRuntime]
}

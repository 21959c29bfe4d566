//! What the screens may ask for, grouped by screen. Each command parses, calls, maps and returns; it decides nothing.
//!
//! The names and types here are the interface: `ui/src/api.gen.ts` is written from them. Whatever touches patients'
//! data goes through the opened practice, which exists only while somebody is signed in.

mod attest;
mod audit;
mod cards;
mod conversation;
mod gate;
mod lists;
mod practice;
#[cfg(test)]
mod walk;
mod workstation;

pub use workstation::Screen;

use tauri_specta::{Commands, collect_commands};

/// All of them.
pub fn all() -> Commands<tauri::Wry> {
    collect_commands![
        gate::gate,
        gate::begin_set_up,
        gate::finish_set_up,
        gate::sign_in,
        gate::sign_in_with_card,
        gate::lock,
        gate::active,
        cards::your_cards,
        cards::enrol_card,
        cards::remove_card,
        cards::set_card_rules,
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
        practice::rota_week,
        practice::plan_rota,
        practice::publish_rota,
        practice::set_on_call,
        practice::safety,
        practice::safety_log,
        practice::safety_act,
        practice::export_safety,
        workstation::preferences,
        workstation::set_preferences,
        workstation::test_alert,
        workstation::open_folder,
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
}

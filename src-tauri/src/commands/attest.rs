//! What stands before the first message: training, the locum's briefing, and whose records open to named people alone.

use crate::desk::Desk;
use crate::failure::Told;
use domain::audit::Attestation;
use domain::briefing::Briefing;
use engine::attest::BriefingView;
use engine::restricted::{RestrictedRecord, RestrictionsView};
use tauri::State;

/// The briefing, and what the signed-in person must attest.
#[tauri::command]
#[specta::specta]
pub async fn briefing(desk: State<'_, Desk>) -> Told<BriefingView> {
    Ok(desk.open()?.briefing())
}

/// Attests; gives what is still due.
#[tauri::command]
#[specta::specta]
pub async fn attest(desk: State<'_, Desk>, to: Attestation) -> Told<Vec<Attestation>> {
    desk.answer(desk.open()?.attest(to).await)
}

/// Puts a new version of the briefing in force.
#[tauri::command]
#[specta::specta]
pub async fn publish_briefing(desk: State<'_, Desk>, briefing: Briefing) -> Told<()> {
    desk.answer(desk.open()?.publish_briefing(briefing).await)
}

/// Whose records open to named clinicians alone.
#[tauri::command]
#[specta::specta]
pub async fn restrictions(desk: State<'_, Desk>) -> Told<RestrictionsView> {
    desk.answer(desk.open()?.restrictions().await)
}

/// Puts restrictions in force.
#[tauri::command]
#[specta::specta]
pub async fn publish_restrictions(desk: State<'_, Desk>, records: Vec<RestrictedRecord>) -> Told<()> {
    desk.answer(desk.open()?.publish_restrictions(records).await)
}

//! What one signs in with beside password and code, and whose smartcards the practice takes.

use crate::desk::Desk;
use crate::failure::Told;
use domain::audit::Factor;
use engine::view::{NewFactor, YourFactors};
use tauri::State;

/// One's own, and what of it is here.
#[tauri::command]
#[specta::specta]
pub async fn your_factors(desk: State<'_, Desk>) -> Told<YourFactors> {
    let engine = desk.ready().await?;
    desk.answer(engine.your_factors().await)
}

/// Adds to one's own account what is put in or plugged in now.
#[tauri::command]
#[specta::specta]
pub async fn add_factor(desk: State<'_, Desk>, factor: NewFactor) -> Told<()> {
    let engine = desk.ready().await?;
    desk.answer(engine.add_factor(factor).await)
}

/// Takes one off one's own account.
#[tauri::command]
#[specta::specta]
pub async fn remove_factor(desk: State<'_, Desk>, factor: Factor, key: String) -> Told<()> {
    let engine = desk.ready().await?;
    desk.answer(engine.remove_factor(factor, key).await)
}

/// Says whose cards are taken on this workstation, by the issuers' certificates; none turns smartcards off.
#[tauri::command]
#[specta::specta]
pub async fn set_card_rules(
    desk: State<'_, Desk>,
    issuers: String,
    module: Option<String>,
    sign_out: bool,
) -> Told<()> {
    let engine = desk.ready().await?;
    desk.answer(engine.set_card_rules(issuers, module, sign_out).await)
}

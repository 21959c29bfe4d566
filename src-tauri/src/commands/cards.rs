//! One's own smartcards, and whose cards the practice takes.

use crate::desk::Desk;
use crate::failure::Told;
use engine::view::YourCards;
use tauri::State;

/// One's own cards, and what is in the readers.
#[tauri::command]
#[specta::specta]
pub async fn your_cards(desk: State<'_, Desk>) -> Told<YourCards> {
    let engine = desk.ready().await?;
    desk.tell(engine.your_cards().await)
}

/// Adds the card in the reader to one's own account.
#[tauri::command]
#[specta::specta]
pub async fn enrol_card(desk: State<'_, Desk>, password: String, pin: String) -> Told<()> {
    let engine = desk.ready().await?;
    desk.tell(engine.enrol_card(password, pin).await)
}

/// Takes one's own card off the account.
#[tauri::command]
#[specta::specta]
pub async fn remove_card(desk: State<'_, Desk>, key: String) -> Told<()> {
    let engine = desk.ready().await?;
    desk.tell(engine.remove_card(key).await)
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
    desk.tell(engine.set_card_rules(issuers, module, sign_out).await)
}

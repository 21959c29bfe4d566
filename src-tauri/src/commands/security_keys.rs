//! One's own security keys, and the way out while one waits for its touch.

use crate::desk::Desk;
use crate::failure::Told;
use engine::view::YourSecurityKeys;
use tauri::State;

/// One's own security keys.
#[tauri::command]
#[specta::specta]
pub async fn your_security_keys(desk: State<'_, Desk>) -> Told<YourSecurityKeys> {
    let engine = desk.ready().await?;
    desk.tell(engine.your_security_keys().await)
}

/// Adds the security key that is plugged in to one's own account; it is touched twice.
#[tauri::command]
#[specta::specta]
pub async fn enrol_security_key(
    desk: State<'_, Desk>,
    password: String,
    pin: String,
    name: String,
) -> Told<()> {
    let engine = desk.ready().await?;
    desk.tell(engine.enrol_security_key(password, pin, name).await)
}

/// Takes one's own security key off the account.
#[tauri::command]
#[specta::specta]
pub async fn remove_security_key(desk: State<'_, Desk>, key: String) -> Told<()> {
    let engine = desk.ready().await?;
    desk.tell(engine.remove_security_key(key).await)
}

/// Ends what waits for a security key.
#[tauri::command]
#[specta::specta]
pub async fn cancel_security_key(desk: State<'_, Desk>) -> Told<()> {
    desk.ready().await?.cancel_security_key();
    Ok(())
}

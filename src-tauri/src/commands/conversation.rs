//! One conversation: reading it, acting on it, the drafts, and who is looking.

use crate::desk::Desk;
use crate::failure::Told;
use domain::ConversationId;
use domain::conversation::{AnswerCheck, Command};
use domain::draft::DraftFor;
use engine::view::{ConversationView, DraftView};
use tauri::State;

/// Reads it, without marking it as looked at.
#[tauri::command]
#[specta::specta]
pub async fn conversation(desk: State<'_, Desk>, id: ConversationId) -> Told<ConversationView> {
    desk.answer(desk.open()?.conversation(id).await)
}

/// Carries out a command on it and shows what came of it.
#[tauri::command]
#[specta::specta]
pub async fn act(desk: State<'_, Desk>, id: ConversationId, command: Command) -> Told<ConversationView> {
    desk.answer(desk.open()?.act_and_show(id, command).await)
}

/// Tells colleagues which conversation is open here.
#[tauri::command]
#[specta::specta]
pub async fn viewing(desk: State<'_, Desk>, id: Option<ConversationId>) -> Told<()> {
    desk.answer(desk.open()?.viewing(id).await)
}

/// Keeps what is being typed; nothing typed discards it. Answers once it is on the disk.
#[tauri::command]
#[specta::specta]
pub async fn save_draft(desk: State<'_, Desk>, about: DraftFor, text: String) -> Told<Option<DraftView>> {
    desk.answer(desk.open()?.save_draft(about, &text).await)
}

/// What this person is writing in the practice's own forms.
#[tauri::command]
#[specta::specta]
pub async fn own_drafts(desk: State<'_, Desk>) -> Told<Vec<DraftView>> {
    desk.answer(desk.open()?.own_drafts().await)
}

/// The verdict on an answer's words while they are typed, for the people who are called so; sending them asks again.
#[tauri::command]
#[specta::specta]
pub async fn check_answer(desk: State<'_, Desk>, text: String, called: Vec<String>) -> Told<AnswerCheck> {
    desk.open()?;
    Ok(domain::conversation::check_answer(&text, &called))
}

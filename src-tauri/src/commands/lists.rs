//! The top bar, the queues, search, documents on their way, and what only a person can put right.

use crate::desk::Desk;
use crate::failure::Told;
use engine::view::{Bar, FilingRow, NeedsYou, Page, Queue};
use tauri::State;
use uuid::Uuid;

/// The top bar.
#[tauri::command]
#[specta::specta]
pub async fn bar(desk: State<'_, Desk>) -> Told<Bar> {
    let bar = desk.open()?.bar(desk.alerts.state()).await;
    desk.answer(bar.map(|bar| Bar { doors_shut: desk.doors.are_kept_shut(), ..bar }))
}

/// A window of a queue: riskiest first, then soonest due, then oldest.
#[tauri::command]
#[specta::specta]
pub async fn list_queue(desk: State<'_, Desk>, queue: Queue, offset: u32, limit: u32) -> Told<Page> {
    desk.answer(desk.open()?.list_queue(queue, offset, limit).await)
}

/// Conversations with these words, newest first.
#[tauri::command]
#[specta::specta]
pub async fn search(desk: State<'_, Desk>, text: String, limit: u32) -> Told<Page> {
    desk.answer(desk.open()?.search(&text, limit).await)
}

/// Documents on their way to the record: those that need a person first, then the newest.
#[tauri::command]
#[specta::specta]
pub async fn filings(desk: State<'_, Desk>, limit: u32) -> Told<Vec<FilingRow>> {
    desk.answer(desk.open()?.filings(limit).await)
}

/// What only a person can put right.
#[tauri::command]
#[specta::specta]
pub async fn needs_you(desk: State<'_, Desk>) -> Told<Vec<NeedsYou>> {
    desk.answer(desk.open()?.needs_you().await)
}

/// It has been put right, or given up.
#[tauri::command]
#[specta::specta]
pub async fn dismiss_needs_you(desk: State<'_, Desk>, id: Uuid) -> Told<()> {
    desk.answer(desk.open()?.dismiss_needs_you(id).await)
}

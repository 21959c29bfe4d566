//! The audit: reading it, checking it, taking it away as a file, and the quarterly review of unusual access.

use crate::desk::Desk;
use crate::failure::Told;
use chrono::NaiveDate;
use engine::audit::{AuditCheck, AuditExport, AuditFilter, AuditPage, ExportFormat, UnusualView};
use tauri::State;
use uuid::Uuid;

/// A window of the audit, newest first. Reading it is an entry of its own.
#[tauri::command]
#[specta::specta]
pub async fn audit_page(
    desk: State<'_, Desk>,
    filter: AuditFilter,
    offset: u32,
    limit: u32,
) -> Told<AuditPage> {
    desk.answer(desk.open()?.audit_page(&filter, offset, limit).await)
}

/// Checks every chain against the practice's log and what other workstations saw.
#[tauri::command]
#[specta::specta]
pub async fn verify_audit(desk: State<'_, Desk>) -> Told<AuditCheck> {
    desk.answer(desk.open()?.verify_audit().await)
}

/// Writes entries to a file, in the clear, and says where it lies.
#[tauri::command]
#[specta::specta]
pub async fn export_audit(
    desk: State<'_, Desk>,
    filter: AuditFilter,
    format: ExportFormat,
) -> Told<AuditExport> {
    desk.answer(desk.open()?.export_audit(&filter, format).await)
}

/// Accesses somebody should ask about, from one day to the end of another.
#[tauri::command]
#[specta::specta]
pub async fn unusual_access(
    desk: State<'_, Desk>,
    from: NaiveDate,
    until: NaiveDate,
) -> Told<Vec<UnusualView>> {
    desk.answer(desk.open()?.unusual_access(from, until).await)
}

/// Settles one of them with a note.
#[tauri::command]
#[specta::specta]
pub async fn resolve_unusual(desk: State<'_, Desk>, item: Uuid, note: String) -> Told<()> {
    desk.answer(desk.open()?.resolve_unusual(item, &note).await)
}

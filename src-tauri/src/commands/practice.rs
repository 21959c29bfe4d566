//! How the practice works: who is on duty, its settings, the safety log, incidents, hazards and drills.

use super::workstation::show;
use crate::desk::Desk;
use crate::failure::{Failure, FailureCode, Retry, Told};
use chrono::NaiveDate;
use domain::policy::PracticePolicy;
use domain::rota::RotaDraft;
use domain::safety::Command;
use engine::audit::ExportFormat;
use engine::rota::RotaWeek;
use engine::safety::{SafetyLog, SafetyView};
use engine::settings::{Settings, Typed};
use engine::view::BackupsView;
use tauri::State;

/// The week of the rota in which a day lies.
#[tauri::command]
#[specta::specta]
pub async fn rota_week(desk: State<'_, Desk>, day: NaiveDate) -> Told<RotaWeek> {
    Ok(desk.open()?.rota_week(day))
}

/// Plans a slot and shows its week.
#[tauri::command]
#[specta::specta]
pub async fn plan_rota(desk: State<'_, Desk>, draft: RotaDraft, day: NaiveDate) -> Told<RotaWeek> {
    let open = desk.open()?;
    desk.answer(open.plan_rota(draft).await)?;
    Ok(open.rota_week(day))
}

/// Publishes what is ready in a week and shows it.
#[tauri::command]
#[specta::specta]
pub async fn publish_rota(desk: State<'_, Desk>, day: NaiveDate) -> Told<RotaWeek> {
    let open = desk.open()?;
    desk.answer(open.publish_rota_week(day).await)?;
    Ok(open.rota_week(day))
}

/// The practice's settings in force.
#[tauri::command]
#[specta::specta]
pub async fn settings(desk: State<'_, Desk>) -> Told<Settings> {
    Ok(desk.open()?.settings())
}

/// Puts in force what is chosen otherwise than it was shown, and shows what holds then.
#[tauri::command]
#[specta::specta]
pub async fn publish_settings(desk: State<'_, Desk>, shown: PracticePolicy, chosen: Typed) -> Told<Settings> {
    let open = desk.open()?;
    desk.answer(open.publish_settings(&shown, chosen).await)?;
    Ok(open.settings())
}

/// What is known of the copies of the log.
#[tauri::command]
#[specta::specta]
pub async fn backups(desk: State<'_, Desk>) -> Told<BackupsView> {
    desk.answer(desk.open()?.backups().await)
}

/// Names the second place for them.
#[tauri::command]
#[specta::specta]
pub async fn set_backup_place(desk: State<'_, Desk>, folder: String) -> Told<BackupsView> {
    desk.answer(desk.open()?.set_backup_place(&folder).await)
}

/// Hazards, incidents and drills.
#[tauri::command]
#[specta::specta]
pub async fn safety(desk: State<'_, Desk>) -> Told<SafetyView> {
    desk.answer(desk.open()?.safety().await)
}

/// A window of the log of alerts, newest first.
#[tauri::command]
#[specta::specta]
pub async fn safety_log(desk: State<'_, Desk>, offset: u32, limit: u32) -> Told<SafetyLog> {
    desk.answer(desk.open()?.safety_log(offset, limit).await)
}

/// Writes a hazard or an incident, closes one, starts or answers a drill.
#[tauri::command]
#[specta::specta]
pub async fn safety_act(desk: State<'_, Desk>, command: Command) -> Told<SafetyView> {
    desk.answer(desk.open()?.safety_act(&command, desk.alerts.state()).await)
}

/// Writes the log, incidents, hazards and drills into files and shows their folder.
#[tauri::command]
#[specta::specta]
pub async fn export_safety(desk: State<'_, Desk>, format: ExportFormat) -> Told<()> {
    let folder = desk.answer(desk.open()?.export_safety(format).await)?;
    show(&folder).map_err(|_| Failure::new(FailureCode::Storage, Retry::Later))
}

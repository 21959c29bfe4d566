//! People and workstations: who is added and leaves, which workstations are let in and revoked, and the recovery kit.

use crate::desk::Desk;
use crate::failure::Told;
use chrono::{DateTime, Utc};
use domain::staff::Role;
use domain::{DeviceId, StaffId};
use engine::roster::KitCheck;
use engine::view::{AuthenticatorView, DeviceRow, JoinRequest, KitView, NewStaff, StaffRow};
use tauri::State;
use uuid::Uuid;

/// Everybody who works here or has worked here.
#[tauri::command]
#[specta::specta]
pub async fn staff(desk: State<'_, Desk>) -> Told<Vec<StaffRow>> {
    desk.answer(desk.open()?.staff().await)
}

/// Begins to add somebody; shows their authenticator.
#[tauri::command]
#[specta::specta]
pub async fn begin_staff(desk: State<'_, Desk>, form: NewStaff) -> Told<AuthenticatorView> {
    desk.answer(desk.open()?.begin_staff(&form).await)
}

/// Begins to give somebody new factors; shows their authenticator.
#[tauri::command]
#[specta::specta]
pub async fn begin_reset(
    desk: State<'_, Desk>,
    staff: StaffId,
    user_name: String,
    password: String,
) -> Told<AuthenticatorView> {
    desk.answer(desk.open()?.begin_reset(staff, &user_name, &password).await)
}

/// Adds the person, or gives them their new factors.
#[tauri::command]
#[specta::specta]
pub async fn finish_staff(desk: State<'_, Desk>, code: String) -> Told<StaffId> {
    desk.answer(desk.open()?.finish_staff(&code).await)
}

/// Changes somebody's roles.
#[tauri::command]
#[specta::specta]
pub async fn change_roles(desk: State<'_, Desk>, staff: StaffId, roles: Vec<Role>) -> Told<()> {
    desk.answer(desk.open()?.change_roles(staff, &roles).await)
}

/// Says when somebody's access ends by itself, or that it does not.
#[tauri::command]
#[specta::specta]
pub async fn set_expiry(desk: State<'_, Desk>, staff: StaffId, expires: Option<DateTime<Utc>>) -> Told<()> {
    desk.answer(desk.open()?.set_expiry(staff, expires).await)
}

/// Somebody leaves.
#[tauri::command]
#[specta::specta]
pub async fn staff_leaves(desk: State<'_, Desk>, staff: StaffId) -> Told<()> {
    desk.answer(desk.open()?.leave(staff).await)
}

/// Ends a lock-out on this workstation.
#[tauri::command]
#[specta::specta]
pub async fn unlock_account(desk: State<'_, Desk>, staff: StaffId) -> Told<()> {
    desk.answer(desk.open()?.unlock_account(staff).await)
}

/// Changes one's own password.
#[tauri::command]
#[specta::specta]
pub async fn change_password(desk: State<'_, Desk>, current: String, next: String) -> Told<()> {
    desk.answer(desk.open()?.change_password(&current, &next).await)
}

/// Every workstation.
#[tauri::command]
#[specta::specta]
pub async fn devices(desk: State<'_, Desk>) -> Told<Vec<DeviceRow>> {
    desk.answer(desk.open()?.devices().await)
}

/// Where the practice's log is, as a workstation that wants to join needs it.
#[tauri::command]
#[specta::specta]
pub async fn log_place(desk: State<'_, Desk>) -> Told<String> {
    desk.open()?;
    Ok(desk.ready().await?.folder().log_home().to_string())
}

/// Workstations that ask to join.
#[tauri::command]
#[specta::specta]
pub async fn join_requests(desk: State<'_, Desk>) -> Told<Vec<JoinRequest>> {
    desk.answer(desk.open()?.join_requests().await)
}

/// Lets a workstation in.
#[tauri::command]
#[specta::specta]
pub async fn confirm_join(desk: State<'_, Desk>, attempt: Uuid, code: String) -> Told<()> {
    desk.answer(desk.open()?.confirm_join(attempt, &code).await)
}

/// Sends a workstation that asks away.
#[tauri::command]
#[specta::specta]
pub async fn refuse_join(desk: State<'_, Desk>, attempt: Uuid) -> Told<()> {
    desk.answer(desk.open()?.refuse_join(attempt).await)
}

/// Gives a workstation another name.
#[tauri::command]
#[specta::specta]
pub async fn rename_device(desk: State<'_, Desk>, device: DeviceId, name: String) -> Told<()> {
    desk.answer(desk.open()?.rename_device(device, &name).await)
}

/// A workstation is not trusted any more.
#[tauri::command]
#[specta::specta]
pub async fn revoke_device(desk: State<'_, Desk>, device: DeviceId) -> Told<()> {
    desk.answer(desk.open()?.revoke_device(device).await)
}

/// New keys for everybody.
#[tauri::command]
#[specta::specta]
pub async fn rotate_keys(desk: State<'_, Desk>) -> Told<()> {
    desk.answer(desk.open()?.rotate().await)
}

/// Does this recovery kit open our practice?
#[tauri::command]
#[specta::specta]
pub async fn check_kit(desk: State<'_, Desk>, recovery_kit: String) -> Told<KitCheck> {
    desk.answer(desk.open()?.check_kit(&recovery_kit).await)
}

/// Makes a new recovery kit and shows it.
#[tauri::command]
#[specta::specta]
pub async fn begin_kit(desk: State<'_, Desk>) -> Told<KitView> {
    desk.answer(desk.open()?.begin_kit().await)
}

/// Puts the new recovery kit in force.
#[tauri::command]
#[specta::specta]
pub async fn finish_kit(desk: State<'_, Desk>, last_group: String) -> Told<()> {
    desk.answer(desk.open()?.finish_kit(&last_group).await)
}

//! Before sign-in, the first run, signing in, locking.

use crate::desk::Desk;
use crate::failure::Told;
use crate::start;
use domain::{DeviceId, StaffId};
use engine::Field;
use engine::view::{
    Gate, JoinForm, JoinState, RestoreDraft, RestoreForm, Session, SetUpDraft, SetUpForm, SignInWith,
};
use tauri::{AppHandle, Runtime, State};

/// What stands before sign-in, or who is signed in. What could not start is tried again by this.
#[tauri::command]
#[specta::specta]
pub async fn gate<R: Runtime>(app: AppHandle<R>) -> Told<Gate> {
    Ok(start::gate(&app).await)
}

/// The verdict on a field of a form as it is typed: nothing where it is right, else a refusal that says why.
#[tauri::command]
#[specta::specta]
pub async fn check_field(field: Field, text: String) -> Told<()> {
    Ok(field.check(&text)?)
}

/// First run: checks the form; shows recovery kit and authenticator.
#[tauri::command]
#[specta::specta]
pub async fn begin_set_up(desk: State<'_, Desk>, form: SetUpForm) -> Told<SetUpDraft> {
    Ok(desk.ready().await?.begin_set_up(&form)?)
}

/// First run: makes the practice and opens its doors. The manager then signs in with the authenticator's next code.
#[tauri::command]
#[specta::specta]
pub async fn finish_set_up(desk: State<'_, Desk>, code: String, kit_check: String) -> Told<()> {
    let engine = desk.ready().await?;
    engine.finish_set_up(&code, &kit_check).await?;
    desk.doors.open(&engine).await;
    Ok(())
}

/// First run: asks to join a practice that is there already.
#[tauri::command]
#[specta::specta]
pub async fn begin_join(desk: State<'_, Desk>, form: JoinForm) -> Told<()> {
    Ok(desk.ready().await?.begin_join(&form)?)
}

/// How the attempt to join goes.
#[tauri::command]
#[specta::specta]
pub async fn joining(desk: State<'_, Desk>) -> Told<JoinState> {
    Ok(desk.ready().await?.joining())
}

/// Ends the attempt to join.
#[tauri::command]
#[specta::specta]
pub async fn cancel_join(desk: State<'_, Desk>) -> Told<()> {
    desk.ready().await?.cancel_join();
    Ok(())
}

/// First run: opens a practice's log with its recovery kit and shows what it is.
#[tauri::command]
#[specta::specta]
pub async fn begin_restore(desk: State<'_, Desk>, form: RestoreForm) -> Told<RestoreDraft> {
    Ok(desk.ready().await?.begin_restore(&form).await?)
}

/// First run: brings the practice back and opens its doors.
#[tauri::command]
#[specta::specta]
pub async fn finish_restore(
    desk: State<'_, Desk>,
    code: String,
    kept: Vec<DeviceId>,
    staff: Option<StaffId>,
) -> Told<()> {
    let engine = desk.ready().await?;
    engine.finish_restore(&code, &kept, staff).await?;
    desk.doors.open(&engine).await;
    Ok(())
}

/// Somebody has read that this workstation was revoked.
#[tauri::command]
#[specta::specta]
pub async fn accept_revocation(desk: State<'_, Desk>) -> Told<()> {
    Ok(desk.ready().await?.accept_revocation().await?)
}

/// Signs somebody in by whichever way they chose.
#[tauri::command]
#[specta::specta]
pub async fn sign_in(desk: State<'_, Desk>, by: SignInWith) -> Told<Session> {
    let open = desk.ready().await?.sign_in_with(by).await?;
    Ok(desk.session(&open))
}

/// Ends what waits for its person to touch it, or to answer the system.
#[tauri::command]
#[specta::specta]
pub async fn cancel_factor(desk: State<'_, Desk>) -> Told<()> {
    desk.ready().await?.cancel_factor();
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub async fn lock(desk: State<'_, Desk>) -> Told<()> {
    desk.ready().await?.lock().await;
    Ok(())
}

/// The person did something: the idle lock starts again.
#[tauri::command]
#[specta::specta]
pub async fn active(desk: State<'_, Desk>) -> Told<()> {
    desk.ready().await?.active().await;
    Ok(())
}

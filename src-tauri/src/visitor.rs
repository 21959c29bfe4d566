//! The demonstration is not left to itself: a minute after somebody came in, something dangerous arrives and calls them.

use crate::desk::Desk;
use engine::NotArrived;
use std::time::Duration;
use tauri::{AppHandle, Manager};

/// So long does a newcomer look around first.
const FIRST: Duration = Duration::from_secs(60);
/// How often it is looked whether somebody is there.
const AGAIN: Duration = Duration::from_secs(1);

/// Waits until somebody is signed in, and a minute more.
pub async fn comes(app: AppHandle) {
    let desk = app.state::<Desk>();
    let Ok(engine) = desk.engine().await else { return };
    while engine.unlocked().is_none() {
        tokio::time::sleep(AGAIN).await;
    }
    tokio::time::sleep(FIRST).await;
    while engine.danger_arrives().await == Err(NotArrived::NotNow) {
        tokio::time::sleep(AGAIN).await;
    }
}

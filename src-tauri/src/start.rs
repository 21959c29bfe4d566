//! Starting the engine on the data folder, and once more each time a person asks.
//!
//! A Duty Desk that was killed holds its folder until the system has taken it apart, so a folder in use is waited for at
//! first. What could not start is started again whenever the gate is asked for: whatever stood in the way may be gone.

use crate::desk::Desk;
use crate::events;
use engine::view::Gate;
use engine::{Engine, Options, StartError, TakeError};
use std::time::Duration;
use tauri::{AppHandle, Manager, Runtime};
use tokio::time::{Instant, sleep};

/// How long a folder may stay in use by one that dies.
const DYING: Duration = Duration::from_secs(5);
/// How often it is tried.
const AGAIN: Duration = Duration::from_millis(100);

/// Starts the engine, tells of its changes, opens the doors.
pub async fn first<R: Runtime>(app: AppHandle<R>) {
    run(&app, DYING).await;
}

/// What stands before sign-in, or who is signed in. What could not start is tried again.
pub async fn gate<R: Runtime>(app: &AppHandle<R>) -> Gate {
    let desk = app.state::<Desk>();
    if desk.engine().await.is_err() {
        run(app, Duration::ZERO).await;
    }
    desk.gate().await
}

async fn run<R: Runtime>(app: &AppHandle<R>, patience: Duration) {
    let desk = app.state::<Desk>();
    let _alone = desk.starting.lock().await;
    if desk.engine_now().is_some() {
        return;
    }
    desk.started(begin(&desk.options, patience).await);
    if let Some(engine) = desk.engine_now() {
        tauri::async_runtime::spawn(events::forward(app.clone(), engine.clone()));
        let app = app.clone();
        tauri::async_runtime::spawn(async move { app.state::<Desk>().doors.open(&engine).await });
    }
}

async fn begin(options: &Options, patience: Duration) -> Result<Engine, StartError> {
    let until = Instant::now() + patience;
    loop {
        match Engine::start(options.clone()).await {
            Err(StartError::Folder(TakeError::InUse)) if Instant::now() < until => sleep(AGAIN).await,
            begun => return begun,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::{Clock, DataFolder};

    #[tokio::test(flavor = "multi_thread")]
    async fn a_folder_that_a_dying_one_still_holds_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let options =
            Options { folder: folder.path().to_owned(), clock: Clock::system(), demonstration: false };
        let held = DataFolder::new(folder.path()).take().unwrap();
        let refused = begin(&options, Duration::ZERO).await;
        assert!(matches!(refused, Err(StartError::Folder(TakeError::InUse))));
        tokio::spawn(async move {
            sleep(Duration::from_millis(300)).await;
            drop(held);
        });
        let engine = begin(&options, Duration::from_secs(20)).await.unwrap();
        engine.shut_down().await;
    }
}

//! The beginning and the end.

use super::Engine;
use super::watch::watch;
use crate::clock::Clock;
use crate::errors::StartError;
use crate::folder::DataFolder;
use crate::way_in::demo;
use signin::vault;
use std::path::PathBuf;

/// How to start.
#[derive(Clone)]
pub struct Options {
    /// The data folder.
    pub folder: PathBuf,
    /// The time.
    pub clock: Clock,
    /// Make the demonstration practice if nothing is set up here.
    pub demonstration: bool,
}

impl Engine {
    /// Takes the folder, makes the demonstration if asked and nothing is here, and begins to watch.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let folder = DataFolder::new(options.folder);
        let taken = folder.take()?;
        let engine = Self::over(folder, taken, options.clock);
        engine.finish_wipe().await;
        let empty = !engine.is_revoked()
            && matches!(vault::peek(&engine.0.folder.practice()), Ok(vault::Gate::NoVault));
        if options.demonstration && empty {
            demo::make(&engine.0.folder, &engine.0.clock).await.map_err(StartError::Demonstration)?;
        }
        engine.open_queue().await?;
        engine.0.tasks.spawn(watch(engine.clone()));
        Ok(engine)
    }

    /// Locks, stops watching, lets go of the queue.
    pub async fn shut_down(&self) {
        self.lock().await;
        self.0.guest.cancel();
        self.0.factors.stop();
        self.0.stop.cancel();
        self.0.tasks.close();
        self.0.tasks.wait().await;
        self.close_queue().await;
    }
}

//! Telling whoever shows things that something has changed. Nothing is carried but ids; the screens ask again.

use crate::view::Change;
use tokio::sync::broadcast;

/// Where changes are told. Cheap to clone.
#[derive(Clone)]
pub struct Changes(broadcast::Sender<Change>);

impl Default for Changes {
    fn default() -> Self {
        Self(broadcast::channel(1024).0)
    }
}

impl Changes {
    /// Tells everybody who listens.
    pub fn notify(&self, change: Change) {
        // Nobody listening is no fault: a headless engine works alike.
        let _ = self.0.send(change);
    }

    /// Listens from here on.
    pub fn listen(&self) -> broadcast::Receiver<Change> {
        self.0.subscribe()
    }
}

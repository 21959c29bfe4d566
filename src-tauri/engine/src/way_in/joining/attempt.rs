//! An attempt to join, as the set-up screen follows it.

use crate::view::JoinState;
use std::sync::{Mutex, PoisonError};
use tokio_util::sync::CancellationToken;

/// How it stands, and how it is ended.
pub(crate) struct Guest {
    state: Mutex<JoinState>,
    stop: Mutex<CancellationToken>,
}

impl Default for Guest {
    fn default() -> Self {
        Self { state: Mutex::new(JoinState::NotAsked), stop: Mutex::default() }
    }
}

impl Guest {
    /// How it stands.
    pub fn state(&self) -> JoinState {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Ends the attempt.
    pub fn cancel(&self) {
        self.stop.lock().unwrap_or_else(PoisonError::into_inner).cancel();
        self.set(JoinState::NotAsked);
    }

    /// A new attempt; one that runs ends.
    pub fn begin(&self) -> CancellationToken {
        self.cancel();
        let stop = CancellationToken::new();
        *self.stop.lock().unwrap_or_else(PoisonError::into_inner) = stop.clone();
        self.set(JoinState::Looking);
        stop
    }

    /// It stands so now.
    pub(super) fn set(&self, state: JoinState) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }
}

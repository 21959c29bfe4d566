//! What this computer has of what people sign in with: its card readers, its security keys.

use super::card::CardsHere;
use super::security_key::KeysHere;
use std::sync::{Mutex, PoisonError};

/// What this computer has of each.
#[derive(Default)]
pub(crate) struct FactorsHere {
    pub cards: Mutex<CardsHere>,
    pub security_keys: KeysHere,
}

impl FactorsHere {
    /// Ends what waits for its person.
    pub fn cancel(&self) {
        self.security_keys.cancel();
    }

    /// Nobody is signed in any more.
    pub fn release(&self) {
        self.cards.lock().unwrap_or_else(PoisonError::into_inner).release();
    }

    /// Ends what listens to this computer's devices. Waits for its threads.
    pub fn stop(&self) {
        let watch = self.cards.lock().unwrap_or_else(PoisonError::into_inner).stop_watching();
        drop(watch);
    }
}

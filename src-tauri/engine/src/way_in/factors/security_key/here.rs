//! The security keys of this computer, and who waits for one.

use signin::security_key::{Cancel, SecurityKeys, of_this_computer};
use std::sync::{Arc, Mutex, PoisonError};

/// The keys of this computer, and who waits for one.
pub(crate) struct KeysHere {
    pub(super) way: Mutex<Arc<dyn SecurityKeys>>,
    pub(super) waiting: Mutex<Cancel>,
    pub(super) turn: Arc<tokio::sync::Mutex<()>>,
}

impl Default for KeysHere {
    fn default() -> Self {
        Self { way: Mutex::new(of_this_computer()), waiting: Mutex::default(), turn: Arc::default() }
    }
}

impl KeysHere {
    /// Ends what waits for a key.
    pub fn cancel(&self) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).cancel();
    }
}

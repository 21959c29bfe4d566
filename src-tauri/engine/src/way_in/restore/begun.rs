//! A recovery that is shown and not confirmed.

use crypto::Kit;
use queue::{Home, Queue};
use signin::vault::UserName;
use std::sync::Arc;
use zeroize::Zeroizing;

/// What was typed, and the log it is about.
pub(crate) struct BegunRestore {
    pub(super) kit: Kit,
    pub(super) queue: Arc<dyn Queue>,
    /// None when the log was a copy, which now lies where the practice is being made.
    pub(super) log: Option<Home>,
    pub(super) workstation: String,
    pub(super) manager: String,
    pub(super) user_name: UserName,
    pub(super) password: Zeroizing<String>,
    pub(super) totp: Zeroizing<[u8; 20]>,
}

//! A page as it went out to whoever is on call.

use chrono::{DateTime, Utc};
use domain::policy::OnCall;

/// What a person was paged with, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Paged {
    pub to: OnCall,
    pub at: DateTime<Utc>,
    pub text: String,
}

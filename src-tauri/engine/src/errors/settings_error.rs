//! Why settings were not put in force.

use super::ActError;

/// Why settings were not put in force. The ones before stay.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The person's roles do not permit it, or it could not be written.
    #[error(transparent)]
    Act(#[from] ActError),
    /// One of them cannot be so. It is named as it is stored: `onCall.telephone`.
    #[error("the setting {0} is not right")]
    Bad(String),
}

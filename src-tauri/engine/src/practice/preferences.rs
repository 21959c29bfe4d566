//! How a person wants the desk to look and sound. Theirs on this workstation; nobody else's decision rests on it.

use crate::errors::DeskError;
use crate::practice::unlocked::Unlocked;
use crate::store::{StoreError, keys, to_json};
use serde::{Deserialize, Serialize};

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// As the operating system has it.
    #[default]
    System,
    Light,
    Dark,
}

/// A person's choices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Preferences {
    /// Light or dark.
    pub theme: Theme,
    /// Do single letters act (WCAG 2.1.4 wants them to be switched off)?
    pub single_keys: bool,
    /// Does an alert sound? The window comes to the front either way.
    pub sound: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { theme: Theme::System, single_keys: true, sound: true }
    }
}

impl Unlocked {
    /// The choices of the person who is signed in. What cannot be read is as at the beginning.
    pub async fn preferences(&self) -> Result<Preferences, DeskError> {
        let mut connection = self.0.store.read().await?;
        let kept = keys::setting(&mut connection, &self.preferences_name()).await?;
        Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    /// Keeps them.
    pub async fn set_preferences(&self, preferences: &Preferences) -> Result<(), DeskError> {
        let text = to_json(preferences, "preferences")?;
        let mut tx = self.0.store.begin().await?;
        keys::set(&mut tx, &self.preferences_name(), &text).await?;
        tx.commit().await.map_err(StoreError::from)?;
        Ok(())
    }

    fn preferences_name(&self) -> String {
        format!("preferences.{}", self.me().staff)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferences_read_as_the_screens_write_them() {
        let text = r#"{"theme":"dark","singleKeys":false,"sound":true}"#;
        let read: Preferences = serde_json::from_str(text).unwrap();
        assert_eq!(read, Preferences { theme: Theme::Dark, single_keys: false, sound: true });
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
    }
}

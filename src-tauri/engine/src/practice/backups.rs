//! What a manager sees and sets of the copies of the log.

use crate::errors::{DeskError, SettingsError};
use crate::practice::unlocked::Unlocked;
use crate::store::StoreError;
use crate::view::{BackupLies, BackupsView, SecondCopy, SecondPlaceView};
use domain::audit::{Difference, What};
use domain::staff::Action;

/// The setting's name, for a screen that says what is not right.
const SETTING: &str = "backupPlace";

impl Unlocked {
    /// What is known of the copies of the log.
    pub async fn backups(&self) -> Result<BackupsView, DeskError> {
        self.allowed(Action::ChangePolicy, "backups").await?;
        Ok(self.known_backups())
    }

    /// Names the second place; the next copy goes there at once.
    pub async fn set_backup_place(&self, folder: &str) -> Result<BackupsView, SettingsError> {
        self.allowed(Action::ChangePolicy, "setBackupPlace").await?;
        let place = || self.0.copies.second.place().map(|one| one.folder);
        let before = place();
        let bad = |_| SettingsError::Bad(SETTING.to_owned());
        self.0.copies.second.name(folder).await.map_err(bad)?;
        let changes = vec![Difference::new(SETTING, before, place())];
        self.witness(self.entry(What::Published { record: SETTING.to_owned(), changes }))
            .await
            .map_err(|error: StoreError| SettingsError::Act(error.into()))?;
        self.0.changes.notify(crate::view::Change::Bar);
        Ok(self.known_backups())
    }

    fn known_backups(&self) -> BackupsView {
        let copies = &self.0.copies;
        BackupsView {
            here: copies.second.is_here(),
            last: copies.known().last,
            second: copies.second.place(),
        }
    }

    /// What the bar says of it.
    pub(super) fn second_copy(&self) -> SecondCopy {
        let second = &self.0.copies.second;
        match second.place() {
            None if !second.is_here() => SecondCopy::Fine,
            None => SecondCopy::NoPlace,
            Some(SecondPlaceView { failing: Some(failing), .. }) => {
                SecondCopy::Failing { since: failing.since }
            }
            Some(SecondPlaceView { lies: Some(BackupLies::SameDrive), .. }) => SecondCopy::SameDrive,
            Some(_) => SecondCopy::Fine,
        }
    }
}

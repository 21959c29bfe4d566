//! The first run: a practice is set up, or this workstation asks to join one.

use super::{Engine, held};
use crate::errors::{Field, SetUpError};
use crate::view::{Change, JoinForm, JoinState, SetUpDraft, SetUpForm};
use crate::way_in::joining::guest;
use crate::way_in::set_up::{self, Begun, Empty, Plan};
use signin::vault;

impl Engine {
    /// First run: checks the form and makes what is shown before anything exists.
    pub fn begin_set_up(&self, form: &SetUpForm) -> Result<SetUpDraft, SetUpError> {
        if !matches!(vault::peek(&self.0.folder.practice()), Ok(vault::Gate::NoVault)) {
            return Err(SetUpError::Occupied);
        }
        let (begun, draft) = Begun::begin(form)?;
        *held(&self.0.begun) = Some(begun);
        Ok(draft)
    }

    /// First run: makes the practice. A wrong code or group keeps what was begun.
    pub async fn finish_set_up(&self, code: &str, kit_check: &str) -> Result<(), SetUpError> {
        let begun = held(&self.0.begun).take().ok_or(SetUpError::NotBegun)?;
        if let Err(error) = begun.confirm(code, kit_check, &self.0.clock) {
            *held(&self.0.begun) = Some(begun);
            return Err(error);
        }
        let (plan, backup_place) = begun.into_plan();
        let plan = Plan { kind: self.kind_of_new_practice(), ..plan };
        set_up::make(&self.0.folder, plan, &Empty, &self.0.clock).await?;
        self.open_queue().await.map_err(|_| SetUpError::Failed)?;
        if let Some(place) = backup_place
            && self.0.copies.second.name(&place).await.is_err()
        {
            // The practice is made; the manager is asked again at sign-in.
            tracing::warn!("the second place for copies could not be used");
        }
        self.0.changes.notify(Change::Gate);
        Ok(())
    }

    /// First run: asks to join a practice that is there already. How it goes stands in [`Self::joining`].
    pub fn begin_join(&self, form: &JoinForm) -> Result<(), SetUpError> {
        if !self.is_empty() {
            return Err(SetUpError::Occupied);
        }
        Field::Workstation.filled(&form.workstation).map_err(SetUpError::Field)?;
        let stop = self.0.guest.begin();
        self.0.tasks.spawn(guest::run(self.clone(), form.clone(), stop));
        Ok(())
    }

    /// How the attempt to join goes.
    pub fn joining(&self) -> JoinState {
        self.0.guest.state()
    }

    /// Ends the attempt to join.
    pub fn cancel_join(&self) {
        self.0.guest.cancel();
    }
}

//! A practice comes back on a bare PC, from its recovery kit and its log.
//!
//! The kit opens every epoch; with it the manager sees whose practice it is before anything is said, decides which
//! workstations stay trusted, and becomes its manager with new factors. One statement, signed by the new workstation and by
//! the kit, revokes what does not stay and begins a new epoch. Nothing is put in place here before the log has taken it.
//! What the kit cannot bring back: how other people signed in, and what never reached the log.

mod begun;
mod error;
mod opened;
mod restoring;

pub(crate) use begun::BegunRestore;
pub use error::RestoreError;

use crate::engine::Engine;
use crate::errors::Field;
use crate::view::{Change, RestoreDraft, RestoreForm};
use crypto::Kit;
use domain::{DeviceId, StaffId};
use error::failed_at;
use opened::{open_log, show};
use restoring::Restoring;
use signin::totp::TotpSecret;
use signin::vault::UserName;
use zeroize::Zeroizing;

impl Engine {
    /// Opens the log with the kit and shows what it is. Nothing is said and nothing is put in place.
    pub async fn begin_restore(&self, form: &RestoreForm) -> Result<RestoreDraft, RestoreError> {
        if !self.is_empty() {
            return Err(RestoreError::Occupied);
        }
        let kit = Kit::parse(&form.recovery_kit).map_err(|bad| RestoreError::Kit(bad.into()))?;
        let filled = |text: &str, field: Field| field.filled(text).map_err(RestoreError::Field);
        let workstation = filled(&form.workstation, Field::Workstation)?;
        let manager = filled(&form.manager_name, Field::ManagerName)?;
        let user_name =
            UserName::try_from(form.user_name.clone()).map_err(|_| RestoreError::Field(Field::UserName))?;
        let mut held = self.begun_restore().lock().await;
        if let Some(before) = held.take() {
            before.queue.close().await;
        }
        let (queue, log) = open_log(&self.folder().clone(), form.log.trim(), &self.clock()).await?;
        let shown = show(queue.as_ref(), &kit, &user_name, &form.password).await;
        let (draft, totp) = match shown {
            Ok(shown) => shown,
            Err(error) => {
                queue.close().await;
                return Err(error);
            }
        };
        let password = Zeroizing::new(form.password.clone());
        *held = Some(BegunRestore { kit, queue, log, workstation, manager, user_name, password, totp });
        Ok(draft)
    }

    /// Brings the practice back: these workstations stay trusted, and the manager is this person or somebody new.
    pub async fn finish_restore(
        &self,
        code: &str,
        kept: &[DeviceId],
        staff: Option<StaffId>,
    ) -> Result<(), RestoreError> {
        let mut held = self.begun_restore().lock().await;
        let begun = held.as_ref().ok_or(RestoreError::NotBegun)?;
        let totp = TotpSecret::from_bytes(*begun.totp);
        if !totp.confirms(code, self.clock().now()) {
            return Err(RestoreError::Code);
        }
        Restoring::make(self, begun, code, kept, staff).await?;
        begun.queue.close().await;
        held.take();
        drop(held);
        self.folder().put_in_place().map_err(failed_at)?;
        self.open_queue().await.map_err(|_| RestoreError::Failed)?;
        self.changes().notify(Change::Gate);
        Ok(())
    }
}

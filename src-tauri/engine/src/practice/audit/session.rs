//! A session's first and last entries: who came in, who had tried before them, and why the workstation locked.

use super::attempts::Attempts;
use crate::practice::unlocked::Unlocked;
use crate::store::StoreError;
use domain::StaffId;
use domain::audit::{Entry, LockCause, What};

impl Unlocked {
    /// Somebody came in; before them stands who tried since the last time.
    pub(crate) async fn witness_sign_in(
        &self,
        attempts: &Attempts,
        names: &[(String, StaffId)],
    ) -> Result<(), StoreError> {
        let tried = attempts.read(names).into_iter().map(|(at, why, staff)| Entry {
            at,
            staff,
            roles: vec![],
            ..self.entry(What::SignInRefused { why })
        });
        let entries: Vec<Entry> = tried.chain([self.entry(What::SignedIn)]).collect();
        self.write(&entries).await?;
        attempts.forget();
        Ok(())
    }

    /// The workstation locks: the last entry of the session, on its way before the keys are gone. Locking does not wait for
    /// a database that fails.
    pub(crate) async fn witness_lock(&self, cause: LockCause) {
        if let Err(error) = self.witness(self.entry(What::Locked { cause })).await {
            tracing::error!(%error, "the lock is not in the audit");
        }
        if cause == LockCause::CardRemoved {
            // The screen goes dark at once; the next sign-in sends it.
            return;
        }
        if let Err(error) = self.send_entries().await {
            tracing::error!(%error, "the audit is sent after the next sign-in");
        }
    }
}

//! What follows on this workstation when the directory has changed while somebody is signed in.
//!
//! The vault takes up who may sign in; the database is put under the access key of a new epoch; a person who left, or whose
//! roles or keys were changed by somebody else, is asked to sign in again, with their draft kept.

use crate::errors::RosterError;
use crate::practice::health::Part;
use crate::practice::unlocked::Unlocked;
use signin::vault::{Followed, SignedIn, Vault};
use std::sync::PoisonError;
use std::time::Duration;

/// The backstop of the bell.
const LOOK: Duration = Duration::from_secs(30);

/// Settles whenever the directory has changed, until the practice is locked.
pub(crate) async fn run(unlocked: Unlocked) {
    let stop = unlocked.0.stop.clone();
    loop {
        unlocked.round_ended(Part::Roster, unlocked.settle().await);
        tokio::select! {
            () = stop.cancelled() => return,
            () = unlocked.0.directory_bell.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

impl Unlocked {
    /// Brings vault and access up to the directory as it is known here.
    pub(super) async fn settle(&self) -> Result<(), RosterError> {
        let this = self.clone();
        let work = move || this.settle_now();
        tokio::task::spawn_blocking(work).await.map_err(|_| RosterError::NoKey)?
    }

    /// Asks the key store and the disk: not on an async thread.
    fn settle_now(&self) -> Result<(), RosterError> {
        let (directory, vault) = (self.directory(), &self.0.vault);
        if vault.follow(&directory)? == Followed::Revoked {
            // The device tier wipes; here nobody goes on meanwhile.
            self.0.must_leave.cancel();
            return Ok(());
        }
        let mut signed_in = self.0.signed_in.lock().unwrap_or_else(PoisonError::into_inner);
        let person = directory.staff(signed_in.staff);
        let same = person.is_some_and(|person| {
            person.is_current()
                && person.roles() == self.me().roles
                && *person.keys() == signed_in.keys.public()
        });
        if !same {
            self.0.must_leave.cancel();
            return Ok(());
        }
        self.rename_here(vault)?;
        rotate(&directory, vault, &mut signed_in)
    }

    /// The sign-in screen shows the name that a manager gave this workstation.
    fn rename_here(&self, vault: &Vault) -> Result<(), RosterError> {
        let shared = self.shared();
        let Some(name) = shared.names.devices.get(&self.0.device) else { return Ok(()) };
        if *name != vault.notice()?.workstation {
            vault.rename(name)?;
        }
        Ok(())
    }
}

/// Puts the database under the access key of the epoch that runs.
fn rotate(directory: &crypto::Directory, vault: &Vault, signed_in: &mut SignedIn) -> Result<(), RosterError> {
    let epoch = directory.epoch();
    if signed_in.epoch >= epoch {
        return Ok(());
    }
    match directory.open_access(signed_in.staff, epoch, &signed_in.keys.seal) {
        Ok(access) => Ok(vault.rotate_access(signed_in, epoch, access)?),
        Err(_) => {
            tracing::warn!("this person was not given access in the epoch that runs");
            Ok(())
        }
    }
}

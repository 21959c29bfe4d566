//! Names of people and workstations: one sealed record, changed in place, never over somebody else's change.

use crate::errors::RosterError;
use crate::practice::unlocked::Unlocked;
use crate::shared::Names;
use crypto::{Envelope, Hash, cbor};
use domain::{EventId, Subject};
use uuid::Uuid;

const TRIES: usize = 8;

impl Unlocked {
    /// Changes the record on what the log says now, again if somebody else was first.
    pub(super) async fn amend_names(&self, change: impl Fn(&mut Names)) -> Result<(), RosterError> {
        let subject = Subject::staff();
        for _ in 0..TRIES {
            let (_, last) = self.caught_up(&subject).await?;
            let mut names = self.shared().names.clone();
            change(&mut names);
            let body = cbor::encode(&names).map_err(|_| RosterError::NoKey)?;
            let id = EventId(Uuid::new_v4());
            let previous = self.head_of_subject(&subject).await?;
            let header = self.header(&subject, id, "names", &self.actor(), previous, self.0.clock.now());
            let envelope: Envelope = self.0.keys.seal(header, body).ok_or(RosterError::NoKey)?;
            if self.append_behind(&subject, last.as_ref(), id, &envelope).await? {
                self.caught_up(&subject).await?;
                return Ok(());
            }
        }
        Err(RosterError::Busy)
    }

    async fn head_of_subject(&self, subject: &Subject) -> Result<Option<Hash>, RosterError> {
        let mut connection = self.0.store.read().await?;
        Ok(crate::store::events::last(&mut connection, subject).await?.map(|last| last.hash))
    }
}

//! A statement of the directory put into the log, signed by this workstation and by the person at it.

use crate::errors::RosterError;
use crate::practice::unlocked::Unlocked;
use crypto::directory::{EpochGrant, KIND, Recipients};
use crypto::{
    AccessKey, Directory, Draft, Envelope, EpochSecret, Hash, Header, PublicKeys, Statement, Suite, cbor,
};
use domain::audit::{Difference, What};
use domain::{DeviceId, EventId, StaffId, Subject};
use queue::{AppendError, Expect, Message};
use signin::vault::SignedIn;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How long to wait for this workstation to read what the log already has.
const CATCH_UP: Duration = Duration::from_secs(10);
const LOOK: Duration = Duration::from_millis(20);
/// How often others may be first before it is said.
const TRIES: usize = 8;

impl Unlocked {
    /// Appends a statement. It is built again on what is new if somebody else was first; returns once it holds here.
    /// `changed` says for the audit what it changes of what was.
    pub(super) async fn append_statement(
        &self,
        changed: impl Fn(&Directory) -> Difference,
        build: impl Fn(&Directory, &SignedIn) -> Result<Statement, RosterError>,
    ) -> Result<(), RosterError> {
        let _turn = self.0.roster_turn.lock().await;
        for _ in 0..TRIES {
            let (directory, last) = self.caught_up(&Subject::directory()).await?;
            let id = EventId(Uuid::new_v4());
            let envelope = {
                let signed_in = self.signed_in();
                self.statement(&directory, id, &build(&directory, &signed_in)?, &signed_in)?
            };
            match self.append_behind(&Subject::directory(), last.as_ref(), id, &envelope).await? {
                true => {
                    self.until_it_holds(envelope.hash()).await?;
                    let changes = vec![changed(&directory)];
                    let said = What::Published { record: "directory".to_owned(), changes };
                    return Ok(self.witness(self.entry(said)).await?);
                }
                false => continue,
            }
        }
        Err(RosterError::Busy)
    }

    fn statement(
        &self,
        directory: &Directory,
        id: EventId,
        statement: &Statement,
        by: &SignedIn,
    ) -> Result<Envelope, RosterError> {
        let head = directory.head();
        let now = self.0.clock.now();
        let base = self.header(&Subject::directory(), id, KIND, &self.actor(), Some(head), now);
        let header = Header { suite: Suite::Signed, directory: head, ..base };
        let body = cbor::encode(statement).map_err(|_| RosterError::NoKey)?;
        let envelope = Draft::new(header, body)
            .sign_only(&self.0.keys.device.sign, Some(&by.keys.sign))
            .map_err(|_| RosterError::NoKey)?;
        // What the directory would refuse is not said at all.
        match directory.clone().apply(&envelope) {
            Ok(_) => Ok(envelope),
            Err(error) => {
                tracing::warn!(%error, "a statement would be refused");
                Err(RosterError::Unknown)
            }
        }
    }

    /// The directory, once the log is known and everything on a subject of it has been read here; and the last message there.
    pub(super) async fn caught_up(
        &self,
        subject: &Subject,
    ) -> Result<(Arc<Directory>, Option<Message>), RosterError> {
        let begun = Instant::now();
        loop {
            let last = self.0.queue.last(subject).await.map_err(|_| RosterError::Offline)?;
            let cursor = self.cursor().await?;
            if self.is_log_known() && last.as_ref().is_none_or(|last| last.seq <= cursor) {
                return Ok((self.directory(), last));
            }
            if begun.elapsed() > CATCH_UP {
                return Err(RosterError::Busy);
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Appends; `false` if somebody else was first.
    pub(super) async fn append_behind(
        &self,
        subject: &Subject,
        last: Option<&Message>,
        id: EventId,
        envelope: &Envelope,
    ) -> Result<bool, RosterError> {
        let expected = Expect::after(last.map(|last| last.id));
        match self.append(subject, Some(expected), id, envelope.bytes()).await {
            Ok(_) => Ok(true),
            Err(AppendError::Moved { .. }) => Ok(false),
            Err(AppendError::Unavailable(_)) => Err(RosterError::Offline),
            Err(AppendError::IdReused | AppendError::TooLarge) => Err(RosterError::NoKey),
        }
    }

    /// Until this workstation has read the statement and its vault has followed.
    async fn until_it_holds(&self, statement: Hash) -> Result<(), RosterError> {
        let begun = Instant::now();
        while self.directory().position(&statement).is_none() && begun.elapsed() < CATCH_UP {
            tokio::time::sleep(LOOK).await;
        }
        self.settle().await
    }

    /// The person signed in, with their keys. Held for moments, never across an `await`.
    pub(super) fn signed_in(&self) -> std::sync::MutexGuard<'_, SignedIn> {
        self.0.signed_in.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The next epoch, for everybody but those who leave with it.
pub(super) fn next_epoch(
    directory: &Directory,
    without_device: Option<DeviceId>,
    without_staff: Option<StaffId>,
) -> Result<EpochGrant, RosterError> {
    next_epoch_under(directory, directory.kit(), without_device, without_staff)
}

/// The same, sealed to this recovery kit.
pub(super) fn next_epoch_under(
    directory: &Directory,
    kit: &PublicKeys,
    without_device: Option<DeviceId>,
    without_staff: Option<StaffId>,
) -> Result<EpochGrant, RosterError> {
    let devices: Vec<(DeviceId, &PublicKeys)> = directory
        .devices()
        .filter(|(id, _)| Some(*id) != without_device)
        .map(|(id, device)| (id, device.keys()))
        .collect();
    let staff: Vec<(StaffId, &PublicKeys)> = directory
        .people()
        .filter(|(id, _)| Some(*id) != without_staff)
        .map(|(id, person)| (id, person.keys()))
        .collect();
    let to = Recipients { devices: &devices, kit, staff: &staff };
    let (secret, access) = (EpochSecret::make(), AccessKey::make());
    EpochGrant::seal(directory.practice(), directory.epoch().next(), &secret, &access, &to)
        .map_err(|_| RosterError::NoKey)
}

#[cfg(test)]
impl Unlocked {
    /// Puts a statement into the directory that no screen offers.
    pub(crate) async fn append_as_it_is(&self, statement: Statement) {
        let changed = |_: &Directory| Difference::new("keys", None, None);
        self.append_statement(changed, |_, _| Ok(statement.clone())).await.expect("it holds");
    }
}

//! Workstations: which there are, what they are called, that one is let in, and that one is not trusted any more.

use super::statement::next_epoch;
use crate::errors::{Field, RosterError};
use crate::practice::unlocked::Unlocked;
use crate::view::{Change, DeviceRow, JoinRequest};
use crypto::epoch::Recipient;
use crypto::joining::Newcomer;
use crypto::{Directory, Epoch, Sealed, Statement};
use domain::DeviceId;
use domain::audit::{Difference, What};
use domain::staff::Action;
use uuid::Uuid;

impl Unlocked {
    /// Every workstation, revoked ones last.
    pub async fn devices(&self) -> Result<Vec<DeviceRow>, RosterError> {
        self.allowed(Action::ManageDevices, "devices").await?;
        let (directory, shared) = (self.directory(), self.shared());
        let mut rows: Vec<DeviceRow> = directory
            .all_devices()
            .map(|(id, device)| DeviceRow {
                id,
                name: shared.names.devices.get(&id).cloned().unwrap_or_default(),
                this: id == self.0.device,
                current: device.is_current(),
            })
            .collect();
        rows.sort_by_key(|row| (!row.current, row.name.to_lowercase()));
        Ok(rows)
    }

    /// Workstations that ask to join, as this one hears them.
    pub async fn join_requests(&self) -> Result<Vec<JoinRequest>, RosterError> {
        self.allowed(Action::ManageDevices, "joinRequests").await?;
        Ok(self.0.newcomers.requests(self.0.clock.now()))
    }

    /// Lets a workstation in, if the code on its screen is the one this workstation has too.
    pub async fn confirm_join(&self, attempt: Uuid, code: &str) -> Result<(), RosterError> {
        self.allowed(Action::ManageDevices, "confirmJoin").await?;
        let newcomer = self.0.newcomers.confirm(attempt, code)?;
        self.0.changes.notify(Change::Roster);
        self.let_in(&newcomer).await?;
        let (device, name) = (newcomer.device, newcomer.workstation);
        self.amend_names(|names| {
            names.devices.insert(device, name.clone());
        })
        .await
    }

    /// Sends a workstation that asks away.
    pub async fn refuse_join(&self, attempt: Uuid) -> Result<(), RosterError> {
        self.allowed(Action::ManageDevices, "refuseJoin").await?;
        self.0.newcomers.refuse(attempt);
        self.0.changes.notify(Change::Roster);
        Ok(())
    }

    async fn let_in(&self, newcomer: &Newcomer) -> Result<(), RosterError> {
        let this = self.clone();
        let logins = move || this.0.vault.logins(&this.signed_in());
        let logins = tokio::task::spawn_blocking(logins).await.map_err(|_| RosterError::NoKey)??;
        let device = newcomer.device;
        let changed =
            |_: &Directory| Difference::new("workstationJoined", None, None).of(&newcomer.workstation);
        self.append_statement(changed, |directory, _| {
            let to = |epoch| directory.handover(epoch, Recipient::Device(device));
            let hand_over = |epoch: Epoch| -> Option<(Epoch, Sealed)> {
                let sealed = |secret: &crypto::EpochSecret| secret.hand_over(&to(epoch), &newcomer.keys);
                Some((epoch, self.0.keys.with_epoch(epoch, sealed)?.ok()?))
            };
            let epochs: Option<Vec<_>> = directory.epochs().map(hand_over).collect();
            let sealed = logins
                .iter()
                .filter(|login| directory.staff(login.staff()).is_some_and(|person| person.is_current()))
                .map(|login| {
                    let bytes = login.to_bytes()?;
                    let key = &newcomer.transport;
                    let sealed = directory.seal_login_to(device, key, login.staff(), &bytes).ok()?;
                    Some((login.staff(), sealed))
                })
                .collect::<Option<Vec<_>>>();
            Ok(Statement::DeviceAdded {
                device,
                keys: newcomer.keys.clone(),
                epochs: epochs.ok_or(RosterError::NoKey)?,
                transport: Some(newcomer.transport.clone()),
                logins: sealed.ok_or(RosterError::NoKey)?,
            })
        })
        .await
    }

    /// Gives a workstation another name.
    pub async fn rename_device(&self, device: DeviceId, name: &str) -> Result<(), RosterError> {
        self.allowed(Action::ManageDevices, "renameDevice").await?;
        let name = Field::Workstation.filled(name).map_err(RosterError::Field)?;
        if self.directory().device(device).is_none() {
            return Err(RosterError::Unknown);
        }
        let before = self.shared().names.devices.get(&device).cloned();
        self.amend_names(|names| {
            names.devices.insert(device, name.clone());
        })
        .await?;
        let changes = vec![Difference::new("workstation", before, Some(name))];
        let said = What::Published { record: "names".to_owned(), changes };
        self.witness(self.entry(said)).await?;
        self.0.directory_bell.notify_one();
        Ok(())
    }

    /// A workstation is lost or stolen: it wipes itself when it next hears of it, and can read nothing written after.
    pub async fn revoke_device(&self, device: DeviceId) -> Result<(), RosterError> {
        self.allowed(Action::ManageDevices, "revokeDevice").await?;
        if device == self.0.device {
            return Err(RosterError::Own);
        }
        let name = self.shared().names.devices.get(&device).cloned().unwrap_or_default();
        let changed = |_: &Directory| Difference::new("workstationRevoked", None, None).of(&name);
        self.append_statement(changed, |directory, _| {
            let current = directory.device(device).is_some_and(crypto::directory::Member::is_current);
            if !current {
                return Err(RosterError::Unknown);
            }
            let epoch = Some(next_epoch(directory, Some(device), None)?);
            Ok(Statement::DeviceRevoked { device, epoch })
        })
        .await
    }
}

//! Does a statement fit the directory? Nobody's id or key twice, nobody absent, and an epoch for exactly those who
//! are entitled: a device left out would go blind, a device left in could read on after its revocation.

use super::{Directory, DirectoryError, EpochGrant, Member, Person, Statement};
use crate::epoch::Epoch;
use crate::seal::Sealed;
use domain::{DeviceId, StaffId};
use std::collections::{BTreeSet, HashSet};

use DirectoryError::{BadEpoch, Reused, Unknown};

type Fit = Result<(), DirectoryError>;

impl Directory {
    pub(super) fn check_fit(&self, statement: &Statement) -> Fit {
        self.check_keys(statement)?;
        match statement {
            Statement::Founded(founding) => {
                absent(!self.heads.is_empty())?;
                self.check_grant(&founding.epoch, [founding.device].into(), Some(founding.staff))
            }
            Statement::Recovered(recovery) => {
                absent(self.devices.contains_key(&recovery.device))?;
                self.check_all_epochs(&recovery.epochs)?;
                for device in &recovery.kept {
                    present(self.devices.get(device).map(Member::is_current))?;
                }
                let entitled = recovery.kept.iter().copied().chain([recovery.device]).collect();
                self.check_grant(&recovery.epoch, entitled, Some(recovery.staff))
            }
            Statement::DeviceAdded { device, epochs, .. } => {
                absent(self.devices.contains_key(device))?;
                self.check_all_epochs(epochs)
            }
            Statement::DeviceRevoked { device } => present(self.devices.get(device).map(Member::is_current)),
            Statement::StaffAdded { staff, access, .. } => {
                absent(self.staff.contains_key(staff))?;
                self.check_known_epochs(access)
            }
            Statement::StaffKeysChanged { staff, access, .. } => {
                present(self.staff.get(staff).map(Person::is_current))?;
                self.check_known_epochs(access)
            }
            Statement::StaffRolesChanged { staff, .. } | Statement::StaffLeft { staff } => {
                present(self.staff.get(staff).map(Person::is_current))
            }
            Statement::GatewayAdded { gateway, .. } => absent(self.gateways.contains_key(gateway)),
            Statement::GatewayRemoved { gateway } => {
                present(self.gateways.get(gateway).map(Member::is_current))
            }
            Statement::EpochStarted(grant) => {
                self.check_grant(grant, self.devices().map(|(id, _)| id).collect(), None)
            }
            Statement::KitReplaced { epochs, .. } => self.check_all_epochs(epochs),
        }
    }

    /// A key that served before, for anybody, never serves again: a device and its person cannot be one key.
    fn check_keys(&self, statement: &Statement) -> Fit {
        let keys = statement.new_keys();
        let distinct: HashSet<_> = keys.iter().collect();
        absent(distinct.len() != keys.len() || keys.iter().any(|key| self.used_keys.contains(key)))
    }

    /// The next epoch, for every entitled device and no other, and for nobody who is not staff.
    fn check_grant(&self, grant: &EpochGrant, entitled: BTreeSet<DeviceId>, staff: Option<StaffId>) -> Fit {
        let next = self.epochs.last().map_or(Epoch::FIRST, |letterbox| letterbox.epoch.next());
        let given: BTreeSet<DeviceId> = grant.to_devices.iter().map(|(id, _)| *id).collect();
        let people: BTreeSet<StaffId> = self.people().map(|(id, _)| id).chain(staff).collect();
        let access: BTreeSet<StaffId> = grant.access.iter().map(|(id, _)| *id).collect();
        let fits = grant.epoch == next
            && grant.to_devices.len() == given.len()
            && given == entitled
            && grant.access.len() == access.len()
            && access.is_subset(&people)
            && self.epochs.iter().all(|letterbox| letterbox.key != grant.letterbox);
        if fits { Ok(()) } else { Err(BadEpoch) }
    }

    fn check_known_epochs(&self, sealed: &[(Epoch, Sealed)]) -> Fit {
        let given: BTreeSet<Epoch> = sealed.iter().map(|(epoch, _)| *epoch).collect();
        let known: BTreeSet<Epoch> = self.epochs().collect();
        if given.len() == sealed.len() && given.is_subset(&known) { Ok(()) } else { Err(BadEpoch) }
    }

    fn check_all_epochs(&self, sealed: &[(Epoch, Sealed)]) -> Fit {
        self.check_known_epochs(sealed)?;
        if sealed.len() == self.epochs.len() { Ok(()) } else { Err(BadEpoch) }
    }
}

fn absent(known: bool) -> Fit {
    if known { Err(Reused) } else { Ok(()) }
}

fn present(current: Option<bool>) -> Fit {
    if current == Some(true) { Ok(()) } else { Err(Unknown) }
}

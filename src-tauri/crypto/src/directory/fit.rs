//! Does a statement fit the directory? Nobody's id or key twice, nobody absent, and an epoch for exactly those who
//! are entitled: a device left out would go blind, a device left in could read on after its revocation.

use super::{Directory, DirectoryError, EpochGrant, Member, Person, Statement};
use crate::directory::Recovery;
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
                self.check_grant(&founding.epoch, &[founding.device].into(), &[founding.staff].into())
            }
            Statement::Recovered(recovery) => self.check_recovery(recovery),
            Statement::DeviceAdded { device, epochs, logins, .. } => {
                absent(self.devices.contains_key(device))?;
                self.check_all_epochs(epochs)?;
                logins.iter().try_for_each(|(staff, _)| self.check_person(*staff))
            }
            Statement::DeviceTransportSet { device, .. } => self.check_device(*device),
            Statement::DeviceRevoked { device, epoch } => {
                self.check_device(*device)?;
                let mut devices = self.devices_now();
                devices.remove(device);
                epoch.as_ref().map_or(Ok(()), |grant| self.check_grant(grant, &devices, &self.people_now()))
            }
            Statement::StaffAdded { staff, access, logins, .. } => {
                absent(self.staff.contains_key(staff))?;
                self.check_logins(logins)?;
                self.check_known_epochs(access)
            }
            Statement::StaffKeysChanged { staff, access, logins, .. } => {
                self.check_person(*staff)?;
                self.check_logins(logins)?;
                self.check_known_epochs(access)
            }
            Statement::StaffSignInChanged { staff, logins } => {
                self.check_person(*staff)?;
                self.check_logins(logins)
            }
            Statement::StaffRolesChanged { staff, .. } => self.check_person(*staff),
            Statement::StaffLeft { staff, epoch } => {
                self.check_person(*staff)?;
                let mut people = self.people_now();
                people.remove(staff);
                epoch.as_ref().map_or(Ok(()), |grant| self.check_grant(grant, &self.devices_now(), &people))
            }
            Statement::GatewayAdded { gateway, .. } => absent(self.gateways.contains_key(gateway)),
            Statement::GatewayRemoved { gateway } => {
                present(self.gateways.get(gateway).map(Member::is_current))
            }
            Statement::EpochStarted(grant) => {
                self.check_grant(grant, &self.devices_now(), &self.people_now())
            }
            Statement::KitReplaced { epochs, epoch, .. } => {
                self.check_all_epochs(epochs)?;
                let (devices, people) = (self.devices_now(), self.people_now());
                epoch.as_ref().map_or(Ok(()), |grant| self.check_grant(grant, &devices, &people))
            }
        }
    }

    fn check_recovery(&self, recovery: &Recovery) -> Fit {
        absent(self.devices.contains_key(&recovery.device))?;
        self.check_all_epochs(&recovery.epochs)?;
        for device in &recovery.kept {
            present(self.devices.get(device).map(Member::is_current))?;
        }
        self.check_logins(&recovery.logins)?;
        let entitled = recovery.kept.iter().copied().chain([recovery.device]).collect();
        let mut people = self.people_now();
        people.insert(recovery.staff);
        self.check_grant(&recovery.epoch, &entitled, &people)
    }

    /// A key that served before, for anybody, never serves again: a device and its person cannot be one key.
    fn check_keys(&self, statement: &Statement) -> Fit {
        let keys = statement.new_keys();
        let distinct: HashSet<_> = keys.iter().collect();
        absent(distinct.len() != keys.len() || keys.iter().any(|key| self.used_keys.contains(key)))
    }

    fn devices_now(&self) -> BTreeSet<DeviceId> {
        self.devices().map(|(id, _)| id).collect()
    }

    fn people_now(&self) -> BTreeSet<StaffId> {
        self.people().map(|(id, _)| id).collect()
    }

    fn check_device(&self, device: DeviceId) -> Fit {
        present(self.devices.get(&device).map(Member::is_current))
    }

    fn check_person(&self, staff: StaffId) -> Fit {
        present(self.staff.get(&staff).map(Person::is_current))
    }

    /// A way to sign in is for workstations of the practice.
    fn check_logins(&self, logins: &[(DeviceId, Sealed)]) -> Fit {
        logins.iter().try_for_each(|(device, _)| self.check_device(*device))
    }

    /// The next epoch, for every entitled device and no other, and for nobody who is not staff.
    fn check_grant(
        &self,
        grant: &EpochGrant,
        entitled: &BTreeSet<DeviceId>,
        people: &BTreeSet<StaffId>,
    ) -> Fit {
        let next = self.epochs.last().map_or(Epoch::FIRST, |letterbox| letterbox.epoch.next());
        let given: BTreeSet<DeviceId> = grant.to_devices.iter().map(|(id, _)| *id).collect();
        let access: BTreeSet<StaffId> = grant.access.iter().map(|(id, _)| *id).collect();
        let fits = grant.epoch == next
            && grant.to_devices.len() == given.len()
            && given == *entitled
            && grant.access.len() == access.len()
            && access.is_subset(people)
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

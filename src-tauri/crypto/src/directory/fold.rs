//! Taking a statement in: is it next, is it signed by device and person, may they, does it fit? Only then it counts.
//!
//! Every check reads the directory as it stands before the statement; nothing is changed until all have passed, so a
//! refused statement leaves no trace. What a statement may say stands in `fit`.

use super::{
    Directory, DirectoryError, EpochGrant, Founding, KIND, Letterbox, Member, Person, Position, Recovery,
    Statement,
};
use crate::epoch::Epoch;
use crate::hash::Hash;
use crate::keys::PublicKeys;
use crate::seal::{SealPublicKey, Sealed};
use crate::{Author, Envelope, Header, Suite, Verified, cbor};
use domain::staff::{Action, Role, may};
use domain::{DeviceId, PracticeId, StaffId, Subject};
use std::collections::{BTreeMap, HashMap, HashSet};

use DirectoryError::{BadSignature, Foreign, Malformed, NotEntitled, NotPermitted, OutOfOrder};

impl Directory {
    /// Takes in the founding. Whoever calls this decides to trust it: [`Self::join`] is for PCs that come later.
    pub fn found(envelope: &Envelope) -> Result<Self, DirectoryError> {
        let statement: Statement = cbor::decode(envelope.unverified_body()).map_err(|_| Malformed)?;
        let Statement::Founded(founding) = &statement else { return Err(OutOfOrder) };
        let header = envelope.header();
        check_frame(header, founding.practice, None, Hash::ZERO)?;
        if header.author != Author::Device(founding.device) || header.actor != Some(founding.staff) {
            return Err(NotEntitled);
        }
        envelope
            .verify_both(&founding.device_keys.verify, &founding.staff_keys.verify)
            .map_err(|_| BadSignature)?;
        check_roles(header, &founding.roles)?;
        if !may(&header.roles, Action::ManageStaff) || !may(&header.roles, Action::ManageDevices) {
            return Err(NotPermitted);
        }
        let mut directory = Self::empty(founding);
        directory.check_fit(&statement)?;
        directory.record(statement, envelope.hash());
        Ok(directory)
    }

    /// Takes in the founding if it is the one that was pinned when this PC joined.
    pub fn join(envelope: &Envelope, practice: PracticeId, founding: Hash) -> Result<Self, DirectoryError> {
        if envelope.hash() != founding || envelope.header().practice != practice {
            return Err(Foreign);
        }
        Self::found(envelope)
    }

    /// Takes in the next statement and says what it was. A refused one changes nothing.
    pub fn apply(&mut self, envelope: &Envelope) -> Result<Statement, DirectoryError> {
        check_frame(envelope.header(), self.practice, Some(self.head()), self.head())?;
        let verified = self.authenticate(envelope)?;
        let body = verified.clear_body().map_err(|_| Malformed)?;
        let statement: Statement = cbor::decode(body).map_err(|_| Malformed)?;
        self.permit(verified.header(), &statement)?;
        self.check_fit(&statement)?;
        self.record(statement.clone(), envelope.hash());
        Ok(statement)
    }

    fn empty(founding: &Founding) -> Self {
        Self {
            practice: founding.practice,
            ods: founding.ods.clone(),
            kit: founding.kit.clone(),
            heads: Vec::new(),
            positions: HashMap::new(),
            devices: BTreeMap::new(),
            gateways: BTreeMap::new(),
            staff: BTreeMap::new(),
            epochs: Vec::new(),
            secrets: BTreeMap::new(),
            access: BTreeMap::new(),
            logins: BTreeMap::new(),
            used_keys: HashSet::new(),
        }
    }

    /// Device and person, both there and both having signed; or, to recover, the new device and the kit.
    fn authenticate<'a>(&self, envelope: &'a Envelope) -> Result<Verified<'a>, DirectoryError> {
        let header = envelope.header();
        let (Author::Device(device), Some(actor)) = (&header.author, header.actor) else {
            return Err(NotEntitled);
        };
        let recovery = match cbor::decode(envelope.unverified_body()) {
            Ok(Statement::Recovered(recovery)) => Some(recovery),
            _ => None,
        };
        let (device_keys, co_keys) = match &recovery {
            Some(recovery) if recovery.device == *device && recovery.staff == actor => {
                (&recovery.device_keys, &self.kit)
            }
            Some(_) => return Err(NotEntitled),
            None => (
                self.devices.get(device).filter(|d| d.is_current()).map(Member::keys).ok_or(NotEntitled)?,
                self.staff.get(&actor).filter(|p| p.is_current()).map(Person::keys).ok_or(NotEntitled)?,
            ),
        };
        envelope.verify_both(&device_keys.verify, &co_keys.verify).map_err(|_| BadSignature)
    }

    /// The permission table as it reads at this position. One's own keys one may always change, a device its own transport.
    fn permit(&self, header: &Header, statement: &Statement) -> Result<(), DirectoryError> {
        if let Statement::Recovered(recovery) = statement {
            return check_roles(header, &recovery.roles);
        }
        let person = header.actor.and_then(|id| self.staff.get(&id)).ok_or(NotEntitled)?;
        check_roles(header, person.roles())?;
        let own = match statement {
            Statement::StaffKeysChanged { staff, .. } | Statement::StaffSignInChanged { staff, .. } => {
                header.actor == Some(*staff)
            }
            Statement::DeviceTransportSet { device, .. } => header.author == Author::Device(*device),
            _ => false,
        };
        let allowed = statement.needs().iter().any(|action| may(&header.roles, *action));
        if own || allowed { Ok(()) } else { Err(NotPermitted) }
    }

    fn record(&mut self, statement: Statement, hash: Hash) {
        let position = Position(u32::try_from(self.heads.len()).unwrap_or(u32::MAX));
        self.heads.push(hash);
        self.positions.insert(hash, position);
        self.used_keys.extend(statement.new_keys());
        match statement {
            Statement::Founded(founding) => self.record_founding(*founding, position),
            Statement::Recovered(recovery) => self.record_recovery(*recovery, position),
            Statement::DeviceAdded { device, keys, epochs, transport, logins } => {
                self.record_device(device, keys, transport, epochs, position);
                self.logins.extend(logins.into_iter().map(|(staff, sealed)| ((device, staff), sealed)));
            }
            Statement::DeviceTransportSet { device, transport } => {
                if let Some(member) = self.devices.get_mut(&device) {
                    member.transport = Some(transport);
                }
            }
            Statement::DeviceRevoked { device, epoch } => {
                end(self.devices.get_mut(&device), position);
                epoch.into_iter().for_each(|grant| self.record_epoch(grant));
            }
            Statement::StaffAdded { staff, keys, roles, access, logins } => {
                self.record_person(staff, keys, roles, position);
                self.record_access(staff, access);
                self.record_logins(staff, logins);
            }
            Statement::StaffRolesChanged { staff, roles } => {
                if let Some(person) = self.staff.get_mut(&staff) {
                    person.roles.push((position, roles));
                }
            }
            Statement::StaffKeysChanged { staff, keys, access, logins } => {
                if let Some(person) = self.staff.get_mut(&staff) {
                    person.keys = keys;
                }
                self.access.retain(|(id, _), _| *id != staff);
                self.record_access(staff, access);
                self.record_logins(staff, logins);
            }
            Statement::StaffSignInChanged { staff, logins } => self.record_logins(staff, logins),
            Statement::StaffLeft { staff, epoch } => {
                if let Some(person) = self.staff.get_mut(&staff) {
                    person.left = Some(position);
                }
                self.record_logins(staff, Vec::new());
                epoch.into_iter().for_each(|grant| self.record_epoch(grant));
            }
            Statement::GatewayAdded { gateway, keys } => {
                self.gateways.insert(gateway, Member::new(keys, position));
            }
            Statement::GatewayRemoved { gateway } => end(self.gateways.get_mut(&gateway), position),
            Statement::EpochStarted(grant) => self.record_epoch(grant),
            Statement::KitReplaced { kit, epochs, epoch } => {
                self.record_kit(kit, &epochs);
                epoch.into_iter().for_each(|grant| self.record_epoch(grant));
            }
        }
    }

    fn record_founding(&mut self, founding: Founding, position: Position) {
        let Founding { device, device_keys, staff, staff_keys, roles, epoch, .. } = founding;
        self.record_device(device, device_keys, None, Vec::new(), position);
        self.record_person(staff, staff_keys, roles, position);
        self.record_epoch(epoch);
    }

    fn record_recovery(&mut self, recovery: Recovery, position: Position) {
        let lost = self.devices.iter_mut().filter(|(id, d)| d.is_current() && !recovery.kept.contains(id));
        lost.for_each(|(_, device)| device.ended = Some(position));
        let Recovery { device, device_keys, staff, staff_keys, roles, epochs, .. } = recovery;
        self.record_device(device, device_keys, recovery.transport, epochs, position);
        self.record_person(staff, staff_keys, roles, position);
        self.record_logins(staff, recovery.logins);
        self.record_epoch(recovery.epoch);
    }

    fn record_device(
        &mut self,
        id: DeviceId,
        keys: PublicKeys,
        transport: Option<SealPublicKey>,
        epochs: Vec<(Epoch, Sealed)>,
        position: Position,
    ) {
        self.devices.insert(id, Member { transport, ..Member::new(keys, position) });
        self.secrets.extend(epochs.into_iter().map(|(epoch, sealed)| ((id, epoch), sealed)));
    }

    /// A manager who restores keeps their history; what was sealed to their old keys is of no use any more.
    fn record_person(&mut self, id: StaffId, keys: PublicKeys, roles: Vec<Role>, position: Position) {
        self.access.retain(|(staff, _), _| *staff != id);
        match self.staff.get_mut(&id) {
            Some(person) => {
                person.keys = keys;
                person.roles.push((position, roles));
                person.left = None;
            }
            None => {
                self.staff.insert(id, Person::new(keys, roles, position));
            }
        }
    }

    fn record_kit(&mut self, kit: PublicKeys, epochs: &[(Epoch, Sealed)]) {
        self.kit = kit;
        for letterbox in &mut self.epochs {
            if let Some((_, sealed)) = epochs.iter().find(|(epoch, _)| *epoch == letterbox.epoch) {
                letterbox.to_kit = sealed.clone();
            }
        }
    }

    /// The last way to sign in holds; one that was meant for a workstation before is of no use any more.
    fn record_logins(&mut self, staff: StaffId, logins: Vec<(DeviceId, Sealed)>) {
        self.logins.retain(|(_, id), _| *id != staff);
        self.logins.extend(logins.into_iter().map(|(device, sealed)| ((device, staff), sealed)));
    }

    fn record_access(&mut self, staff: StaffId, access: Vec<(Epoch, Sealed)>) {
        self.access.extend(access.into_iter().map(|(epoch, sealed)| ((staff, epoch), sealed)));
    }

    fn record_epoch(&mut self, grant: EpochGrant) {
        let EpochGrant { epoch, letterbox, to_devices, to_kit, access } = grant;
        self.epochs.push(Letterbox { epoch, key: letterbox, to_kit });
        self.secrets.extend(to_devices.into_iter().map(|(id, sealed)| ((id, epoch), sealed)));
        self.access.extend(access.into_iter().map(|(id, sealed)| ((id, epoch), sealed)));
    }
}

fn end(member: Option<&mut Member>, position: Position) {
    if let Some(member) = member {
        member.ended = Some(position);
    }
}

fn check_frame(
    header: &Header,
    practice: PracticeId,
    previous: Option<Hash>,
    seen: Hash,
) -> Result<(), DirectoryError> {
    if header.practice != practice || header.subject != Subject::directory() {
        return Err(Foreign);
    }
    if header.suite != Suite::Signed || header.kind != KIND {
        return Err(Malformed);
    }
    if header.previous != previous || header.directory != seen {
        return Err(OutOfOrder);
    }
    Ok(())
}

/// The roles somebody acts in are roles they have.
fn check_roles(header: &Header, roles: &[Role]) -> Result<(), DirectoryError> {
    if header.roles.iter().all(|role| roles.contains(role)) { Ok(()) } else { Err(NotPermitted) }
}

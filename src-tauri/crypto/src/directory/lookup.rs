//! Asking the directory: whose key, which letterbox, what was handed over to whom.

use super::{Directory, Letterbox, Member, Person, Position};
use crate::epoch::{AccessKey, Epoch, EpochSecret, Handover, Recipient};
use crate::hash::Hash;
use crate::keys::PublicKeys;
use crate::seal::{SealPrivateKey, SealPublicKey, Sealed};
use crate::{Author, OpenError, VerifyingKey};
use domain::staff::Role;
use domain::{DeviceId, GatewayId, OdsCode, PracticeId, StaffId};

/// Why nobody's key counts at a position in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotEntitled {
    /// The head is not known here: the directory has to catch up first.
    #[error("the directory has not reached that head")]
    UnknownHead,
    /// Nobody of that id, or not yet at that position.
    #[error("not in the directory at that position")]
    Absent,
    /// Revoked, removed or gone at that position.
    #[error("no longer entitled at that position")]
    Ended,
}

impl Directory {
    /// Whose directory.
    pub fn practice(&self) -> PracticeId {
        self.practice
    }

    /// The ODS code with which the practice was founded.
    pub fn ods(&self) -> &OdsCode {
        &self.ods
    }

    /// The recovery kit's public keys.
    pub fn kit(&self) -> &PublicKeys {
        &self.kit
    }

    /// The hash of the founding: with the practice's id, what a joining PC pins.
    pub fn founding(&self) -> Hash {
        self.heads.first().copied().unwrap_or(Hash::ZERO)
    }

    /// The hash of the last statement.
    pub fn head(&self) -> Hash {
        self.heads.last().copied().unwrap_or(Hash::ZERO)
    }

    /// The head at a position.
    pub fn head_at(&self, position: Position) -> Option<Hash> {
        self.heads.get(usize::try_from(position.0).ok()?).copied()
    }

    /// The position of the last statement.
    pub fn last_position(&self) -> Position {
        Position(u32::try_from(self.heads.len().saturating_sub(1)).unwrap_or(u32::MAX))
    }

    /// Where in the chain a head is. Along one subject this never goes back: an envelope that names an earlier head
    /// than the one before it was backdated.
    pub fn position(&self, head: &Hash) -> Option<Position> {
        self.positions.get(head).copied()
    }

    /// A device, revoked or not.
    pub fn device(&self, id: DeviceId) -> Option<&Member> {
        self.devices.get(&id)
    }

    /// Devices that are entitled now.
    pub fn devices(&self) -> impl Iterator<Item = (DeviceId, &Member)> {
        self.devices.iter().filter(|(_, member)| member.is_current()).map(|(id, member)| (*id, member))
    }

    /// Every device there ever was.
    pub fn all_devices(&self) -> impl Iterator<Item = (DeviceId, &Member)> {
        self.devices.iter().map(|(id, member)| (*id, member))
    }

    /// A gateway, removed or not.
    pub fn gateway(&self, id: &GatewayId) -> Option<&Member> {
        self.gateways.get(id)
    }

    /// A gateway, if it is entitled now.
    pub fn current_gateway(&self, id: &GatewayId) -> Option<&Member> {
        self.gateway(id).filter(|member| member.is_current())
    }

    /// Gateways that are entitled now.
    pub fn gateways(&self) -> impl Iterator<Item = (&GatewayId, &Member)> {
        self.gateways.iter().filter(|(_, member)| member.is_current())
    }

    /// A member of staff, gone or not.
    pub fn staff(&self, id: StaffId) -> Option<&Person> {
        self.staff.get(&id)
    }

    /// Staff who work here now.
    pub fn people(&self) -> impl Iterator<Item = (StaffId, &Person)> {
        self.staff.iter().filter(|(_, person)| person.is_current()).map(|(id, person)| (*id, person))
    }

    /// Everybody who works here or has worked here.
    pub fn everybody(&self) -> impl Iterator<Item = (StaffId, &Person)> {
        self.staff.iter().map(|(id, person)| (*id, person))
    }

    /// The epoch that runs.
    pub fn epoch(&self) -> Epoch {
        self.epochs.last().map_or(Epoch::FIRST, |letterbox| letterbox.epoch)
    }

    /// Every epoch so far.
    pub fn epochs(&self) -> impl Iterator<Item = Epoch> {
        self.epochs.iter().map(|letterbox| letterbox.epoch)
    }

    /// To whom letters are sealed now. A directory without an epoch cannot be founded.
    pub fn letterbox(&self) -> Option<(Epoch, &SealPublicKey)> {
        self.epochs.last().map(|letterbox| (letterbox.epoch, &letterbox.key))
    }

    /// An epoch's secret as it was sealed to a device.
    pub fn epoch_for_device(&self, device: DeviceId, epoch: Epoch) -> Option<&Sealed> {
        self.secrets.get(&(device, epoch))
    }

    /// An epoch's access key as it was sealed to a member of staff.
    pub fn access_for_staff(&self, staff: StaffId, epoch: Epoch) -> Option<&Sealed> {
        self.access.get(&(staff, epoch))
    }

    /// Opens an epoch's secret with a device's key, and checks that it is the one behind the letterbox.
    pub fn open_epoch(
        &self,
        device: DeviceId,
        epoch: Epoch,
        key: &SealPrivateKey,
    ) -> Result<EpochSecret, OpenError> {
        let sealed = self.epoch_for_device(device, epoch).ok_or(OpenError::Refused)?;
        self.receive(Recipient::Device(device), epoch, key, sealed)
    }

    /// Opens an epoch's secret with the recovery kit.
    pub fn open_epoch_with_kit(&self, epoch: Epoch, key: &SealPrivateKey) -> Result<EpochSecret, OpenError> {
        let sealed = self.letterbox_of(epoch).map(|letterbox| &letterbox.to_kit).ok_or(OpenError::Refused)?;
        self.receive(Recipient::Kit, epoch, key, sealed)
    }

    /// Opens an epoch's access key with a person's key.
    pub fn open_access(
        &self,
        staff: StaffId,
        epoch: Epoch,
        key: &SealPrivateKey,
    ) -> Result<AccessKey, OpenError> {
        let sealed = self.access_for_staff(staff, epoch).ok_or(OpenError::Refused)?;
        AccessKey::receive(&self.handover(epoch, Recipient::Staff(staff)), key, sealed)
    }

    /// Whose signature counts on an envelope by this author that names this head.
    pub fn verifying_key_at(&self, author: &Author, head: &Hash) -> Result<&VerifyingKey, NotEntitled> {
        let position = self.position(head).ok_or(NotEntitled::UnknownHead)?;
        let member = match author {
            Author::Device(id) => self.devices.get(id),
            Author::Gateway(id) => self.gateways.get(id),
        };
        match member {
            Some(member) if member.ended.is_some_and(|ended| ended <= position) => Err(NotEntitled::Ended),
            Some(member) if member.added <= position => Ok(&member.keys.verify),
            _ => Err(NotEntitled::Absent),
        }
    }

    /// Which roles a person had at that head. An envelope's roles must be among them.
    pub fn roles_at(&self, staff: StaffId, head: &Hash) -> Result<&[Role], NotEntitled> {
        let position = self.position(head).ok_or(NotEntitled::UnknownHead)?;
        let person = self.staff.get(&staff).ok_or(NotEntitled::Absent)?;
        match person.left {
            Some(left) if left <= position => Err(NotEntitled::Ended),
            _ if person.roles.first().is_some_and(|(added, _)| *added <= position) => {
                Ok(person.roles_at(position))
            }
            _ => Err(NotEntitled::Absent),
        }
    }

    /// How a secret is handed over in this practice.
    pub fn handover(&self, epoch: Epoch, recipient: Recipient) -> Handover {
        Handover { practice: self.practice, epoch, recipient }
    }

    pub(super) fn letterbox_of(&self, epoch: Epoch) -> Option<&Letterbox> {
        self.epochs.iter().find(|letterbox| letterbox.epoch == epoch)
    }

    fn receive(
        &self,
        recipient: Recipient,
        epoch: Epoch,
        key: &SealPrivateKey,
        sealed: &Sealed,
    ) -> Result<EpochSecret, OpenError> {
        let secret = EpochSecret::receive(&self.handover(epoch, recipient), key, sealed)?;
        let letterbox = self.letterbox_of(epoch).map(|letterbox| &letterbox.key);
        if letterbox == Some(&secret.derive_letterbox().public()) {
            Ok(secret)
        } else {
            Err(OpenError::Refused)
        }
    }
}

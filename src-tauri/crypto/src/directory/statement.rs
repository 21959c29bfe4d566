//! What can be said in the directory. The names are frozen with the envelope's format.

use crate::epoch::{AccessKey, Epoch, EpochSecret, Handover, Recipient};
use crate::keys::PublicKeys;
use crate::seal::{SealPublicKey, Sealed};
use crate::{SealError, VerifyingKey};
use domain::staff::{Action, Role};
use domain::{DeviceId, GatewayId, OdsCode, PracticeId, StaffId};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Statement {
    /// The practice begins: signed by the very device and person it names.
    Founded(Box<Founding>),
    /// The practice is restored on a bare PC: signed by the device it names and by the kit, and a new epoch begins.
    Recovered(Box<Recovery>),
    /// A workstation is enrolled.
    DeviceAdded {
        device: DeviceId,
        keys: PublicKeys,
        /// Every epoch's secret, sealed to it.
        epochs: Vec<(Epoch, Sealed)>,
        /// To whom one seals what it may open while nobody is signed in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        transport: Option<SealPublicKey>,
        /// How everybody signs in on it, sealed to its transport key.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        logins: Vec<(StaffId, Sealed)>,
    },
    /// A workstation says to whom one seals what it may open while nobody is signed in. It says so itself.
    DeviceTransportSet {
        device: DeviceId,
        /// The key.
        transport: SealPublicKey,
    },
    /// A workstation is no longer trusted.
    DeviceRevoked {
        device: DeviceId,
        /// The epoch that begins with it, so that it can read nothing written after.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        epoch: Option<EpochGrant>,
    },
    /// Somebody joins.
    StaffAdded {
        staff: StaffId,
        keys: PublicKeys,
        roles: Vec<Role>,
        /// Access keys sealed to them.
        access: Vec<(Epoch, Sealed)>,
        /// How they sign in, sealed to each workstation.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        logins: Vec<(DeviceId, Sealed)>,
    },
    /// Somebody's roles change.
    StaffRolesChanged {
        staff: StaffId,
        /// Their roles from now on.
        roles: Vec<Role>,
    },
    /// Somebody gets new keys: by themselves, or by a manager when they have lost the old ones.
    StaffKeysChanged {
        staff: StaffId,
        /// Their keys from now on.
        keys: PublicKeys,
        /// Access keys sealed to the new keys.
        access: Vec<(Epoch, Sealed)>,
        /// How they sign in from now on, sealed to each workstation.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        logins: Vec<(DeviceId, Sealed)>,
    },
    /// Somebody changes their own password, authenticator or card and keeps their keys; or a manager moves the dates.
    StaffSignInChanged {
        staff: StaffId,
        /// How they sign in from now on, sealed to each workstation.
        logins: Vec<(DeviceId, Sealed)>,
    },
    /// Somebody leaves.
    StaffLeft {
        staff: StaffId,
        /// The epoch that begins with it: they have no access key of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        epoch: Option<EpochGrant>,
    },
    /// A gateway may send letters in.
    GatewayAdded { gateway: GatewayId, keys: PublicKeys },
    /// A gateway may no longer.
    GatewayRemoved { gateway: GatewayId },
    /// The next epoch begins.
    EpochStarted(EpochGrant),
    /// A new recovery kit: the old sheet is lost, seen, or used.
    KitReplaced {
        /// Its keys.
        kit: PublicKeys,
        /// Every epoch's secret, sealed to it.
        epochs: Vec<(Epoch, Sealed)>,
        /// The epoch that begins with it, sealed to the new kit alone: the old sheet opens nothing written in it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        epoch: Option<EpochGrant>,
    },
}

/// How a practice begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Founding {
    /// The practice's random id.
    pub practice: PracticeId,
    /// Its ODS code on that day.
    pub ods: OdsCode,
    /// The recovery kit's keys.
    pub kit: PublicKeys,
    /// The first workstation.
    pub device: DeviceId,
    pub device_keys: PublicKeys,
    /// The first manager.
    pub staff: StaffId,
    pub staff_keys: PublicKeys,
    pub roles: Vec<Role>,
    /// The first epoch.
    pub epoch: EpochGrant,
}

/// How a practice comes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recovery {
    /// The new workstation.
    pub device: DeviceId,
    pub device_keys: PublicKeys,
    /// The manager who restores, known before or new.
    pub staff: StaffId,
    /// Their new keys.
    pub staff_keys: PublicKeys,
    pub roles: Vec<Role>,
    /// Every earlier epoch's secret, sealed to the device.
    pub epochs: Vec<(Epoch, Sealed)>,
    /// The workstations that stay trusted; every other one is revoked.
    pub kept: Vec<DeviceId>,
    /// The epoch that begins.
    pub epoch: EpochGrant,
    /// To whom one seals what the new workstation may open while nobody is signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transport: Option<SealPublicKey>,
    /// How the manager signs in on the workstations that stay, sealed to each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub logins: Vec<(DeviceId, Sealed)>,
}

/// An epoch's secrets, handed over to everybody who is to have them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EpochGrant {
    pub epoch: Epoch,
    /// To whom letters are sealed in it.
    pub letterbox: SealPublicKey,
    /// The epoch secret, sealed to each entitled device.
    pub to_devices: Vec<(DeviceId, Sealed)>,
    /// The epoch secret, sealed to the recovery kit.
    pub to_kit: Sealed,
    /// The access key, sealed to each entitled member of staff.
    pub access: Vec<(StaffId, Sealed)>,
}

/// Who is to have an epoch's secrets.
pub struct Recipients<'a> {
    /// Every device that is enrolled.
    pub devices: &'a [(DeviceId, &'a PublicKeys)],
    /// The recovery kit.
    pub kit: &'a PublicKeys,
    /// Every member of staff who signs in.
    pub staff: &'a [(StaffId, &'a PublicKeys)],
}

impl EpochGrant {
    /// Seals an epoch's secrets to everybody.
    pub fn seal(
        practice: PracticeId,
        epoch: Epoch,
        secret: &EpochSecret,
        access: &AccessKey,
        to: &Recipients<'_>,
    ) -> Result<Self, SealError> {
        let handover = |recipient| Handover { practice, epoch, recipient };
        let device = |(id, keys): &(DeviceId, &PublicKeys)| {
            Ok((*id, secret.hand_over(&handover(Recipient::Device(*id)), keys)?))
        };
        let person = |(id, keys): &(StaffId, &PublicKeys)| {
            Ok((*id, access.hand_over(&handover(Recipient::Staff(*id)), keys)?))
        };
        Ok(Self {
            epoch,
            letterbox: secret.derive_letterbox().public(),
            to_devices: to.devices.iter().map(device).collect::<Result<_, SealError>>()?,
            to_kit: secret.hand_over(&handover(Recipient::Kit), to.kit)?,
            access: to.staff.iter().map(person).collect::<Result<_, SealError>>()?,
        })
    }
}

impl Statement {
    /// What the permission table is asked; any one of these suffices, and none means that the table is not what counts.
    pub(super) fn needs(&self) -> &'static [Action] {
        match self {
            Self::Founded(_) | Self::Recovered(_) | Self::DeviceTransportSet { .. } => &[],
            Self::DeviceAdded { .. }
            | Self::DeviceRevoked { .. }
            | Self::GatewayAdded { .. }
            | Self::GatewayRemoved { .. }
            | Self::KitReplaced { .. } => &[Action::ManageDevices],
            Self::StaffAdded { .. }
            | Self::StaffRolesChanged { .. }
            | Self::StaffKeysChanged { .. }
            | Self::StaffSignInChanged { .. }
            | Self::StaffLeft { .. } => &[Action::ManageStaff],
            Self::EpochStarted(_) => &[Action::ManageStaff, Action::ManageDevices],
        }
    }

    /// The keys that this statement brings in.
    pub(super) fn new_keys(&self) -> Vec<VerifyingKey> {
        match self {
            Self::Founded(f) => vec![f.kit.verify, f.device_keys.verify, f.staff_keys.verify],
            Self::Recovered(r) => vec![r.device_keys.verify, r.staff_keys.verify],
            Self::DeviceAdded { keys, .. }
            | Self::StaffAdded { keys, .. }
            | Self::StaffKeysChanged { keys, .. }
            | Self::GatewayAdded { keys, .. } => vec![keys.verify],
            Self::KitReplaced { kit, .. } => vec![kit.verify],
            Self::DeviceRevoked { .. }
            | Self::DeviceTransportSet { .. }
            | Self::StaffSignInChanged { .. }
            | Self::StaffRolesChanged { .. }
            | Self::StaffLeft { .. }
            | Self::GatewayRemoved { .. }
            | Self::EpochStarted(_) => Vec::new(),
        }
    }
}

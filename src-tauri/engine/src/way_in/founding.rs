//! The first words of a practice's log: who it is, who may speak, what gateways may read.
//!
//! Everything here is made in memory from fresh keys and handed to `set_up`, which stores it whole or not at all. The
//! first manager signs with the first device; further people and the PC's own gateway are added by the same two.

use crate::shared::Names;
use chrono::{DateTime, Utc};
use crypto::directory::{Founding, KIND, Recipients};
use crypto::{
    AccessKey, Author, Directory, Draft, Envelope, Epoch, EpochSecret, Hash, Header, Keys, Kit, Origin,
    PublicKeys, SealPublicKey, Seed, Statement, cbor,
};
use domain::message::PatientDetails;
use domain::policy::PracticePolicy;
use domain::staff::Role;
use domain::{DeviceId, EventId, GatewayId, PatientId, PracticeId, StaffId, Subject};
use serde::Serialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A practice could not be made: a cipher refused, or the directory refused its own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the practice's first records could not be made")]
pub struct CannotFound;

/// A practice in the making.
pub(crate) struct Founder {
    pub practice: PracticeId,
    pub device: DeviceId,
    pub device_seed: Seed,
    device_keys: Keys,
    pub manager: StaffId,
    pub manager_seed: Seed,
    manager_keys: Keys,
    pub epoch: EpochSecret,
    pub access: AccessKey,
    pub directory: Directory,
    /// What goes into the log, in order.
    pub log: Vec<Envelope>,
    heads: BTreeMap<Subject, Hash>,
    at: DateTime<Utc>,
}

/// The manager's roles: a manager who can also work the desk on the first day.
pub(crate) const FIRST_ROLES: [Role; 2] = [Role::Manager, Role::Administrator];

impl Founder {
    /// Founds a practice: fresh ids, fresh keys, one device, one manager.
    pub fn found(policy: &PracticePolicy, kit: &Kit, at: DateTime<Utc>) -> Result<Self, CannotFound> {
        let (practice, device, manager) =
            (PracticeId(Uuid::new_v4()), DeviceId(Uuid::new_v4()), StaffId(Uuid::new_v4()));
        let (device_seed, manager_seed) = (Seed::make(), Seed::make());
        let (device_keys, manager_keys) = (Keys::derive(&device_seed), Keys::derive(&manager_seed));
        let (epoch, access) = (EpochSecret::make(), AccessKey::make());
        let kit = kit.keys().public();
        let (device_public, manager_public) = (device_keys.public(), manager_keys.public());
        let recipients = Recipients {
            devices: &[(device, &device_public)],
            kit: &kit,
            staff: &[(manager, &manager_public)],
        };
        let grant = crypto::directory::EpochGrant::seal(practice, Epoch::FIRST, &epoch, &access, &recipients)
            .map_err(|_| CannotFound)?;
        let founding = Founding {
            practice,
            ods: policy.ods.clone(),
            kit,
            device,
            device_keys: device_public,
            staff: manager,
            staff_keys: manager_public,
            roles: FIRST_ROLES.to_vec(),
            epoch: grant,
        };
        let header = header(practice, device, manager, Subject::directory(), KIND, at);
        let envelope =
            signed(header, &Statement::Founded(Box::new(founding)), &device_keys, Some(&manager_keys))?;
        let directory = Directory::found(&envelope).map_err(|_| CannotFound)?;
        Ok(Self {
            practice,
            device,
            device_seed,
            device_keys,
            manager,
            manager_seed,
            manager_keys,
            epoch,
            access,
            directory,
            log: vec![envelope],
            heads: BTreeMap::new(),
            at,
        })
    }

    /// Adds somebody with these keys and roles.
    pub fn add_staff(
        &mut self,
        staff: StaffId,
        keys: &PublicKeys,
        roles: &[Role],
    ) -> Result<(), CannotFound> {
        let handover = self.directory.handover(Epoch::FIRST, crypto::epoch::Recipient::Staff(staff));
        let sealed = self.access.hand_over(&handover, keys).map_err(|_| CannotFound)?;
        self.add_statement(Statement::StaffAdded {
            staff,
            keys: keys.clone(),
            roles: roles.to_vec(),
            access: vec![(Epoch::FIRST, sealed)],
            logins: Vec::new(),
        })
    }

    /// To whom one seals what this PC may open while nobody is signed in.
    pub fn transport(&mut self, transport: SealPublicKey) -> Result<(), CannotFound> {
        self.add_statement(Statement::DeviceTransportSet { device: self.device, transport })
    }

    /// Lets a gateway send letters in.
    pub fn add_gateway(&mut self, gateway: GatewayId, keys: PublicKeys) -> Result<(), CannotFound> {
        self.add_statement(Statement::GatewayAdded { gateway, keys })
    }

    fn add_statement(&mut self, statement: Statement) -> Result<(), CannotFound> {
        let head = self.directory.head();
        let base = header(self.practice, self.device, self.manager, Subject::directory(), KIND, self.at);
        let header = Header { previous: Some(head), directory: head, ..base };
        let envelope = signed(header, &statement, &self.device_keys, Some(&self.manager_keys))?;
        self.directory.apply(&envelope).map_err(|_| CannotFound)?;
        self.log.push(envelope);
        Ok(())
    }

    /// Puts the policy in force, for staff and (in the clear, signed) for gateways.
    pub fn policy(&mut self, policy: &PracticePolicy) -> Result<(), CannotFound> {
        self.add_record(Subject::policy(), "policy", policy)?;
        let header = self.next(Subject::public(), "policy");
        let envelope = signed(header, policy, &self.device_keys, None)?;
        self.push(envelope);
        Ok(())
    }

    /// How people read each other's names.
    pub fn names(&mut self, names: &Names) -> Result<(), CannotFound> {
        self.add_record(Subject::staff(), "names", names)
    }

    /// Who is on duty.
    pub fn rota(&mut self, rota: &domain::rota::Rota) -> Result<(), CannotFound> {
        self.add_record(Subject::rota(), "rota", rota)
    }

    /// A patient of the index.
    pub fn patient(&mut self, id: PatientId, details: &PatientDetails) -> Result<(), CannotFound> {
        self.add_record(Subject::patient(id), "patient", details)
    }

    fn add_record(&mut self, subject: Subject, kind: &str, body: &impl Serialize) -> Result<(), CannotFound> {
        let header = self.next(subject.clone(), kind);
        let body = cbor::encode(body).map_err(|_| CannotFound)?;
        let key = self.epoch.derive_subject_key(&subject);
        let envelope =
            Draft::new(header, body).seal_with(&key, &self.device_keys.sign).map_err(|_| CannotFound)?;
        self.push(envelope);
        Ok(())
    }

    fn next(&self, subject: Subject, kind: &str) -> Header {
        let previous = self.heads.get(&subject).copied();
        let base = header(self.practice, self.device, self.manager, subject, kind, self.at);
        Header { previous, directory: self.directory.head(), ..base }
    }

    fn push(&mut self, envelope: Envelope) {
        self.heads.insert(envelope.header().subject.clone(), envelope.hash());
        self.log.push(envelope);
    }
}

fn header(
    practice: PracticeId,
    device: DeviceId,
    manager: StaffId,
    subject: Subject,
    kind: &str,
    at: DateTime<Utc>,
) -> Header {
    let author = Author::Device(device);
    let origin = Origin { practice, author, epoch: Epoch::FIRST, directory: Hash::ZERO, at };
    let header = Header::new(origin, subject, EventId(Uuid::new_v4()), kind);
    Header { actor: Some(manager), roles: FIRST_ROLES.to_vec(), ..header }
}

fn signed(
    header: Header,
    body: &impl Serialize,
    device: &Keys,
    co: Option<&Keys>,
) -> Result<Envelope, CannotFound> {
    let body = cbor::encode(body).map_err(|_| CannotFound)?;
    Draft::new(header, body).sign_only(&device.sign, co.map(|keys| &keys.sign)).map_err(|_| CannotFound)
}

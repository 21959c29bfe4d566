//! A practice whose directory tests write: who exists with which keys, and statements signed as they should be.

use crate::support::{at, device, gateway, keys, practice, secret, staff};
use crypto::directory::{
    Directory, DirectoryError, EpochGrant, Founding, KIND, Recipients, Recovery, Statement,
};
use crypto::epoch::Recipient;
use crypto::{
    AccessKey, Author, Draft, Envelope, Epoch, EpochSecret, Hash, Header, Keys, Origin, PublicKeys, Sealed,
    cbor,
};
use domain::staff::Role;
use domain::{DeviceId, EventId, StaffId, Subject};
use uuid::Uuid;

pub const KIT: u8 = 99;

/// Device n has the keys of seed n, member of staff n those of seed 50 + n.
pub fn device_keys(n: u8) -> Keys {
    keys(n)
}

pub fn staff_keys(n: u8) -> Keys {
    keys(50 + n)
}

pub fn epoch_secret(epoch: u32) -> EpochSecret {
    match epoch {
        1 => secret(),
        _ => EpochSecret::from_slice(&[u8::try_from(epoch).unwrap(); 32]).unwrap(),
    }
}

pub fn access_key(epoch: u32) -> AccessKey {
    AccessKey::from_slice(&[0xa0 + u8::try_from(epoch).unwrap(); 32]).unwrap()
}

pub fn grant(epoch: u32, devices: &[u8], people: &[u8]) -> EpochGrant {
    grant_under(KIT, epoch, devices, people)
}

/// The same, sealed to the kit of this seed.
pub fn grant_under(kit: u8, epoch: u32, devices: &[u8], people: &[u8]) -> EpochGrant {
    let devices: Vec<_> = devices.iter().map(|n| (device(*n), device_keys(*n).public())).collect();
    let people: Vec<_> = people.iter().map(|n| (staff(*n), staff_keys(*n).public())).collect();
    fn lend<T: Copy>((id, keys): &(T, PublicKeys)) -> (T, &PublicKeys) {
        (*id, keys)
    }
    let to = Recipients {
        devices: &devices.iter().map(lend::<DeviceId>).collect::<Vec<_>>(),
        kit: &keys(kit).public(),
        staff: &people.iter().map(lend::<StaffId>).collect::<Vec<_>>(),
    };
    EpochGrant::seal(practice(), Epoch(epoch), &epoch_secret(epoch), &access_key(epoch), &to).unwrap()
}

pub fn founding() -> Founding {
    Founding {
        practice: practice(),
        ods: "A81001".parse().unwrap(),
        kit: keys(KIT).public(),
        device: device(1),
        device_keys: device_keys(1).public(),
        staff: staff(1),
        staff_keys: staff_keys(1).public(),
        roles: vec![Role::Manager, Role::Gp],
        epoch: grant(1, &[1], &[1]),
    }
}

/// The header of a statement by device 1 and member of staff 1, next after the head.
pub fn head(previous: Option<Hash>, seen: Hash) -> Header {
    let (practice, author) = (practice(), Author::Device(device(1)));
    let origin = Origin { practice, author, epoch: Epoch::FIRST, directory: seen, at: at() };
    Header {
        actor: Some(staff(1)),
        roles: vec![Role::Manager],
        previous,
        ..Header::new(origin, Subject::directory(), EventId(Uuid::from_u128(7)), KIND)
    }
}

pub fn signed(header: Header, statement: &Statement, device: &Keys, person: &Keys) -> Envelope {
    Draft::new(header, cbor::encode(statement).unwrap()).sign_only(&device.sign, Some(&person.sign)).unwrap()
}

pub fn founded() -> (Directory, Envelope) {
    let statement = Statement::Founded(Box::new(founding()));
    let envelope = signed(head(None, Hash::ZERO), &statement, &device_keys(1), &staff_keys(1));
    (Directory::found(&envelope).unwrap(), envelope)
}

/// A statement by device 1 and member of staff 1.
pub fn next(directory: &Directory, statement: &Statement) -> Envelope {
    next_by(directory, statement, 1, 1, &[Role::Manager])
}

pub fn next_by(directory: &Directory, statement: &Statement, d: u8, s: u8, roles: &[Role]) -> Envelope {
    let mut header = head(Some(directory.head()), directory.head());
    header.author = Author::Device(device(d));
    header.actor = Some(staff(s));
    header.roles = roles.to_vec();
    signed(header, statement, &device_keys(d), &staff_keys(s))
}

pub fn epochs_for(recipient: Recipient, keys: &Keys, epochs: &[u32]) -> Vec<(Epoch, Sealed)> {
    let seal = |epoch: &u32| {
        let to = crypto::epoch::Handover { practice: practice(), epoch: Epoch(*epoch), recipient };
        (Epoch(*epoch), epoch_secret(*epoch).hand_over(&to, &keys.public()).unwrap())
    };
    epochs.iter().map(seal).collect()
}

pub fn access_for(n: u8, epochs: &[u32]) -> Vec<(Epoch, Sealed)> {
    let seal = |epoch: &u32| {
        let recipient = Recipient::Staff(staff(n));
        let to = crypto::epoch::Handover { practice: practice(), epoch: Epoch(*epoch), recipient };
        (Epoch(*epoch), access_key(*epoch).hand_over(&to, &staff_keys(n).public()).unwrap())
    };
    epochs.iter().map(seal).collect()
}

pub fn device_added(n: u8, epochs: &[u32]) -> Statement {
    let keys = device_keys(n);
    let epochs = epochs_for(Recipient::Device(device(n)), &keys, epochs);
    Statement::DeviceAdded { device: device(n), keys: keys.public(), epochs, transport: None, logins: vec![] }
}

pub fn staff_added(n: u8, role: Role, epochs: &[u32]) -> Statement {
    let access = access_for(n, epochs);
    Statement::StaffAdded {
        staff: staff(n),
        keys: staff_keys(n).public(),
        roles: vec![role],
        access,
        logins: vec![],
    }
}

pub fn gateway_added(seed: u8) -> Statement {
    Statement::GatewayAdded { gateway: gateway(), keys: keys(seed).public() }
}

pub fn recovery(n: u8, s: u8, kept: &[u8], epochs: &[u32], next: u32) -> Recovery {
    let devices: Vec<_> = kept.iter().copied().chain([n]).collect();
    Recovery {
        device: device(n),
        device_keys: device_keys(n).public(),
        staff: staff(s),
        staff_keys: keys(80).public(),
        roles: vec![Role::Manager],
        epochs: epochs_for(Recipient::Device(device(n)), &device_keys(n), epochs),
        kept: kept.iter().map(|n| device(*n)).collect(),
        epoch: grant(next, &devices, &[]),
        transport: None,
        logins: vec![],
    }
}

/// A practice's first weeks, one statement of nearly every sort.
pub fn chain() -> Vec<Envelope> {
    let (mut directory, founding) = founded();
    let statements = [
        device_added(2, &[1]),
        staff_added(2, Role::Gp, &[1]),
        gateway_added(30),
        Statement::StaffRolesChanged { staff: staff(2), roles: vec![Role::Gp, Role::Manager] },
        Statement::DeviceRevoked { device: device(2), epoch: None },
        Statement::EpochStarted(grant(2, &[1], &[1, 2])),
        device_added(3, &[1, 2]),
        Statement::GatewayRemoved { gateway: gateway() },
        Statement::StaffLeft { staff: staff(2), epoch: None },
    ];
    let mut envelopes = vec![founding];
    for statement in statements {
        let envelope = next(&directory, &statement);
        directory.apply(&envelope).unwrap();
        envelopes.push(envelope);
    }
    envelopes
}

/// A practice whose workstations receive how people sign in, one statement of every sort that `chain` has not.
pub fn people_chain() -> Vec<Envelope> {
    let (mut directory, founding) = founded();
    let mut envelopes = vec![founding];
    let mut say = |directory: &mut Directory, statement: &Statement| {
        let envelope = next(directory, statement);
        directory.apply(&envelope).unwrap();
        envelopes.push(envelope);
    };
    say(&mut directory, &transport_set(1));
    let added = device_added_with_login(&directory, 2);
    say(&mut directory, &added);
    let logins = directory.seal_login(staff(2), b"how two signs in").unwrap();
    say(&mut directory, &with_logins(staff_added(2, Role::Gp, &[1]), logins));
    let logins = directory.seal_login(staff(1), b"how one signs in now").unwrap();
    say(&mut directory, &Statement::StaffSignInChanged { staff: staff(1), logins });
    say(
        &mut directory,
        &Statement::DeviceRevoked { device: device(2), epoch: Some(grant(2, &[1], &[1, 2])) },
    );
    say(&mut directory, &Statement::StaffLeft { staff: staff(2), epoch: Some(grant(3, &[1], &[1])) });
    let epochs = epochs_for(Recipient::Kit, &keys(98), &[1, 2, 3]);
    say(&mut directory, &Statement::KitReplaced { kit: keys(98).public(), epochs, epoch: None });
    envelopes
}

/// The transport key of device n has the seed 120 + n.
pub fn transport_keys(n: u8) -> Keys {
    keys(120 + n)
}

pub fn transport_set(n: u8) -> Statement {
    Statement::DeviceTransportSet { device: device(n), transport: transport_keys(n).public().seal }
}

pub fn device_added_with_login(directory: &Directory, n: u8) -> Statement {
    let transport = transport_keys(n).public().seal;
    let login = directory.seal_login_to(device(n), &transport, staff(1), b"how one signs in").unwrap();
    let Statement::DeviceAdded { device, keys, epochs, .. } = device_added(n, &[1]) else { unreachable!() };
    Statement::DeviceAdded {
        device,
        keys,
        epochs,
        transport: Some(transport),
        logins: vec![(staff(1), login)],
    }
}

pub fn with_logins(statement: Statement, logins: Vec<(DeviceId, Sealed)>) -> Statement {
    match statement {
        Statement::StaffAdded { staff, keys, roles, access, .. } => {
            Statement::StaffAdded { staff, keys, roles, access, logins }
        }
        Statement::StaffKeysChanged { staff, keys, access, .. } => {
            Statement::StaffKeysChanged { staff, keys, access, logins }
        }
        other => other,
    }
}

/// Refused for this reason, and nothing has changed.
pub fn refused(directory: &Directory, envelope: &Envelope, expected: DirectoryError) {
    let mut attempt = directory.clone();
    assert_eq!(attempt.apply(envelope).err(), Some(expected));
    assert_eq!(attempt.head(), directory.head(), "a refused statement leaves no trace");
}

/// The practice after these statements.
pub fn with(statements: &[Statement]) -> Directory {
    let mut directory = founded().0;
    for statement in statements {
        directory.apply(&next(&directory, statement)).unwrap();
    }
    directory
}
